// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands that disc burning programs send besides writes. */
#include "mmc.h"

#define BUFFER_LEN	(2U << 20)

/* Format types of BD-RE (MMC-6): the default, with and without spare areas. */
#define FORMAT_FULL	0x00
#define FORMAT_SPARE	0x30
#define FORMAT_NO_SPARE	0x31
static const uint8_t format_types[] = {
	FORMAT_SPARE, FORMAT_NO_SPARE, FORMAT_FULL,
};

#define FORMAT_TYPES	sizeof(format_types)

/* Refuses a writing command if the disc is finished. */
static bool finished(struct drive *drive, struct request *rq)
{
	if (drive->medium->rewritable)
		return false;
	rq->sense = SENSE_INCOMPATIBLE_MEDIUM;
	return true;
}

/*
 * READ FORMAT CAPACITIES (MMC-6 6.23): the current capacity, and those that a BD-RE
 * can be formatted to. The image has only user data, so spare areas take no space.
 */
void mmc_read_format_capacities(struct drive *drive, struct request *rq)
{
	uint32_t blocks = drive->disc ? disc_blocks(drive->disc) :
			  drive->medium->layer_blocks;
	uint8_t buf[4 + 8 * (1 + FORMAT_TYPES)] = { 0 };
	size_t len = 12;

	put_be32(buf + 4, blocks);
	put_be32(buf + 8, DISC_BLOCK_SIZE);
	buf[8] = drive->disc ? 0x02 : 0x03; /* formatted; none: the largest */
	if (drive->disc && drive->medium->rewritable) {
		for (size_t i = 0; i < FORMAT_TYPES; i++, len += 8) {
			put_be32(buf + len, blocks);
			buf[len + 4] = (uint8_t)(format_types[i] << 2);
		}
	}
	buf[3] = (uint8_t)(len - 4);
	mmc_reply(rq, buf, len, get_be16(rq->cdb + 7));
}

/* CDB byte 1: FmtData, CmpList, format code */
#define FMT_DATA	0x10
#define CMP_LIST	0x08
#define FORMAT_CODE	0x01

/*
 * FORMAT UNIT (MMC-6): to one of the capacities above. The blocks keep their data,
 * and the command completes immediately.
 */
void mmc_format_unit(struct drive *drive, struct request *rq)
{
	uint8_t list[12];

	if (finished(drive, rq))
		return;
	if ((rq->cdb[1] & 0x1f & ~CMP_LIST) != (FMT_DATA | FORMAT_CODE)) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	if (disc_write_protected(drive->disc)) {
		rq->sense = SENSE_WRITE_PROTECTED;
		return;
	}
	if (request_fetch(rq, list, sizeof(list)) != sizeof(list)) {
		rq->sense = SENSE_PARAMETER_LIST_LENGTH;
		return;
	}
	rq->sense = SENSE_INVALID_FIELD_IN_LIST;
	if (get_be16(list + 2) != 8 || get_be32(list + 4) != disc_blocks(drive->disc))
		return;
	for (size_t i = 0; i < FORMAT_TYPES; i++) {
		if (list[8] >> 2 == format_types[i])
			rq->sense = SENSE_GOOD;
	}
}

/*
 * A BD-RE has one track and one session, always open to writing (MMC-6): RESERVE
 * TRACK reserves nothing, SEND OPC INFORMATION and CLOSE TRACK/SESSION do
 * nothing.
 */
void mmc_reserve_track(struct drive *drive, struct request *rq)
{
	rq->sense = SENSE_INCOMPATIBLE_MEDIUM;
}

void mmc_send_opc_or_close(struct drive *drive, struct request *rq)
{
	finished(drive, rq);
}

/* READ BUFFER CAPACITY (MMC-6): always empty, writes go to the image. */
void mmc_read_buffer_capacity(struct drive *drive, struct request *rq)
{
	bool in_blocks = rq->cdb[1] & 0x01;
	uint32_t len = in_blocks ? BUFFER_LEN / DISC_BLOCK_SIZE : BUFFER_LEN;
	uint8_t buf[12] = { 0 };

	put_be16(buf, sizeof(buf) - 2);
	buf[3] = in_blocks;
	if (!in_blocks)
		put_be32(buf + 4, len);
	put_be32(buf + 8, len);
	mmc_reply(rq, buf, sizeof(buf), get_be16(rq->cdb + 7));
}
