// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "soak.h"

#define LOOPBACK	"/sys/kernel/config/target/loopback"
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
#define SLABS		"/sys/kernel/slab"
#define WAIT_MS		30000

void figures(const char *fmt, ...)
{
	va_list ap;

	printf("# figures: ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

struct progress progress_start(const char *what, unsigned int count)
{
	struct progress p = { .what = what, .count = count };

	p.start = now_ms();
	p.next = p.start + 10000;
	return p;
}

double progress_seconds(const struct progress *p)
{
	double seconds = (now_ms() - p->start) / 1000.0;

	return seconds > 0.001 ? seconds : 0.001;
}

void progress_at(struct progress *p, unsigned int done)
{
	if (now_ms() < p->next)
		return;
	p->next = now_ms() + 10000;
	if (p->count)
		printf("# %s: %u of %u after %.0f s\n", p->what, done, p->count,
		       progress_seconds(p));
	else
		printf("# %s: %u after %.0f s\n", p->what, done,
		       progress_seconds(p));
}

/* ---- programs that race with the case ---- */

struct shared *shared;
static pid_t racers[RACERS_MAX];
static unsigned int racer_count;

void racers_start(unsigned int count, void (*work)(unsigned int number))
{
	CHECK(count <= RACERS_MAX);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	fflush(stdout);
	racer_count = count;
	for (unsigned int i = 0; i < count; i++) {
		racers[i] = fork();
		CHECK(racers[i] >= 0);
		if (!racers[i]) {
			srandom(i + 1);
			work(i);
			_exit(0);
		}
	}
}

void racers_check(void)
{
	int status;

	for (unsigned int i = 0; i < racer_count; i++) {
		if (waitpid(racers[i], &status, WNOHANG))
			FAIL("program %u has ended (%#x)", i, status);
	}
}

void racers_stop(void)
{
	int status;

	atomic_store(&shared->stop, true);
	for (unsigned int i = 0; i < racer_count; i++) {
		CHECK(waitpid(racers[i], &status, 0) == racers[i]);
		if (status)
			FAIL("program %u has failed (%#x)", i, status);
	}
	racer_count = 0;
}

struct answer race_request(int fd, uint32_t code, const void *in,
			   uint32_t in_len, void *out, uint32_t out_len)
{
	struct answer a;

	atomic_fetch_add(&shared->in_flight, 1);
	a = request(fd, code, in, in_len, out, out_len);
	atomic_fetch_sub(&shared->in_flight, 1);
	return a;
}

void wait_in_flight(void)
{
	int64_t end = now_ms() + WAIT_MS;

	while (!atomic_load(&shared->in_flight)) {
		racers_check();
		if (now_ms() > end)
			FAIL("no program asks for anything");
		pause_us(100);
	}
}

void wait_tally(unsigned int number, unsigned int than)
{
	int64_t end = now_ms() + WAIT_MS;

	while (atomic_load(&shared->tally[number]) <= than) {
		racers_check();
		if (now_ms() > end)
			FAIL("tally %u stays at %u", number, than);
		pause_us(100);
	}
}

unsigned int dice(unsigned int limit)
{
	return (unsigned long)random() % limit;
}

void pause_us(unsigned int us)
{
	const struct timespec t = { 0, us * 1000L };

	nanosleep(&t, NULL);
}

/* ---- module, sr and drive ---- */

int module_load(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		FAIL(MODULE ": %m");
	error = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return error;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "sr_aacs", O_NONBLOCK) ? errno : 0;
}

unsigned int module_unload_raced(void)
{
	int64_t end = now_ms() + WAIT_MS;
	unsigned int busy = 0;
	int error;

	while ((error = module_unload()) == EAGAIN && now_ms() < end) {
		busy++;
		pause_us(50 + dice(500));
	}
	if (error)
		FAIL("rmmod: %s after %u times busy", strerror(error), busy);
	return busy;
}

static int sr_write(const struct drive *drive, const char *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/bus/scsi/drivers/sr/%s", file);
	return write_file(path, drive->hctl) ? 0 : errno;
}

int sr_unbind(const struct drive *drive)
{
	return sr_write(drive, "unbind");
}

int sr_bind(const struct drive *drive)
{
	return sr_write(drive, "bind");
}

bool sr_is_bound(const struct drive *drive)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/scsi/drivers/sr/%s",
		 drive->hctl);
	return path_exists(path);
}

struct plug plug_of(const struct drive *drive)
{
	DIR *dir = opendir(LOOPBACK);
	struct plug plug = { .link = "" };
	struct dirent *e;
	char link[256];

	CHECK(dir);
	snprintf(plug.target, sizeof(plug.target),
		 "/sys/kernel/config/target/core/user_0/%s", drive->name);
	while ((e = readdir(dir))) {
		ssize_t len;

		snprintf(plug.link, sizeof(plug.link),
			 LOOPBACK "/%.40s/tpgt_1/lun/lun_0/port", e->d_name);
		len = readlink(plug.link, link, sizeof(link) - 1);
		if (len < 0)
			continue;
		link[len] = '\0';
		if (!strcmp(strrchr(link, '/') + 1, drive->name))
			break;
	}
	if (!e)
		FAIL("%s is not plugged in", drive->name);
	closedir(dir);
	return plug;
}

int plug_pull(const struct plug *plug)
{
	return unlink(plug->link) ? errno : 0;
}

int plug_put(const struct plug *plug)
{
	return symlink(plug->target, plug->link) ? errno : 0;
}

/* The number of the disk of the SCSI device, or -1. */
static bool number_known(void *arg)
{
	struct drive *drive = arg;
	char path[96];
	struct dirent *e;
	DIR *dir;

	drive->number = -1;
	snprintf(path, sizeof(path), "/sys/class/scsi_device/%s/device/block",
		 drive->hctl);
	dir = opendir(path);
	while (dir && (e = readdir(dir))) {
		if (!strncmp(e->d_name, "sr", 2))
			drive->number = atoi(e->d_name + 2);
	}
	if (dir)
		closedir(dir);
	return drive->number >= 0;
}

void find_again(struct drive *drive)
{
	if (!wait_for(number_known, drive, 10000))
		FAIL("no disk on %s", drive->hctl);
	snprintf(drive->sr, sizeof(drive->sr), "/dev/sr%d", drive->number);
	snprintf(drive->aacs, sizeof(drive->aacs), "/dev/aacs%d",
		 drive->number);
	if (!wait_for(path_exists, drive->aacs, 10000))
		FAIL("no %s", drive->aacs);
}

void expect_works(const struct drive *drive)
{
	int fd = node_open(drive, O_RDWR);
	uint32_t size;

	EXPECT(end_session(fd, start_session(fd)), STATUS_SUCCESS, 0);
	EXPECT(read_mkb_size(fd, &size), STATUS_SUCCESS, 4);
	CHECK_EQ(size, 65536);
	CHECK_EQ(poll_now(fd), 0);
	close(fd);
}

/* ---- memory ---- */

/*
 * What the kernel itself loses when it has no memory, by two functions of the
 * backtrace. 6.1's class_register() forgets the name that it has made when its
 * directory in sysfs can't be.
 */
static const struct {
	const char *inner, *outer;
} kernels_own[] = {
	{ "kobject_set_name+", "__class_register+" },
};

/* One object of the report; returns whether it counts. */
static bool is_leak(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels_own); i++) {
		if (strstr(text, kernels_own[i].inner) &&
		    strstr(text, kernels_own[i].outer))
			return false;
	}
	return true;
}

static void show_lines(char *text)
{
	for (char *save, *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		printf("# %s\n", l);
}

struct leaks {
	unsigned int found;
	unsigned int kernels;
	char object[8192];	/* the text of one */
};

static void object_ends(struct leaks *leaks)
{
	if (!leaks->object[0])
		return;
	if (!is_leak(leaks->object))
		leaks->kernels++;
	else if (leaks->found++ < 4)
		show_lines(leaks->object);
	leaks->object[0] = '\0';
}

static void read_leaks(struct leaks *leaks)
{
	FILE *f = fopen(KMEMLEAK, "re");
	char line[256];
	size_t len;

	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "unreferenced object", 19))
			object_ends(leaks);
		len = strlen(leaks->object);
		snprintf(leaks->object + len, sizeof(leaks->object) - len,
			 "%s", line);
	}
	object_ends(leaks);
	fclose(f);
}

/*
 * kmemleak takes nothing younger than 5 s, and nothing at the first sight; a
 * stray pointer may hide it for another scan.
 */
bool expect_no_leaks(void)
{
	struct leaks leaks = { 0 };

	if (access(KMEMLEAK, F_OK))
		return false;
	pause_us(900000);
	sleep(5);
	for (int i = 0; i < 3; i++) {
		/* It gives up for good when it has no memory itself. */
		if (!write_file(KMEMLEAK, "scan"))
			FAIL("kmemleak: %m");
	}
	read_leaks(&leaks);
	write_file(KMEMLEAK, "clear");
	if (leaks.kernels)
		printf("# kmemleak: %u objects that the kernel itself loses\n",
		       leaks.kernels);
	if (leaks.found)
		FAIL("kmemleak found %u lost objects", leaks.found);
	return true;
}

static void shrink_caches(void)
{
	char path[320];
	struct dirent *e;
	DIR *dir;

	write_file("/proc/sys/vm/drop_caches", "3");
	dir = opendir(SLABS);
	while (dir && (e = readdir(dir))) {
		/* Links are other names of caches that are there already. */
		if (e->d_name[0] == '.' || e->d_type == DT_LNK)
			continue;
		snprintf(path, sizeof(path), SLABS "/%s/shrink", e->d_name);
		write_file(path, "1");
	}
	if (dir)
		closedir(dir);
}

static unsigned int meminfo(const char *name)
{
	FILE *f = fopen("/proc/meminfo", "re");
	unsigned int value = 0;
	char line[128];

	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, name, strlen(name)))
			value = strtoul(line + strlen(name), NULL, 10);
	}
	fclose(f);
	CHECK(value);
	return value;
}

static void read_slabs(struct slabs *slabs)
{
	FILE *f = fopen("/proc/slabinfo", "re");
	char line[256];

	slabs->count = 0;
	slabs->kib = meminfo("Slab:");
	slabs->available_kib = meminfo("MemAvailable:");
	if (!f)
		FAIL("/proc/slabinfo: %m");
	while (fgets(line, sizeof(line), f) && slabs->count < CACHES_MAX) {
		struct cache *c = &slabs->cache[slabs->count];

		if (sscanf(line, "%31s %u", c->name, &c->objects) == 2)
			slabs->count++;
	}
	fclose(f);
	CHECK(slabs->count > 10);
}

/* What is freed late is waited for: until it gets no less. */
void slabs_look(struct slabs *slabs)
{
	unsigned int least = UINT32_MAX;

	for (int same = 0; same < 4; same++) {
		shrink_caches();
		pause_us(250000);
		read_slabs(slabs);
		if (slabs->kib < least) {
			least = slabs->kib;
			same = 0;
		}
	}
}

static const struct cache *find_cache(const struct slabs *slabs,
				      const char *name)
{
	for (unsigned int i = 0; i < slabs->count; i++) {
		if (!strcmp(slabs->cache[i].name, name))
			return &slabs->cache[i];
	}
	return NULL;
}

const char *slabs_growth(const struct slabs *before, const struct slabs *after,
			 int *objects)
{
	const char *name = "none";

	*objects = 0;
	for (unsigned int i = 0; i < after->count; i++) {
		const struct cache *was = find_cache(before,
						     after->cache[i].name);
		int more = (int)after->cache[i].objects -
			   (int)(was ? was->objects : 0);

		if (more > *objects) {
			*objects = more;
			name = after->cache[i].name;
		}
	}
	return name;
}
