// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs that wait for a drive to answer or to become ready: each command in
 * turn. Callers that are killed meanwhile, answers that come too late, drives
 * that go.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "misbehave.h"
#include "../fixture/fixture.h"

THEME("waiting", .guest = BESIDE);

#define BECOMING_READY	"sense 2/04/01"
#define ENDLESS		1000000U
#define ENDLESS_TEXT	" count 1000000"

/* ---- killed ---- */

struct victim {
	struct full_drive full;	/* in which its own session is the only one */
	const struct drive_command *command;
	char fault[64];
	int gate[2];		/* a pipe: it asks when the other end is closed */
};

/* Asks in a file of its own, and does not live to see the answer. */
static void ask_and_die(int tell, void *arg)
{
	struct victim *v = arg;
	const struct drive_command *c = v->command;
	struct full_drive *full = &v->full;
	uint32_t nothing;

	full->fd = node_open(&full->drive, O_RDWR);
	full->other = node_open(&full->drive, O_RDWR);
	full->agid = start_session(full->fd);
	if (c->flags & OF_FEATURE)
		full_drive_forget(full);
	if (c->before)
		ctl(&full->drive, "fault %s", c->before);
	ctl(&full->drive, "fault %s %s", c->target, v->fault);
	child_tell(tell, 0);
	close(v->gate[1]);
	CHECK_EQ(read(v->gate[0], &nothing, sizeof(nothing)), 0);
	if (c->code)
		child_tell(tell, command_send(full, c).status);
	else
		close(full->fd);
}

struct meeting {
	const struct drive *drive;
	unsigned int left;	/* of the counts of all faults */
};

static bool has_met(void *arg)
{
	struct meeting *m = arg;

	return faults_left(m->drive) <= m->left;
}

/* Starts it, and waits until all but @left of its faults were met. */
static struct child start_victim(struct victim *v, unsigned int command,
				 const char *fault, unsigned int left,
				 bool hurry)
{
	struct meeting m = { &v->full.drive, left };
	struct child child;
	bool met;

	v->command = &drive_commands[command];
	snprintf(v->fault, sizeof(v->fault), "%s", fault);
	CHECK(!pipe2(v->gate, O_CLOEXEC));
	child = child_start(ask_and_die, v);
	child_hear(&child);
	/* A command's limit is that of the moment when it is sent. */
	if (hurry)
		set_timeout("1");
	close(v->gate[0]);
	close(v->gate[1]);
	met = wait_for(has_met, &m, 10000);
	if (hurry)
		set_timeout("20");
	CHECK(met);
	return child;
}

/* The drive can do all that it could before. */
static void expect_recovered(struct victim *v, bool kept)
{
	struct full_drive *full = &v->full;
	uint32_t size = 0;

	ctl(&full->drive, "faults clear");
	/* What it did not want to end has been noted. */
	if (!kept && !(v->command->flags & (INVALIDATES | OF_FEATURE)))
		CHECK(agids_free(&full->drive));
	CHECK(full_drive_fill(full, &drive_commands[COMMAND_REPORT_CERTIFICATE]));
	EXPECT(read_mkb_size(full->fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	full_drive_close(full);
	CHECK(agids_free(&full->drive));
}

/* Some that are answered with data, and two that are not. */
static const unsigned int telling[] = {
	COMMAND_GRANT, COMMAND_REPORT_CERTIFICATE, COMMAND_SEND_CERTIFICATE,
	COMMAND_INVALIDATE, COMMAND_BLOCK_SIZE, COMMAND_FIRST_PACK, COMMAND_LAST_PACK,
	COMMAND_CONFIGURATION,
};

static const char *telling_label(unsigned int row)
{
	return drive_commands[telling[row]].name;
}

/*
 * While the drive is becoming ready, which it would be for ever: for this
 * command, and then for SEND KEY 3Fh as well, which the end of a program that
 * has a session sends.
 */
static void kill_waiting(const struct fixture *f, unsigned int row, bool for_all)
{
	struct victim v = { .full.drive = *f->drive };
	struct child child;
	int64_t start;

	child = start_victim(&v, row, BECOMING_READY ENDLESS_TEXT,
			     ENDLESS - 2, false);
	if (for_all)
		ctl(&v.full.drive, "fault a3:3f " BECOMING_READY ENDLESS_TEXT);
	start = now_ms();
	child_kill(&child);
	/* It would have to wait for 20 s. */
	CHECK(now_ms() - start < 5000);
	expect_recovered(&v, for_all);
}

CASE(killed_waiting, "killed while it becomes ready",
     ROWS(drive_commands, name))
{
	kill_waiting(f, f->row, false);
}

static const unsigned int busy[] = {
	COMMAND_REPORT_CERTIFICATE, COMMAND_FIRST_PACK,
};

static const char *busy_label(unsigned int row)
{
	return drive_commands[busy[row]].name;
}

CASE(killed_busy, "killed, and ready for nothing", .rows = ARRAY_SIZE(busy),
     .label = busy_label)
{
	kill_waiting(f, busy[f->row], true);
}

/*
 * The answer, which is data for most, comes after the kill: what it is written
 * to must be there until then.
 */
CASE(killed_in_flight, "killed in flight", .rows = ARRAY_SIZE(telling),
     .label = telling_label)
{
	struct victim v = { .full.drive = *f->drive };
	struct child child;

	child = start_victim(&v, telling[f->row], "delay 800", 0, false);
	child_kill(&child);
	expect_recovered(&v, false);
}

static const unsigned int unanswered[] = {
	COMMAND_SEND_CERTIFICATE, COMMAND_FIRST_PACK,
};

static const char *unanswered_label(unsigned int row)
{
	return drive_commands[unanswered[row]].name;
}

/* The same, of a drive that never answers; the module gives up. */
CASE(killed_unanswered, "killed, no answer", .own = "--command-timeout 0",
     .rows = ARRAY_SIZE(unanswered), .label = unanswered_label)
{
	struct victim v = { .full.drive = *f->drive };
	struct child child;
	int64_t start;

	child = start_victim(&v, unanswered[f->row], "silent", 0, true);
	start = now_ms();
	child_kill(&child);
	CHECK(now_ms() - start < 10000);
	/* Nothing is ended at a silent drive before it answers something. */
	expect_recovered(&v, true);
}

static const unsigned int late[] = {
	COMMAND_GRANT, COMMAND_FIRST_PACK, COMMAND_CONFIGURATION,
};

struct awaited {
	struct drive *drive;
	int fd;
	const char *line;
	unsigned int times;
};

/* Others' requests go on meanwhile, in the same memory. */
static bool answer_is_late(void *arg)
{
	struct awaited *awaited = arg;
	uint32_t size = 0;

	EXPECT(read_mkb_size(awaited->fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	return log_count(awaited->drive, awaited->line) >= awaited->times;
}

static const char *late_label(unsigned int row)
{
	return drive_commands[late[row]].name;
}

/*
 * The target gives the command up before the drive answers, so the request is
 * over when the data comes. That is waited for: a target that is removed before
 * loses a few bytes of its own.
 */
CASE(late, "an answer too late", .own = "--command-timeout 1",
     .rows = ARRAY_SIZE(late), .label = late_label)
{
	const struct drive_command *c = &drive_commands[late[f->row]];
	struct full_drive full = { .drive = *f->drive };
	unsigned int delay = 2500;
	struct combination d;
	char line[80], fault[32];
	/* The next request sends GET CONFIGURATION again. */
	struct awaited awaited = {
		&full.drive, -1, line, c->flags & OF_FEATURE ? 2 : 1
	};

	snprintf(line, sizeof(line), "%s", command_line(c, 0, "good "));
	/* A guest that stands still for so long finds the answer in time. */
	for (;;) {
		snprintf(fault, sizeof(fault), "delay %u", delay);
		d = combination_of(c, SR_AACS_STATUS_DEVICE_NOT_READY, fault);
		CHECK(full_drive_fill(&full, c));
		combination_prepare(&full, &d);
		log_mark(&full.drive);
		if (combination_ask(&full, &d) || delay > 9000)
			break;
		full_drive_close(&full);
		full_drive_renew(&full);
		delay *= 2;
	}
	combination_check(&full, &d);
	CHECK_EQ(log_count(&full.drive, line), 0);
	full_drive_close(&full);
	awaited.fd = node_open(&full.drive, O_RDWR);
	CHECK(wait_for(answer_is_late, &awaited, 20000));
	/* No file has an AGID that was granted after all. */
	EXPECT(end_session(awaited.fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(&full.drive));
}

/* ---- nothing to wait for any more ---- */

static void unbind_sr(const struct drive *drive)
{
	CHECK_EQ(sr_unbind(drive), 0);
}

static const struct {
	const char *name;
	void (*way)(const struct drive *drive);
	unsigned int command;
	bool answers;		/* its faults are gone before it is */
} departures[] = {
	/* Not `delete` of the device: with it 6.1's loopback loses its nexus. */
	{ "sr unbound", unbind_sr, COMMAND_REPORT_CERTIFICATE, false },
	{ "sr unbound", unbind_sr, COMMAND_INVALIDATE, false },
	{ "sr unbound", unbind_sr, COMMAND_CONFIGURATION, false },
	{ "unplugged", drive_stop, COMMAND_REPORT_CERTIFICATE, true },
	{ "unplugged", drive_stop, COMMAND_BLOCK_SIZE, true },
};

static const char *departure_label(unsigned int row)
{
	static char label[80];

	snprintf(label, sizeof(label), "%s, %s", departures[row].name,
		 drive_commands[departures[row].command].name);
	return label;
}

CASE(departure, "becoming ready, and gone", .own = "",
     .rows = ARRAY_SIZE(departures), .label = departure_label)
{
	struct victim v = { .full.drive = *f->drive };
	struct drive *drive = &v.full.drive;
	struct child child;
	uint32_t status;
	int64_t start;

	child = start_victim(&v, departures[f->row].command,
			     BECOMING_READY ENDLESS_TEXT, ENDLESS - 2, false);
	start = now_ms();
	departures[f->row].way(drive);
	status = child_hear(&child);
	/* The time that a drive has to become ready is 20 s. */
	CHECK(now_ms() - start < 10000);
	child_end(&child);
	if (!departures[f->row].answers && status != SR_AACS_STATUS_NO_SUCH_DEVICE &&
	    status != SR_AACS_STATUS_DEVICE_NOT_READY)
		FAIL("%s answered %#x", v.command->name, status);
	CHECK(wait_for(path_missing, drive->aacs, 5000));
}
