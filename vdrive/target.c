// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ring.h"
#include "sysfs.h"
#include "target.h"

#define CONFIGFS	"/sys/kernel/config"
#define ROOT		CONFIGFS "/target"
#define CORE		ROOT "/core"
#define HBA		CORE "/user_0"
#define LOOPBACK	ROOT "/loopback"
#define LUN		"tpgt_1/lun/lun_0"
#define DEV_CONFIG	"aacs-vdrive"
/* For the target core only; the host asks the drive. 25 GB, a BD-RE. */
#define DEV_SIZE	"25025314816"

__attribute__((format(printf, 2, 3)))
static bool fail(struct target *target, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(target->why, sizeof(target->why), format, args);
	va_end(args);
	return false;
}

static bool make_dir(struct target *target, const char *path)
{
	if (!mkdir(path, 0755) || errno == EEXIST)
		return true;
	return fail(target, "mkdir %s: %s", path, strerror(errno));
}

static bool put(struct target *target, const char *dir, const char *file,
		const char *value)
{
	char path[SYSFS_PATH];
	ssize_t n;
	int fd;

	sysfs_path(path, "%s/%s", dir, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(target, "%s: %s", path, strerror(errno));
	n = write(fd, value, strlen(value));
	if (n < 0)
		fail(target, "%s: can't write %s: %s", path, value,
		     strerror(errno));
	close(fd);
	return n >= 0;
}

/* Does nothing if this drive already has the lock. */
static void lock_shared(struct target *target)
{
	if (target->lock >= 0)
		return;
	target->lock = open(TARGET_RUN_DIR "/.lock", O_RDWR | O_CREAT | O_CLOEXEC,
			    0600);
	while (target->lock >= 0 && flock(target->lock, LOCK_EX) &&
	       errno == EINTR)
		;
}

static void unlock_shared(struct target *target)
{
	if (target->lock >= 0)
		close(target->lock);
	target->lock = -1;
}

bool target_prepare(struct target *target)
{
	static const char *const modules[] = {
		"target_core_mod", "target_core_user", "tcm_loop",
	};

	target->lock = -1;
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		sysfs_load_module(modules[i]);
	if (!target->no_wait)
		sysfs_load_module("sr_mod");
	if (!sysfs_exists(ROOT) &&
	    mount("configfs", CONFIGFS, "configfs", 0, NULL) && errno != EBUSY)
		return fail(target, "can't mount configfs on %s: %s", CONFIGFS,
			    strerror(errno));
	if (!sysfs_exists(CORE))
		return fail(target, "the kernel lacks target_core_mod (%s is not there)",
			    CORE);
	if (!sysfs_exists("/sys/module/target_core_user"))
		return fail(target, "the kernel lacks target_core_user");
	if (!sysfs_exists("/sys/module/tcm_loop"))
		return fail(target, "the kernel lacks tcm_loop");
	lock_shared(target);
	return true;
}

/* FNV-1a; makes a world wide name from the drive's name. */
static uint64_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		h = (h ^ (uint8_t)*text) * 0x100000001b3ULL;
	return h >> 4;
}

static void name_paths(struct target *target)
{
	snprintf(target->device, sizeof(target->device), "%s/%s", HBA,
		 target->name);
	snprintf(target->wwn, sizeof(target->wwn), "%s/naa.5%015llx", LOOPBACK,
		 (unsigned long long)hash(target->name));
}

/* Finds the device's /dev/uioN and the size of its map. */
static bool find_uio(struct target *target)
{
	DIR *dir = opendir("/sys/class/uio");
	char path[SYSFS_PATH], name[256], want[128];
	struct dirent *d;
	bool found = false;

	if (!dir)
		return fail(target, "/sys/class/uio: %s", strerror(errno));
	snprintf(want, sizeof(want), "/%s/%s", target->name, DEV_CONFIG);
	while (!found && (d = readdir(dir))) {
		size_t len, tail = strlen(want);

		sysfs_path(path, "/sys/class/uio/%s/name", d->d_name);
		if (!sysfs_get(path, name, sizeof(name)) ||
		    strncmp(name, "tcm-user/", 9))
			continue;
		len = strlen(name);
		found = len > tail && !strcmp(name + len - tail, want);
		if (found)
			snprintf(target->uio, sizeof(target->uio), "%.31s",
				 d->d_name);
	}
	closedir(dir);
	if (!found)
		return fail(target, "no uio device for %s", target->device);
	sysfs_path(path, "/sys/class/uio/%s/maps/map0/size", target->uio);
	if (!sysfs_get(path, name, sizeof(name)))
		return fail(target, "can't read %s", path);
	target->map_size = strtoull(name, NULL, 0);
	sysfs_path(path, "/dev/%s", target->uio);
	if (!sysfs_wait(path, &target->cancel))
		return fail(target, "%s does not appear", path);
	return true;
}

/* In the order that configfs requires; ignores missing entries. */
static void remove_lun(struct target *target)
{
	char path[SYSFS_PATH];

	sysfs_path(path, "%s/" LUN "/port", target->wwn);
	unlink(path);
	sysfs_path(path, "%s/" LUN, target->wwn);
	rmdir(path);
	sysfs_path(path, "%s/tpgt_1", target->wwn);
	rmdir(path);
	rmdir(target->wwn);
	/* Fails while another drive uses it. */
	rmdir(LOOPBACK);
}

static void remove_device(struct target *target)
{
	rmdir(target->device);
	rmdir(HBA);
}

struct responder {
	struct ring *ring;
	atomic_bool stop;
};

/* Answers for a killed drive: not ready, cause not reportable. */
static void *answer_not_ready(void *arg)
{
	struct responder *r = arg;
	struct pollfd fd = { .fd = ring_fd(r->ring), .events = POLLIN };
	struct ring_tmr tmr;
	struct request *rq;

	while (!atomic_load(&r->stop)) {
		enum ring_event event;

		if (poll(&fd, 1, 20) > 0)
			ring_woken(r->ring);
		while ((event = ring_next(r->ring, &rq, &tmr)) != RING_EMPTY &&
		       event != RING_NO_MEMORY) {
			if (event != RING_COMMAND)
				continue;
			rq->sense = SENSE(0x2, 0x04, 0x00);
			ring_answer(r->ring, rq);
		}
	}
	return NULL;
}

/*
 * Removes the entries of a killed drive. The state of its ring is unknown: reset it,
 * which fails the commands in flight. The removal of the unit sends commands; a
 * thread answers them, since each would otherwise wait for its timeout.
 */
static bool remove_leftovers(struct target *target)
{
	struct responder r = { .ring = NULL };
	pthread_t thread;
	bool served = false;

	if (!sysfs_exists(target->device) && !sysfs_exists(target->wwn))
		return true;
	if (sysfs_exists(target->device) && find_uio(target)) {
		put(target, target->device, "action/block_dev", "1");
		put(target, target->device, "action/reset_ring", "2");
		r.ring = ring_open(target->uio, target->map_size);
		served = r.ring && !pthread_create(&thread, NULL,
						   answer_not_ready, &r);
		put(target, target->device, "action/block_dev", "0");
	}
	remove_lun(target);
	if (served) {
		atomic_store(&r.stop, true);
		pthread_join(thread, NULL);
	}
	ring_close(r.ring);
	remove_device(target);
	if (sysfs_exists(target->device) || sysfs_exists(target->wwn))
		return fail(target, "can't remove the entries of an earlier drive: %s, %s",
			    target->device, target->wwn);
	return true;
}

static bool make_device(struct target *target)
{
	char timeout[16];

	snprintf(timeout, sizeof(timeout), "%u", target->timeout);
	/* Set the attributes before enabling the device. */
	return make_dir(target, HBA) &&
	       make_dir(target, target->device) &&
	       put(target, target->device, "control",
		   "dev_config=" DEV_CONFIG ",dev_size=" DEV_SIZE
		   ",hw_block_size=2048,nl_reply_supported=-1,max_data_area_mb=64") &&
	       put(target, target->device, "attrib/cmd_time_out", timeout) &&
	       put(target, target->device, "attrib/tmr_notification", "1") &&
	       put(target, target->device, "enable", "1") &&
	       find_uio(target);
}

bool target_create(struct target *target)
{
	bool ok;

	name_paths(target);
	ok = remove_leftovers(target);
	if (ok) {
		ok = make_device(target);
		if (!ok)
			remove_device(target);
	}
	if (!ok)
		unlock_shared(target);
	return ok;
}

/* Waits for the disk that sr makes for the unit, and for its node. */
static bool find_disk(struct target *target)
{
	char path[SYSFS_PATH];

	sysfs_path(path, "/sys/class/scsi_device/%s/device/block",
		   target->address);
	for (int waited = 0; waited < SYSFS_WAIT_MS &&
	     !atomic_load(&target->cancel); waited += 10) {
		DIR *dir = opendir(path);
		struct dirent *d;

		while (dir && (d = readdir(dir))) {
			if (strncmp(d->d_name, "sr", 2))
				continue;
			snprintf(target->disk, sizeof(target->disk), "%.31s",
				 d->d_name);
		}
		if (dir)
			closedir(dir);
		if (target->disk[0]) {
			sysfs_path(path, "/dev/%s", target->disk);
			return sysfs_wait(path, &target->cancel) ||
			       fail(target, "%s does not appear", path);
		}
		sysfs_pause(10);
	}
	return fail(target, "no sr disk for SCSI device %s: is sr_mod loaded?",
		    target->address);
}

static bool make_lun(struct target *target)
{
	char tpg[SYSFS_PATH], path[SYSFS_PATH], nexus[64], address[32];

	sysfs_path(tpg, "%s/tpgt_1", target->wwn);
	snprintf(nexus, sizeof(nexus), "naa.6%015llx",
		 (unsigned long long)hash(target->name));
	if (!make_dir(target, LOOPBACK) || !make_dir(target, target->wwn) ||
	    !make_dir(target, tpg) || !put(target, tpg, "nexus", nexus))
		return false;
	sysfs_path(path, "%s/" LUN, target->wwn);
	if (!make_dir(target, path))
		return false;
	sysfs_path(path, "%s/" LUN "/port", target->wwn);
	if (symlink(target->device, path))
		return fail(target, "symlink %s: %s", path, strerror(errno));
	sysfs_path(path, "%s/address", tpg);
	if (!sysfs_get(path, address, sizeof(address)))
		return fail(target, "can't read %s", path);
	snprintf(target->address, sizeof(target->address), "%s:0", address);
	return true;
}

bool target_plug(struct target *target)
{
	bool ok = !atomic_load(&target->cancel) && make_lun(target);

	if (!ok)
		remove_lun(target);
	unlock_shared(target);
	if (!ok || target->no_wait)
		return ok;
	ok = find_disk(target);
	if (!ok)
		target_unplug(target);
	return ok;
}

void target_unplug(struct target *target)
{
	lock_shared(target);
	remove_lun(target);
	unlock_shared(target);
}

void target_abort(struct target *target)
{
	name_paths(target);
	put(target, target->device, "action/reset_ring", "2");
}

void target_destroy(struct target *target)
{
	lock_shared(target);
	remove_device(target);
	unlock_shared(target);
}
