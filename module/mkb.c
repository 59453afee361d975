// SPDX-License-Identifier: GPL-2.0-only
/* The media key block, pack by pack. No AGID is in play. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include "command.h"
#include "drive.h"
#include "execute.h"
#include "session.h"
#include "status.h"

u32 aacs_run_mkb_size(struct aacs_drive *drive, struct aacs_owner *owner,
		      struct aacs_request *req)
{
	struct aacs_command cmd;
	u32 status, got;
	int packs;

	cmd = aacs_mmc_read_disc_structure(0, AACS_DISC_MKB, req->in.layer, 0,
					   AACS_HEADER_LEN);
	status = aacs_drive_send(drive, &cmd, drive->buf, &got);
	if (!aacs_status_ok(status))
		return status;

	packs = aacs_mmc_mkb_packs(drive->buf, got);
	if (packs < 0)
		return STATUS_IO_DEVICE_ERROR;
	req->out.mkb_size = packs * SR_AACS_MKB_PACK_SIZE;
	req->information = req->type->out_size;
	return STATUS_SUCCESS;
}

static u32 aacs_read_pack(struct aacs_drive *drive, u8 layer, u32 number,
			  u8 *buf, struct aacs_mkb_pack *pack)
{
	struct aacs_command cmd;
	u32 status, got;

	cmd = aacs_mmc_read_disc_structure(0, AACS_DISC_MKB, layer, number,
					   AACS_MKB_DATA_LEN);
	status = aacs_drive_send_once(drive, &cmd, buf, &got);
	if (!aacs_status_ok(status))
		return aacs_drive_plain_status(drive, status);
	return aacs_mmc_mkb(buf, got, pack) ? STATUS_IO_DEVICE_ERROR :
					      STATUS_SUCCESS;
}

/*
 * All packs in order, a short last one filled up with zeros, so that the size
 * is that which aacs_run_mkb_size() tells. Packs from two discs don't make a
 * block: when the medium may have changed on the way, all of it @again.
 */
static u32 aacs_read_mkb(struct aacs_drive *drive, struct aacs_request *req,
			 u8 *buf, bool *again)
{
	unsigned int generation = drive->media.generation;
	struct aacs_mkb_pack pack;
	unsigned int packs = 1;
	u32 status, size = 0;
	u32 number;

	for (number = 0; number < packs; number++) {
		if (fatal_signal_pending(current))
			return STATUS_CANCELLED;
		status = aacs_read_pack(drive, req->in.layer, number, buf,
					&pack);
		*again = aacs_drive_unit_attention(drive);
		if (!aacs_status_ok(status))
			return status;

		aacs_media_check(drive);
		*again = drive->media.generation != generation;
		if (*again)
			return STATUS_VERIFY_REQUIRED;
		if (!number) {
			packs = pack.packs;
			size = packs * SR_AACS_MKB_PACK_SIZE;
			if (req->out_len < size) {
				req->information = size;
				return STATUS_BUFFER_TOO_SMALL;
			}
			req->mkb = kvzalloc(size, GFP_KERNEL_ACCOUNT);
			if (!req->mkb)
				return STATUS_INSUFFICIENT_RESOURCES;
		}
		if (pack.packs != packs ||
		    (pack.len != SR_AACS_MKB_PACK_SIZE && number + 1 < packs))
			return STATUS_IO_DEVICE_ERROR;
		memcpy(req->mkb + number * SR_AACS_MKB_PACK_SIZE,
		       buf + AACS_HEADER_LEN, pack.len);
	}
	req->information = size;
	return STATUS_SUCCESS;
}

u32 aacs_run_mkb(struct aacs_drive *drive, struct aacs_owner *owner,
		 struct aacs_request *req)
{
	unsigned int tries = 0;
	bool again = false;
	u32 status;
	u8 *buf;

	buf = kvmalloc(AACS_MKB_DATA_LEN, GFP_KERNEL);
	if (!buf)
		return STATUS_INSUFFICIENT_RESOURCES;
	do {
		aacs_request_free(req);
		status = aacs_read_mkb(drive, req, buf, &again);
	} while (again && ++tries < AACS_TRIES);
	kvfree(buf);
	return status;
}
