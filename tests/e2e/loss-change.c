// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Changes of the disc: two of them, an empty drive, what a reader of the disc
 * and who sleeps in poll() are told.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

#define GONE		SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED

/*
 * Two changes in a row that nobody but the polling sees: the block layer counts
 * them once unless the disk was opened in between, which the module does before
 * a grant. Nobody else may open it here.
 */
static void test_two_changes(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int first = node_open(&drive, O_RDWR), fd = node_open(&drive, O_RDWR);

	if (row)
		CHECK_EQ(start_session(first), 0);
	set_polling(&drive, 50);
	ctl(&drive, "change");
	if (row)
		expect_poll(first, POLLPRI, 5000);
	CHECK_EQ(start_session(fd), 0);
	ctl(&drive, "change");
	expect_poll(fd, POLLPRI, 5000);
	set_polling(&drive, -1);
	log_mark(&drive);
	EXPECT(use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, 0), GONE, 0);
	log_expect_no_aacs(&drive);
}

static const char *two_label(unsigned int i)
{
	return i ? "a session at the first" : "no session at the first";
}

/* Two at once, before anybody looks: one loss, and the next session is good. */
static void test_double_change(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR), tries = 20;
	struct answer a;

	(void)row;
	do {
		/* As in loss.c: until our own command is the first to meet it. */
		CHECK(tries--);
		start_session(fd);
		ctl(&drive, "change");
		ctl(&drive, "change");
		a = use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, 0);
	} while (a.status == GONE);
	EXPECT(a, SR_AACS_STATUS_VERIFY_REQUIRED, 0);
	CHECK_EQ(start_session(fd), 0);
	/* What is left of the two must not take the new one away. */
	sr_look(&drive);
	log_mark(&drive);
	EXPECT(end_session(fd, 0), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&drive, line_end(0));
}

/* An empty drive. */
static void test_empty(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid, size;

	(void)row;
	ctl(&drive, "eject");
	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, 0);
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, 0);
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SR_AACS_STATUS_SUCCESS, 0);
	ctl(&drive, "insert");
	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_SUCCESS, 4);
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_SUCCESS, 0);
}

/* poll() sleeps until the moment, in one call. */
static void look_later(int tell, void *arg)
{
	child_tell(tell, 0);
	ctl(arg, "change");
	sr_look(arg);
}

static void test_poll_wakes(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	struct pollfd p = { .fd = fd, .events = POLLPRI };
	struct child child;
	int64_t start;

	(void)row;
	start_session(fd);
	child = child_start(look_later, &drive);
	child_hear(&child);
	start = now_ms();
	CHECK_EQ(poll(&p, 1, 10000), 1);
	CHECK_EQ(p.revents, POLLPRI);
	/* When the time is up poll() looks once more: that is no waking. */
	CHECK(now_ms() - start < 9900);
	child_end(&child);
}

/*
 * Somebody reads the disc, nobody polls, and our command is the first to meet
 * the change: the reader must not read on from another disc.
 */
static void test_reader_told(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR), tries = 20, sr_fd;
	const char *line = line_structure(0, 0x83, 0, 0, 4, "6/28/00 0");
	uint32_t size;
	void *buf;

	(void)row;
	CHECK(!posix_memalign(&buf, 4096, SECTOR));
	sr_fd = open(drive.sr, O_RDONLY | O_DIRECT | O_CLOEXEC);
	CHECK(sr_fd >= 0);
	CHECK_EQ(pread(sr_fd, buf, SECTOR, 0), SECTOR);
	do {
		/* As in loss.c: until it is ours that meets it. */
		CHECK(tries--);
		log_mark(&drive);
		ctl(&drive, "eject force");
		ctl(&drive, "insert");
		EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	} while (!log_count(&drive, line));
	errno = 0;
	CHECK_EQ(pread(sr_fd, buf, SECTOR, SECTOR), -1);
	CHECK_EQ(errno, EIO);
	close(sr_fd);
	/* Who opens it now reads the disc that is in. */
	sr_fd = open(drive.sr, O_RDONLY | O_DIRECT | O_CLOEXEC);
	CHECK(sr_fd >= 0);
	CHECK_EQ(pread(sr_fd, buf, SECTOR, SECTOR), SECTOR);
	close(sr_fd);
	free(buf);
}

static const struct e2e_case cases[] = {
	{ "two changes, no open in between", test_two_changes, 2, two_label,
	  0 },
	{ "two changes at once", test_double_change, 0, NULL, 0 },
	{ "an empty drive", test_empty, 0, NULL, 0 },
	{ "a reader is told", test_reader_told, 0, NULL, 0 },
	{ "poll() wakes up", test_poll_wakes, 0, NULL, 0 },
};

E2E_THEME_PART(loss, change, cases);
