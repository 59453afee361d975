// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every command that the module sends, and a drive that never answers, or far
 * too late, that is busy or becoming ready for longer than the module waits,
 * or that becomes ready in time. One drive for each of some commands, all of
 * them at once, since all of it is waiting.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dying.h"
#include "../fixture/fixture.h"

THEME("waiting", .guest = BESIDE);

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
		[SILENT] = { "silent", SR_AACS_STATUS_IO_TIMEOUT },
		[DELAY] = { "delay 600000", SR_AACS_STATUS_IO_TIMEOUT },
		[BUSY] = { "busy", SR_AACS_STATUS_DEVICE_NOT_READY },
		[NEVER_READY] = { BECOMING_READY, SR_AACS_STATUS_DEVICE_NOT_READY },
		[READY] = { BECOMING_READY, SR_AACS_STATUS_SUCCESS },
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
	bool busy;		/* has a command to try */
	bool good;
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
	/* The kernel's ticks may come late, and its clock lag behind. */
	if (w->kind == READY)
		CHECK(took >= READY_TIMES * READY_MS - 100);
	else
		CHECK(took >= 900);
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

void dying_limit(const char *seconds)
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
		dying_limit("1");
	atomic_store(&shared->step, ASK);
	hear_all(workers);
	dying_limit(before);
	atomic_store(&shared->step, CHECK_IT);
	/* Each has the others' files open as well, so all of them end first. */
	for (unsigned int i = 0; i < DRIVES; i++)
		workers[i].good = workers[i].busy && has_passed(&workers[i]);
	for (unsigned int i = 0; i < DRIVES; i++) {
		struct worker *w = &workers[i];

		if (!w->busy || (w->good && dying_next(&w->bench, &w->d)))
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

/* Each kind with each command, the drives at different kinds of it. */
CASE(slow, "silent, late, busy, becoming ready", .seconds = 240)
{
	unsigned int count = 0, failed = 0;
	char name[16];

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
