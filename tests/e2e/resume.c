// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Suspend and resume, by the kernel's own rehearsal (pm_test): devices are
 * suspended and woken, the machine stays up.
 */
#include <fcntl.h>

#include "harness.h"
#include "lab.h"

static void suspend(void)
{
	CHECK(write_file("/sys/module/suspend/parameters/pm_test_delay", "0"));
	CHECK(write_file("/sys/power/mem_sleep", "s2idle"));
	CHECK(write_file("/sys/power/pm_test", "devices"));
	CHECK(write_file("/sys/power/state", "mem"));
	CHECK(write_file("/sys/power/pm_test", "none"));
}

/* The drive was without power for all that we know. */
static void test_resume(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int owner = node_open(&drive, O_RDWR);
	int bystander = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(owner);

	(void)row;
	CHECK_EQ(poll_now(owner), 0);
	suspend();
	CHECK_EQ(poll_now(owner), POLLPRI);
	CHECK_EQ(poll_now(bystander), 0);
	log_mark(&drive);
	EXPECT(use_agid(owner, IOCTL_AACS_GET_CERTIFICATE, agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(&drive);

	/* This drive had its power, and kept the AGID: it can be cleared. */
	agids_expect(&drive, 1);
	EXPECT(end_session(bystander, SR_AACS_END_ALL_SESSIONS),
	       SR_AACS_STATUS_SUCCESS, 0);
	CHECK(agids_free(&drive));
	EXPECT(end_session(owner, start_session(owner)), SR_AACS_STATUS_SUCCESS, 0);
	CHECK_EQ(poll_now(owner), 0);
}

static const struct e2e_case cases[] = {
	{ "sessions are lost", test_resume, 0, NULL, 0 },
};

E2E_THEME(resume, cases);
