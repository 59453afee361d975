// SPDX-License-Identifier: GPL-2.0-only
/* The sessions at the drive, see session.h. */
#include <linux/jiffies.h>
#include "drive.h"
#include "event.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

/* Ends the AGID of @step at the drive: SEND KEY 3Fh, then REPORT KEY 3Fh. */
static u32 aacs_session_invalidate(struct aacs_drive *drive,
				   struct aacs_step *step)
{
	u32 status;

	step->use = AACS_AGID_END;
	step->cmd = aacs_mmc_send_key(step->agid, AACS_KEY_INVALIDATE, 0);
	status = aacs_step_execute(drive, step);
	if (!step->result.refused)
		return status;

	step->last = true;
	step->cmd = aacs_mmc_report_key(step->agid, AACS_KEY_INVALIDATE, 0, 0, 0);
	return aacs_step_execute(drive, step);
}

/*
 * Ends an AGID that its owner gave up. If a fatal signal comes first, the work
 * item ends it.
 */
static void aacs_session_end_given_up(struct aacs_drive *drive,
				      unsigned int agid)
{
	struct aacs_step step = { .kind = AACS_STEP_CLEANUP, .agid = agid };

	if (aacs_session_invalidate(drive, &step) != SR_AACS_STATUS_CANCELLED)
		return;
	mutex_lock(&drive->lock);
	aacs_step_queue_cleanup(drive);
	mutex_unlock(&drive->lock);
}

void aacs_session_cleanup_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive, cleanup);
	unsigned int agid;

	/* aacs_step_execute() checks the mask again, under @lock. */
	for (agid = 0; agid < AACS_AGID_MAX; agid++)
		if (READ_ONCE(drive->agids.to_end) & BIT(agid))
			aacs_session_end_given_up(drive, agid);
	put_device(&drive->dev);
}

/*
 * Ends one AGID of @leftover, the leftovers when the drive refused to grant one.
 * True if the drive may have a free one now: the work item or another task may
 * have ended one since.
 */
static bool aacs_session_end_leftover(struct aacs_drive *drive,
				      unsigned int leftover)
{
	unsigned int agid;
	u32 status;

	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		struct aacs_step step = {
			.kind = AACS_STEP_LEFTOVER, .agid = agid,
		};

		if (!(leftover & BIT(agid)))
			continue;
		/* Sends nothing if the AGID is no leftover any more. */
		status = aacs_session_invalidate(drive, &step);
		if (!(READ_ONCE(drive->agids.leftover) & BIT(agid)))
			return true;
		if (status == SR_AACS_STATUS_IO_TIMEOUT || status == SR_AACS_STATUS_CANCELLED)
			break;
	}
	return false;
}

/* The NTSTATUS of a command without an AGID: a reset takes nothing from it. */
static u32 aacs_session_status_without_agid(const struct aacs_step *step,
					    u32 status)
{
	if (status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED &&
	    step->result.unit_attention)
		return SR_AACS_STATUS_IO_DEVICE_ERROR;
	return status;
}

/* Asks for an AGID once; sets @again if the caller should ask again. */
static u32 aacs_session_ask_for_agid(struct aacs_drive *drive, struct aacs_step *step,
				     bool *again)
{
	u8 data[AACS_AGID_DATA_LEN];
	u32 status;

	*again = false;
	memset(&step->result, 0, sizeof(step->result));
	status = aacs_disk_ensure_checked(drive);
	if (!aacs_status_ok(status))
		return status;

	step->data = data;
	step->cmd = aacs_mmc_report_key(0, AACS_KEY_AGID, 0, 0, sizeof(data));
	status = aacs_step_execute(drive, step);
	*again = step->result.disk_unchecked || step->result.unit_attention;
	/* The medium changed meanwhile: end the AGID and ask again. */
	if (status == SR_AACS_STATUS_VERIFY_REQUIRED && !*again) {
		aacs_session_end_given_up(drive, step->agid);
		*again = true;
	}
	return aacs_session_status_without_agid(step, status);
}

u32 aacs_session_start(struct aacs_drive *drive, struct aacs_owner *owner,
		       u32 *agid, unsigned int *seq)
{
	struct aacs_step step = { .kind = AACS_STEP_GRANT, .owner = owner };
	unsigned int tries = 0, leftovers = 0;
	bool again;
	u32 status;

	do {
		status = aacs_session_ask_for_agid(drive, &step, &again);
		/* ENOMEM gives the same status: only the drive's answer counts. */
		if (status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES &&
		    step.result.refused == AACS_MMC_REFUSED_RESOURCES)
			again = leftovers++ < AACS_AGID_MAX &&
				aacs_session_end_leftover(drive,
							  step.result.leftover);
		else
			again &= ++tries < AACS_TRIES;
	} while (again);

	*agid = step.agid;
	*seq = step.seq;
	return status;
}

u32 aacs_session_transfer(struct aacs_drive *drive, struct aacs_step *step)
{
	u32 status;

	step->kind = AACS_STEP_TRANSFER;
	status = aacs_step_execute(drive, step);
	if (aacs_status_ok(status) && step->use == AACS_AGID_RELEASE)
		aacs_session_end_given_up(drive, step->agid);
	return status;
}

u32 aacs_session_command(struct aacs_drive *drive, struct aacs_step *step)
{
	u32 status;

	step->kind = AACS_STEP_NO_AGID;
	status = aacs_step_execute(drive, step);
	return aacs_session_status_without_agid(step, status);
}

u32 aacs_session_end(struct aacs_drive *drive, struct aacs_owner *owner,
		     unsigned int agid)
{
	struct aacs_step step = {
		.kind = AACS_STEP_END, .owner = owner, .agid = agid,
	};

	return aacs_session_invalidate(drive, &step);
}

/* Frees the AGIDs of @mask that @owner holds. Context: @drive->lock held. */
static void aacs_session_end_mask_later(struct aacs_drive *drive,
					const struct aacs_owner *owner,
				      unsigned int mask)
{
	unsigned int agid;

	aacs_event_check(drive);
	mask &= aacs_agid_held(&drive->agids, owner);
	for (agid = 0; agid < AACS_AGID_MAX; agid++)
		if (mask & BIT(agid))
			aacs_agid_end_later(&drive->agids, agid);
	aacs_step_queue_cleanup(drive);
}

void aacs_session_end_later(struct aacs_drive *drive, struct aacs_owner *owner,
			    unsigned int agid, unsigned int seq)
{
	mutex_lock(&drive->lock);
	if (drive->agids.slot[agid].seq == seq)
		aacs_session_end_mask_later(drive, owner, BIT(agid));
	mutex_unlock(&drive->lock);
}

void aacs_session_close(struct aacs_drive *drive, struct aacs_owner *owner)
{
	mutex_lock(&drive->lock);
	/* A command may still be under way that no task waits for. */
	if (drive->step.owner == owner)
		drive->step.owner = NULL;
	aacs_session_end_mask_later(drive, owner, AACS_AGID_ALL);
	mutex_unlock(&drive->lock);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_session_close);

u32 aacs_session_end_all(struct aacs_drive *drive, struct aacs_owner *owner)
{
	u32 status, result = SR_AACS_STATUS_SUCCESS;
	unsigned int agid, held, all;

	mutex_lock(&drive->lock);
	held = aacs_agid_held(&drive->agids, owner);
	all = held | aacs_drive_agid_mask(drive);
	mutex_unlock(&drive->lock);

	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		struct aacs_step step = { .owner = owner, .agid = agid };

		if (!(all & BIT(agid)))
			continue;
		step.kind = held & BIT(agid) ? AACS_STEP_END : AACS_STEP_CLEAR;

		status = aacs_session_invalidate(drive, &step);
		if (status == SR_AACS_STATUS_CANCELLED)
			return status;
		if (status == SR_AACS_STATUS_IO_TIMEOUT) {
			mutex_lock(&drive->lock);
			aacs_session_end_mask_later(drive, owner, AACS_AGID_ALL);
			mutex_unlock(&drive->lock);
			return status;
		}
		if (!step.result.ended && !step.result.lost && aacs_status_ok(result))
			result = status;
	}
	return result;
}

void aacs_session_remove(struct aacs_drive *drive, const unsigned long *until)
{
	unsigned int agid;
	u32 status;

	/* A command under way may get another AGID: check each in its turn. */
	for (agid = 0; until && agid < AACS_AGID_MAX; agid++) {
		struct aacs_step step = {
			.kind = AACS_STEP_REMOVE, .agid = agid,
			.until = *until,
		};

		if (time_after(jiffies, *until))
			break;
		status = aacs_session_invalidate(drive, &step);
		if (status == SR_AACS_STATUS_IO_TIMEOUT || status == SR_AACS_STATUS_CANCELLED)
			break;
	}

	mutex_lock(&drive->lock);
	WRITE_ONCE(drive->gone, true);
	aacs_event_handle(drive, "removal");
	mutex_unlock(&drive->lock);
	cancel_delayed_work_sync(&drive->watch);
}
