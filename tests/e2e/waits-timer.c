// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An open session needs no timer while nothing happens. A silent drive causes no report
 * of the hung-task detector, and commands don't accumulate.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "waits.h"

THEME("waits", .guest = BESIDE, .own = WAITS_DRIVE, .seconds = WAITS_SECONDS);

#define TRACING		"/sys/kernel/debug/tracing"
#define EVENTS		TRACING "/events"

/* ---- timers ---- */

static const char *const events[] = {
	EVENTS "/workqueue/workqueue_execute_start/enable",
	EVENTS "/timer/timer_expire_entry/enable",
	EVENTS "/timer/hrtimer_expire_entry/enable",
};

static void trace(const char *on)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		CHECK(write_file(events[i], on));
	CHECK(write_file(TRACING "/tracing_on", on));
}

/* How often code of the module ran without being called. */
static unsigned int wakeups(void)
{
	FILE *f = fopen(TRACING "/trace", "re");
	unsigned int count = 0;
	char line[512];

	CHECK(f);
	while (fgets(line, sizeof(line), f))
		count += strstr(line, "[sr_aacs]") != NULL;
	fclose(f);
	return count;
}

static bool woken(void *unused)
{
	return wakeups() > 0;
}

static bool woken_often(void *unused)
{
	return wakeups() >= 100;
}

/* Empties the buffer. */
static void trace_clear(void)
{
	int fd = open(TRACING "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC);

	CHECK(fd >= 0);
	close(fd);
}

static void poll_on(int tell, void *arg)
{
	struct pollfd p = { .fd = *(int *)arg, .events = POLLPRI };

	child_tell(tell, 0);
	poll(&p, 1, -1);
}

/* Only while a task polls a file that has a session. */
OPEN_CASE(timer, "timer, a session open")
{
	int idle = node_open(f->drive, O_RDWR);
	struct child child;

	if (path_missing((void *)events[0]))
		case_skip("this kernel can't trace");
	start_session(f->fd);
	/* What START_SESSION has left to be done is not counted. */
	trace_clear();
	trace("1");
	for (int i = 0; i < 10 && wait_for(woken, NULL, 300); i++)
		trace_clear();
	trace_clear();
	wait_for(woken_often, NULL, 1500);
	printf("# waits: wake-ups in 1.5 s, a session and no poll(): %u\n",
	       wakeups());
	CHECK_EQ(wakeups(), 0);

	/* A file without a session is nothing to watch for. */
	child = child_start(poll_on, &idle);
	child_hear(&child);
	CHECK(!wait_for(woken, NULL, 1000));
	child_kill(&child);

	/* And it is seen when there is one. */
	child = child_start(poll_on, &f->fd);
	child_hear(&child);
	CHECK(wait_for(woken, NULL, 5000));
	child_kill(&child);
	trace("0");
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
}

/* ---- commands that pile up ---- */

/*
 * Programs that ask a silent drive and are killed, one after the other: it has
 * no more than one command of them all. That their memory comes back is for
 * kmemleak to say: what the whole kernel has in its slabs moves by more than
 * all of these requests take.
 */
OPEN_CASE(kills, "fork, request, SIGKILL", .seconds = 1200)
{
	unsigned int busiest = 0;
	struct asker asker;
	int64_t start;

	waits_timeout(waits->timeout + 2);
	ctl(f->drive, "fault ad:83 silent count 1000");
	log_mark(f->drive);
	start = now_ms();
	for (unsigned int i = 0; i < waits->kills; i++) {
		asker = asker_blocked(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
				      0);
		child_kill(&asker.child);
		if (waits_busy(f->drive) > busiest)
			busiest = waits_busy(f->drive);
	}
	waits_report(now_ms() - start, waits->kills * WAITS_NOTHING / 2,
		     "%u times fork, request, SIGKILL at a silent drive",
		     waits->kills);
	printf("# waits: commands at the drive: %u at once, %u in all\n",
	       busiest, log_count(f->drive, "ad"));
	CHECK_EQ(busiest, 1);
	CHECK_EQ(log_count(f->drive, "ad"), 1);
}

/* ---- the hung-task detector ---- */

#define HUNG		"/proc/sys/kernel/hung_task_"
#define HUNG_SECONDS	2

static unsigned int warnings_left(void)
{
	char line[32];

	read_line(HUNG "warnings", line, sizeof(line));
	return (unsigned int)atoi(line);
}

static bool reported(void *left)
{
	return warnings_left() != *(unsigned int *)left;
}

static void start_and_wait(int tell, void *arg)
{
	waits_sessions(arg, 1);
	child_tell(tell, 0);
	pause();
}

/*
 * A command in flight, a request that waits for its turn, and a program with a
 * session that ends: nothing of it is a task that hangs.
 */
OPEN_CASE(hung, "hung-task detector", .seconds = 180)
{
	int other = node_open(f->drive, O_RDWR);
	struct child ending = child_start(start_and_wait, f->drive);
	struct asker flying, queued;
	unsigned int left;

	child_hear(&ending);
	if (path_missing(HUNG "timeout_secs"))
		case_skip("this kernel has no hung-task detector");
	waits_timeout(60);
	flying = asker_held(f->drive, "ad:83 silent", f->fd,
			    IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	queued = asker_blocked(other, IOCTL_AACS_START_SESSION, 0);
	kill(ending.pid, SIGKILL);
	left = warnings_left();
	CHECK(left);
	CHECK(write_file(HUNG "check_interval_secs", "1"));
	CHECK(write_file(HUNG "timeout_secs", "2"));
	if (wait_for(reported, &left, (2 * HUNG_SECONDS + 1) * 1000))
		FAIL("the hung-task detector has reported a task");
	CHECK(write_file(HUNG "timeout_secs", "120"));
	CHECK(write_file(HUNG "check_interval_secs", "0"));
	/* All of it was going on meanwhile, but what had ended. */
	CHECK(!asker_answered(&flying) && !asker_answered(&queued));
	CHECK(waits_gone(&ending));
	child_kill(&queued.child);
	child_kill(&flying.child);
	child_kill(&ending);
}
