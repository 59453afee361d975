// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every command that the module sends, to a drive that never answers, answers far too
 * late, is busy or becoming ready for longer than the module waits, or becomes ready in
 * time. Several drives, each with one command, run in parallel, since the time passes
 * waiting.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "misbehave.h"
#include "../fixture/fixture.h"

THEME("waiting", .guest = BESIDE);

#define PARAMETER	"/sys/module/sr_aacs/parameters/timeout"
#define BECOMING_READY	"sense 2/04/01"
#define DRIVES		6
#define READY_TIMES	3
#define READY_MS	200	/* between two of them */

/* ---- side by side ---- */

enum kind { SILENT, DELAY, BUSY, NEVER_READY, KINDS, READY = KINDS };

static struct combination make(const struct drive_command *c, enum kind kind)
{
	/* "the drive timed out"; "BUSY status"; "2/04/other" */
	static const struct {
		const char *fault;
		uint32_t status;
	} kinds[] = {
		[SILENT] = { "silent", SR_AACS_STATUS_IO_TIMEOUT },
		[DELAY] = { "delay 600000", SR_AACS_STATUS_IO_TIMEOUT },
		[BUSY] = { "busy", SR_AACS_STATUS_DEVICE_NOT_READY },
		[NEVER_READY] = { BECOMING_READY, SR_AACS_STATUS_DEVICE_NOT_READY },
		[READY] = { BECOMING_READY, SR_AACS_STATUS_SUCCESS },
	};
	struct combination d = combination_of(c, kinds[kind].status, kinds[kind].fault);
	const char *right = right_answer(c);

	if (kind == BUSY || kind == NEVER_READY) {
		d.count = COUNT_ENDLESS;
		d.sent = 0;
		d.most = kind == BUSY ? COUNT_ENDLESS : 20;
	}
	if (kind == READY) {
		d.count = READY_TIMES;
		d.sent = READY_TIMES + !!right[0];
		snprintf(d.then, sizeof(d.then), "%s", right);
		d.fake = right[0] && !(c->flags & TO_DRIVE);
	}
	if (c->flags & INVALIDATES) {
		combination_invalidates(&d, 0);
		d.denied = false;
	}
	return d;
}

/* Shared by all processes of a case. */
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
	struct full_drive full;
	struct combination d;
	enum kind kind;
	struct child child;
	bool busy;		/* has a command to try */
	bool good;
};

/* The very same command, until it was taken. */
static void check_log(struct worker *w)
{
	const struct drive_command *c = w->d.command;
	/* combination_prepare() has read the block as well. */
	unsigned int good = 1 +
			    (c->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK);
	uint32_t agid = w->full.agid;

	CHECK_EQ(log_count(&w->full.drive, command_line(c, agid, "2/04/01 0")),
		 READY_TIMES);
	CHECK_EQ(log_count(&w->full.drive, command_line(c, agid, "good ")),
		 good);
}

/* In step with the others: all drives share one timeout. */
static void work(int tell, void *arg)
{
	struct worker *w = arg;
	int64_t start, took;

	log_mark(&w->full.drive);
	combination_prepare(&w->full, &w->d);
	child_tell(tell, 0);
	await(ASK);
	start = now_ms();
	combination_ask(&w->full, &w->d);
	took = now_ms() - start;
	child_tell(tell, 0);
	await(CHECK_IT);
	/* The kernel's ticks may come late, and its clock lag behind. */
	if (w->kind == READY)
		CHECK(took >= READY_TIMES * READY_MS - 100);
	else
		CHECK(took >= 900);
	CHECK(took < 30000);
	if (w->kind == READY)
		check_log(w);
	combination_check(&w->full, &w->d);
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

void set_timeout(const char *seconds)
{
	if (!write_file(PARAMETER, seconds))
		FAIL("%s: %m", PARAMETER);
}

static bool has_passed(struct worker *w)
{
	int status;

	CHECK(waitpid(w->child.pid, &status, 0) == w->child.pid);
	close(w->child.said);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* All workers' requests at once; returns how many failed. */
static unsigned int run_step(struct worker *workers, bool hurry)
{
	unsigned int failed = 0;
	char before[16];

	read_line(PARAMETER, before, sizeof(before));
	CHECK(!strcmp(before, "20"));
	atomic_store(&shared->step, PREPARE);
	for (unsigned int i = 0; i < DRIVES; i++) {
		if (workers[i].busy)
			workers[i].child = child_start(work, &workers[i]);
	}
	hear_all(workers);
	if (hurry)
		set_timeout("1");
	atomic_store(&shared->step, ASK);
	hear_all(workers);
	set_timeout(before);
	atomic_store(&shared->step, CHECK_IT);
	/* Each has the others' files open as well, so all of them end first. */
	for (unsigned int i = 0; i < DRIVES; i++)
		workers[i].good = workers[i].busy && has_passed(&workers[i]);
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];

		if (!w->busy || (w->good && combination_next(&w->full, &w->d)))
			continue;
		printf("# that was %s, %s\n", w->d.command->name, w->d.fault);
		failed++;
		full_drive_close(&w->full);
		full_drive_renew(&w->full);
		CHECK(full_drive_fill(&w->full, w->d.command));
	}
	return failed;
}

static struct worker workers[DRIVES];

/* A command for each drive; the last drives may have none. */
static void begin(unsigned int from)
{
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];
		const struct drive_command *c;

		c = &drive_commands[(from + i) % DRIVE_COMMANDS];
		w->d.command = c;
		/* No program hears what becomes of a close(). */
		w->busy = from + i < DRIVE_COMMANDS && c->code;
		if (w->busy)
			CHECK(full_drive_fill(&w->full, c));
	}
}

static void end(void)
{
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];

		if (!w->busy)
			continue;
		full_drive_close(&w->full);
		if (!(w->d.command->flags & OF_FEATURE))
			CHECK(agids_free(&w->full.drive));
	}
}

/* Each kind with each command, the drives at different kinds of it. */
CASE(slow, "silent, late, busy, becoming ready", .seconds = 240)
{
	unsigned int count = 0, failed = 0;
	char name[16];

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	for (unsigned int i = 0; i < DRIVES; i++) {
		snprintf(name, sizeof(name), "misbehave%u", i);
		workers[i].full.drive =
			drive_start(name, 1024, "--command-timeout 0");
	}
	for (unsigned int from = 0; from < DRIVE_COMMANDS; from += DRIVES) {
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
