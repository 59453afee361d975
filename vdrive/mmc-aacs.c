// SPDX-License-Identifier: GPL-2.0-or-later
/* The commands that aacs.c handles. */
#include "mmc.h"

#define FORMAT_AACS_FIRST	0x80
#define FORMAT_AACS_LAST	0x85
#define CLASS_CSS		0x00	/* key class */
#define FORMAT_RPC_STATE	0x08
#define FORMAT_CERTIFICATE	0x01
#define CERT_AT			24	/* header, host nonce */

/*
 * RPC state (MMC-6 6.28): the drive's region is not set. Type code 0, four vendor
 * resets and five user changes left, every region masked, RPC phase II.
 */
static const uint8_t rpc_state[8] = { 0x00, 0x06, 0, 0, 0x25, 0xff, 0x01, 0 };

void mmc_report_key(struct drive *drive, struct request *rq)
{
	uint8_t buf[AACS_ANSWER_MAX];
	size_t len = 0;

	if (rq->cdb[7] == CLASS_CSS &&
	    (rq->cdb[10] & 0x3f) == FORMAT_RPC_STATE) {
		mmc_reply(rq, drive->like && drive->like->rpc_state ?
			  drive->like->rpc_state : rpc_state, sizeof(rpc_state),
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

void mmc_read_disc_structure(struct drive *drive, struct request *rq)
{
	uint8_t buf[AACS_ANSWER_MAX];
	uint8_t format = rq->cdb[7];
	size_t len = 0;
	uint8_t *data = buf;

	/* If the initiator's buffer is one piece of memory, make the pack there. */
	if (rq->iov_cnt == 1 && rq->xfer >= AACS_ANSWER_MAX)
		data = rq->iov->iov_base;

	if (format >= FORMAT_AACS_FIRST && format <= FORMAT_AACS_LAST) {
		rq->sense = aacs_read_disc_structure(drive->aacs, rq->cdb, data,
						     sizeof(buf), &len);
		if (sense_good(rq->sense))
			request_send(rq, data, len);
	} else {
		mmc_disc_structure(drive, rq);
	}
}
