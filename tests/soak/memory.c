// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocations fail during open() and close() of the node, and a read of sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nth.h"

THEME("memory");

CASE(open, "open", .seconds = PART_SECONDS)
{
	struct nth nth = nth_begin("open");
	int fd;

	while (nth_next(&nth)) {
		nth_arm(&nth);
		fd = open(f->drive->aacs, O_RDWR | O_CLOEXEC);
		nth_disarm(&nth);
		if (fd < 0)
			nth_failed(&nth, errno);
		else
			close(fd);
		expect_works(f->drive);
	}
	CHECK(nth.failed);
	nth_end(&nth, "");
}

/* Ends the session at the drive, no matter which allocation fails. */
CASE(close, "close", .seconds = PART_SECONDS)
{
	struct nth nth = nth_begin("close with a session");
	int fd;

	while (nth_next(&nth)) {
		fd = node_open(f->drive, O_RDWR);
		start_session(fd);
		nth_arm(&nth);
		CHECK(!close(fd));
		nth_disarm(&nth);
		CHECK(agids_free(f->drive));
		expect_works(f->drive);
	}
	nth_end(&nth, "");
}

CASE(sysfs, "sysfs", .seconds = PART_SECONDS)
{
	struct nth nth = nth_begin("a file of sysfs");
	char path[96], text[16];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%d/agids",
		 f->drive->number);
	while (nth_next(&nth)) {
		/* So that the drive is asked again. */
		ctl(f->drive, "change");
		sr_look(f->drive);
		nth_arm(&nth);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? -1 : read(fd, text, sizeof(text));
		nth_disarm(&nth);
		if (n < 0) {
			/* EBUSY is SR_AACS_STATUS_INSUFFICIENT_RESOURCES. */
			nth_failed(&nth, errno == EBUSY ? ENOMEM : errno);
		} else {
			CHECK_EQ(n, 2);
			CHECK_EQ(text[0] - '0', f->drive->agids);
			CHECK_EQ(text[1], '\n');
		}
		if (fd >= 0)
			close(fd);
		read_line(path, text, sizeof(text));
		CHECK_EQ(atoi(text), f->drive->agids);
	}
	nth_end(&nth, "");
}
