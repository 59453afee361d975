// SPDX-License-Identifier: GPL-2.0-or-later
/* The uevent for lost sessions: one for each drive and event, with the reason. */
#include <fcntl.h>
#include <scsi/sg.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../fixture/fixture.h"
#include "../fixture/uevent.h"

THEME("loss", .agids = true, .plain = true);

/* Our own command meets the eject, unless sr has looked before. */
static bool eject(int fd)
{
	struct answer a = use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, 0);

	return a.status == SR_AACS_STATUS_NO_MEDIA_IN_DEVICE;
}

CASE(uevents, "a uevent for each event")
{
	int fd = node_open(f->drive, O_RDWR), other = node_open(f->drive, O_RDWR);
	struct uevents u;
	int tries = 20;

	/* Two files lose their sessions by one change: one uevent. */
	CHECK_EQ(start_session(fd), 0);
	start_second_session(other, f->drive);
	u = uevents_listen(f->drive);
	ctl(f->drive, "change");
	sr_look(f->drive);
	expect_poll(fd, POLLPRI, 5000);
	uevent_expect_lost(&u, "medium-change");

	/* No session, no uevent: the next one is that of the reset. */
	ctl(f->drive, "change");
	sr_look(f->drive);
	CHECK_EQ(start_session(fd), 0);
	CHECK_EQ(raw_reset(f->drive, SG_SCSI_RESET_DEVICE), 0);
	expect_poll(fd, POLLPRI, 5000);
	uevent_expect_lost(&u, "reset");

	/* A session that another program has ended: the drive grants the AGID anew. */
	CHECK_EQ(start_session(fd), 0);
	raw_end(f->drive, 0);
	CHECK_EQ(start_session(other), 0);
	uevent_expect_lost(&u, "granted-again");

	/* Likewise, but the drive says that there is no such session. */
	raw_end(f->drive, 0);
	EXPECT(use_agid(other, IOCTL_AACS_GET_CERTIFICATE, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	uevent_expect_lost(&u, "forgotten");

	for (;;) {
		CHECK(tries--);
		CHECK_EQ(start_session(fd), 0);
		ctl(f->drive, "eject");
		if (eject(fd))
			break;
		ctl(f->drive, "insert");
		uevent_expect_lost(&u, "medium-change");
	}
	uevent_expect_lost(&u, "eject");
	ctl(f->drive, "insert");

	/* What the owner ends is not lost. */
	CHECK_EQ(start_session(fd), 0);
	EXPECT(end_session(fd, 0), SUCCESS, 0);
	CHECK_EQ(start_session(fd), 0);
	CHECK_EQ(raw_reset(f->drive, SG_SCSI_RESET_DEVICE), 0);
	expect_poll(fd, POLLPRI, 5000);
	uevent_expect_lost(&u, "reset");
	CHECK(!uevent_came(&u));
}

/* The 'remove' uevent stands for the loss. */
CASE(removal, "no uevent for the loss at a removal", .own = "")
{
	int fd = node_open(f->drive, O_RDWR);
	struct uevents u;

	/* The module asks the drive to end the second one after it dropped the first. */
	need_agids(f->drive, 2);
	CHECK_EQ(start_session(fd), 0);
	CHECK_EQ(start_session(fd), 1);
	u = uevents_listen(f->drive);
	CHECK_EQ(sr_unbind(f->drive), 0);
	CHECK_EQ(poll_now(fd), POLLPRI | POLLHUP);
	CHECK(!uevent_came(&u));
}
