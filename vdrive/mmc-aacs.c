// SPDX-License-Identifier: GPL-2.0-or-later
/* The commands that aacs.c handles, and the list of formats. */
#include "mmc.h"

#define FORMAT_AACS_FIRST	0x80
#define FORMAT_AACS_LAST	0x85
#define FORMAT_LIST		0xff
#define CLASS_CSS		0x00	/* key class */
#define FORMAT_RPC_STATE	0x08
#define FORMAT_CERTIFICATE	0x01
#define CERT_AT			24	/* header, host nonce */

/*
 * RPC state (MMC-6 6.28): a drive whose region no one has set. Type code 0, four
 * vendor resets and five user changes left, every region masked, RPC phase II.
 */
static const uint8_t rpc_state[8] = { 0x00, 0x06, 0, 0, 0x25, 0xff, 0x01, 0 };

void mmc_report_key(struct drive *drive, struct request *rq)
{
	uint8_t buf[AACS_ANSWER_MAX];
	size_t len = 0;

	if (rq->cdb[7] == CLASS_CSS &&
	    (rq->cdb[10] & 0x3f) == FORMAT_RPC_STATE) {
		mmc_reply(rq, rpc_state, sizeof(rpc_state),
			  get_be16(rq->cdb + 8));
		return;
	}
	rq->sense = aacs_report_key(drive->aacs, rq->cdb, buf, sizeof(buf),
				    &len);
	if (sense_good(rq->sense))
		request_send(rq, buf, len);
}

static bool is_aacs2_certificate(const struct request *rq, const uint8_t *list,
				 size_t len)
{
	return rq->cdb[7] == AACS_KEY_CLASS &&
	       (rq->cdb[10] & 0x3f) == FORMAT_CERTIFICATE && len > CERT_AT &&
	       aacs_cert_is_aacs2(list[CERT_AT]);
}

void mmc_send_key(struct drive *drive, struct request *rq)
{
	size_t list = get_be16(rq->cdb + 8);
	uint8_t buf[AACS_ANSWER_MAX];
	size_t len;

	len = request_fetch(rq, buf, list < sizeof(buf) ? list : sizeof(buf));
	if (is_aacs2_certificate(rq, buf, len))
		log_note(drive, "an AACS 2 certificate, refused");
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
