// SPDX-License-Identifier: GPL-2.0-or-later
/* The virtual drive as a drive: mounts, tray, stop, crash, a vanished image. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../fixture/disc.h"
#include "../fixture/fixture.h"

THEME("vdrive");

#define CORE		"/sys/kernel/config/target/core"
#define LOOPBACK	"/sys/kernel/config/target/loopback"

CASE(isofs, "isofs")
{
	struct drive drive = disc_drive("iso", "iso9660.img", "");
	char line[64], out[256];

	disc_mount(&drive, DISC, "iso9660", MS_RDONLY);
	read_line(DISC "/hello.txt", line, sizeof(line));
	CHECK(!strcmp(line, "hello from the disc"));
	/* The door is locked while it is mounted. */
	CHECK(RUN(out, sizeof(out), "aacs-vdrivectl", drive.name, "eject") != 0);
	CHECK(strstr(out, "locked"));
	disc_umount(DISC);
	ctl(&drive, "eject");
}

/* Written, ejected, read again. */
CASE(udf, "udf, written to")
{
	struct drive drive = disc_drive("udf", "udf.img", "");
	char line[64];
	int fd;

	disc_mount(&drive, DISC, "udf", 0);
	fd = open(DISC "/written", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		FAIL("a file on the disc: %m");
	CHECK_EQ(write(fd, "rewritable\n", 11), 11);
	CHECK(!fsync(fd));
	close(fd);
	disc_umount(DISC);
	ctl(&drive, "eject");
	ctl(&drive, "insert");
	disc_mount(&drive, DISC, "udf", MS_RDONLY);
	read_line(DISC "/written", line, sizeof(line));
	CHECK(!strcmp(line, "rewritable"));
	disc_umount(DISC);
}

static int drive_status(const struct drive *drive)
{
	int fd = open(drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int status;

	CHECK(fd >= 0);
	status = ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT);
	close(fd);
	return status;
}

CASE(tray, "the tray")
{
	int fd = open(f->drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_EQ(drive_status(f->drive), CDS_DISC_OK);
	CHECK(!ioctl(fd, CDROMEJECT, 0));
	CHECK_EQ(drive_status(f->drive), CDS_TRAY_OPEN);
	CHECK(strstr(ctl(f->drive, "status"), "tray open"));
	CHECK(!ioctl(fd, CDROMCLOSETRAY, 0));
	CHECK_EQ(drive_status(f->drive), CDS_DISC_OK);
	CHECK(strstr(ctl(f->drive, "status"), "tray closed"));
	close(fd);
}

CASE(locked, "the door's lock")
{
	int fd = open(f->drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char out[256];

	CHECK(fd >= 0);
	CHECK(!ioctl(fd, CDROM_LOCKDOOR, 1));
	CHECK(RUN(out, sizeof(out), "aacs-vdrivectl", f->drive->name, "eject") != 0);
	CHECK(!ioctl(fd, CDROM_LOCKDOOR, 0));
	ctl(f->drive, "eject");
	ctl(f->drive, "insert");
	close(fd);
}

/* Nothing of it in configfs, nothing in /run. */
static bool all_gone(void *arg)
{
	const struct drive *drive = arg;
	char out[4096], path[96];

	if (RUN(out, sizeof(out), "find", CORE, LOOPBACK) &&
	    path_exists(CORE) && path_exists(LOOPBACK))
		return false;
	if (strstr(out, drive->name))
		return false;
	snprintf(path, sizeof(path), "/run/aacs-vdrive/%s.sock", drive->name);
	if (path_exists(path))
		return false;
	snprintf(path, sizeof(path), "/sys/block/sr%d", drive->number);
	return path_missing(path);
}

CASE(stop, "stopped", .own = "",
     LABELS("by aacs-vdrivectl", "by SIGTERM", "by the image's removal"))
{
	if (f->row == 0) {
		drive_stop(f->drive);
		/* It is all done when that comes back. */
		CHECK(all_gone(f->drive));
		return;
	}
	if (f->row == 1)
		CHECK(!kill(drive_pid(f->drive), SIGTERM));
	else
		CHECK(!unlink(drive_image("own")));
	CHECK(wait_for(all_gone, f->drive, 10000));
}

/* The same name again after a crash, and it works. */
CASE(crash, "started after a crash", .own = "")
{
	int number = f->drive->number;
	uint8_t buf[SECTOR];
	int fd;

	drive_kill(f->drive);
	*f->drive = drive_start("own", 1024, "");
	CHECK_EQ(f->drive->number, number);
	fd = open(f->drive->sr, O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_EQ(pread(fd, buf, sizeof(buf), 100 * SECTOR), SECTOR);
	close(fd);
	drive_stop(f->drive);
	CHECK(all_gone(f->drive));
}

/* One drive for each name. */
CASE(same_name, "one for each name")
{
	char out[512];

	CHECK(RUN(out, sizeof(out), "aacs-vdrive", "--background", "--name",
		  "vdrive0") != 0);
	CHECK(strlen(out) > 10);
}

/* What is written is read, at any place; the end is the end. */
CASE(blocks, "blocks", .own = "")
{
	static const uint32_t places[] = { 0, 1, 1000, 1023 };
	uint8_t *buf, *back;
	int fd;

	CHECK(!posix_memalign((void **)&buf, 4096, SECTOR));
	CHECK(!posix_memalign((void **)&back, 4096, SECTOR));
	fd = open(f->drive->sr, O_RDWR | O_DIRECT | O_CLOEXEC);
	if (fd < 0)
		FAIL("%s: %m", f->drive->sr);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		off_t at = (off_t)places[i] * SECTOR;

		memset(buf, (int)(places[i] + 7), SECTOR);
		CHECK_EQ(pwrite(fd, buf, SECTOR, at), SECTOR);
		memset(back, 0, SECTOR);
		CHECK_EQ(pread(fd, back, SECTOR, at), SECTOR);
		CHECK_MEM(buf, back, SECTOR);
	}
	CHECK_EQ(pread(fd, back, SECTOR, (off_t)1024 * SECTOR), 0);
}

CASE(empty_tray, "an empty tray")
{
	struct drive drive = drive_start("empty", 0, "");
	uint32_t agid;
	int fd;

	CHECK(drive_status(&drive) != CDS_DISC_OK);
	fd = node_open(&drive, O_RDWR);
	EXPECT(try_start(fd, &agid), NO_MEDIA_IN_DEVICE, 0);
	make_file(drive_image("empty"), 1024 * SECTOR);
	ctl(&drive, "insert %s", drive_image("empty"));
	EXPECT(try_start(fd, &agid), SUCCESS, 4);
}

/* What the options make of a drive, as sysfs tells it of the one drive. */
static const struct {
	const char *path;	/* below /sys/class/aacs/aacsN */
	const char *value;
} told[] = {
	{ "device/vendor", "ACME" }, { "device/model", "BD-TEST" },
	{ "supported", "1" }, { "aacs_version", "1" }, { "agids", "2" },
	{ "binding_nonce", "0" }, { "bus_encryption", "1" },
	{ "write_bus_encryption", "1" }, { "nonce_blocks", "7" },
};

CASE(options, "options that sysfs tells of",
     .own = "--vendor ACME --product BD-TEST --bus-encryption --nonce-blocks 7 "
	    "--agids 2 --no-bng")
{
	for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
		const char *line = drive_attribute(f->drive, told[i].path);
		size_t len = strlen(told[i].value);

		/* INQUIRY fills up with blanks. */
		if (strncmp(line, told[i].value, len) || line[len + strspn(line + len, " ")])
			FAIL("%s says \"%s\", wanted \"%s\"", told[i].path, line,
			     told[i].value);
	}
}

/*
 * A client has as many words as it likes and hangs up first: one that is hung
 * up on right after its answer may see the end alone.
 */
CASE(connection, "words on one connection")
{
	int fd = ctl_connect(f->drive->name);
	char answer[256];

	CHECK(fd >= 0);
	for (int i = 0; i < 3; i++) {
		if (!ctl_ask(fd, "status", answer, sizeof(answer)))
			FAIL("word %d: %s", i, answer);
		CHECK(strstr(answer, "closed"));
	}
	CHECK(!ctl_ask(fd, "no-such-word", answer, sizeof(answer)));
	CHECK(ctl_ask(fd, "status", answer, sizeof(answer)));
	close(fd);
}
