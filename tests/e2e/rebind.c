// SPDX-License-Identifier: GPL-2.0-or-later
/* sr unbound from a drive and bound to it again, see lab.h. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

#include "harness.h"
#include "lab.h"

#define TICKS	3

static int sr_write(const struct drive *drive, const char *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/bus/scsi/drivers/sr/%s", file);
	return write_file(path, drive->hctl) ? 0 : errno;
}

/* So that this processor's timers that are due by then have run. */
static void ticks_pass(void)
{
	struct timespec tick;

	/* The coarse clocks move with the tick. */
	CHECK(!clock_getres(CLOCK_MONOTONIC_COARSE, &tick));
	for (unsigned int i = 0; i < TICKS; i++)
		nanosleep(&tick, NULL);
}

/*
 * When a disk goes, 6.1's blk_throtl_cancel_bios() sets a timer in each of its
 * groups, for the next tick. What the timer needs may be free by then, and it
 * takes that for so only while the device has no disk: one that gets a new disk
 * within the tick has throtl_pending_timer_fn() read freed memory, about once
 * in a thousand times that sr is bound at once, with no other module there.
 * Nothing tells of that timer; it is on this processor.
 */
int sr_unbind(const struct drive *drive)
{
	cpu_set_t before, here;
	int error;

	CHECK(!sched_getaffinity(0, sizeof(before), &before));
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	CHECK(!sched_setaffinity(0, sizeof(here), &here));
	error = sr_write(drive, "unbind");
	ticks_pass();
	CHECK(!sched_setaffinity(0, sizeof(before), &before));
	return error;
}

int sr_bind(const struct drive *drive)
{
	return sr_write(drive, "bind");
}

void sr_rebind(struct drive *drive, const char *fault)
{
	log_mark(drive);
	CHECK_EQ(sr_unbind(drive), 0);
	CHECK(wait_for(path_missing, drive->aacs, 5000));
	ctl(drive, "fault 46:10d %s count 1000000", fault);
	CHECK_EQ(sr_bind(drive), 0);
	CHECK(wait_for(path_exists, drive->aacs, 5000));
	log_await(drive, "4602010d000000001000 ", 1);
}
