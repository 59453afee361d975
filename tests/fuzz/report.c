// SPDX-License-Identifier: GPL-2.0-or-later
/* Progress and results, see report.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "report.h"
#include "shared.h"

#define PROGRESS_MS	10000
#define STUCK_MS	180000

static int64_t began, said;
static uint64_t said_calls, wanted;
static int kmsg = -1;

static struct {
	uint64_t steps;
	int64_t since;
} getting_on[WORKERS_MAX];

void report_begin(uint64_t calls)
{
	wanted = calls;
	began = now_ms();
	said = began;
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg >= 0)
		lseek(kmsg, 0, SEEK_END);
}

static uint64_t all_calls(unsigned int workers)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < workers; i++)
		sum += shared->workers[i].calls;
	return sum;
}

static uint64_t rate(uint64_t calls, int64_t ms)
{
	return ms > 0 ? calls * 1000 / (uint64_t)ms : 0;
}

static void say_progress(unsigned int workers)
{
	int64_t now = now_ms();
	uint64_t calls;

	if (now - said < PROGRESS_MS)
		return;
	calls = all_calls(workers);
	fprintf(stderr, "fuzz: %lld s: %llu of %llu calls, %llu/s\n",
		(long long)(now - began) / 1000, (unsigned long long)calls,
		(unsigned long long)wanted,
		(unsigned long long)rate(calls - said_calls, now - said));
	said = now;
	said_calls = calls;
}

/* Finds a report in the kernel log; programs go on as if nothing had happened. */
static const char *kernel_report(void)
{
	static const char *const signs[] = {
		"BUG:", "WARNING:", "KASAN", "UBSAN", "Oops",
		"possible circular", "possible recursive", "bad unlock",
		"general protection", "refcount_t:", "corruption",
		"stack-protector", "unable to handle", "suspicious RCU",
	};
	static char line[8192];
	ssize_t n;

	if (kmsg < 0)
		return NULL;
	while ((n = read(kmsg, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		if (n <= 0)
			continue;
		line[n] = '\0';
		/*
		 * The kernel has races of its own. scan-log finds races of the
		 * module in the log afterwards.
		 */
		if (strstr(line, "BUG: KCSAN:"))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
			if (strstr(line, signs[i]))
				return line;
		}
	}
	return NULL;
}

static const char *stuck(unsigned int workers)
{
	static char why[64];
	int64_t now = now_ms();

	for (unsigned int i = 0; i < workers; i++) {
		struct worker_shared *ws = &shared->workers[i];
		uint64_t steps = ws->calls + ws->extra;

		if (ws->done || steps != getting_on[i].steps ||
		    !getting_on[i].since) {
			getting_on[i].steps = steps;
			getting_on[i].since = now;
		} else if (now - getting_on[i].since > STUCK_MS) {
			snprintf(why, sizeof(why), "thread %u is stuck", i);
			return why;
		}
	}
	return NULL;
}

const char *report_wrong_answer(void)
{
	if (!shared->failed)
		return NULL;
	while (shared->failed != 2)
		;
	return shared->message;
}

const char *report_trouble(unsigned int workers)
{
	const char *why = report_wrong_answer();

	if (why)
		return why;
	say_progress(workers);
	why = kernel_report();
	return why ? why : stuck(workers);
}

void report_failure(const char *why, uint64_t seed, unsigned int workers)
{
	fprintf(stderr, "fuzz: FAILED: %s\n", why);
	fprintf(stderr, "fuzz: seed %#llx, after %llu calls\n",
		(unsigned long long)seed,
		(unsigned long long)all_calls(workers));
	journal_print(stderr, workers);
}

/* ---- the end ---- */

static uint64_t counted(unsigned int workers, unsigned int row,
			unsigned int outcome)
{
	uint64_t sum = 0;

	for (unsigned int w = 0; w < workers; w++)
		sum += shared->workers[w].counts[row][outcome];
	return sum;
}

static void print_row(FILE *to, unsigned int workers, unsigned int row)
{
	uint64_t sum = 0, foreign = 0;

	for (unsigned int o = 0; o < OUTCOMES; o++)
		sum += counted(workers, row, o);
	for (unsigned int w = 0; row < CODE_ROWS && w < workers; w++)
		foreign += shared->workers[w].foreign[row];
	fprintf(to, "# %s: %llu calls", row < CODE_ROWS ? code_rows[row].name :
							  "other codes",
		(unsigned long long)sum);
	if (row < CODE_ROWS && code_rows[row].session)
		fprintf(to, ", %llu with another process's session",
			(unsigned long long)foreign);
	fputc(':', to);
	for (unsigned int o = 0; o < OUTCOMES; o++) {
		uint64_t n = counted(workers, row, o);

		if (n)
			fprintf(to, " %s %llu", outcome_name(o),
				(unsigned long long)n);
	}
	fputc('\n', to);
}

static void print_rest(FILE *to, unsigned int workers, unsigned int drives)
{
	static const char *const names[ACTIONS] = {
		[ACT_AUTH] = "authentications", [ACT_OPEN] = "opens",
		[ACT_CLOSE] = "closes", [ACT_DUP] = "dups",
		[ACT_SEND] = "files sent", [ACT_RECEIVE] = "received",
		[ACT_POLL] = "polls", [ACT_OTHER] = "reads and the like",
		[ACT_FORK] = "forks", [ACT_KILL] = "killed children",
	};
	uint64_t extra = 0;

	fputs("# besides:", to);
	for (unsigned int a = ACT_AUTH; a < ACTIONS; a++) {
		uint64_t sum = 0;

		for (unsigned int w = 0; w < workers; w++)
			sum += shared->workers[w].actions[a];
		fprintf(to, " %s %llu,", names[a], (unsigned long long)sum);
	}
	for (unsigned int w = 0; w < workers; w++)
		extra += shared->workers[w].extra;
	fprintf(to, " calls of children %llu\n", (unsigned long long)extra);
	for (unsigned int d = 0; d < drives; d++)
		fprintf(to, "# drive %u: %s, %llu sessions kept\n", d,
			shared->drives[d].noisy ? "noisy" : "quiet",
			(unsigned long long)shared->drives[d].kept);
	fprintf(to, "# %llu changes, resets and faults\n",
		(unsigned long long)shared->noises);
}

void report_print(FILE *to, uint64_t seed, unsigned int workers,
		  unsigned int drives)
{
	uint64_t calls = all_calls(workers), hash = 0;
	int64_t ms = now_ms() - began;

	for (unsigned int row = 0; row <= CODE_ROWS; row++)
		print_row(to, workers, row);
	print_rest(to, workers, drives);
	for (unsigned int w = 0; w < workers; w++)
		hash = prng_mix(hash ^ shared->workers[w].hash);
	fprintf(to, "# %llu calls in %lld.%lld s, %llu calls/s\n",
		(unsigned long long)calls, (long long)ms / 1000,
		(long long)ms % 1000 / 100,
		(unsigned long long)rate(calls, ms));
	fprintf(to, "# seed %#llx hash %016llx\n", (unsigned long long)seed,
		(unsigned long long)hash);
}
