// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sessions that their file has given up, and that the drive still has: no program gets
 * one of them before it is ended, and they don't prevent other sessions.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/plug.h"
#include "waits.h"

THEME("waits", .guest = BESIDE, .own = WAITS_DRIVE, .seconds = WAITS_SECONDS);

#define GONE	SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED

static bool all_free(void *drive)
{
	return agids_free(drive);
}

/* What waits for the drive without a limit that matters. */
static uint32_t start_within(int fd, const char *what)
{
	int64_t start = now_ms();
	uint32_t agid = start_session(fd);

	waits_report(now_ms() - start, 2 * WAITS_NOTHING, "%s", what);
	return agid;
}

/*
 * The drive is silent while a file with a session is closed. Another file gets an AGID
 * of the drive, and can't name the old one until the drive grants it again.
 */
CASE(given_up, "given up at a silent drive")
{
	int fd = waits_sessions(f->drive, 1), other = node_open(f->drive, O_RDWR);
	uint32_t agid;

	waits_timeout(waits->timeout);
	fault_set(f->drive, "a3:3f silent");
	close(fd);
	CHECK(wait_for(fault_met, f->drive, 10000));
	log_mark(f->drive);
	for (unsigned int i = 0; i < agid_code_count; i++)
		EXPECT_STATUS(use_agid(other, agid_codes[i], 0), GONE, 0);
	CHECK_EQ(log_count(f->drive, "a4") + log_count(f->drive, "ad"), 0);
	agid = start_session(other);
	/* 0 if it was ended by then. */
	if (agid) {
		CHECK_EQ(agid, 1);
		EXPECT_STATUS(use_agid(other, IOCTL_AACS_GET_CERTIFICATE, 0), GONE, 0);
	}
	EXPECT(end_session(other, agid), SUCCESS, 0);
	CHECK(wait_for(all_free, f->drive, 10000));
}

/* The line is somewhere in the log since the mark. */
struct sought {
	struct drive *drive;
	const char *line;
};

static bool line_came(void *arg)
{
	struct sought *s = arg;

	return log_count(s->drive, s->line) > 0;
}

/*
 * START_SESSION's program is killed, and then its AGID is granted. It is ended,
 * and the drive's only one is there for the next.
 */
CASE(late_grant, "granted after the program's end",
     LABELS("four AGIDs", "one AGID"))
{
	struct drive drive = waits_drive(f->row ? "--agids 1" : "--agids 4");
	int fd = node_open(&drive, O_RDWR), other = node_open(&drive, O_RDWR);
	struct sought granted = { &drive, line_grant() };
	struct asker asker;
	uint32_t agid;

	log_mark(&drive);
	asker = asker_held(&drive, "a4:0 delay 1500", fd,
			   IOCTL_AACS_START_SESSION, 0);
	close(fd);
	waits_report(waits_kill(&asker.child), WAITS_NOTHING,
		     "SIGKILL, a grant on its way, drive with %s AGIDs",
		     f->row ? "1" : "4");
	CHECK(wait_for(line_came, &granted, 10000));
	agid = start_session(other);
	if (f->row)
		CHECK_EQ(agid, 0);
	else if (agid != 0)
		EXPECT_STATUS(use_agid(other, IOCTL_AACS_GET_CERTIFICATE, 0), GONE, 0);
	EXPECT(end_session(other, agid), SUCCESS, 0);
	/* Whether a work item ended it or START_SESSION. */
	CHECK(wait_for(all_free, &drive, 10000));
	close(other);
}

/* ---- a module that knows nothing of the sessions ---- */

static void by_plug(struct drive *drive)
{
	struct plug plug = plug_of(drive);

	waits_sessions(drive, drive->agids);
	CHECK_EQ(plug_pull(&plug), 0);
	CHECK(wait_for(path_missing, drive->aacs, 5000));
	CHECK_EQ(plug_put(&plug), 0);
}

/* Another program's: the module did not end them when it went. */
static void by_others(struct drive *drive)
{
	for (unsigned int i = 0; i < drive->agids; i++)
		raw_grant(drive);
}

static void by_rebind(struct drive *drive)
{
	by_others(drive);
	CHECK_EQ(sr_unbind(drive), 0);
	CHECK(wait_for(path_missing, drive->aacs, 5000));
	CHECK_EQ(sr_bind(drive), 0);
}

static void by_insmod(struct drive *drive)
{
	struct drive guest = guest_drive(0);

	by_others(drive);
	CHECK_EQ(module_unload(), 0);
	CHECK(path_missing(drive->aacs));
	CHECK_EQ(module_load(), 0);
	CHECK(wait_for(path_exists, guest.aacs, 5000));
}

static const struct {
	const char *name;
	void (*forget)(struct drive *drive);
} ways[] = {
	{ "unplugged and plugged in", by_plug },
	{ "sr unbound and bound", by_rebind },
	{ "rmmod and insmod", by_insmod },
};

CASE(forgotten, "all AGIDs taken", ROWS(ways, name))
{
	char what[80];
	uint32_t agid;
	int fd;

	ways[f->row].forget(f->drive);
	CHECK(wait_for(path_exists, f->drive->aacs, 10000));
	CHECK_EQ(agids_taken(f->drive), f->drive->agids);
	fd = node_open(f->drive, O_RDWR);
	snprintf(what, sizeof(what), "START_SESSION, all AGIDs taken, %s",
		 ways[f->row].name);
	agid = start_within(fd, what);
	/* Only as many as it needed were ended. */
	CHECK_EQ(agids_taken(f->drive), f->drive->agids);
	EXPECT(end_session(fd, agid), SUCCESS, 0);
	CHECK_EQ(agids_taken(f->drive), f->drive->agids - 1);
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(f->drive));
}
