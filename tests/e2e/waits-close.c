// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The end of sessions at a silent drive: close() and the end of a program don't wait,
 * the others wait for one timeout.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../fixture/plug.h"
#include "waits.h"

THEME("waits", .guest = BESIDE, .own = WAITS_DRIVE, .seconds = WAITS_SECONDS);

#define SILENT		"fault a3:3f silent count 100"

/* The timeout; the kernel looks once a second whether a command is past its own. */
static int64_t one_deadline(void)
{
	return waits->timeout * 1000 + 2 * WAITS_NOTHING;
}

static bool all_free(void *drive)
{
	return agids_free(drive);
}

/*
 * The drive answers again: after its first answer to any command the module ends all
 * sessions that it still has to end.
 */
static void expect_made_up(struct drive *drive)
{
	int fd = node_open(drive, O_RDWR);
	uint32_t size = 0;

	ctl(drive, "faults clear");
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	CHECK(wait_for(all_free, drive, 10000));
	EXPECT(end_session(fd, start_session(fd)), SUCCESS, 0);
	close(fd);
}

/* ---- close(), exit, SIGKILL ---- */

static void hold_sessions(int tell, void *arg)
{
	const struct drive *drive = arg;

	waits_sessions(drive, drive->agids);
	child_tell(tell, 0);
	pause();
}

static void leave(int tell, void *arg)
{
	child_tell(tell, 0);
}

static int64_t by_close(struct drive *drive)
{
	int fd = waits_sessions(drive, drive->agids);
	int64_t start;

	ctl(drive, SILENT);
	start = now_ms();
	close(fd);
	return now_ms() - start;
}

static int64_t by_exit(struct drive *drive)
{
	int fd = waits_sessions(drive, drive->agids);
	struct child child;
	int64_t start;

	ctl(drive, SILENT);
	child = child_start(leave, NULL);
	close(fd);
	child_hear(&child);
	start = now_ms();
	child_end(&child);
	return now_ms() - start;
}

static int64_t by_kill(struct drive *drive)
{
	struct child child = child_start(hold_sessions, drive);

	child_hear(&child);
	ctl(drive, SILENT);
	return waits_kill(&child);
}

static const struct {
	const char *name;
	int64_t (*end)(struct drive *drive);
} ends[] = {
	{ "close()", by_close },
	{ "exit", by_exit },
	{ "SIGKILL", by_kill },
};

CASE(end, "silent drive, all sessions", ROWS(ends, name))
{
	int64_t took;

	waits_timeout(waits->timeout);
	took = ends[f->row].end(f->drive);
	waits_report(took, WAITS_NOTHING, "%s with all sessions, silent drive",
		     ends[f->row].name);
	CHECK_EQ(agids_taken(f->drive), f->drive->agids);
	expect_made_up(f->drive);
}

/* ---- END_SESSION of all ---- */

CASE(end_all, "silent drive, END_SESSION of all")
{
	int fd = waits_sessions(f->drive, f->drive->agids);
	struct asker asker;
	uint32_t status;
	int64_t took;

	waits_timeout(waits->timeout);
	ctl(f->drive, SILENT);
	log_mark(f->drive);
	asker = asker_start(fd, IOCTL_AACS_END_SESSION,
			    SR_AACS_END_ALL_SESSIONS);
	status = asker_hear(&asker, &took);
	waits_report(took, one_deadline(),
		     "END_SESSION of all, silent drive");
	CHECK_EQ(status, SR_AACS_STATUS_IO_TIMEOUT);
	/* The first was asked of it, and no other. */
	CHECK_EQ(log_count(f->drive, "a3"), 1);
	for (uint32_t agid = 0; agid < f->drive->agids; agid++)
		EXPECT(use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, agid),
		       CSS_KEY_NOT_ESTABLISHED, 0);
	CHECK_EQ(log_count(f->drive, "a4"), 0);
	expect_made_up(f->drive);
}

/* ---- sr unbound, the module unloaded ---- */

CASE(unbind, "silent drive, sr unbound")
{
	int fd = waits_sessions(f->drive, f->drive->agids);
	int64_t start, took;

	waits_timeout(waits->timeout);
	ctl(f->drive, SILENT);
	start = now_ms();
	CHECK_EQ(sr_unbind(f->drive), 0);
	took = now_ms() - start;
	waits_report(took, one_deadline(),
		     "sr unbound with all sessions, silent drive");
	expect_poll(fd, POLLHUP | POLLPRI, 5000);
}

/* A command of another program is under way as well. */
CASE(unbind_in_flight, "silent drive, sr unbound in flight")
{
	int fd = waits_sessions(f->drive, f->drive->agids);
	struct asker asker;
	int64_t start, took;
	uint32_t status;

	waits_timeout(waits->timeout);
	ctl(f->drive, SILENT);
	asker = asker_held(f->drive, "ad:83 silent", fd,
			   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	start = now_ms();
	CHECK_EQ(sr_unbind(f->drive), 0);
	took = now_ms() - start;
	waits_report(took, one_deadline(),
		     "sr unbound, a command in flight and all sessions");
	status = asker_hear(&asker, &took);
	if (status != SR_AACS_STATUS_IO_TIMEOUT && status != SR_AACS_STATUS_NO_SUCH_DEVICE)
		FAIL("the command in flight ended with %#x", status);
}

CASE(rmmod, "silent drive, rmmod")
{
	struct drive guest = guest_drive(0);
	struct child child = child_start(hold_sessions, f->drive);
	int host = atoi(f->drive->hctl), tries = 5;
	int64_t start, took;

	child_hear(&child);
	waits_timeout(waits->timeout);
	ctl(f->drive, SILENT);
	start = now_ms();
	child_kill(&child);
	CHECK_EQ(module_unload(), 0);
	took = now_ms() - start;
	CHECK_EQ(module_load(), 0);
	CHECK(wait_for(path_exists, guest.aacs, 10000));
	CHECK(wait_for(path_exists, f->drive->aacs, 10000));
	waits_report(took, one_deadline(),
		     "SIGKILL with all sessions and rmmod, silent drive");
	/* Nothing holds on to the SCSI host: a new one gets its number. */
	do {
		CHECK(tries--);
		drive_stop(f->drive);
		*f->drive = drive_start("own", 1024, WAITS_DRIVE);
	} while (atoi(f->drive->hctl) != host);
}
