// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Suspend and resume, in the kernel's test mode (pm_test): the kernel suspends and
 * resumes devices, the machine stays up.
 */
#include <fcntl.h>

#include "../fixture/fixture.h"
#include "../fixture/uevent.h"

THEME("resume");

static void suspend(void)
{
	if (!path_exists("/sys/power/pm_test"))
		case_skip("this kernel can't suspend");
	CHECK(write_file("/sys/module/suspend/parameters/pm_test_delay", "0"));
	CHECK(write_file("/sys/power/mem_sleep", "s2idle"));
	CHECK(write_file("/sys/power/pm_test", "devices"));
	CHECK(write_file("/sys/power/state", "mem"));
	CHECK(write_file("/sys/power/pm_test", "none"));
}

/* As far as the module knows, the drive was without power. */
CASE(resume, "sessions are lost")
{
	int owner = node_open(f->drive, O_RDWR);
	int bystander = node_open(f->drive, O_RDWR);
	uint32_t agid = start_session(owner);
	struct uevents uevents = uevents_listen(f->drive);

	CHECK_EQ(poll_now(owner), 0);
	suspend();
	uevent_expect_lost(&uevents, "resume");
	CHECK_EQ(poll_now(owner), POLLPRI);
	CHECK_EQ(poll_now(bystander), 0);
	log_mark(f->drive);
	EXPECT(use_agid(owner, IOCTL_AACS_GET_CERTIFICATE, agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(f->drive);

	/* This drive had its power, and kept the AGID: it can be cleared. */
	agids_expect(f->drive, 1);
	EXPECT(end_session(bystander, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(f->drive));
	EXPECT(end_session(owner, start_session(owner)), SUCCESS, 0);
	CHECK_EQ(poll_now(owner), 0);
}
