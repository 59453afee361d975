// SPDX-License-Identifier: GPL-2.0-or-later
/* Resets by the SCSI midlayer's error handler, and several in a row. */
#include <fcntl.h>
#include <linux/cdrom.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("loss", .agids = true, .plain = true);

#define GONE		SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED
#define GET_CERT	IOCTL_AACS_GET_CERTIFICATE

#define WATCHED		2000	/* ms: the module looks ten times */

/* The timeout of the commands for which sr sets no timeout. */
static void set_timeout(const struct drive *drive, const char *seconds)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/block/sr%d/device/timeout",
		 drive->number);
	if (!write_file(path, seconds))
		FAIL("%s: %m", path);
}

struct reading {
	struct drive *drive;
	int disk;
};

/*
 * The kernel aborts a READ that times out, and sends it again. When that times out,
 * too, the error handler resets the LUN; the drive answers the third READ.
 */
static void read_sector(int tell, void *arg)
{
	struct reading *reading = arg;
	void *buf;

	CHECK(!posix_memalign(&buf, 4096, SECTOR));
	CHECK_EQ(pread(reading->disk, buf, SECTOR, 0), SECTOR);
	child_tell(tell, (uint32_t)log_count(reading->drive, "28"));
}

/*
 * Before Linux 6.15 the error handler clears was_reset when it locks the door again,
 * and has met the unit attention itself: the module can't see the reset. Linux 6.15
 * and later count the unit attention.
 */
CASE(error_handler, "the error handler resets the LUN",
     .own = "--command-timeout 0",
     LABELS("the door not locked", "the door locked"))
{
	struct reading reading = { .drive = f->drive };
	bool told = !f->row || attentions_counted();
	struct drive *drive = f->drive;
	int owner = node_open(drive, O_RDWR), second = node_open(drive, O_RDWR);
	struct pollfd p = { .fd = owner, .events = POLLPRI };
	struct child child;
	short told_second;
	int64_t start;

	reading.disk = open(drive->sr, O_RDONLY | O_DIRECT | O_CLOEXEC);
	CHECK(reading.disk >= 0);
	CHECK(!ioctl(reading.disk, CDROM_LOCKDOOR, f->row));
	CHECK_EQ(start_session(owner), 0);
	told_second = start_second_session(second, drive);
	set_timeout(drive, "1");
	log_mark(drive);
	fault_set(drive, "28 silent count 2");

	start = now_ms();
	child = child_start(read_sector, &reading);
	if (told) {
		expect_poll(owner, POLLPRI, 30000);
		printf("# loss: poll() woke after %lld ms\n",
		       (long long)(now_ms() - start));
	}
	CHECK_EQ(child_hear(&child), 3);
	printf("# loss: the READ was answered after %lld ms\n",
	       (long long)(now_ms() - start));
	child_end(&child);
	CHECK(agids_free(drive));
	/* The error handler remembers the reset in order to lock the door again. */
	CHECK_EQ(log_count(drive, "1e0000000100"), f->row);

	if (told) {
		CHECK_EQ(poll_now(second), told_second);
		log_mark(drive);
		EXPECT_STATUS(use_agid(owner, GET_CERT, 0), GONE, 0);
		log_expect_no_aacs(drive);
	} else {
		CHECK_EQ(poll(&p, 1, WATCHED), 0);
		log_mark(drive);
		EXPECT_STATUS(use_agid(owner, GET_CERT, 0), GONE, 0);
		log_expect(drive, line_key(0xa4, 0, 0x01, 116, "5/6f/02 0"));
		CHECK_EQ(poll_now(owner), POLLPRI);
	}
	EXPECT_STATUS(use_agid(second, GET_CERT, 1), GONE, 0);
	CHECK_EQ(start_session(owner), 0);
	CHECK_EQ(poll_now(owner), 0);
	EXPECT(end_session(owner, 0), SUCCESS, 0);
}

/*
 * The host resets the LUN several times; in between, a program meets the unit
 * attention, or no program does: poll() reports each reset.
 */
CASE(in_a_row, "LUN resets in a row", .own = "",
     LABELS("met by the next session", "met by a TEST UNIT READY"))
{
	int owner = node_open(f->drive, O_RDWR);

	for (unsigned int i = 0; i < 4; i++) {
		CHECK_EQ(start_session(owner), 0);
		CHECK_EQ(poll_now(owner), 0);
		CHECK_EQ(raw_reset(f->drive, SG_SCSI_RESET_DEVICE), 0);
		CHECK(agids_free(f->drive));
		expect_poll(owner, POLLPRI, WATCHED);
		if (f->row)
			raw_test_unit_ready(f->drive);
		EXPECT_STATUS(use_agid(owner, GET_CERT, 0), GONE, 0);
	}
}
