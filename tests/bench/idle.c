// SPDX-License-Identifier: GPL-2.0-or-later
/* What the module does while no program uses it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "bench.h"

#define TRACE		"/sys/kernel/tracing"
#define IDLE_SECONDS	20

THEME("idle", .seconds = BENCH_SECONDS);

/* Timers and work items of the module in the trace. */
static unsigned int count_ours(void)
{
	FILE *file = fopen(TRACE "/trace", "re");
	unsigned int count = 0, lines = 0;
	char line[512];

	CHECK(file);
	while (fgets(line, sizeof(line), file)) {
		lines += line[0] != '#';
		count += !!strstr(line, "aacs_");
	}
	fclose(file);
	/* Some timer of the kernel always expires. */
	CHECK(lines);
	return count;
}

static unsigned int traced(void)
{
	/* Opening it for writing empties it. */
	FILE *file = fopen(TRACE "/trace", "we");

	CHECK(file);
	fclose(file);
	CHECK(write_file(TRACE "/tracing_on", "1"));
	sleep(IDLE_SECONDS);
	CHECK(write_file(TRACE "/tracing_on", "0"));
	return count_ours();
}

OPEN_CASE(idle, "no wake-up")
{
	mount("tracefs", TRACE, "tracefs", 0, NULL);
	CHECK(write_file(TRACE "/events/timer/timer_expire_entry/enable", "1"));
	CHECK(write_file(TRACE "/events/timer/hrtimer_expire_entry/enable", "1"));
	CHECK(write_file(TRACE "/events/workqueue/workqueue_execute_start/enable", "1"));
	start_session(f->fd);
	bench_figure("wake-ups, session open", traced());
	poll_now(f->fd);
	bench_figure("wake-ups, poll() once", traced());
}
