// SPDX-License-Identifier: GPL-2.0-only
/* One drive, see drive.h. */
#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include "chardev.h"
#include "compat.h"
#include "drive.h"
#include "kunit.h"
#include "status.h"

#define AACS_TIMEOUT_MAX	3600
#define AACS_READY_MS		200	/* between two looks */
#define ASC_NOT_READY		0x04
#define ASCQ_BECOMING_READY	0x01

static unsigned int aacs_timeout = 20;
module_param_named(timeout, aacs_timeout, uint, 0644);
MODULE_PARM_DESC(timeout,
		 "seconds that a drive may take for one command, 1 to 3600 (default 20)");

/* In jiffies. */
static unsigned long aacs_drive_timeout(void)
{
	return clamp(READ_ONCE(aacs_timeout), 1U, AACS_TIMEOUT_MAX) * HZ;
}

/* One command, once; leaves what the drive said in @drive->sense. */
static u32 aacs_drive_execute(struct aacs_drive *drive,
			      const struct aacs_command *cmd, void *data,
			      u32 *got)
{
	struct request_queue *queue = drive->sdev->request_queue;
	struct scsi_cmnd *scmd;
	struct request *rq;
	blk_status_t error;
	u32 status;
	int ret;

	*got = 0;
	memset(&drive->sense, 0, sizeof(drive->sense));
	rq = scsi_alloc_request(queue, cmd->to_drive ? REQ_OP_DRV_OUT :
						       REQ_OP_DRV_IN, 0);
	if (IS_ERR(rq))
		return aacs_status_from_errno(PTR_ERR(rq));

	if (cmd->data_len) {
		/* A short answer must not show what was here before. */
		if (!cmd->to_drive)
			memset(data, 0, cmd->data_len);
		ret = aacs_map_kern(rq, data, cmd->data_len, GFP_KERNEL);
		if (ret) {
			status = aacs_status_from_errno(ret);
			goto out;
		}
	}

	scmd = blk_mq_rq_to_pdu(rq);
	memcpy(scmd->cmnd, cmd->cdb, cmd->cdb_len);
	scmd->cmd_len = cmd->cdb_len;
	/* Only what the drive was too busy to take is sent again for us. */
	scmd->allowed = 0;
	rq->timeout = aacs_drive_timeout();
	rq->rq_flags |= RQF_QUIET;
	error = blk_execute_rq(rq, true);

	scsi_normalize_sense(scmd->sense_buffer, scmd->sense_len,
			     &drive->sense);
	if (error && !scmd->result)
		status = aacs_status_from_errno(blk_status_to_errno(error));
	else
		status = aacs_status_from_result(scmd->result, &drive->sense);
	*got = cmd->data_len - min(scmd->resid_len, cmd->data_len);
	dev_dbg(&drive->dev, "%*ph: result %#x, status %#x, %u bytes\n",
		(int)cmd->cdb_len, cmd->cdb, scmd->result, status, *got);
out:
	blk_mq_free_request(rq);
	return status;
}

/* The drive spins a disc up, say: it has not taken the command. */
static bool aacs_drive_becoming_ready(const struct aacs_drive *drive)
{
	return scsi_sense_valid(&drive->sense) &&
	       !scsi_sense_is_deferred(&drive->sense) &&
	       drive->sense.sense_key == NOT_READY &&
	       drive->sense.asc == ASC_NOT_READY &&
	       drive->sense.ascq == ASCQ_BECOMING_READY;
}

/*
 * Until the next look; false if there shall be none. Who is at his end, killed
 * perhaps, waits for nothing: what his sessions leave at the drive is stale.
 */
static bool aacs_drive_wait_ready(struct aacs_drive *drive)
{
	if (current->flags & PF_EXITING)
		return false;
	return !wait_event_killable_timeout(drive->wait,
					    READ_ONCE(drive->leaving),
					    msecs_to_jiffies(AACS_READY_MS));
}

u32 aacs_drive_send_once(struct aacs_drive *drive,
			 const struct aacs_command *cmd, void *data, u32 *got)
{
	unsigned long end = jiffies + aacs_drive_timeout();
	u32 status, unused;

	lockdep_assert_held(&drive->lock);
	got = got ?: &unused;
	*got = 0;
	memset(&drive->sense, 0, sizeof(drive->sense));
	if (aacs_drive_gone(drive))
		return STATUS_NO_SUCH_DEVICE;

	if (scsi_autopm_get_device(drive->sdev))
		return STATUS_DEVICE_NOT_READY;
	do
		status = aacs_drive_execute(drive, cmd, data, got);
	while (aacs_drive_becoming_ready(drive) && time_before(jiffies, end) &&
	       aacs_drive_wait_ready(drive));
	scsi_autopm_put_device(drive->sdev);

	aacs_media_sense(drive, &drive->sense);
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_send_once);

bool aacs_drive_unit_attention(const struct aacs_drive *drive)
{
	return scsi_sense_valid(&drive->sense) &&
	       !scsi_sense_is_deferred(&drive->sense) &&
	       drive->sense.sense_key == UNIT_ATTENTION;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_unit_attention);

u32 aacs_drive_plain_status(const struct aacs_drive *drive, u32 status)
{
	if (status == STATUS_CSS_KEY_NOT_ESTABLISHED &&
	    aacs_drive_unit_attention(drive))
		return STATUS_IO_DEVICE_ERROR;
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_plain_status);

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

void aacs_drive_drop_all(struct aacs_drive *drive, const char *reason)
{
	if (!aacs_agid_drop_all(&drive->agids))
		return;
	dev_dbg(&drive->dev, "%s: all sessions are lost\n", reason);
	wake_up_interruptible_poll(&drive->wait, EPOLLPRI);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_drop_all);

u32 aacs_drive_feature(struct aacs_drive *drive)
{
	struct aacs_command cmd = aacs_mmc_get_configuration();
	u32 status, got;

	if (drive->feature_known)
		return STATUS_SUCCESS;

	status = aacs_drive_send(drive, &cmd, drive->buf, &got);
	if (status == STATUS_INVALID_DEVICE_REQUEST)
		/* Older than GET CONFIGURATION, and so than AACS. */
		memset(&drive->feature, 0, sizeof(drive->feature));
	else if (!aacs_status_ok(status))
		return status;
	else if (aacs_mmc_feature(drive->buf, got, &drive->feature))
		return STATUS_IO_DEVICE_ERROR;

	drive->feature_known = true;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_feature);

static void aacs_drive_probe_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive, probe);

	mutex_lock(&drive->lock);
	if (!aacs_drive_gone(drive))
		aacs_drive_feature(drive);
	mutex_unlock(&drive->lock);
}

static void aacs_drive_release(struct device *dev)
{
	struct aacs_drive *drive = container_of(dev, struct aacs_drive, dev);

	mutex_destroy(&drive->lock);
	kfree(drive->buf);
	kfree(drive);
}

struct aacs_drive *aacs_drive_add(struct scsi_device *sdev,
				  struct gendisk *disk)
{
	struct aacs_drive *drive;
	int error = -ENOMEM;

	drive = kzalloc(sizeof(*drive), GFP_KERNEL);
	if (!drive)
		goto put_disk;
	drive->buf = kzalloc(AACS_BUF_LEN, GFP_KERNEL);
	if (!drive->buf)
		goto free_drive;

	drive->sdev = sdev;
	get_device(&sdev->sdev_gendev);
	drive->disk = disk;
	aacs_media_init(drive);
	INIT_LIST_HEAD(&drive->node);
	mutex_init(&drive->lock);
	init_waitqueue_head(&drive->wait);
	INIT_DELAYED_WORK(&drive->watch, aacs_media_watch_work);
	INIT_WORK(&drive->probe, aacs_drive_probe_work);

	device_initialize(&drive->dev);
	drive->dev.parent = &sdev->sdev_gendev;
	drive->dev.release = aacs_drive_release;
	error = aacs_chardev_add(drive, disk->first_minor);
	if (error) {
		dev_err(&sdev->sdev_gendev, "no AACS node for %s: %d\n",
			disk->disk_name, error);
		put_device(&drive->dev);
		put_device(&sdev->sdev_gendev);
		goto put_disk;
	}

	/* A drive may take its time to answer: don't keep the scan waiting. */
	schedule_work(&drive->probe);
	return drive;

free_drive:
	kfree(drive);
put_disk:
	put_device(disk_to_dev(disk));
	return ERR_PTR(error);
}

void aacs_drive_remove(struct aacs_drive *drive, bool alive)
{
	unsigned int agid;

	/* Before the lock is had: no more waiting for what won't come. */
	WRITE_ONCE(drive->leaving, true);
	if (!alive)
		WRITE_ONCE(drive->gone, true);
	wake_up_all(&drive->wait);

	mutex_lock(&drive->lock);
	for (agid = 0; alive && agid < AACS_AGID_MAX; agid++)
		if (aacs_agid_held(&drive->agids, NULL) & BIT(agid))
			aacs_drive_end_session(drive, agid);
	WRITE_ONCE(drive->gone, true);
	aacs_drive_drop_all(drive, "removal");
	mutex_unlock(&drive->lock);

	wake_up_interruptible_poll(&drive->wait, EPOLLHUP | EPOLLPRI);
	cancel_delayed_work_sync(&drive->watch);
	cancel_work_sync(&drive->probe);
	aacs_chardev_del(drive);
	put_device(disk_to_dev(drive->disk));
	put_device(&drive->sdev->sdev_gendev);
	put_device(&drive->dev);
}
