// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole sessions with a nonce each, on all drives at once. */
#include <fcntl.h>
#include <unistd.h>

#include "soak.h"

THEME("sessions", .guest = FOUR_DRIVES, .times = 10000);

enum { DONE };

static unsigned int goal;	/* of each program */

static void program(unsigned int number)
{
	struct drive drive = guest_drive(number);
	struct host host;

	host_load(&host, -1);
	for (unsigned int i = 0; i < goal; i++) {
		/* For each, as bindnonce does. */
		host.fd = node_open(&drive, O_RDWR);
		nonce_session(&host, i % 1000);
		close(host.fd);
		shared->tally[DONE]++;
	}
	while (!shared->stop)
		pause_us(10000);
}

/* All programs through with @each of them, and gone. */
static void run_sessions(unsigned int programs, unsigned int each,
			 struct progress *p, unsigned int before)
{
	unsigned int done = 0;

	goal = each;
	racers_start(programs, program);
	while (done < programs * each) {
		racers_check();
		pause_us(50000);
		done = shared->tally[DONE];
		progress_at(p, before + done);
	}
	racers_stop();
}

CASE(sessions, "four drives", .seconds = PART_SECONDS)
{
	unsigned int sessions = theme.times, drives = guest_drives();
	static struct slabs before, after;
	unsigned int each, warm;
	struct progress p;
	double seconds;
	const char *cache;
	int objects;

	CHECK(drives);
	/* A tenth warms caches up. */
	each = (sessions + drives - 1) / drives;
	warm = each / 10 + 1;
	p = progress_start("sessions", each * drives);
	run_sessions(drives, warm, &p, 0);
	slabs_look(&before);
	if (each > warm)
		run_sessions(drives, each - warm, &p, warm * drives);
	seconds = progress_seconds(&p);
	slabs_look(&after);
	cache = slabs_growth(&before, &after, &objects);
	figures("%u sessions with a nonce on %u drives, none failed, %.1f a second",
		each * drives, drives, each * drives / seconds);
	figures("slab %u KiB after warming up, %u KiB at the end; the cache that grew most: %s, %d objects; available %u and %u KiB",
		before.kib, after.kib, cache, objects, before.available_kib,
		after.available_kib);
	for (unsigned int n = 0; n < drives; n++) {
		struct drive drive = guest_drive(n);

		CHECK(agids_free(&drive));
		expect_works(&drive);
	}
	/* One object for every tenth session would be a leak. */
	if (objects > 300 + (int)sessions / 20)
		FAIL("%s has grown by %d objects", cache, objects);
	if (after.kib > before.kib + 1024)
		FAIL("slab has grown by %u KiB", after.kib - before.kib);
	expect_no_leaks();
}
