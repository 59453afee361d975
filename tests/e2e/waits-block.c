// SPDX-License-Identifier: GPL-2.0-or-later
/* A media key block of many packs: other requests wait for one of them. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "waits.h"

THEME("waits", .guest = BESIDE, .seconds = WAITS_SECONDS);

#define PACK_DATA	32768U

struct packs {
	struct drive *drive;
	unsigned int seen;
};

/* That many packs are in the log. */
static bool packs_read(void *arg)
{
	struct packs *packs = arg;

	return log_count(packs->drive, "ad") >= packs->seen;
}

static const struct {
	const char *name;
	uint32_t code;
	uint32_t status;
} rows[] = {
	{ "START_SESSION", IOCTL_AACS_START_SESSION, SR_AACS_STATUS_SUCCESS },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "READ_MEDIA_KEY_BLOCK_SIZE", IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
	  SR_AACS_STATUS_SUCCESS },
};

CASE(block, "media key block beside", ROWS(rows, name))
{
	char options[64], fault[64];
	struct packs packs = { .seen = 1 };
	struct asker block, asker;
	struct drive drive;
	uint32_t status;
	int fd, other;
	int64_t took;

	snprintf(options, sizeof(options), "--mkb-size %u",
		 waits->packs * PACK_DATA);
	drive = waits_drive(options);
	packs.drive = &drive;
	fd = waits_sessions(&drive, 0);
	other = waits_sessions(&drive, rows[f->row].code ==
			       IOCTL_AACS_GET_CERTIFICATE);
	snprintf(fault, sizeof(fault), "ad:83 delay %u count %u", waits->pack,
		 waits->packs);
	log_mark(&drive);
	block = asker_held(&drive, fault, fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK,
			   0);
	CHECK(wait_for(packs_read, &packs, 30000));
	asker = asker_start(other, rows[f->row].code, 0);
	status = asker_hear(&asker, &took);
	/* The pack that is under way, and its own if it is one. */
	waits_report(took, 2 * waits->pack + WAITS_NOTHING,
		     "%s beside a media key block of %u packs", rows[f->row].name,
		     waits->packs);
	CHECK_EQ(status, rows[f->row].status);
	CHECK(!asker_answered(&block));
	CHECK_EQ(asker_hear(&block, &took), SR_AACS_STATUS_SUCCESS);
	CHECK_EQ(log_count(&drive, "ad"), waits->packs + (f->row == 2));
	close(fd);
	close(other);
}
