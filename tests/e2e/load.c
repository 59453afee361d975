// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module comes and goes: before and after drives and sr_mod, with files
 * open, many drives. For a guest that came up without module and drives.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("load", .guest = NO_MODULE);

#define MODULE		"/lib/sr_aacs/sr_aacs.ko"
#define LOADED		"/sys/module/sr_aacs"
#define CLASS		"/sys/class/aacs"
#define DEVICES		"/proc/devices"
/* The classes of locks, each work queue among them; not on all kernels. */
#define LOCKS		"/proc/lockdep"
#define MANY		8

/* 0 or an errno. */
static int load(const char *parameters)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		FAIL(MODULE ": %m");
	error = syscall(SYS_finit_module, fd, parameters, 0) ? errno : 0;
	close(fd);
	return error;
}

static int unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

/* What an earlier case left. */
static void fresh(void)
{
	char why[64];

	fixture_tidy(why, sizeof(why));
	if (path_exists(LOADED))
		CHECK_EQ(unload("sr_aacs"), 0);
	CHECK(path_missing(CLASS));
}

static void use(const struct drive *drive)
{
	int fd = node_open(drive, O_RDWR);
	uint32_t size;

	EXPECT(end_session(fd, start_session(fd)), SUCCESS, 0);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	close(fd);
}

/* The module is loaded, then a drive comes, is used and goes. */
static struct drive load_and_use(void)
{
	struct drive drive;

	fresh();
	CHECK_EQ(load(""), 0);
	drive = drive_start("load", 1024, "");
	use(&drive);
	drive_stop(&drive);
	return drive;
}

CASE(module_first, "module before drive")
{
	struct drive drive = load_and_use();

	CHECK(wait_for(path_missing, drive.aacs, 5000));
	CHECK_EQ(unload("sr_aacs"), 0);
	CHECK(path_missing(CLASS));
}

CASE(drive_first, "module after drive")
{
	struct drive drive;

	fresh();
	drive = drive_start("load", 1024, "");
	CHECK(path_missing(drive.aacs));
	CHECK_EQ(load(""), 0);
	CHECK(wait_for(path_exists, drive.aacs, 5000));
	use(&drive);
	/* Out from under the drive, and in again. */
	CHECK_EQ(unload("sr_aacs"), 0);
	CHECK(wait_for(path_missing, drive.aacs, 5000));
	CHECK_EQ(load(""), 0);
	CHECK(wait_for(path_exists, drive.aacs, 5000));
	use(&drive);
	CHECK_EQ(unload("sr_aacs"), 0);
	drive_stop(&drive);
}

/* sr_mod comes last: no callback tells of the drive then. */
CASE(before_sr, "sr last",
     LABELS("module, drive, sr_mod", "drive, module, sr_mod"))
{
	char out[512], sr[] = "/dev/sr0", aacs[] = "/dev/aacs0";
	struct drive drive;

	fresh();
	if (path_missing("/sys/module/sr_mod"))
		CHECK_EQ(RUN(out, sizeof(out), "modprobe", "sr_mod"), 0);
	if (path_missing("/sys/module/sr_mod/refcnt"))
		case_skip("sr is built into this kernel");
	CHECK_EQ(unload("sr_mod"), 0);
	if (!f->row)
		CHECK_EQ(load(""), 0);
	CHECK_EQ(RUN(out, sizeof(out), "aacs-vdrive", "--background",
		     "--no-wait", "--name", "e2e-order", "--log",
		     "/run/aacs-vdrive/e2e-order.log"), 0);
	CHECK(path_missing(sr));
	if (f->row)
		CHECK_EQ(load(""), 0);
	CHECK(path_missing(aacs));
	CHECK_EQ(RUN(out, sizeof(out), "modprobe", "sr_mod"), 0);
	CHECK(wait_for(path_exists, sr, 5000));
	CHECK(wait_for(path_exists, aacs, 5000));
	memset(&drive, 0, sizeof(drive));
	strcpy(drive.name, "e2e-order");
	strcpy(drive.aacs, aacs);
	make_file("/run/discs/e2e-order.img", 1024 * SECTOR);
	ctl(&drive, "insert /run/discs/e2e-order.img");
	use(&drive);
	/* sr goes first, and comes back. */
	CHECK_EQ(unload("sr_mod"), 0);
	CHECK(wait_for(path_missing, aacs, 5000));
	CHECK_EQ(RUN(out, sizeof(out), "modprobe", "sr_mod"), 0);
	CHECK(wait_for(path_exists, aacs, 5000));
	use(&drive);
	drive_stop(&drive);
	CHECK_EQ(unload("sr_aacs"), 0);
}

/* A file keeps it loaded, even when its drive is gone. */
CASE(file_open, "a file open",
     LABELS("with a session", "and the drive unplugged"))
{
	struct drive drive;
	int fd;

	fresh();
	CHECK_EQ(load(""), 0);
	drive = drive_start("load", 1024, "");
	fd = node_open(&drive, O_RDONLY);
	start_session(fd);
	CHECK_EQ(unload("sr_aacs"), EAGAIN);
	if (f->row) {
		drive_stop(&drive);
		CHECK_EQ(unload("sr_aacs"), EAGAIN);
	} else {
		/* It works on. */
		EXPECT(end_session(fd, 0), SUCCESS, 0);
		start_session(fd);
	}
	close(fd);
	CHECK_EQ(unload("sr_aacs"), 0);
	if (!f->row) {
		CHECK(agids_free(&drive));
		drive_stop(&drive);
	}
}

static bool tcm_loop_goes(void *arg)
{
	return unload("tcm_loop") == 0;
}

/* The file outlives the drive, and the driver of the drive's host as well. */
CASE(host_driver_gone, "a file open and the host's driver gone")
{
	struct drive drive;
	uint32_t size;
	int fd;

	fresh();
	CHECK_EQ(load(""), 0);
	drive = drive_start("load", 1024, "");
	if (path_missing("/sys/module/tcm_loop/refcnt")) {
		drive_stop(&drive);
		CHECK_EQ(unload("sr_aacs"), 0);
		case_skip("the target is built into this kernel");
	}
	fd = node_open(&drive, O_RDWR);
	start_session(fd);
	drive_stop(&drive);
	CHECK(wait_for(tcm_loop_goes, NULL, 5000));
	EXPECT(read_mkb_size(fd, &size), NO_SUCH_DEVICE, 0);
	CHECK(poll_now(fd) & POLLHUP);
	close(fd);
	CHECK_EQ(unload("sr_aacs"), 0);
}

CASE(many, "many drives")
{
	struct drive drives[MANY];
	const char *model;
	char name[16], options[64];

	fresh();
	/* Half of them are there first. */
	for (unsigned int i = 0; i < MANY; i++) {
		if (i == MANY / 2)
			CHECK_EQ(load(""), 0);
		snprintf(name, sizeof(name), "many%u", i);
		snprintf(options, sizeof(options), "--product MANY-%u", i);
		drives[i] = drive_start(name, 512, options);
	}
	for (unsigned int i = 0; i < MANY; i++) {
		CHECK(wait_for(path_exists, drives[i].aacs, 5000));
		use(&drives[i]);
		/* The node beside srN is that of the same drive. */
		model = drive_attribute(&drives[i], "device/model");
		snprintf(name, sizeof(name), "MANY-%u", i);
		if (strncmp(model, name, strlen(name)))
			FAIL("the model is %s, wanted %s", model, name);
	}
	for (unsigned int i = 0; i < MANY; i += 2)
		drive_stop(&drives[i]);
	for (unsigned int i = 1; i < MANY; i += 2)
		use(&drives[i]);
	for (unsigned int i = 0; i < MANY; i += 2)
		CHECK(wait_for(path_missing, drives[i].aacs, 5000));
	CHECK_EQ(unload("sr_aacs"), 0);
	for (unsigned int i = 1; i < MANY; i += 2) {
		CHECK(path_missing(drives[i].aacs));
		drive_stop(&drives[i]);
	}
}

static bool has_line(const char *path, const char *text)
{
	FILE *file = fopen(path, "re");
	char line[512];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, text);
	if (file)
		fclose(file);
	return found;
}

static bool queues_gone(void *unused)
{
	return !has_line(LOCKS, "(wq_completion)sr_aacs");
}

/* Nothing that the module has registered outlives it. */
CASE(nothing_stays, "nothing stays")
{
	load_and_use();
	CHECK(has_line(DEVICES, " aacs\n"));
	CHECK(path_missing(LOCKS) || !queues_gone(NULL));
	CHECK_EQ(unload("sr_aacs"), 0);
	CHECK(path_missing(CLASS));
	CHECK(!has_line(DEVICES, " aacs\n"));
	/* The kernel frees a work queue a moment later. */
	CHECK(wait_for(queues_gone, NULL, 10000));
}

CASE(parameter, "parameters")
{
	static const char path[] = LOADED "/parameters/timeout";
	char line[16];

	fresh();
	CHECK_EQ(load("timeout=7"), 0);
	read_line(path, line, sizeof(line));
	CHECK(!strcmp(line, "7"));
	CHECK(!write_file(path, "0") && errno == EINVAL);
	CHECK(!write_file(path, "3601") && errno == EINVAL);
	read_line(path, line, sizeof(line));
	CHECK(!strcmp(line, "7"));
	CHECK(write_file(path, "3600"));
	CHECK_EQ(unload("sr_aacs"), 0);
	CHECK(load("timeout=x") != 0);
	CHECK(load("timeout=0") != 0);
	CHECK(path_missing(LOADED));
	CHECK(path_missing(CLASS));
}
