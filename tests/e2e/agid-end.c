// SPDX-License-Identifier: GPL-2.0-or-later
/* The end of an AGID at the drive: END_ALL, REPORT KEY 3Fh, AGIDs that nobody has ended. */
#include <fcntl.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("agid", .agids = true, .plain = true);

#define END_ALL		SR_AACS_END_ALL_SESSIONS

/* END_ALL: the caller's and those of no file, not those of other open files. */
CASE(end_all_others, "END_ALL leaves others' sessions")
{
	int other = node_open(f->drive, O_RDWR), fd = node_open(f->drive, O_RDWR);
	uint32_t theirs = f->drive->agids > 1;

	/* No file has one of them, if the drive has four. */
	for (uint32_t i = 0; i < f->drive->agids && i < 3; i++)
		CHECK_EQ(start_session(i == theirs ? other : fd), i);
	log_mark(f->drive);
	EXPECT(end_session(fd, END_ALL), SUCCESS, 0);
	if (theirs)
		log_expect_ends(f->drive, 2, line_end(0));
	else
		log_expect_silence(f->drive);
	agids_expect(f->drive, 1);
	CHECK_EQ(poll_now(other), 0);
	EXPECT(end_session(fd, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(other, theirs), SUCCESS, 0);
	log_expect(f->drive, line_end(theirs));
}

/* AGIDs that another program got by bypassing the module. */
CASE(end_all_nobodys, "END_ALL clears nobody's")
{
	int fd = node_open(f->drive, O_RDONLY);
	uint32_t agid;

	for (unsigned int i = 0; i < f->drive->agids; i++)
		CHECK_EQ(raw_grant(f->drive), i);
	EXPECT(try_start(fd, &agid), INSUFFICIENT_RESOURCES, 0);
	log_mark(f->drive);
	EXPECT(end_session(fd, END_ALL), SUCCESS, 0);
	log_expect_ends(f->drive, 0, NULL);
	CHECK(agids_free(f->drive));
	EXPECT(try_start(fd, &agid), SUCCESS, 4);
	EXPECT(end_session(fd, agid), SUCCESS, 0);
}

/* A drive that supports only REPORT KEY 3Fh. */
OPEN_CASE(report_key_invalidate, "ended by REPORT KEY")
{
	uint32_t last = f->drive->agids - 1;
	const char *lines[2 * 4 + 1] = { NULL };

	start_all_sessions(f->fd, f->drive);
	ctl(f->drive, "fault a3:3f sense 5/24/00 count 99");
	for (uint32_t i = 0; i <= last; i++) {
		lines[2 * i] = line_key(0xa3, i, 0x3f, 0, "5/24/00 0");
		lines[2 * i + 1] = line_key(0xa4, i, 0x3f, 0, "good 0");
	}
	log_mark(f->drive);
	EXPECT(end_session(f->fd, last), SUCCESS, 0);
	log_expect(f->drive, lines[2 * last], lines[2 * last + 1]);
	CHECK_EQ(start_session(f->fd), last);
	log_mark(f->drive);
	close(f->fd);
	log_await(f->drive, lines[2 * last + 1], 1);
	log_expect_at(__FILE__, __LINE__, f->drive, lines);
	CHECK(agids_free(f->drive));
}

/* REPORT KEY 00h of a drive that has no AGID free. */
static const char *line_none(void)
{
	return line_key(0xa4, 0, 0, 8, "5/55/00 0");
}

/*
 * Another file holds all AGIDs: START_SESSION ends none of them. After that file is
 * closed it gets one immediately, although close() does not wait for the drive.
 */
CASE(closed_just_now, "closed just now")
{
	int first = node_open(f->drive, O_RDWR), second = node_open(f->drive, O_RDWR);
	uint32_t agid;

	for (int i = 0; i < 20; i++) {
		start_all_sessions(first, f->drive);
		log_mark(f->drive);
		EXPECT(try_start(second, &agid), INSUFFICIENT_RESOURCES, 0);
		log_expect(f->drive, line_none());
		close(first);
		first = second;
		second = node_open(f->drive, O_RDWR);
		EXPECT(end_session(first, start_session(first)), SUCCESS, 0);
		CHECK(agids_free(f->drive));
	}
}

/*
 * The module dropped the sessions at a change, and since then another program has got
 * all AGIDs by bypassing the module. START_SESSION ends one of them, as none is free.
 */
OPEN_CASE(dropped, "dropped, and another program's by now")
{
	start_all_sessions(f->fd, f->drive);
	ctl(f->drive, "change");
	sr_look(f->drive);
	expect_poll(f->fd, POLLPRI, 5000);
	for (unsigned int i = 0; i < f->drive->agids; i++)
		CHECK_EQ(raw_grant(f->drive), i);
	log_mark(f->drive);
	CHECK_EQ(start_session(f->fd), 0);
	log_expect(f->drive, line_none(), line_end(0), line_grant());
	agids_expect(f->drive, f->drive->agids);
	/* That AGID is free now, so the module ends no other. */
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	CHECK_EQ(start_session(f->fd), 0);
	log_expect(f->drive, line_end(0), line_grant());
	EXPECT(end_session(f->fd, END_ALL), SUCCESS, 0);
	CHECK(agids_free(f->drive));
}

/*
 * Another program has ended a session of this module's caller and got the AGID, as
 * libaacs does. The module can't know, and ends nothing of that program's.
 */
CASE(taken_over, "taken over by another program")
{
	int first = node_open(f->drive, O_RDWR), second = node_open(f->drive, O_RDWR);
	uint32_t agid;

	start_all_sessions(first, f->drive);
	raw_end(f->drive, 0);
	CHECK_EQ(raw_grant(f->drive), 0);
	log_mark(f->drive);
	EXPECT(try_start(second, &agid), INSUFFICIENT_RESOURCES, 0);
	EXPECT(end_session(second, END_ALL), SUCCESS, 0);
	log_expect(f->drive, line_none());
	CHECK_EQ(poll_now(first), 0);
	/* That program is done: the AGID is free for anyone. */
	raw_end(f->drive, 0);
	CHECK_EQ(start_session(second), 0);
	expect_poll(first, POLLPRI, 1000);
	EXPECT(end_session(first, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(second, 0), SUCCESS, 0);
}
