// SPDX-License-Identifier: GPL-2.0-only
/* The sessions at the drive, see session.h. */
#include <linux/jiffies.h>
#include <linux/poll.h>
#include <linux/workqueue.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include "command.h"
#include "compat.h"
#include "drive.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

void aacs_drive_drop_all(struct aacs_drive *drive, const char *reason)
{
	if (!aacs_agid_drop_all(&drive->agids))
		return;
	dev_dbg(&drive->dev, "%s: all sessions are lost\n", reason);
	wake_up_interruptible_poll(&drive->wait, EPOLLPRI);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_drop_all);

void aacs_media_event(struct aacs_drive *drive, const char *event)
{
	drive->media.generation++;
	drive->feature_known = false;
	aacs_drive_drop_all(drive, event);
}

void aacs_media_check(struct aacs_drive *drive)
{
	const char *event;

	if (aacs_drive_gone(drive))
		return;
	event = aacs_media_look(drive);
	if (event)
		aacs_media_event(drive, event);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_media_check);

void aacs_media_recheck(struct aacs_drive *drive)
{
	if (!aacs_drive_gone(drive))
		scsi_block_when_processing_errors(drive->sdev);
	aacs_media_check(drive);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_media_recheck);

u32 aacs_media_settle(struct aacs_drive *drive)
{
	int error;

	if (aacs_drive_gone(drive))
		return STATUS_NO_SUCH_DEVICE;
	error = aacs_disk_touch(drive->disk);
	aacs_media_check(drive);
	return aacs_status_from_errno(error);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_media_settle);

u32 aacs_drive_send_once(struct aacs_drive *drive,
			 const struct aacs_command *cmd, void *data, u32 *got)
{
	u32 status = aacs_command_send(drive, cmd, data, got);
	const char *event = aacs_media_sense(drive, &drive->sense);

	if (event)
		aacs_media_event(drive, event);
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_send_once);

u32 aacs_drive_send(struct aacs_drive *drive, const struct aacs_command *cmd,
		    void *data, u32 *got)
{
	u32 status;

	status = aacs_drive_send_once(drive, cmd, data, got);
	if (!aacs_drive_unit_attention(drive))
		return status;

	status = aacs_drive_send_once(drive, cmd, data, got);
	return aacs_drive_plain_status(drive, status);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_send);

u32 aacs_drive_end_session(struct aacs_drive *drive, unsigned int agid)
{
	struct aacs_command cmd;
	u32 status;

	cmd = aacs_mmc_send_key(agid, AACS_KEY_INVALIDATE, 0);
	status = aacs_drive_send_once(drive, &cmd, NULL, NULL);
	if (status != STATUS_INVALID_DEVICE_REQUEST)
		return status;

	cmd = aacs_mmc_report_key(agid, AACS_KEY_INVALIDATE, 0, 0, 0);
	return aacs_drive_send_once(drive, &cmd, NULL, NULL);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_end_session);

bool aacs_session_ended(u32 status)
{
	switch (status) {
	case STATUS_INVALID_DEVICE_REQUEST:
	case STATUS_COPY_PROTECTION_FAILURE:
	case STATUS_CSS_AUTHENTICATION_FAILURE:
	case STATUS_CSS_KEY_NOT_PRESENT:
	case STATUS_CSS_KEY_NOT_ESTABLISHED:
		return true;
	default:
		return aacs_status_ok(status);
	}
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_session_ended);

void aacs_drive_abandon(struct aacs_drive *drive, unsigned int agid)
{
	unsigned int generation = drive->media.generation;
	u32 status = aacs_drive_end_session(drive, agid);
	bool lost = drive->media.generation != generation;

	aacs_agid_release(&drive->agids, agid);
	/* What looked like a change or a reset may have been none. */
	if (lost || !aacs_session_ended(status))
		drive->agids.stale |= BIT(agid);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_abandon);

void aacs_drive_end_owner(struct aacs_drive *drive, struct aacs_owner *owner)
{
	unsigned int agid;

	/* Who never had one does not wait for the lock to be told so. */
	if (!owner->granted)
		return;

	mutex_lock(&drive->lock);
	aacs_media_check(drive);
	/* Ending one may meet a change, which drops the others. */
	for (agid = 0; agid < AACS_AGID_MAX; agid++)
		if (aacs_agid_held(&drive->agids, owner) & BIT(agid))
			aacs_drive_abandon(drive, agid);
	mutex_unlock(&drive->lock);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_end_owner);

/*
 * Asks for an AGID once. No AGID is in play yet, so after a unit attention it
 * can be asked for @again. When the medium changes on the way there is no
 * telling which side of the change the AGID is from, and it is given back.
 */
u32 aacs_get_agid(struct aacs_drive *drive, int *agid, bool *again)
{
	unsigned int generation;
	struct aacs_command cmd;
	u32 status, got;

	*again = false;
	status = aacs_media_settle(drive);
	if (!aacs_status_ok(status))
		return status;

	generation = drive->media.generation;
	cmd = aacs_mmc_report_key(0, AACS_KEY_AGID, 0, 0, AACS_AGID_DATA_LEN);
	status = aacs_drive_send_once(drive, &cmd, drive->buf, &got);
	*again = aacs_drive_unit_attention(drive);
	if (!aacs_status_ok(status))
		return aacs_drive_plain_status(drive, status);
	*agid = aacs_mmc_agid(drive->buf, got);
	if (*agid < 0)
		return STATUS_IO_DEVICE_ERROR;

	aacs_media_recheck(drive);
	if (drive->media.generation == generation)
		return STATUS_SUCCESS;
	aacs_drive_abandon(drive, *agid);
	*again = true;
	return STATUS_VERIFY_REQUIRED;
}

/* AGIDs that nobody holds and the drive may have kept; true if one is free now. */
bool aacs_end_stale(struct aacs_drive *drive)
{
	bool ended = false;
	unsigned int agid;

	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		if (!(drive->agids.stale & BIT(agid)))
			continue;
		aacs_drive_abandon(drive, agid);
		ended |= !(drive->agids.stale & BIT(agid));
	}
	return ended;
}

/*
 * Ends one session for whoever asks for that. One that the drive has not ended
 * can be tried again, and is not @over. A change or reset that was met on the
 * way has dropped it, and noted that the drive may still have it.
 */
u32 aacs_end_session(struct aacs_drive *drive, unsigned int agid,
			    bool *over)
{
	unsigned int generation = drive->media.generation;
	u32 status = aacs_drive_end_session(drive, agid);

	*over = true;
	if (drive->media.generation != generation)
		return status;
	if (aacs_session_ended(status))
		aacs_agid_release(&drive->agids, agid);
	else
		*over = false;
	return status;
}

u32 aacs_end_all_sessions(struct aacs_drive *drive,
				 const struct aacs_owner *owner)
{
	unsigned int count = drive->feature.agids ?: AACS_AGID_MAX;
	u32 status, result = STATUS_SUCCESS;
	unsigned int agid, held;
	bool over;

	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		held = aacs_agid_held(&drive->agids, owner) & BIT(agid);
		if (!held && (agid >= count ||
			      aacs_agid_held(&drive->agids, NULL) & BIT(agid)))
			continue;

		status = aacs_end_session(drive, agid, &over);
		if (!over && aacs_status_ok(result))
			result = status;
	}
	return result;
}

void aacs_media_watch(struct aacs_drive *drive)
{
	if (!aacs_drive_gone(drive) && aacs_agid_held(&drive->agids, NULL))
		queue_delayed_work(system_power_efficient_wq, &drive->watch,
				   msecs_to_jiffies(AACS_WATCH_MS));
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_media_watch);

static void aacs_media_watch_work(struct work_struct *work)
{
	struct aacs_drive *drive;

	drive = container_of(to_delayed_work(work), struct aacs_drive, watch);

	/* Whoever has the lock is at a request, which looks by itself. */
	if (!mutex_trylock(&drive->lock)) {
		queue_delayed_work(system_power_efficient_wq, &drive->watch,
				   msecs_to_jiffies(AACS_WATCH_MS));
		return;
	}
	aacs_media_check(drive);
	aacs_media_watch(drive);
	mutex_unlock(&drive->lock);
}

void aacs_session_init(struct aacs_drive *drive)
{
	INIT_DELAYED_WORK(&drive->watch, aacs_media_watch_work);
	aacs_media_look(drive);
}
