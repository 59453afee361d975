// SPDX-License-Identifier: GPL-2.0-only
/* The media key block, pack by pack. It needs no AGID. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include "drive.h"
#include "event.h"
#include "execute.h"
#include "feature.h"
#include "session.h"
#include "status.h"

/* A buffer for a pack that no request uses, so that the next one allocates none. */
static u8 *aacs_mkb_spare;

/*
 * Reads the first @len bytes of a pack. Asks for the media type with the first
 * pack: the others are of the same disc, or the block is read again. If the
 * drive refuses the media type, reads the current profile again and repeats the
 * command once.
 */
static u32 aacs_mkb_read_part(struct aacs_drive *drive, u8 layer, u32 number,
			      u8 *media_type, struct aacs_step *step, u16 len)
{
	bool again = false;
	u32 status;

	do {
		status = number && !again ? SR_AACS_STATUS_SUCCESS :
			 aacs_feature_media_type(drive, media_type);
		if (!aacs_status_ok(status))
			return status;
		step->cmd = aacs_mmc_read_disc_structure(*media_type, 0,
							 AACS_DISC_MKB, layer,
							 number, len);
		status = aacs_session_command(drive, step);
		again = !again && aacs_step_wrong_media_type(step);
	} while (again);
	return status;
}

u32 aacs_handle_mkb_size(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	u8 header[AACS_HEADER_LEN];
	struct aacs_step step = { .data = header };
	unsigned int packs;
	u8 media_type;
	u32 status;

	status = aacs_mkb_read_part(drive, req->in.layer, 0, &media_type, &step,
				    sizeof(header));
	if (step.result.unit_attention)
		status = aacs_mkb_read_part(drive, req->in.layer, 0, &media_type,
					    &step, sizeof(header));
	if (!aacs_status_ok(status))
		return status;

	status = aacs_status_from_errno(aacs_mmc_mkb_packs(header, step.got,
							   &packs));
	if (!aacs_status_ok(status))
		return status;
	req->out.mkb_size = packs * SR_AACS_MKB_PACK_SIZE;
	req->information = req->type->out_size;
	return SR_AACS_STATUS_SUCCESS;
}

/* Reads one pack, in a turn of its own. */
static u32 aacs_mkb_read_pack(struct aacs_drive *drive, u8 layer, u32 number,
			      u8 *media_type, struct aacs_step *step,
			      struct aacs_mkb_pack *pack)
{
	u32 status;

	if (fatal_signal_pending(current))
		return SR_AACS_STATUS_CANCELLED;
	status = aacs_mkb_read_part(drive, layer, number, media_type, step,
				    AACS_MKB_DATA_LEN);
	if (!aacs_status_ok(status))
		return status;
	return aacs_status_from_errno(aacs_mmc_mkb_pack(step->pack, step->got,
							pack));
}

/*
 * Reads all packs in order and delivers each before the next command. Fills up
 * a short last pack with zeros, so that the size is that of
 * aacs_handle_mkb_size(). Sets @again if the medium may have changed between
 * two packs: then they may belong to two discs, and the caller starts again.
 */
static u32 aacs_mkb_read_packs(struct aacs_drive *drive,
			       struct aacs_request *req,
			       struct aacs_step *step, bool *again)
{
	unsigned int generation = 0, packs = 1;
	struct aacs_mkb_pack pack;
	u32 status, number;
	u8 media_type;
	int error;

	for (number = 0; number < packs; number++) {
		memset(&step->result, 0, sizeof(step->result));
		status = aacs_mkb_read_pack(drive, req->in.layer, number,
					    &media_type, step, &pack);
		if (!number)
			generation = step->generation;
		*again = step->result.unit_attention;
		if (!aacs_status_ok(status))
			return status;

		*again = step->result.lost || step->generation != generation;
		if (*again)
			return SR_AACS_STATUS_VERIFY_REQUIRED;
		if (!number) {
			packs = pack.packs;
			if (req->out_len < packs * SR_AACS_MKB_PACK_SIZE) {
				req->information = packs * SR_AACS_MKB_PACK_SIZE;
				return SR_AACS_STATUS_BUFFER_TOO_SMALL;
			}
		}
		if (pack.packs != packs ||
		    (pack.len != SR_AACS_MKB_PACK_SIZE && number + 1 < packs))
			return SR_AACS_STATUS_IO_DEVICE_ERROR;
		memset(step->pack + AACS_HEADER_LEN + pack.len, 0,
		       SR_AACS_MKB_PACK_SIZE - pack.len);
		error = req->deliver(req, number * SR_AACS_MKB_PACK_SIZE,
				     step->pack + AACS_HEADER_LEN,
				     SR_AACS_MKB_PACK_SIZE);
		if (error)
			return aacs_status_from_errno(error);
	}
	req->information = packs * SR_AACS_MKB_PACK_SIZE;
	return SR_AACS_STATUS_SUCCESS;
}

u32 aacs_handle_mkb(struct aacs_drive *drive, struct aacs_owner *owner,
		    struct aacs_request *req)
{
	struct aacs_step step = {};
	unsigned int tries = 0;
	bool again = false;
	u32 status;

	step.pack = xchg(&aacs_mkb_spare, NULL);
	if (!step.pack)
		step.pack = kvzalloc(AACS_MKB_DATA_LEN, GFP_KERNEL);
	if (!step.pack)
		return SR_AACS_STATUS_INSUFFICIENT_RESOURCES;
	do {
		status = aacs_mkb_read_packs(drive, req, &step, &again);
	} while (again && ++tries < AACS_TRIES);
	/* A command that no task waits for keeps the buffer. */
	if (step.pack)
		kvfree(xchg(&aacs_mkb_spare, step.pack));
	return status;
}

void aacs_mkb_exit(void)
{
	kvfree(aacs_mkb_spare);
}
