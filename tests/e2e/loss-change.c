// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Changes of the disc: two in a row, an empty drive, a program that reads the disc, a
 * program that sleeps in poll().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("loss", .agids = true, .plain = true);

#define GONE		SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED

/*
 * Two changes in a row that only the polling sees. The block layer counts them once
 * unless the disk was opened in between; the module opens it before a grant. No other
 * program may open it here.
 */
CASE(two_changes, "two changes, no open in between",
     LABELS("no session at the first", "a session at the first"))
{
	int first = node_open(f->drive, O_RDWR), fd = node_open(f->drive, O_RDWR);

	if (f->row)
		CHECK_EQ(start_session(first), 0);
	set_polling(f->drive, 50);
	ctl(f->drive, "change");
	if (f->row)
		expect_poll(first, POLLPRI, 5000);
	CHECK_EQ(start_session(fd), 0);
	ctl(f->drive, "change");
	expect_poll(fd, POLLPRI, 5000);
	set_polling(f->drive, -1);
	log_mark(f->drive);
	EXPECT_STATUS(use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, 0), GONE, 0);
	log_expect_no_aacs(f->drive);
}

/* Two changes before any program looks: one loss, and the next session is valid. */
OPEN_CASE(double_change, "two changes at once")
{
	int tries = 20;
	struct answer a;

	do {
		/* As in loss.c: repeat until our own command is the first to meet it. */
		CHECK(tries--);
		start_session(f->fd);
		ctl(f->drive, "change");
		ctl(f->drive, "change");
		a = use_agid(f->fd, IOCTL_AACS_GET_CERTIFICATE, 0);
	} while (a.status == GONE);
	EXPECT(a, VERIFY_REQUIRED, 0);
	CHECK_EQ(start_session(f->fd), 0);
	/* A late event of these changes must not end the new session. */
	sr_look(f->drive);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	log_expect(f->drive, line_end(0));
}

/* An empty drive. */
OPEN_CASE(empty, "an empty drive")
{
	uint32_t agid, size;

	ctl(f->drive, "eject");
	EXPECT(try_start(f->fd, &agid), NO_MEDIA_IN_DEVICE, 0);
	EXPECT(read_mkb_size(f->fd, &size), NO_MEDIA_IN_DEVICE, 0);
	EXPECT(end_session(f->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	ctl(f->drive, "insert");
	EXPECT(try_start(f->fd, &agid), SUCCESS, 4);
	EXPECT(end_session(f->fd, agid), SUCCESS, 0);
}

/* poll() sleeps until the change, in one call. */
static void look_later(int tell, void *arg)
{
	child_tell(tell, 0);
	ctl(arg, "change");
	sr_look(arg);
}

OPEN_CASE(poll_wakes, "poll() wakes up")
{
	struct pollfd p = { .fd = f->fd, .events = POLLPRI };
	struct child child;
	int64_t start;

	start_session(f->fd);
	child = child_start(look_later, f->drive);
	child_hear(&child);
	start = now_ms();
	CHECK_EQ(poll(&p, 1, 10000), 1);
	CHECK_EQ(p.revents, POLLPRI);
	/* After the timeout poll() checks again: that would not be a wake-up. */
	CHECK(now_ms() - start < 9900);
	child_end(&child);
}

/*
 * A program reads the disc, no program polls, and our command is the first to meet
 * the change: the reader must not continue to read from another disc.
 */
OPEN_CASE(reader_told, "a reader is told")
{
	int tries = 20, sr_fd;
	const char *line = line_structure(0, 0x83, 0, 0, 4, "6/28/00 0");
	uint32_t size;
	void *buf;

	CHECK(!posix_memalign(&buf, 4096, SECTOR));
	sr_fd = open(f->drive->sr, O_RDONLY | O_DIRECT | O_CLOEXEC);
	CHECK(sr_fd >= 0);
	CHECK_EQ(pread(sr_fd, buf, SECTOR, 0), SECTOR);
	do {
		/* As in loss.c: repeat until our own command meets it. */
		CHECK(tries--);
		log_mark(f->drive);
		ctl(f->drive, "eject force");
		ctl(f->drive, "insert");
		EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	} while (!log_count(f->drive, line));
	errno = 0;
	CHECK_EQ(pread(sr_fd, buf, SECTOR, SECTOR), -1);
	CHECK_EQ(errno, EIO);
	close(sr_fd);
	/* A new open reads the current disc. */
	sr_fd = open(f->drive->sr, O_RDONLY | O_DIRECT | O_CLOEXEC);
	CHECK(sr_fd >= 0);
	CHECK_EQ(pread(sr_fd, buf, SECTOR, SECTOR), SECTOR);
	close(sr_fd);
	free(buf);
}
