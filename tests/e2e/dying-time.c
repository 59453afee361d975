// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Drives that are slow to answer, or never do; that are becoming ready, which
 * is waited for; callers that are killed meanwhile. Theme `waiting`.
 */
#include <fcntl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dying.h"
#include "harness.h"

#define PARAMETER	"/sys/module/sr_aacs/parameters/timeout"
#define BECOMING_READY	"sense 2/04/01"
#define DRIVES		6
#define READY_TIMES	3
#define READY_MS	200	/* between two of them */

/* ---- side by side ---- */

enum kind { SILENT, DELAY, BUSY, NEVER_READY, KINDS, READY = KINDS };

static struct dying make(const struct dying_command *c, enum kind kind)
{
	/* "the drive timed out"; "BUSY status"; "2/04/other" */
	static const struct {
		const char *fault;
		uint32_t status;
	} kinds[] = {
		[SILENT] = { "silent", STATUS_IO_TIMEOUT },
		[DELAY] = { "delay 600000", STATUS_IO_TIMEOUT },
		[BUSY] = { "busy", STATUS_DEVICE_NOT_READY },
		[NEVER_READY] = { BECOMING_READY, STATUS_DEVICE_NOT_READY },
		[READY] = { BECOMING_READY, STATUS_SUCCESS },
	};
	struct dying d = dying_of(c, kinds[kind].status, kinds[kind].fault);
	const char *right = dying_right(c);

	if (kind == BUSY || kind == NEVER_READY) {
		d.count = DYING_ENDLESS;
		d.sent = 0;
		d.most = kind == BUSY ? DYING_ENDLESS : 20;
	}
	if (kind == READY) {
		d.count = READY_TIMES;
		d.sent = READY_TIMES + !!right[0];
		snprintf(d.then, sizeof(d.then), "%s", right);
		d.fake = right[0] && !(c->flags & TO_DRIVE);
	}
	if (c->flags & INVALIDATES) {
		dying_invalidation(&d, 0);
		d.stray = false;
	}
	return d;
}

/* What all processes of a case see. */
static struct shared {
	atomic_uint step;
} *shared;

enum { PREPARE, ASK, CHECK_IT };

static bool step_reached(void *arg)
{
	return atomic_load(&shared->step) >= *(unsigned int *)arg;
}

static void await(unsigned int step)
{
	CHECK(wait_for(step_reached, &step, 60000));
}

struct worker {
	struct bench bench;
	struct dying d;
	enum kind kind;
	struct child child;
	bool busy;
};

/* The very same command, until it was taken. */
static void check_log(struct worker *w)
{
	const struct dying_command *c = w->d.command;
	/* dying_prepare() has read the block as well. */
	unsigned int good = 1 +
			    (c->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK);
	uint32_t agid = w->bench.agid;

	CHECK_EQ(log_count(&w->bench.drive, dying_line(c, agid, "2/04/01 0")),
		 READY_TIMES);
	CHECK_EQ(log_count(&w->bench.drive, dying_line(c, agid, "good ")),
		 good);
}

/* Step by step with the others: the time limit is one for all drives. */
static void work(int tell, void *arg)
{
	struct worker *w = arg;
	int64_t start, took;

	log_mark(&w->bench.drive);
	dying_prepare(&w->bench, &w->d);
	child_tell(tell, 0);
	await(ASK);
	start = now_ms();
	dying_ask(&w->bench, &w->d);
	took = now_ms() - start;
	child_tell(tell, 0);
	await(CHECK_IT);
	if (w->kind == READY)
		CHECK(took >= READY_TIMES * READY_MS - 50);
	else
		CHECK(took >= 1000);
	CHECK(took < 30000);
	if (w->kind == READY)
		check_log(w);
	dying_check(&w->bench, &w->d);
}

/* Not child_hear(): one that has failed says nothing. */
static void hear_all(struct worker *workers)
{
	uint32_t number;

	for (unsigned int i = 0; i < DRIVES; i++) {
		if (workers[i].busy &&
		    read(workers[i].child.said, &number, sizeof(number)) < 0)
			FAIL("read: %m");
	}
}

static void limit(const char *seconds)
{
	if (!write_file(PARAMETER, seconds))
		FAIL("%s: %m", PARAMETER);
}

/* All workers' requests at once; returns how many failed. */
static unsigned int run_step(struct worker *workers, bool hurry)
{
	unsigned int failed = 0;
	char before[16];
	int status;

	read_line(PARAMETER, before, sizeof(before));
	CHECK(!strcmp(before, "20"));
	atomic_store(&shared->step, PREPARE);
	for (unsigned int i = 0; i < DRIVES; i++) {
		if (workers[i].busy)
			workers[i].child = child_start(work, &workers[i]);
	}
	hear_all(workers);
	if (hurry)
		limit("1");
	atomic_store(&shared->step, ASK);
	hear_all(workers);
	limit(before);
	atomic_store(&shared->step, CHECK_IT);
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];

		if (!w->busy)
			continue;
		CHECK(waitpid(w->child.pid, &status, 0) == w->child.pid);
		close(w->child.said);
		if (WIFEXITED(status) && !WEXITSTATUS(status) &&
		    dying_next(&w->bench, &w->d))
			continue;
		printf("# that was %s, %s\n", w->d.command->name, w->d.fault);
		failed++;
		bench_close(&w->bench);
		bench_renew(&w->bench);
		CHECK(bench_fill(&w->bench, w->d.command));
	}
	return failed;
}

static struct worker workers[DRIVES];

/* A command for each drive; the last drives may have none. */
static void begin(unsigned int from)
{
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];
		const struct dying_command *c;

		c = &dying_commands[(from + i) % DYING_COMMANDS];
		w->d.command = c;
		/* Nobody hears what becomes of a close(). */
		w->busy = from + i < DYING_COMMANDS && c->code;
		if (w->busy)
			CHECK(bench_fill(&w->bench, c));
	}
}

static void end(void)
{
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];

		if (!w->busy)
			continue;
		bench_close(&w->bench);
		if (!(w->d.command->flags & OF_FEATURE))
			CHECK(agids_free(&w->bench.drive));
	}
}

/* Each kind with each command, the drives at different kinds. */
static void test_slow(unsigned int row)
{
	unsigned int count = 0, failed = 0;
	char name[16];

	(void)row;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	for (unsigned int i = 0; i < DRIVES; i++) {
		snprintf(name, sizeof(name), "dying%u", i);
		workers[i].bench.drive =
			drive_start(name, 1024, "--command-timeout 0");
	}
	for (unsigned int from = 0; from < DYING_COMMANDS; from += DRIVES) {
		begin(from);
		for (unsigned int k = 0; k <= KINDS; k++) {
			for (unsigned int i = 0; i < DRIVES; i++) {
				struct worker *w = &workers[i];

				w->kind = k == READY ? READY : (k + i) % KINDS;
				w->d = make(w->d.command, w->kind);
				count += w->busy;
			}
			failed += run_step(workers, k != READY);
		}
		end();
	}
	printf("# %u combinations\n", count);
	if (failed)
		FAIL("%u of %u failed", failed, count);
}

/* ---- killed ---- */

struct victim {
	struct bench bench;	/* in which its own session is the only one */
	const struct dying_command *command;
	char fault[64];
};

/* Asks in a file of its own, and does not live to see the answer. */
static void ask_and_die(int tell, void *arg)
{
	struct victim *v = arg;
	const struct dying_command *c = v->command;
	struct bench *bench = &v->bench;

	bench->fd = node_open(&bench->drive, O_RDWR);
	bench->agid = start_session(bench->fd);
	if (c->flags & OF_FEATURE)
		bench_forget(bench);
	if (c->before)
		ctl(&bench->drive, "fault %s", c->before);
	ctl(&bench->drive, "fault %s %s", c->target, v->fault);
	child_tell(tell, 0);
	if (c->code)
		child_tell(tell, dying_send(bench, c).status);
	else
		close(bench->fd);
}

/* Starts it, which sets its faults before it asks. */
static struct child start_victim(struct victim *v, unsigned int dying,
				 const char *fault)
{
	struct child child;

	v->command = &dying_commands[dying];
	snprintf(v->fault, sizeof(v->fault), "%s", fault);
	child = child_start(ask_and_die, v);
	child_hear(&child);
	return child;
}

struct meeting {
	const struct drive *drive;
	unsigned int left;	/* of the counts of all faults */
};

static bool has_met(void *arg)
{
	struct meeting *m = arg;

	return dying_left(m->drive) <= m->left;
}

static void await_met(const struct drive *drive, unsigned int left)
{
	struct meeting m = { drive, left };

	CHECK(wait_for(has_met, &m, 10000));
}

/* The drive can do all that it could before. */
static void expect_recovered(struct victim *v, bool kept)
{
	struct bench *bench = &v->bench;
	uint32_t size = 0;

	ctl(&bench->drive, "faults clear");
	/* What it did not want to end has been noted. */
	if (!kept && !(v->command->flags & (INVALIDATES | OF_FEATURE)))
		CHECK(agids_free(&bench->drive));
	CHECK(bench_fill(bench, &dying_commands[1]));
	EXPECT(read_mkb_size(bench->fd, &size), STATUS_SUCCESS, 4);
	CHECK_EQ(size, 65536);
	bench_close(bench);
	CHECK(agids_free(&bench->drive));
}

/* Some that are answered with data, and two that are not. */
static const unsigned int telling[] = { 0, 1, 6, 8, 14, 15, 16, 17 };

static const char *telling_label(unsigned int row)
{
	return dying_commands[telling[row]].name;
}

/*
 * While the drive is becoming ready, which it would be for ever: for this
 * command, and then for SEND KEY 3Fh as well, which the end of a program that
 * has a session sends.
 */
static void kill_waiting(unsigned int row, bool for_all)
{
	struct victim v = { .bench.drive = lab_drive(0) };
	struct child child;
	int64_t start;

	child = start_victim(&v, row, BECOMING_READY " count 1000000");
	await_met(&v.bench.drive, 1000000 - 2);
	if (for_all)
		ctl(&v.bench.drive, "fault a3:3f " BECOMING_READY
		    " count 1000000");
	start = now_ms();
	child_kill(&child);
	/* It would have to wait for 20 s. */
	CHECK(now_ms() - start < 5000);
	expect_recovered(&v, for_all);
}

static void test_killed_waiting(unsigned int row)
{
	kill_waiting(row, false);
}

static void test_killed_busy(unsigned int row)
{
	kill_waiting(row ? 15 : 1, true);
}

/*
 * The answer, which is data for most, comes after the kill: what it is written
 * to must be there until then.
 */
static void test_killed_in_flight(unsigned int row)
{
	struct victim v = { .bench.drive = lab_drive(0) };
	struct child child;

	child = start_victim(&v, telling[row], "delay 500");
	await_met(&v.bench.drive, 0);
	child_kill(&child);
	expect_recovered(&v, false);
}

/* The same, of a drive that never answers; the module gives up. */
static void test_killed_unanswered(unsigned int row)
{
	struct victim v = { .bench.drive =
		drive_start("dying", 1024, "--command-timeout 0") };
	struct child child;
	int64_t start;

	limit("1");
	child = start_victim(&v, row ? 15 : 6, "silent");
	await_met(&v.bench.drive, 0);
	start = now_ms();
	child_kill(&child);
	limit("20");
	CHECK(now_ms() - start < 10000);
	expect_recovered(&v, false);
	drive_stop(&v.bench.drive);
}

struct late {
	struct drive *drive;
	int fd;
	const char *line;
};

/* Others' requests go on meanwhile, in the same memory. */
static bool answer_is_late(void *arg)
{
	struct late *late = arg;
	uint32_t size = 0;

	EXPECT(read_mkb_size(late->fd, &size), STATUS_SUCCESS, 4);
	CHECK_EQ(size, 65536);
	return log_count(late->drive, late->line);
}

/*
 * The target gives the command up before the drive answers, so the request is
 * over when the data comes.
 */
static void test_late(unsigned int row)
{
	static const unsigned int rows[] = { 0, 15, 17 };
	const struct dying_command *c = &dying_commands[rows[row]];
	struct bench bench = { .drive =
		drive_start("dying", 1024, "--command-timeout 1") };
	struct dying d = dying_of(c, STATUS_DEVICE_NOT_READY, "delay 3000");
	char line[80];
	struct late late = { &bench.drive, -1, line };

	snprintf(line, sizeof(line), "%s", dying_line(c, 0, "good "));
	CHECK(bench_fill(&bench, c));
	dying_prepare(&bench, &d);
	log_mark(&bench.drive);
	dying_ask(&bench, &d);
	dying_check(&bench, &d);
	CHECK_EQ(log_count(&bench.drive, line), 0);
	bench_close(&bench);
	late.fd = node_open(&bench.drive, O_RDWR);
	CHECK(wait_for(answer_is_late, &late, 20000));
	/* An AGID that was granted after all is nobody's. */
	EXPECT(end_session(late.fd, SR_AACS_END_ALL_SESSIONS), STATUS_SUCCESS,
	       0);
	CHECK(agids_free(&bench.drive));
	close(late.fd);
	drive_stop(&bench.drive);
}

static const char *late_label(unsigned int row)
{
	static const unsigned int rows[] = { 0, 15, 17 };

	return dying_commands[rows[row]].name;
}

/* ---- nothing to wait for any more ---- */

static void delete_device(const struct drive *drive)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/scsi_device/%s/device/delete",
		 drive->hctl);
	CHECK(write_file(path, "1"));
}

static void unbind_sr(const struct drive *drive)
{
	CHECK(write_file("/sys/bus/scsi/drivers/sr/unbind", drive->hctl));
}

static const struct {
	const char *name;
	void (*way)(const struct drive *drive);
	unsigned int dying;
	bool answers;		/* its faults are gone before it is */
} departures[] = {
	{ "device deleted, REPORT KEY 00h", delete_device, 0, false },
	{ "device deleted, REPORT KEY 01h", delete_device, 1, false },
	{ "device deleted, first pack", delete_device, 15, false },
	{ "sr unbound, REPORT KEY 01h", unbind_sr, 1, false },
	{ "sr unbound, SEND KEY 3Fh", unbind_sr, 8, false },
	{ "sr unbound, GET CONFIGURATION", unbind_sr, 17, false },
	{ "unplugged, REPORT KEY 01h", drive_stop, 1, true },
	{ "unplugged, size", drive_stop, 14, true },
};

static const char *departure_label(unsigned int row)
{
	return departures[row].name;
}

static void test_departure(unsigned int row)
{
	struct victim v = { .bench.drive = drive_start("dying", 1024, "") };
	struct drive *drive = &v.bench.drive;
	struct child child;
	uint32_t status;
	int64_t start;

	child = start_victim(&v, departures[row].dying,
			     BECOMING_READY " count 1000000");
	await_met(drive, 1000000 - 2);
	start = now_ms();
	departures[row].way(drive);
	status = child_hear(&child);
	/* The time that a drive has to become ready is 20 s. */
	CHECK(now_ms() - start < 10000);
	child_end(&child);
	if (!departures[row].answers && status != STATUS_NO_SUCH_DEVICE &&
	    status != STATUS_DEVICE_NOT_READY)
		FAIL("%s answered %#x", v.command->name, status);
	CHECK(wait_for(path_missing, drive->aacs, 5000));
	if (departures[row].way != drive_stop)
		drive_stop(drive);
}

static const char *busy_label(unsigned int row)
{
	return dying_commands[row ? 15 : 1].name;
}

static const char *unanswered_label(unsigned int row)
{
	return dying_commands[row ? 15 : 6].name;
}

static const char *command_label(unsigned int row)
{
	return dying_commands[row].name;
}

static const struct e2e_case cases[] = {
	{ "silent, late, busy, becoming ready", test_slow, 0, NULL, 240 },
	{ "killed while it becomes ready", test_killed_waiting, DYING_COMMANDS,
	  command_label, 0 },
	{ "killed, and ready for nothing", test_killed_busy, 2, busy_label, 0 },
	{ "killed in flight", test_killed_in_flight, ARRAY_SIZE(telling),
	  telling_label, 0 },
	{ "killed, no answer", test_killed_unanswered, 2, unanswered_label, 0 },
	{ "an answer too late", test_late, 3, late_label, 0 },
	{ "becoming ready, and gone", test_departure, ARRAY_SIZE(departures),
	  departure_label, 0 },
};

E2E_THEME(waiting, cases);
