// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs is a snapshot: reading it sends no command and waits for none. And how
 * the snapshot comes about.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/uevent.h"
#include "waits.h"

THEME("waits", .guest = BESIDE, .own = WAITS_DRIVE, .seconds = WAITS_SECONDS);

#define NO_ANSWER	"sense 4/44/00"
#define NO_FEATURE	"sense 5/20/00"
#define BECOMING_READY	"46 sense 2/04/01 count 1000000"

static const char *const attributes[] = {
	"supported", "aacs_version", "agids", "binding_nonce", "nonce_blocks",
	"bus_encryption", "write_bus_encryption", "drive_certificate",
};

/* Reads an attribute; returns 0 or an errno. */
static int attribute(const struct drive *drive, const char *name, char *value,
		     size_t max)
{
	char path[96];
	ssize_t n;
	int fd, error;

	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%d/%s", drive->number,
		 name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		FAIL("%s: %m", path);
	n = read(fd, value, max - 1);
	error = n < 0 ? errno : 0;
	close(fd);
	value[n > 0 ? n : 0] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return error;
}

struct awaited {
	const struct drive *drive;
	const char *value;
};

static bool supported_is(void *arg)
{
	struct awaited *awaited = arg;
	char value[16];

	return !attribute(awaited->drive, "supported", value, sizeof(value)) &&
	       !strcmp(value, awaited->value);
}

static void expect_supported(const struct drive *drive, const char *value)
{
	struct awaited awaited = { drive, value };

	if (!wait_for(supported_is, &awaited, 5000))
		FAIL("supported does not become %s", value);
}

/* The slowest of all attributes, as a user without any rights. */
static void read_all(int tell, void *arg)
{
	const struct drive *drive = arg;
	char value[16];
	int64_t start, slowest = 0;

	CHECK(!setgid(65534) && !setuid(65534));
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
		start = now_ms();
		child_tell(tell, (uint32_t)attribute(drive, attributes[i],
						     value, sizeof(value)));
		if (now_ms() - start > slowest)
			slowest = now_ms() - start;
	}
	child_tell(tell, (uint32_t)slowest);
}

/* Reports the slowest; @error is what each must fail with, 0 for none. */
static void expect_snapshot(const struct drive *drive, int error,
			    const char *what)
{
	struct child child = child_start(read_all, (void *)drive);
	int errors[ARRAY_SIZE(attributes)];

	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
		errors[i] = (int)child_hear(&child);
	waits_report(child_hear(&child), WAITS_SNAPSHOT, "sysfs, %s", what);
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
		CHECK_EQ(errors[i], error);
	child_end(&child);
}

/* Plugs the drive in again, with a fault at its first GET CONFIGURATION. */
static void unknown_begin(struct fixture *f)
{
	sr_rebind(f->drive, NO_ANSWER);
	node_begin(f);
}

/*
 * No answer yet, and a program's request waits for the drive to become ready:
 * ENODATA. The first answer fills the snapshot.
 */
CASE(becoming_ready, "sysfs, becoming ready", .begin = unknown_begin)
{
	struct asker asker;
	int64_t took;

	ctl(f->drive, "faults clear");
	waits_timeout(waits->ready / 1000);
	asker = asker_held(f->drive, BECOMING_READY, f->fd,
			   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	expect_snapshot(f->drive, ENODATA, "a drive becoming ready, unknown yet");
	CHECK(!asker_answered(&asker));
	ctl(f->drive, "faults clear");
	CHECK_EQ(asker_hear(&asker, &took), SR_AACS_STATUS_SUCCESS);
	expect_snapshot(f->drive, 0, "the feature is known");
	expect_supported(f->drive, "1");
}

/* Known, and it stays: neither a change nor a busy drive matters. */
OPEN_CASE(stays, "sysfs, the feature stays")
{
	uint32_t size;

	waits_timeout(waits->timeout);
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	/* A change counts when the disk was opened before. */
	sr_look(f->drive);
	log_mark(f->drive);
	ctl(f->drive, "change");
	sr_look(f->drive);
	fault_set(f->drive, BECOMING_READY);
	expect_snapshot(f->drive, 0, "a drive becoming ready after a change");
	expect_supported(f->drive, "1");
	/* Nor does a request ask again that needs no profile. */
	EXPECT(end_session(f->fd, start_session(f->fd)), SUCCESS, 0);
	CHECK_EQ(log_count(f->drive, "46"), 0);
}

/* Another program's command is under way for a long time. */
OPEN_CASE(busy, "sysfs, a command under way")
{
	struct asker asker;
	char fault[32];
	int64_t took;

	expect_supported(f->drive, "1");
	snprintf(fault, sizeof(fault), "ad:83 delay %u", waits->slow);
	asker = asker_held(f->drive, fault, f->fd,
			   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	expect_snapshot(f->drive, 0, "another program's command under way");
	CHECK(!asker_answered(&asker));
	CHECK_EQ(asker_hear(&asker, &took), SR_AACS_STATUS_SUCCESS);
}

/* An answer without the feature holds until the next event. */
CASE(without, "sysfs, no feature until the next event")
{
	uint32_t size;
	int fd;

	sr_rebind(f->drive, NO_FEATURE);
	fd = node_open(f->drive, O_RDWR);
	EXPECT(read_mkb_size(fd, &size), INVALID_DEVICE_REQUEST, 0);
	expect_supported(f->drive, "0");
	ctl(f->drive, "faults clear");
	log_mark(f->drive);
	EXPECT(read_mkb_size(fd, &size), INVALID_DEVICE_REQUEST, 0);
	CHECK_EQ(log_count(f->drive, "46"), 0);
	sr_look(f->drive);
	ctl(f->drive, "change");
	sr_look(f->drive);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	expect_supported(f->drive, "1");
}

/* ---- the uevent ---- */

/* One KOBJ_CHANGE when the feature becomes known, and none before. */
CASE(uevent, "sysfs, a uevent", .begin = unknown_begin)
{
	struct uevents u = uevents_listen(f->drive);
	uint32_t size;

	CHECK(!uevent_came(&u));
	ctl(f->drive, "faults clear");
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	CHECK(wait_for(uevent_came, &u, 5000));
	expect_supported(f->drive, "1");
	CHECK(!uevent_came(&u));
}
