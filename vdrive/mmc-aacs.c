// SPDX-License-Identifier: GPL-2.0-or-later
/* The commands that aacs.c handles, and the list of formats. */
#include "mmc.h"

#define FORMAT_AACS_FIRST	0x80
#define FORMAT_AACS_LAST	0x83
#define FORMAT_LIST		0xff

void mmc_report_key(struct drive *drive, struct request *rq)
{
	uint8_t buf[AACS_ANSWER_MAX];
	size_t len = 0;

	rq->sense = aacs_report_key(drive->aacs, rq->cdb, buf, sizeof(buf),
				    &len);
	if (sense_good(rq->sense))
		request_send(rq, buf, len);
}

void mmc_send_key(struct drive *drive, struct request *rq)
{
	size_t list = get_be16(rq->cdb + 8);
	uint8_t buf[AACS_ANSWER_MAX];
	size_t len;

	len = request_fetch(rq, buf, list < sizeof(buf) ? list : sizeof(buf));
	rq->sense = aacs_send_key(drive->aacs, rq->cdb, buf, len);
}

/* Format FFh: lists the formats; the host can only read them. */
static size_t list_formats(const struct drive *drive, uint8_t *buf)
{
	static const uint16_t sizes[] = { 36, 36, 36, AACS_ANSWER_MAX };
	uint8_t feature[AACS_FEATURE_LEN];
	size_t len = 4;

	if (aacs_feature(drive->aacs, feature)) {
		for (uint8_t i = 0; i < 4; i++, len += 4) {
			buf[len] = FORMAT_AACS_FIRST + i;
			buf[len + 1] = 0x40;
			put_be16(buf + len + 2, sizes[i]);
		}
	}
	put_be16(buf, (unsigned int)len - 2);
	return len;
}

void mmc_read_disc_structure(struct drive *drive, struct request *rq)
{
	uint8_t buf[AACS_ANSWER_MAX] = { 0 };
	uint8_t format = rq->cdb[7];
	size_t len = 0;

	if (format >= FORMAT_AACS_FIRST && format <= FORMAT_AACS_LAST) {
		rq->sense = aacs_read_disc_structure(drive->aacs, rq->cdb, buf,
						     sizeof(buf), &len);
		if (sense_good(rq->sense))
			request_send(rq, buf, len);
	} else if (format == FORMAT_LIST) {
		len = list_formats(drive, buf);
		mmc_reply(rq, buf, len, get_be16(rq->cdb + 8));
	} else {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
	}
}
