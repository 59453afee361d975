// SPDX-License-Identifier: GPL-2.0-or-later
/* Several drives: each has its own sessions, and does not wait for the others. */
#include <fcntl.h>
#include <unistd.h>

#include "crowd.h"

THEME("drives", .guest = FOUR_DRIVES);

#define DRIVES	4

static void need_drives(struct drive drives[DRIVES])
{
	if (guest_drives() < DRIVES)
		case_skip("it needs a guest with %u drives", DRIVES);
	for (unsigned int i = 0; i < DRIVES; i++)
		drives[i] = guest_drive(i);
}

/* Each has its own AGIDs and its own log; a session is good on its drive. */
CASE(apart, "each its own")
{
	unsigned int last[DRIVES];
	struct drive drives[DRIVES];
	int fds[DRIVES];

	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		fds[i] = node_open(&drives[i], O_RDWR);
		last[i] = i % drives[i].agids;
		for (unsigned int s = 0; s <= last[i]; s++)
			CHECK_EQ(start_session(fds[i]), s);
	}
	for (unsigned int i = 0; i < DRIVES; i++)
		agids_expect(&drives[i], last[i] + 1);
	for (unsigned int i = 0; i < DRIVES; i++)
		log_mark(&drives[i]);
	EXPECT(use_agid(fds[0], IOCTL_AACS_END_SESSION, 1),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(fds[1], last[1]), SUCCESS, 0);
	log_expect(&drives[1], line_end(last[1]));
	log_expect_silence(&drives[0]);
	log_expect_silence(&drives[2]);
	log_expect_silence(&drives[3]);
}

/* A change in one drive is no matter of the others. */
CASE(change_apart, "change of one")
{
	struct drive drives[DRIVES];
	int fds[DRIVES];

	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		fds[i] = node_open(&drives[i], O_RDWR);
		CHECK_EQ(start_session(fds[i]), 0);
	}
	ctl(&drives[2], "change");
	sr_look(&drives[2]);
	expect_poll(fds[2], POLLPRI, 5000);
	for (unsigned int i = 0; i < DRIVES; i++) {
		if (i == 2)
			continue;
		CHECK_EQ(poll_now(fds[i]), 0);
		EXPECT(end_session(fds[i], 0), SUCCESS, 0);
	}
	EXPECT(end_session(fds[2], 0), CSS_KEY_NOT_ESTABLISHED, 0);
}

static void all_rounds(int tell, void *arg)
{
	struct crowd *crowd = arg;

	for (unsigned int i = 0; i < DRIVES; i++) {
		int fd = node_open(&crowd->drive[i], O_RDWR);
		struct crowd one = { .drive = &crowd->drive[i] };

		for (unsigned int r = 0; r < CROWD_ROUNDS / 4; r++)
			crowd_round(&one, fd);
	}
	child_tell(tell, 0);
}

CASE(programs_four, "programs on four", .seconds = 180)
{
	struct child children[DRIVES * 2];
	struct drive drives[DRIVES];
	struct crowd crowds[DRIVES];

	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		crowds[i] = (struct crowd){ .drive = &drives[i] };
		children[i] = child_start(crowd_program, &crowds[i]);
	}
	/* And four that go from drive to drive. */
	for (unsigned int i = 0; i < DRIVES; i++)
		children[DRIVES + i] = child_start(all_rounds, &crowds[0]);
	for (unsigned int i = 0; i < DRIVES * 2; i++) {
		child_hear(&children[i]);
		child_end(&children[i]);
	}
	for (unsigned int i = 0; i < DRIVES; i++)
		CHECK(agids_free(&drives[i]));
}

/* Drives never wait for each other. */
static void slow_request(int tell, void *arg)
{
	uint32_t size;
	int fd = node_open(arg, O_RDWR);

	child_tell(tell, 0);
	read_mkb_size(fd, &size);
}

CASE(no_waiting, "no waiting for each other")
{
	struct drive drives[DRIVES];
	struct child child;
	uint32_t size;
	int fd;

	need_drives(drives);
	fd = node_open(&drives[1], O_RDWR);
	fault_set(&drives[0], "ad:83 delay 4500");
	child = child_start(slow_request, &drives[0]);
	child_hear(&child);
	CHECK(wait_for(fault_met, &drives[0], 5000));
	for (int i = 0; i < 20; i++)
		EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	EXPECT(end_session(fd, start_session(fd)), SUCCESS, 0);
	/* All that while the other was still waiting. */
	CHECK_EQ(log_count(&drives[0], "ad"), 0);
	child_end(&child);
}
