// SPDX-License-Identifier: GPL-2.0-or-later
/* rmmod and insmod while programs open and use the nodes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "soak.h"

THEME("reload", .guest = FOUR_DRIVES, .times = 1000);

#define PROGRAMS	3

enum { OPENS, REFUSED, ATTRIBUTES };

static unsigned int nodes;

/* A file of the class, which goes away under the reader. */
static void read_attribute(unsigned int node)
{
	char path[96], line[32];

	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%u/agids", node);
	read_line(path, line, sizeof(line));
	if (line[0] == '4')
		shared->tally[ATTRIBUTES]++;
	else if (line[0])
		FAIL("%s says %s", path, line);
}

static void use_node(int fd)
{
	uint32_t agid;
	struct answer a;

	a = try_start(fd, &agid);
	/* Others have them. */
	if (a.status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES)
		return;
	EXPECT(a, SUCCESS, 4);
	/* Half of the sessions are left to close(). */
	if (dice(2))
		EXPECT(end_session(fd, agid), SUCCESS, 0);
	CHECK_EQ(poll_now(fd), 0);
}

static void program(unsigned int number)
{
	char path[32];

	while (!shared->stop) {
		unsigned int node = dice(nodes);
		int fd;

		snprintf(path, sizeof(path), "/dev/aacs%u", node);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0) {
			shared->tally[OPENS]++;
			if (!dice(4))
				use_node(fd);
			close(fd);
		} else {
			if (errno != ENOENT && errno != ENXIO &&
			    errno != ENODEV)
				FAIL("%s: %m", path);
			shared->tally[REFUSED]++;
		}
		if (!number)
			read_attribute(node);
		/* Sleep, so that at times no program has it open. */
		if (dice(2))
			pause_us(dice(3000));
	}
}

CASE(reload, "against racing opens", .seconds = PART_SECONDS)
{
	unsigned int rounds = theme.times, busy = 0, opens;
	struct progress p = progress_start("reload", rounds);
	struct drive drives[16];

	nodes = guest_drives();
	for (unsigned int n = 0; n < nodes; n++)
		drives[n] = guest_drive(n);
	racers_start(PROGRAMS, program);
	for (unsigned int i = 0; i < rounds; i++) {
		opens = shared->tally[OPENS];
		busy += module_unload_raced();
		CHECK(path_missing(MODULE_LOADED));
		for (unsigned int n = 0; n < nodes; n++)
			CHECK(path_missing(drives[n].aacs));
		if (dice(2))
			pause_us(dice(1000));
		CHECK_EQ(module_load(), 0);
		for (unsigned int n = 0; n < nodes; n++)
			CHECK(wait_for(path_exists, drives[n].aacs, 10000));
		/* Used in between, or there is no race. */
		wait_beyond(&shared->tally[OPENS], opens);
		racers_check();
		progress_at(&p, i + 1);
	}
	racers_stop();
	figures("%u rmmod and insmod, %u drives, %u opens, %u refused, %u times in use, %.1f a second",
		rounds, nodes, shared->tally[OPENS], shared->tally[REFUSED],
		busy, rounds / progress_seconds(&p));
	CHECK(shared->tally[REFUSED]);
	CHECK(shared->tally[ATTRIBUTES]);
	for (unsigned int n = 0; n < nodes; n++) {
		CHECK(agids_free(&drives[n]));
		expect_works(&drives[n]);
	}
	expect_no_leaks();
}
