// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Devices that come and go: a slow disk, or a slow command of one drive, makes
 * no other device wait.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../fixture/plug.h"
#include "waits.h"
#include "waits-scsi-debug.h"

THEME("waits", .guest = BESIDE, .seconds = WAITS_SECONDS);

#define DISKS		3
#define DISKS_MS	200000

/* ---- slow disks ---- */

static bool disks_there(void *unused)
{
	return scsi_debug_disks() == DISKS;
}

static bool disks_gone(void *unused)
{
	return scsi_debug_disks() == 0;
}

static void plug_in(int tell, void *arg)
{
	CHECK_EQ(scsi_debug_plug(1), 0);
}

static void start_drive(int tell, void *arg)
{
	struct drive *drive = arg;

	*drive = waits_drive("");
}

/* The node of the drive that start_drive() starts, sr's or the module's. */
static const char *next_node(const char *name)
{
	static char path[32];

	snprintf(path, sizeof(path), "/dev/%s%u", name, guest_drives());
	CHECK(path_missing(path));
	return path;
}

/*
 * Plugs three disks in; returns the milliseconds until all are there, and more
 * than any limit when they don't come. With @node a drive is plugged in beside
 * them, and *drive_took says how long that took until it had its node.
 */
static int64_t plug_disks(const char *node, int64_t *drive_took)
{
	struct drive drive = { .name = "e2e-waits" };
	struct child disks, drive_child;
	int64_t start;

	scsi_debug_delay(waits->disk);
	start = now_ms();
	disks = child_start(plug_in, NULL);
	if (node) {
		drive_child = child_start(start_drive, &drive);
		CHECK(wait_for(path_exists, (void *)node, 120000));
		*drive_took = now_ms() - start;
	}
	wait_for(disks_there, NULL, DISKS_MS);
	start = now_ms() - start;
	child_end(&disks);
	if (node) {
		child_end(&drive_child);
		drive_stop(&drive);
		CHECK(wait_for(path_missing, (void *)node, 5000));
	}
	scsi_debug_delay(0);
	CHECK_EQ(scsi_debug_plug(-1), 0);
	CHECK(wait_for(disks_gone, NULL, 10000));
	return start;
}

/* With and without the module. */
CASE(disks, "three slow disks", .seconds = 600)
{
	const struct scsi_debug none = { -1 };
	struct drive guest = guest_drive(0);
	int64_t without, with, beside, drive_without = 0, drive_with = 0;

	scsi_debug_modprobe("num_tgts=3 dev_size_mb=4");
	CHECK_EQ(module_unload(), 0);
	without = plug_disks(NULL, NULL);
	plug_disks(next_node("sr"), &drive_without);
	CHECK_EQ(module_load(), 0);
	CHECK(wait_for(path_exists, guest.aacs, 10000));
	with = plug_disks(NULL, NULL);
	beside = plug_disks(next_node("aacs"), &drive_with);
	scsi_debug_unload(&none);
	waits_report(without, DISKS_MS / 4, "three slow disks, without the module");
	waits_report(beside, DISKS_MS, "three slow disks, a drive beside them");
	/* A tenth more, and what a tick or two make of a short time. */
	waits_report(with, without * 11 / 10 + 100,
		     "three slow disks, with the module");
	/* On 6.12 sr itself is late. */
	waits_report(drive_without, DISKS_MS,
		     "sr's disk beside three slow disks, without the module");
	waits_report(drive_with, drive_without + WAITS_NOTHING,
		     "the drive beside three slow disks");
}

/* ---- removal ---- */

static void pull(int tell, void *arg)
{
	waits_keep_only(tell, -1);
	child_tell(tell, 0);
	CHECK_EQ(plug_pull(arg), 0);
}

/*
 * A drive is removed while its command is under way; meanwhile another drive,
 * or a disk, is removed.
 */
CASE(removal, "removed beside a slow command", LABELS("a drive", "a disk"))
{
	struct scsi_debug host;
	struct drive slow, idle;
	struct plug slow_plug, idle_plug;
	struct child child;
	struct asker asker;
	int64_t start, took;
	char fault[32];
	int fd;

	if (f->row) {
		host = scsi_debug_load("num_tgts=3 dev_size_mb=4");
		CHECK(wait_for(disks_there, NULL, 10000));
	}
	slow = waits_drive("");
	slow_plug = plug_of(&slow);
	if (!f->row) {
		idle = drive_start("idle", 1024, "");
		idle_plug = plug_of(&idle);
	}
	fd = waits_sessions(&slow, 1);
	snprintf(fault, sizeof(fault), "ad:83 delay %u", waits->slow);
	asker = asker_held(&slow, fault, fd,
			   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	child = child_start(pull, &slow_plug);
	child_hear(&child);
	CHECK(wait_for(child_blocked, &child, 5000));
	start = now_ms();
	CHECK_EQ(f->row ? scsi_debug_plug(-1) : plug_pull(&idle_plug), 0);
	took = now_ms() - start;
	waits_report(took, WAITS_NOTHING,
		     "%s is removed, another drive's command under way",
		     f->row ? "a disk" : "a drive");
	/* The other one was under way all the time. */
	CHECK(!asker_answered(&asker));
	child_end(&child);
	asker_hear(&asker, &took);
	close(fd);
	if (f->row) {
		host.host = -1;
		scsi_debug_unload(&host);
	}
}

/* Hot-unplug sends nothing: the sessions go with the drive. */
CASE(unplug, "silent drive, unplugged")
{
	struct drive drive = waits_drive("");
	struct plug plug = plug_of(&drive);
	int fd = waits_sessions(&drive, drive.agids);
	int64_t start;

	ctl(&drive, "fault a3:3f silent count 100");
	fault_set(&drive, "a4:3f silent count 100");
	start = now_ms();
	CHECK_EQ(plug_pull(&plug), 0);
	waits_report(now_ms() - start, WAITS_NOTHING,
		     "a silent drive with all sessions is unplugged");
	expect_poll(fd, POLLHUP | POLLPRI, 5000);
	close(fd);
	/* No fault was met. */
	CHECK(!fault_met(&drive));
}
