// SPDX-License-Identifier: GPL-2.0-only
/* One command, see command.h. */
#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include "command.h"
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

u32 aacs_command_send(struct aacs_drive *drive, const struct aacs_command *cmd,
		      void *data, u32 *got)
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

	return status;
}
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
