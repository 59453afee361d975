// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Suspend and resume with sessions open, in the kernel's test mode (pm_test): the kernel
 * suspends and resumes devices, the machine stays up.
 */
#include <fcntl.h>

#include "soak.h"

THEME("resume", .guest = FOUR_DRIVES, .times = 20);

static void prepare(void)
{
	if (path_missing("/sys/power/pm_test"))
		case_skip("this kernel can't rehearse a suspend");
	CHECK(write_file("/sys/module/suspend/parameters/pm_test_delay", "0"));
	if (path_exists("/sys/power/mem_sleep"))
		CHECK(write_file("/sys/power/mem_sleep", "s2idle"));
	CHECK(write_file("/sys/power/pm_test", "devices"));
}

/* The session is lost, and another one works. */
static void after_resume(struct host *host, const struct drive *drive)
{
	CHECK_EQ(poll_now(host->fd), POLLPRI);
	EXPECT(use_agid(host->fd, IOCTL_AACS_READ_VOLUME_ID, host->agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	/* This drive had its power, and kept the AGID. */
	EXPECT(end_session(host->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(drive));
	nonce_session(host, 9);
	CHECK_EQ(poll_now(host->fd), 0);
}

CASE(resume, "sessions open", .seconds = PART_SECONDS)
{
	unsigned int rounds = theme.times, drives = guest_drives();
	struct progress p;
	struct drive drive[4];
	struct host host[4];

	CHECK(drives <= ARRAY_SIZE(drive));
	prepare();
	p = progress_start("resume", rounds);
	for (unsigned int n = 0; n < drives; n++) {
		drive[n] = guest_drive(n);
		host_load(&host[n], node_open(&drive[n], O_RDWR));
	}
	for (unsigned int i = 0; i < rounds; i++) {
		for (unsigned int n = 0; n < drives; n++)
			host_authenticate(&host[n]);
		if (!write_file("/sys/power/state", "mem"))
			FAIL("suspend: %m");
		for (unsigned int n = 0; n < drives; n++)
			after_resume(&host[n], &drive[n]);
		progress_at(&p, i + 1);
	}
	CHECK(write_file("/sys/power/pm_test", "none"));
	figures("%u times suspended and resumed with %u sessions open, %.1f a second",
		rounds, drives, rounds / progress_seconds(&p));
	expect_no_leaks();
}
