// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Suspend while requests wait for the drive, in the kernel's test mode (pm_test): the
 * kernel freezes tasks, and suspends and resumes devices.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "waits.h"

THEME("waits", .guest = BESIDE, .seconds = WAITS_SECONDS);

#define POWER		"/sys/power/"
#define PROGRAMS	3
#define READY		"fault ad:83 sense 2/04/01 count 1000000"

static const char *const levels[] = { "freezer", "devices" };

/* The kernel gives up when a task does not freeze within this time. */
static void freeze_timeout(unsigned int ms)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", ms);
	CHECK(write_file(POWER "pm_freeze_timeout", text));
}

/* Suspends and resumes; reports how long it took. */
static void suspend(const char *level, const char *what)
{
	int64_t start = now_ms();
	bool done;

	CHECK(write_file("/sys/module/suspend/parameters/pm_test_delay", "0"));
	if (path_exists(POWER "mem_sleep"))
		CHECK(write_file(POWER "mem_sleep", "s2idle"));
	CHECK(write_file(POWER "pm_test", level));
	freeze_timeout(waits->freeze);
	done = write_file(POWER "state", "mem");
	start = now_ms() - start;
	freeze_timeout(20000);
	CHECK(write_file(POWER "pm_test", "none"));
	waits_report(start, 600000, "suspend (%s), %s", level, what);
	if (!done)
		FAIL("suspend: EBUSY or another error");
}

static void needs_suspend(void)
{
	if (path_missing(POWER "pm_test"))
		case_skip("this kernel can't rehearse a suspend");
}

/* Three wait for a drive that is becoming ready, and go on afterwards. */
CASE(becoming_ready, "suspend, becoming ready", NAMES(levels))
{
	struct asker askers[PROGRAMS];
	struct drive drive = waits_drive("");
	int fd = waits_sessions(&drive, 1);
	int64_t took;

	needs_suspend();
	waits_timeout(waits->ready / 1000);
	ctl(&drive, READY);
	for (unsigned int i = 0; i < PROGRAMS; i++)
		askers[i] = asker_blocked(fd,
				IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	suspend(levels[f->row], "three requests wait for the drive to be ready");
	ctl(&drive, "faults clear");
	for (unsigned int i = 0; i < PROGRAMS; i++)
		CHECK_EQ(asker_hear(&askers[i], &took), SR_AACS_STATUS_SUCCESS);
	/* The session did not outlive it, and there is another one. */
	CHECK_EQ(poll_now(fd), f->row ? POLLPRI : 0);
	start_session(fd);
	close(fd);
}

/*
 * One is in flight at a silent drive, and ends with a status. The drive's
 * program is frozen as well, so it must be the target that gives the command up
 * (2/08/00): the kernel's own abort waits for that program. It does so later
 * than the kernel gives up freezing.
 */
CASE(in_flight, "suspend, a command in flight", NAMES(levels))
{
	struct asker asker, queued;
	struct drive drive;
	char options[32];
	uint32_t status;
	int64_t took;
	int fd;

	needs_suspend();
	snprintf(options, sizeof(options), "--command-timeout %u",
		 waits->freeze / 1000 + 3);
	drive = waits_drive(options);
	fd = node_open(&drive, O_RDWR);
	waits_timeout(2 * waits->freeze / 1000 + 10);
	asker = asker_held(&drive, "ad:83 silent", fd,
			   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	queued = asker_blocked(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	suspend(levels[f->row], "a command in flight at a silent drive");
	status = asker_hear(&asker, &took);
	CHECK_EQ(status, SR_AACS_STATUS_DEVICE_NOT_READY);
	CHECK_EQ(asker_hear(&queued, &took), SR_AACS_STATUS_SUCCESS);
	close(fd);
}
