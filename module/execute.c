// SPDX-License-Identifier: GPL-2.0-only
/* Requests carried out, see execute.h. */
#include <linux/kernel.h>
#include <linux/poll.h>
#include "drive.h"
#include "execute.h"
#include "extent.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

/* The longest data of a transfer. */
static_assert(AACS_HEADER_LEN + sizeof(struct sr_aacs_certificate) <=
	      AACS_BUF_LEN);

/*
 * One transfer under an AGID: SEND KEY, REPORT KEY or READ DISC STRUCTURE as
 * the table's row says. The payload is the Windows structure as it stands.
 */
static struct aacs_command aacs_transfer_command(const struct aacs_request *req)
{
	const struct aacs_request_type *type = req->type;
	u32 agid = req->in.session_id;
	u32 lba = 0;
	u8 blocks = 0;

	if (type->opcode == MMC_SEND_KEY)
		return aacs_mmc_send_key(agid, type->format, AACS_HEADER_LEN +
					 type->in_size - sizeof(agid));
	if (type->opcode == MMC_READ_DISC_STRUCTURE)
		return aacs_mmc_read_disc_structure(agid, type->format, 0, 0,
						    AACS_HEADER_LEN +
						    type->out_size);
	if (type->in_size == sizeof(req->in.nonce)) {
		lba = req->in.nonce.start_lba;
		blocks = req->in.nonce.number_of_sectors;
	}
	return aacs_mmc_report_key(agid, type->format, lba, blocks,
				   AACS_HEADER_LEN + type->out_size);
}

u32 aacs_run_transfer(struct aacs_drive *drive, struct aacs_owner *owner,
		      struct aacs_request *req)
{
	const struct aacs_request_type *type = req->type;
	struct aacs_command cmd = aacs_transfer_command(req);
	u32 agid = req->in.session_id;
	const u8 *payload = NULL;
	u32 status, got;

	status = aacs_agid_check(&drive->agids, agid, owner, type->agid);
	if (!aacs_status_ok(status))
		return status;
	/* Another session by now than the one that the request began with. */
	if (req->grant && req->grant != drive->agids.slot[agid].grants)
		return STATUS_CSS_KEY_NOT_ESTABLISHED;

	if (cmd.to_drive) {
		u16 len = type->in_size - sizeof(agid);

		aacs_mmc_put_header(drive->buf, len);
		memcpy(drive->buf + AACS_HEADER_LEN,
		       (u8 *)&req->in + sizeof(agid), len);
	}
	status = aacs_drive_send_once(drive, &cmd, drive->buf, &got);
	/* Also after an error: it may come from a reset, which owners are told. */
	aacs_media_recheck(drive);
	if (!aacs_status_ok(status))
		return status;

	if (!cmd.to_drive) {
		payload = aacs_mmc_payload(drive->buf, got, type->out_size);
		if (!payload)
			return STATUS_IO_DEVICE_ERROR;
		memcpy(req->out.payload, payload, type->out_size);
	}

	/* A command that a reset has aborted can come back as good. */
	status = aacs_agid_check(&drive->agids, agid, owner, type->agid);
	if (!aacs_status_ok(status))
		return status;

	/* The drive has released it by itself; one that forgets can't leak. */
	if (type->agid == AACS_AGID_RELEASE)
		aacs_drive_abandon(drive, agid);
	else if (type->agid == AACS_AGID_BIND)
		aacs_agid_bind(&drive->agids, agid);
	req->grant = drive->agids.slot[agid].grants;
	req->information = type->out_size;
	return STATUS_SUCCESS;
}

u32 aacs_run_start_session(struct aacs_drive *drive, struct aacs_owner *owner,
			   struct aacs_request *req)
{
	unsigned int tries = 0;
	bool again;
	u32 status;
	int agid;

	do {
		status = aacs_get_agid(drive, &agid, &again);
		if (status == STATUS_INSUFFICIENT_RESOURCES)
			again = aacs_end_stale(drive);
	} while (again && ++tries < AACS_TRIES);
	if (!aacs_status_ok(status))
		return status;

	if (aacs_agid_grant(&drive->agids, agid, owner))
		wake_up_interruptible_poll(&drive->wait, EPOLLPRI);
	/* Whatever this owner has lost, it is told by what it gets. */
	WRITE_ONCE(owner->lost, false);
	aacs_media_watch(drive);

	req->grant = drive->agids.slot[agid].grants;
	req->out.session_id = agid;
	req->information = req->type->out_size;
	return STATUS_SUCCESS;
}

u32 aacs_run_end_session(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	u32 status;
	bool over;

	if (req->in.session_id == SR_AACS_END_ALL_SESSIONS)
		return aacs_end_all_sessions(drive, owner);

	status = aacs_agid_check(&drive->agids, req->in.session_id, owner,
				 req->type->agid);
	if (!aacs_status_ok(status))
		return status;
	return aacs_end_session(drive, req->in.session_id, &over);
}

/* All that comes before a request is carried out, or its AGID checked. */
static u32 aacs_request_check(struct aacs_drive *drive, struct aacs_request *req)
{
	const char *why;
	u32 status;

	if (aacs_drive_gone(drive))
		return STATUS_NO_SUCH_DEVICE;

	aacs_media_check(drive);
	status = aacs_drive_feature(drive);
	if (!aacs_status_ok(status))
		return status;
	status = aacs_request_validate(req, &drive->feature);
	if (status == STATUS_INVALID_PARAMETER) {
		why = aacs_request_extent_error(req);
		dev_dbg(&drive->dev, "%s: %s\n", req->type->name,
			why ?: "a length or a value is wrong");
	}
	return status;
}

static u32 aacs_request_run(struct aacs_drive *drive, struct aacs_owner *owner,
			    struct aacs_request *req)
{
	u32 status = aacs_request_check(drive, req);

	if (!aacs_status_ok(status))
		return status;
	return req->type->run(drive, owner, req);
}

/*
 * Fills in the extent of the file that a request names. Whoever has no session
 * is told so before the file system is bothered; the file system is asked
 * without the lock, since it may take its time. A session that ends meanwhile
 * is not mixed up with the next one under its AGID: see @grant.
 */
static u32 aacs_request_fill_extent(struct aacs_drive *drive,
				    struct aacs_owner *owner,
				    struct aacs_request *req)
{
	struct sr_aacs_read_binding_nonce *nonce = &req->in.nonce;
	struct aacs_extent extent;
	const struct gendisk *disk;
	u32 status;

	if (mutex_lock_killable(&drive->lock))
		return STATUS_CANCELLED;
	status = aacs_request_check(drive, req);
	if (aacs_status_ok(status))
		status = aacs_agid_check(&drive->agids, nonce->session_id,
					 owner, req->type->agid);
	if (aacs_status_ok(status)) {
		req->grant = drive->agids.slot[nonce->session_id].grants;
		disk = drive->disk;
	}
	mutex_unlock(&drive->lock);
	if (!aacs_status_ok(status))
		return status;

	/*
	 * The disk is compared, and that is all: it may be gone by now, even be
	 * another one at the same place, but then the drive is gone, too, and
	 * the extent found for nothing.
	 */
	status = aacs_extent_of_file(&drive->dev, disk,
				     lower_32_bits(nonce->handle), &extent);
	/* Nothing is right with a file on a disc that has just gone. */
	if (!aacs_status_ok(status) && aacs_drive_gone(drive))
		return STATUS_NO_SUCH_DEVICE;
	if (!aacs_status_ok(status))
		return status;

	nonce->start_lba = extent.lba;
	nonce->number_of_sectors = extent.sectors;
	return STATUS_SUCCESS;
}

u32 aacs_request_execute(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req)
{
	u32 status = STATUS_SUCCESS;

	req->information = 0;
	if (req->in_len == req->type->in_size && aacs_request_names_file(req))
		status = aacs_request_fill_extent(drive, owner, req);
	if (!aacs_status_ok(status))
		goto out;

	if (mutex_lock_killable(&drive->lock)) {
		status = STATUS_CANCELLED;
		goto out;
	}
	status = aacs_request_run(drive, owner, req);
	mutex_unlock(&drive->lock);
out:
	dev_dbg(&drive->dev, "%s: status %#x, information %u\n",
		req->type->name, status, req->information);
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_execute);

void aacs_request_undo(struct aacs_drive *drive, struct aacs_owner *owner,
		       const struct aacs_request *req)
{
	u32 agid;

	if (req->type->agid == AACS_AGID_GRANT)
		agid = req->out.session_id;
	else if (req->type->agid == AACS_AGID_BIND)
		agid = req->in.session_id;
	else
		return;

	mutex_lock(&drive->lock);
	aacs_media_check(drive);
	if (aacs_agid_held(&drive->agids, owner) & BIT(agid) &&
	    drive->agids.slot[agid].grants == req->grant)
		aacs_drive_abandon(drive, agid);
	mutex_unlock(&drive->lock);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_undo);
