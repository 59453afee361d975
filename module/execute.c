// SPDX-License-Identifier: GPL-2.0-only
/* Carries out requests, see execute.h. */
#include <linux/kernel.h>
#include <linux/string.h>
#include "drive.h"
#include "event.h"
#include "execute.h"
#include "extent.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

/* A certificate is the longest data of a transfer; the input is copied whole. */
static_assert(AACS_HEADER_LEN + sizeof(struct sr_aacs_certificate) <=
	      AACS_BUF_LEN);
static_assert(AACS_HEADER_LEN + sizeof_field(struct aacs_request, in) -
	      sizeof(u32) <= AACS_BUF_LEN);

/*
 * The command of a transfer under an AGID: SEND KEY, REPORT KEY or READ DISC
 * STRUCTURE, as the table's row says. The payload is the Windows structure,
 * byte for byte.
 */
static struct aacs_command aacs_transfer_command(const struct aacs_request *req,
						 u8 media_type)
{
	const struct aacs_request_type *type = req->type;
	u32 agid = req->in.session_id;
	u32 lba = 0;
	u8 blocks = 0;

	if (type->opcode == AACS_MMC_SEND_KEY)
		return aacs_mmc_send_key(agid, type->format, AACS_HEADER_LEN +
					 type->in_size - sizeof(agid));
	if (type->opcode == AACS_MMC_READ_DISC_STRUCTURE)
		return aacs_mmc_read_disc_structure(media_type, agid,
						    type->format, 0, 0,
						    AACS_HEADER_LEN +
						    type->out_size);
	if (aacs_request_has_extent(req)) {
		lba = req->in.nonce.start_lba;
		blocks = req->in.nonce.number_of_sectors;
	}
	return aacs_mmc_report_key(agid, type->format, lba, blocks,
				   AACS_HEADER_LEN + type->out_size);
}

/* May the request use its AGID at this time? */
static u32 aacs_request_check_agid(struct aacs_drive *drive,
				   const struct aacs_owner *owner,
				   const struct aacs_request *req)
{
	lockdep_assert_held(&drive->lock);
	if (drive->gone)
		return SR_AACS_STATUS_NO_SUCH_DEVICE;
	return aacs_agid_check(&drive->agids, req->in.session_id, owner,
			       req->type->agid_use);
}

/* Asks the drive only if the caller has the session. */
static u32 aacs_request_media_type(struct aacs_drive *drive,
				   const struct aacs_owner *owner,
				   const struct aacs_request *req,
				   u8 *media_type)
{
	u32 status;

	mutex_lock(&drive->lock);
	aacs_event_check(drive);
	status = aacs_request_check_agid(drive, owner, req);
	mutex_unlock(&drive->lock);
	if (!aacs_status_ok(status))
		return status;
	return aacs_feature_media_type(drive, media_type);
}

u32 aacs_handle_transfer(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	const struct aacs_request_type *type = req->type;
	u8 data[AACS_BUF_LEN];
	struct aacs_step step = {
		.use = type->agid_use,
		.owner = owner,
		.agid = req->in.session_id,
		.seq = req->seq,
		.data = data,
		.payload = type->out_size,
	};
	u8 media_type = 0;
	u32 status;

	if (type->opcode == AACS_MMC_READ_DISC_STRUCTURE) {
		status = aacs_request_media_type(drive, owner, req,
						 &media_type);
		if (!aacs_status_ok(status))
			return status;
	}
	step.cmd = aacs_transfer_command(req, media_type);
	if (step.cmd.to_drive) {
		aacs_mmc_put_header(data, type->in_size -
				    sizeof(req->in.session_id));
		/* The command sends @data_len bytes of this. */
		memcpy(data + AACS_HEADER_LEN,
		       (u8 *)&req->in + sizeof(req->in.session_id),
		       sizeof(req->in) - sizeof(req->in.session_id));
	}
	status = aacs_session_transfer(drive, &step);
	if (!aacs_status_ok(status))
		return status;

	memcpy(req->out.payload, data + AACS_HEADER_LEN,
	       min_t(size_t, type->out_size, sizeof(req->out.payload)));
	req->seq = step.seq;
	req->information = type->out_size;
	return SR_AACS_STATUS_SUCCESS;
}

u32 aacs_handle_start_session(struct aacs_drive *drive,
			      struct aacs_owner *owner,
			      struct aacs_request *req)
{
	u32 agid, status;

	status = aacs_session_start(drive, owner, &agid, &req->seq);
	if (!aacs_status_ok(status))
		return status;

	req->out.session_id = agid;
	req->information = req->type->out_size;
	return SR_AACS_STATUS_SUCCESS;
}

u32 aacs_handle_end_session(struct aacs_drive *drive, struct aacs_owner *owner,
			    struct aacs_request *req)
{
	if (req->in.session_id == SR_AACS_END_ALL_SESSIONS)
		return aacs_session_end_all(drive, owner);
	return aacs_session_end(drive, owner, req->in.session_id);
}

/* Makes the checks that come before the check of the AGID. */
static u32 aacs_request_check(struct aacs_drive *drive,
			      struct aacs_request *req)
{
	struct aacs_feature feature;
	u32 status;

	if (aacs_drive_gone(drive))
		return SR_AACS_STATUS_NO_SUCH_DEVICE;
	status = aacs_feature_get(drive, &feature);
	if (!aacs_status_ok(status))
		return status;

	status = aacs_request_validate(req, &feature);
	if (status == SR_AACS_STATUS_INVALID_PARAMETER)
		dev_dbg(&drive->dev, "%s: %s\n", req->type->name,
			aacs_request_extent_error(req) ?:
			"a length or a value is wrong");
	return status;
}

/*
 * Fills in the extent of the file that a request names. Asks the file system
 * only if the caller has the session, and without a lock, because a file system
 * may take long to answer. Sets @seq, so that the request can't use another
 * session if this one ends meanwhile.
 */
static noinline_for_stack u32
aacs_request_fill_extent(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	struct sr_aacs_read_binding_nonce *nonce = &req->in.nonce;
	const struct gendisk *disk = NULL;
	struct aacs_extent extent;
	u32 status;

	mutex_lock(&drive->lock);
	status = aacs_request_check_agid(drive, owner, req);
	if (aacs_status_ok(status)) {
		req->seq = drive->agids.slot[nonce->session_id].seq;
		disk = drive->disk;
	}
	mutex_unlock(&drive->lock);
	if (!aacs_status_ok(status))
		return status;

	/*
	 * Only the address of the disk is used. The disk may be gone by now and
	 * another one may have its address, but then the drive is gone too and
	 * the extent is not used.
	 */
	status = aacs_extent_of_file(&drive->dev, disk,
				     lower_32_bits(nonce->handle), &extent);
	/* A disc that is gone explains any error of its files. */
	if (!aacs_status_ok(status) && aacs_drive_gone(drive))
		return SR_AACS_STATUS_NO_SUCH_DEVICE;
	if (!aacs_status_ok(status))
		return status;

	nonce->start_lba = extent.lba;
	nonce->number_of_sectors = extent.sectors;
	return aacs_request_check(drive, req);
}

u32 aacs_request_execute(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	u32 status;

	req->information = 0;
	status = aacs_request_check(drive, req);
	if (aacs_status_ok(status) && aacs_request_names_file(req))
		status = aacs_request_fill_extent(drive, owner, req);
	if (aacs_status_ok(status))
		status = req->type->handle(drive, owner, req);
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_execute);

void aacs_request_undo(struct aacs_drive *drive, struct aacs_owner *owner,
		       const struct aacs_request *req)
{
	if (req->type->agid_use == AACS_AGID_GRANT)
		aacs_session_end_later(drive, owner, req->out.session_id,
				       req->seq);
	else if (req->type->agid_use == AACS_AGID_BIND)
		aacs_session_end_later(drive, owner, req->in.session_id,
				       req->seq);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_undo);
