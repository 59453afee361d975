// SPDX-License-Identifier: GPL-2.0-or-later
/* Information about the disc: one session with one data track. */
#include <string.h>

#include "mmc.h"

#define TRACK		1
#define LEAD_OUT	0xaa
#define DATA_TRACK	0x14	/* ADR 1, control: data, uninterrupted */
#define MSF_OFFSET	150	/* frames of LBA 0 */

static void put_address(uint8_t *p, uint32_t lba, bool msf)
{
	uint64_t frames = (uint64_t)lba + MSF_OFFSET;
	uint64_t minutes = frames / 75 / 60;

	if (!msf) {
		put_be32(p, lba);
		return;
	}
	/* MSF can't address all of a BD. */
	p[0] = 0;
	p[1] = minutes > 0xff ? 0xff : (uint8_t)minutes;
	p[2] = minutes > 0xff ? 59 : (uint8_t)(frames / 75 % 60);
	p[3] = minutes > 0xff ? 74 : (uint8_t)(frames % 75);
}

static size_t put_track(uint8_t *p, uint8_t track, uint32_t lba, bool msf)
{
	memset(p, 0, 8);
	p[1] = DATA_TRACK;
	p[2] = track;
	put_address(p + 4, lba, msf);
	return 8;
}

/* READ TOC/PMA/ATIP (MMC-6 6.25), formats 0 and 1. */
void mmc_read_toc(struct drive *drive, struct request *rq)
{
	bool msf = rq->cdb[1] & 0x02;
	uint8_t first = rq->cdb[6];
	uint8_t buf[20] = { 0 };
	uint8_t format = rq->cdb[2] & 0x0f;
	size_t len = 4;

	if (!format)
		format = rq->cdb[9] >> 6; /* as in SFF-8020; sr uses it */
	if (format > 1 || (first > TRACK && first != LEAD_OUT)) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	buf[2] = TRACK;		/* or session, which has the same number */
	buf[3] = TRACK;
	if (format == 1 || first <= TRACK)
		len += put_track(buf + len, TRACK, 0, msf);
	if (format == 0)
		len += put_track(buf + len, LEAD_OUT,
				 disc_blocks(drive->disc), msf);
	put_be16(buf, (unsigned int)len - 2);
	mmc_reply(rq, buf, len, get_be16(rq->cdb + 7));
}

/* READ DISC INFORMATION (MMC-6 6.21), standard type. */
void mmc_read_disc_information(struct drive *drive, struct request *rq)
{
	uint8_t buf[34] = { 0 };

	if (rq->cdb[1] & 0x07) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	put_be16(buf, sizeof(buf) - 2);
	/*
	 * The last session is complete; the disc is erasable and written at random,
	 * or finished.
	 */
	buf[2] = 0x0c | (drive->medium->rewritable ? 0x10 | 0x03 : 0x02);
	buf[3] = TRACK;			/* first track on disc */
	buf[4] = 1;			/* sessions */
	buf[5] = TRACK;			/* first and last of the last session */
	buf[6] = TRACK;
	buf[7] = 0x20;			/* unrestricted use */
	memset(buf + 16, 0xff, 8);	/* no lead-in start, no lead-out limit */
	mmc_reply(rq, buf, sizeof(buf), get_be16(rq->cdb + 7));
}

/* READ TRACK INFORMATION (MMC-6 6.26): by LBA, track or session. */
void mmc_read_track_information(struct drive *drive, struct request *rq)
{
	uint32_t blocks = disc_blocks(drive->disc);
	uint32_t which = get_be32(rq->cdb + 2);
	uint8_t buf[48] = { 0 };

	switch (rq->cdb[1] & 0x03) {
	case 0:
		if (which >= blocks)
			rq->sense = SENSE_LBA_OUT_OF_RANGE;
		break;
	case 1:
	case 2:
		if (which != TRACK)
			rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		break;
	default:
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		break;
	}
	if (!sense_good(rq->sense))
		return;
	put_be16(buf, sizeof(buf) - 2);
	buf[2] = TRACK;
	buf[3] = 1;			/* session */
	buf[5] = 0x04;			/* data track */
	buf[6] = 0x01;			/* data mode 1 */
	put_be32(buf + 24, blocks);	/* from LBA 0 */
	mmc_reply(rq, buf, sizeof(buf), get_be16(rq->cdb + 7));
}

/* READ CAPACITY (MMC-6 6.20) */
void mmc_read_capacity(struct drive *drive, struct request *rq)
{
	uint8_t buf[8];

	if (get_be32(rq->cdb + 2) || rq->cdb[8] & 0x01) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	put_be32(buf, disc_blocks(drive->disc) - 1);
	put_be32(buf + 4, DISC_BLOCK_SIZE);
	request_send(rq, buf, sizeof(buf));
}
