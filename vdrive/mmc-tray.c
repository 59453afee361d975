// SPDX-License-Identifier: GPL-2.0-or-later
/* Tray, door lock, events and sense. */
#include "mmc.h"

/* START STOP UNIT (MMC-6 6.46), byte 4 */
#define START		0x01
#define LOEJ		0x02

void mmc_start_stop_unit(struct drive *drive, struct request *rq)
{
	uint8_t what = rq->cdb[4];

	if (what & 0xf0)	/* power conditions: not supported, ignored */
		return;
	switch (what & (LOEJ | START)) {
	case LOEJ:
		if (drive->locked)
			rq->sense = SENSE_REMOVAL_PREVENTED;
		else
			media_eject(drive);
		break;
	case LOEJ | START:
		/* The next command reports a disc that the drive can't read. */
		if (drive->tray_open)
			media_close_tray(drive);
		break;
	case START:
		rq->sense = media_ready(drive);
		break;
	}
}

/* PREVENT ALLOW MEDIUM REMOVAL (MMC-6 6.17) */
void mmc_prevent_allow(struct drive *drive, struct request *rq)
{
	drive->locked = rq->cdb[4] & 0x01;
}

/* GET EVENT STATUS NOTIFICATION (MMC-6 6.6), notification classes */
#define CLASS_OPERATIONAL	1
#define CLASS_MEDIA		4
#define CLASS_BUSY		6
#define CLASSES		(1 << CLASS_OPERATIONAL | 1 << CLASS_MEDIA | \
			 1 << CLASS_BUSY)
#define NO_EVENT_AVAILABLE	0x80
#define DOOR_OPEN		0x01
#define MEDIA_PRESENT		0x02

/* The class to report: media if it has an event, otherwise the first requested. */
static unsigned int event_class(const struct drive *drive, uint8_t asked)
{
	if (asked & 1 << CLASS_MEDIA && drive->event != MEDIA_NO_CHANGE)
		return CLASS_MEDIA;
	for (unsigned int i = 0; i < 8; i++) {
		if (asked & CLASSES & 1 << i)
			return i;
	}
	return 0;
}

void mmc_get_event_status(struct drive *drive, struct request *rq)
{
	unsigned int class = event_class(drive, rq->cdb[4]);
	size_t alloc = get_be16(rq->cdb + 7);
	uint8_t buf[8] = { 0 };
	size_t len = class ? 8 : 4;

	if (!(rq->cdb[1] & 0x01)) {	/* asynchronous: not supported */
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	put_be16(buf, (unsigned int)len - 2);
	buf[2] = class ? (uint8_t)class : NO_EVENT_AVAILABLE;
	buf[3] = CLASSES;
	if (class == CLASS_MEDIA) {
		buf[4] = drive->event;
		buf[5] = (drive->tray_open ? DOOR_OPEN : 0) |
			 (drive->disc ? MEDIA_PRESENT : 0);
		/* Keep an event that the host did not read in full. */
		if (alloc > 4)
			drive->event = MEDIA_NO_CHANGE;
	}
	mmc_reply(rq, buf, len, alloc);
}

/* REQUEST SENSE (SPC-4 6.39), fixed format */
void mmc_request_sense(struct drive *drive, struct request *rq)
{
	uint8_t buf[18] = { [0] = 0x70, [7] = sizeof(buf) - 8 };
	struct sense sense;

	if (rq->cdb[1] & 0x01) {	/* descriptor format */
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	sense = media_take_attention(drive);
	buf[2] = sense.key;
	buf[12] = sense.asc;
	buf[13] = sense.ascq;
	mmc_reply(rq, buf, sizeof(buf), rq->cdb[4]);
}

/* MECHANISM STATUS (MMC-6 6.11): no changer */
void mmc_mechanism_status(struct drive *drive, struct request *rq)
{
	uint8_t buf[8] = { 0 };

	buf[1] = drive->tray_open ? 0x10 : 0;
	mmc_reply(rq, buf, sizeof(buf), get_be16(rq->cdb + 8));
}
