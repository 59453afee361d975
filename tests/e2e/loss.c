// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every way to lose an AGID except unplugging (see unplug.c), with every way to notice
 * the loss; and which open files poll() reports it to.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("loss", .agids = true, .plain = true);

/* Newer than glibc's <scsi/sg.h>: SG_SCSI_RESET_TARGET. */
#define RESET_TARGET	4

#define GET_CERT	IOCTL_AACS_GET_CERTIFICATE

/* ---- causes ---- */

static void change(const struct drive *drive)
{
	ctl(drive, "change");
}

static void button(const struct drive *drive)
{
	ctl(drive, "eject");
}

static void drive_reset(const struct drive *drive)
{
	ctl(drive, "reset");
}

/* A program ejects the disc, through sr. */
static void cdromeject(const struct drive *drive)
{
	int fd = open(drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(!ioctl(fd, CDROMEJECT, 0));
	close(fd);
}

static void lun_reset(const struct drive *drive)
{
	CHECK_EQ(raw_reset(drive, SG_SCSI_RESET_DEVICE), 0);
}

static void target_reset(const struct drive *drive)
{
	int error = raw_reset(drive, RESET_TARGET);

	/* Linux 6.1's loopback target supports it, 6.12's does not. */
	if (error == EIO)
		case_skip("the host can't reset a target");
	CHECK_EQ(error, 0);
}

/* ---- ways to notice a loss ---- */

static void nothing(const struct drive *drive)
{
}

/* Any program that opens /dev/srN. */
static void sr(const struct drive *drive)
{
	sr_look(drive);
}

/* The block layer polls, without an open. */
static void polling(const struct drive *drive)
{
	set_polling(drive, 50);
}

/* Another program's command consumes the unit attention. */
static void sg(const struct drive *drive)
{
	raw_test_unit_ready(drive);
}

struct row {
	const char *name;
	void (*cause)(const struct drive *drive);
	void (*notice)(const struct drive *drive);
	bool told;		/* by poll(), before any request */
	uint32_t status;	/* of the owner's next use */
	const char *sense;	/* of its command; NULL: no command is sent */
};

#define GONE		SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED
/* Only the drive knows this, before Linux 6.15 counts the unit attentions that sg meets. */
#define NOT_COUNTED	"5/6f/02"

static const struct row rows[] = {
	{ "change, met by our own command", change, nothing, false,
	  SR_AACS_STATUS_VERIFY_REQUIRED, "6/28/00" },
	{ "change, seen by sr's open", change, sr, true, GONE, NULL },
	{ "change, seen by polling", change, polling, true, GONE, NULL },
	{ "change, met by another program's command", change, sg, false, GONE, NOT_COUNTED },
	{ "button, met by our own command", button, nothing, false,
	  SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, "2/3a/00" },
	{ "button, seen by sr's open", button, sr, true, GONE, NULL },
	{ "button, seen by polling", button, polling, true, GONE, NULL },
	/* At the last close of a disk the block layer checks once. */
	{ "CDROMEJECT, seen at the disk's close", cdromeject, nothing, true, GONE, NULL },
	{ "CDROMEJECT, seen by sr's open", cdromeject, sr, true, GONE, NULL },
	{ "CDROMEJECT, seen by polling", cdromeject, polling, true, GONE, NULL },
	{ "drive's reset, met by our own command", drive_reset, nothing, false, GONE, "6/29/00" },
	{ "drive's reset, met by sr's open", drive_reset, sr, true, GONE, NULL },
	{ "drive's reset, met by another program's command", drive_reset, sg,
	  false, GONE, NOT_COUNTED },
	{ "LUN reset", lun_reset, nothing, true, GONE, NULL },
	{ "LUN reset, then sr's open", lun_reset, sr, true, GONE, NULL },
	{ "target reset", target_reset, nothing, true, GONE, NULL },
};

struct files {
	struct drive drive;
	int owner, second, bystander;
	short told;		/* to second, by poll() */
};

/*
 * Owner and second each start a session; the loss happens and is noticed; the owner
 * sends a request. (On a drive with one AGID second has no session.) Returns false if sr
 * met the unit attention instead of the expected command: sr also checks shortly after
 * each close of the disk, even after START_SESSION's.
 */
static bool lose(const struct row *row, struct files *f)
{
	struct answer a;
	char line[64];

	CHECK_EQ(start_session(f->owner), 0);
	f->told = start_second_session(f->second, &f->drive);
	CHECK_EQ(poll_now(f->owner), 0);

	row->cause(&f->drive);
	CHECK(agids_free(&f->drive));
	row->notice(&f->drive);
	if (row->told) {
		expect_poll(f->owner, POLLPRI, 5000);
		CHECK_EQ(poll_now(f->second), f->told);
	}
	if (row->notice == polling)
		set_polling(&f->drive, -1);

	log_mark(&f->drive);
	a = use_agid(f->owner, GET_CERT, 0);
	if (!row->sense) {
		EXPECT_STATUS(a, row->status, 0);
		log_expect_no_aacs(&f->drive);
		return true;
	}
	if (a.status == GONE && !log_count(&f->drive, "a4")) {
		EXPECT_STATUS(a, GONE, 0);
		return false;
	}
	EXPECT_STATUS(a, row->status, 0);
	snprintf(line, sizeof(line), "%s 0", row->sense);
	log_expect(&f->drive, line_key(0xa4, 0, 0x01, 116, line));
	return true;
}

CASE(loss, "way", ROWS(rows, name))
{
	struct row copy = rows[f->row];
	const struct row *row = &copy;
	struct files files = { .drive = *f->drive };
	int tries = 20;

	if (copy.sense && !strcmp(copy.sense, NOT_COUNTED) &&
	    attentions_counted()) {
		copy.told = true;
		copy.sense = NULL;
	}
	files.owner = node_open(&files.drive, O_RDWR);
	files.second = node_open(&files.drive, O_RDWR);
	files.bystander = node_open(&files.drive, O_RDWR);
	while (!lose(row, &files)) {
		CHECK(--tries);
		if (!strstr(ctl(&files.drive, "status"), "closed"))
			ctl(&files.drive, "insert");
	}
	if (row->told || strcmp(row->sense, NOT_COUNTED)) {
		/* All sessions of all files are gone. */
		CHECK_EQ(poll_now(files.owner), POLLPRI);
		CHECK_EQ(poll_now(files.second), files.told);
		if (row->cause == change || row->cause == drive_reset ||
		    row->cause == lun_reset || row->cause == target_reset) {
			EXPECT_STATUS(use_agid(files.second, GET_CERT, 1), GONE, 0);
			EXPECT_STATUS(use_agid(files.owner, GET_CERT, 0), GONE, 0);
			log_expect_no_aacs(&files.drive);
		}
	}
	CHECK_EQ(poll_now(files.bystander), 0);

	/* And on it goes. */
	if (!strstr(ctl(&files.drive, "status"), "closed"))
		ctl(&files.drive, "insert");
	CHECK_EQ(start_session(files.owner), 0);
	CHECK_EQ(poll_now(files.owner), 0);
	EXPECT(end_session(files.owner, 0), SUCCESS, 0);
	CHECK(agids_free(&files.drive));
}

/*
 * A program holds the disk open, which locks the door, and the host resets the LUN. The
 * midlayer remembers the reset in order to lock the door again after error recovery.
 * Any program may meet the unit attention; afterwards poll() tells the owner that the
 * AGID is gone.
 */
CASE(locked_reset, "LUN reset, the door locked",
     LABELS("met by our own command", "then sr's open",
	    "met by another program's command"))
{
	static void (*const notices[])(const struct drive *) = { nothing, sr, sg };
	int owner = node_open(f->drive, O_RDWR), second = node_open(f->drive, O_RDWR);
	int disk = open(f->drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	CHECK(disk >= 0);
	CHECK(!ioctl(disk, CDROM_LOCKDOOR, 1));
	CHECK_EQ(start_session(owner), 0);
	start_second_session(second, f->drive);
	lun_reset(f->drive);
	CHECK(agids_free(f->drive));
	notices[f->row](f->drive);
	EXPECT_STATUS(use_agid(owner, GET_CERT, 0), GONE, 0);
	EXPECT_STATUS(use_agid(second, GET_CERT, 1), GONE, 0);
	EXPECT_STATUS(end_session(owner, 0), GONE, 0);
	/* And on it goes, locked as it is. */
	CHECK_EQ(start_session(owner), 0);
	CHECK_EQ(poll_now(owner), 0);
	EXPECT(end_session(owner, 0), SUCCESS, 0);
	CHECK(!ioctl(disk, CDROM_LOCKDOOR, 0));
	close(disk);
	CHECK(agids_free(f->drive));
}

/* Without an AGID the module repeats the command; the caller sees no unit attention. */
OPEN_CASE(no_session, "no session",
	  LABELS("change", "drive's reset", "LUN reset"))
{
	static void (*const causes[])(const struct drive *) = {
		change, drive_reset, lun_reset,
	};
	uint32_t size = 0;

	causes[f->row](f->drive);
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	causes[f->row](f->drive);
	CHECK_EQ(start_session(f->fd), 0);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	log_expect(f->drive, line_end(0));
	CHECK_EQ(poll_now(f->fd), 0);
}
