// SPDX-License-Identifier: GPL-2.0-or-later
/* Sessions on 1, 2, 4 and 16 drives in parallel; a command takes 5 ms. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../fixture/child.h"
#include "bench.h"

#define DRIVES		16
#define SESSIONS	300

THEME("drives", .seconds = BENCH_SECONDS);

static void run_sessions(int tell, void *arg)
{
	const struct drive *drive = arg;
	int fd = node_open(drive, O_RDWR);

	for (unsigned int i = 0; i < SESSIONS; i++) {
		uint32_t agid = start_session(fd);

		EXPECT(end_session(fd, agid), SUCCESS, 0);
	}
	close(fd);
}

/* Sessions a second, of all drives together. */
static double throughput(struct drive *drives, unsigned int count)
{
	struct child children[DRIVES];
	int64_t time = now_ns();

	for (unsigned int i = 0; i < count; i++)
		children[i] = child_start(run_sessions, &drives[i]);
	for (unsigned int i = 0; i < count; i++)
		child_end(&children[i]);
	return 1e9 * count * SESSIONS / (double)(now_ns() - time);
}

CASE(at_once, "at once")
{
	static struct drive drives[DRIVES];
	static const unsigned int counts[] = { 1, 2, 4, 16 };
	char name[32];
	double one = 0;

	for (unsigned int i = 0; i < DRIVES; i++) {
		snprintf(name, sizeof(name), "bench%u", i);
		drives[i] = drive_start(name, 1024, "");
		ctl(&drives[i], "fault a4:00 delay 5 count 1000000");
		ctl(&drives[i], "fault a3:3f delay 5 count 1000000");
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++) {
		double rate = throughput(drives, counts[i]);

		if (!i)
			one = rate;
		snprintf(name, sizeof(name), "drives %u", counts[i]);
		bench_figure(name, rate);
		snprintf(name, sizeof(name), "drives %u share", counts[i]);
		bench_figure(name, rate / (one * counts[i]));
	}
}
