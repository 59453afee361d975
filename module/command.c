// SPDX-License-Identifier: GPL-2.0-only
/* One command, see command.h. */
#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include "command.h"
#include "compat.h"
#include "drive.h"
#include "kunit.h"
#include "status.h"
#include "trace.h"

#define AACS_TIMEOUT_MAX	3600
#define AACS_PAUSE_MS		10	/* between two tries to get a tag */
#define AACS_ASC_NOT_READY		0x04
#define AACS_ASCQ_BECOMING_READY	0x01

static unsigned int aacs_timeout = 20;

static int aacs_timeout_set(const char *text, const struct kernel_param *kp)
{
	return param_set_uint_minmax(text, kp, 1, AACS_TIMEOUT_MAX);
}

static const struct kernel_param_ops aacs_timeout_ops = {
	.set = aacs_timeout_set,
	.get = param_get_uint,
};

module_param_cb(timeout, &aacs_timeout_ops, &aacs_timeout, 0644);
__MODULE_PARM_TYPE(timeout, "uint");
MODULE_PARM_DESC(timeout,
		 "seconds for a command, 1 to 3600 (default 20)");

struct workqueue_struct *aacs_workqueue;
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_workqueue);
struct workqueue_struct *aacs_probe_workqueue;

refcount_t aacs_busy = REFCOUNT_INIT(1); /* 1 for the module itself */
static DECLARE_COMPLETION(aacs_idle);

unsigned long aacs_command_timeout(void)
{
	return READ_ONCE(aacs_timeout) * HZ;
}

void aacs_busy_put(void)
{
	if (refcount_dec_and_test(&aacs_busy))
		complete(&aacs_idle);
}

/* Deferred sense data belong to an earlier command. */
static bool aacs_run_sense_key(const struct aacs_run *run, u8 key)
{
	return scsi_sense_valid(&run->sense) &&
	       !scsi_sense_is_deferred(&run->sense) &&
	       run->sense.sense_key == key;
}

bool aacs_run_becoming_ready(const struct aacs_run *run)
{
	return aacs_run_sense_key(run, NOT_READY) &&
	       run->sense.asc == AACS_ASC_NOT_READY &&
	       run->sense.ascq == AACS_ASCQ_BECOMING_READY;
}

bool aacs_run_unit_attention(const struct aacs_run *run)
{
	return aacs_run_sense_key(run, UNIT_ATTENTION);
}

u16 aacs_run_refused(const struct aacs_run *run)
{
	return aacs_run_sense_key(run, ILLEGAL_REQUEST) ?
	       AACS_MMC_REFUSED(run->sense.asc) : 0;
}

/* The block layer calls this at the command's end. Context: may be atomic. */
static enum rq_end_io_ret aacs_command_end(AACS_END_IO_ARGS)
{
	struct aacs_drive *drive = rq->end_io_data;
	struct scsi_cmnd *scmd = blk_mq_rq_to_pdu(rq);
	struct aacs_run *run = &drive->run;

	scsi_normalize_sense(scmd->sense_buffer, scmd->sense_len, &run->sense);
	run->status = aacs_status_from_result(scmd->result, &run->sense);
	/* libata invents sense data for a command that has timed out. */
	if (error && scsi_sense_valid(&run->sense) &&
	    time_after_eq(jiffies, rq->deadline))
		run->status = SR_AACS_STATUS_IO_TIMEOUT;
	else if (error && !scmd->result)
		run->status = SR_AACS_STATUS_IO_DEVICE_ERROR;
	run->got = run->cmd->data_len - min(scmd->resid_len, run->cmd->data_len);
	run->completed = true;
	AACS_TRACE(command, drive);
	/*
	 * Free the request here: a suspend waits for it, and the task that
	 * could free it later may be frozen.
	 */
	blk_mq_free_request(rq);

	if (test_and_set_bit(AACS_RUN_DECIDED, &run->flags))
		queue_work(aacs_workqueue, &run->work);
	else
		complete(&run->done);
	return RQ_END_IO_NONE;
}

/* Sleeps until the next try to get a tag, or look at error recovery. */
static int aacs_command_pause(struct aacs_drive *drive, unsigned int state,
			      const bool *stop)
{
	return aacs_drive_sleep(drive, state, stop,
				READ_ONCE(drive->disk_check.opens),
				msecs_to_jiffies(AACS_PAUSE_MS));
}

/*
 * Gets a request with a tag. No signal would end the wait in
 * blk_mq_alloc_request(), for a tag or for a frozen or suspended queue, so this
 * tries and sleeps.
 */
static struct request *aacs_alloc_request(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;
	static const bool never;
	struct request *rq;
	int error;

	do {
		rq = scsi_alloc_request(run->sdev->request_queue,
					run->cmd->to_drive ? REQ_OP_DRV_OUT :
							    REQ_OP_DRV_IN,
					BLK_MQ_REQ_NOWAIT);
		if (!IS_ERR(rq) || PTR_ERR(rq) != -EAGAIN)
			return rq;
		/* A removal tries until its deadline. */
		error = aacs_command_pause(drive, run->task_state, run->until ?
					   &never : &drive->removing);
		if (run->until && time_after(jiffies, run->until))
			error = -ETIMEDOUT;
	} while (!error);
	return ERR_PTR(error);
}

/* Jiffies until a removal's deadline, 1 or more. */
static long aacs_command_left(const struct aacs_run *run)
{
	return max(1L, (long)(run->until - jiffies));
}

/* The host can't move so much data with one command; some USB bridges can't. */
static int aacs_command_log_limit(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;

	if (!run->limit_logged)
		dev_err(&drive->dev, "the host moves at most %u bytes, not %u\n",
			queue_max_hw_sectors(run->sdev->request_queue) <<
			SECTOR_SHIFT,
			run->cmd->data_len);
	run->limit_logged = true;
	return -EOPNOTSUPP;
}

static int aacs_command_start(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;
	struct scsi_cmnd *scmd;
	struct request *rq;
	int error;

	if (scsi_autopm_get_device(run->sdev))
		return -EAGAIN;
	rq = aacs_alloc_request(drive);
	error = PTR_ERR_OR_ZERO(rq);
	if (error)
		goto put_power;

	if (run->cmd->data_len) {
		/*
		 * A short answer must not show old data to the caller. The
		 * buffer of a pack was zeroed when it was allocated, and holds
		 * nothing but packs since.
		 *
		 * GFP_NOIO: this command may have the drive's only tag, which
		 * a write-out needs, too.
		 */
		if (!run->cmd->to_drive && !run->pack)
			memset(run->data, 0, run->cmd->data_len);
		error = aacs_map_kern(rq, run->data, run->cmd->data_len,
				      GFP_NOIO);
		if (error == -EINVAL)
			error = aacs_command_log_limit(drive);
		if (error)
			goto free_request;
	}

	scmd = blk_mq_rq_to_pdu(rq);
	memcpy(scmd->cmnd, run->cmd->cdb, sizeof(run->cmd->cdb));
	scmd->cmd_len = run->cmd->cdb_len;
	/* The midlayer repeats the command only if the drive was busy. */
	scmd->allowed = 0;
	rq->timeout = aacs_command_timeout();
	if (run->until)
		rq->timeout = aacs_command_left(run);
	rq->rq_flags |= RQF_QUIET;
	rq->end_io = aacs_command_end;
	rq->end_io_data = drive;
	run->start = AACS_TRACE_START(command);
	blk_execute_rq_nowait(rq, true);
	return 0;

free_request:
	blk_mq_free_request(rq);
put_power:
	scsi_autopm_put_device(run->sdev);
	return error;
}

/*
 * Waits until the host has left error recovery. A removal does not need this:
 * the drive loses its sessions anyway.
 */
static int aacs_command_wait_recovery(struct aacs_drive *drive,
				      unsigned int state)
{
	int error = 0;

	while (!error && aacs_media_recovery(drive->run.sdev->host))
		error = aacs_command_pause(drive, state, &drive->removing);
	return error == -ENODEV ? 0 : error;
}

/*
 * The task stops waiting. Until now its open file, work item or removal has kept
 * the drive.
 */
static void aacs_command_leave(struct aacs_drive *drive)
{
	get_device(&drive->dev);
	drive->run.detached = true;
	aacs_turn_pass_to_command(&drive->turn);
}

bool aacs_command_detach(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;

	aacs_command_leave(drive);
	if (!test_and_set_bit(AACS_RUN_DECIDED, &run->flags))
		return true;

	/* The command ended first; aacs_command_end() completes @done. */
	wait_for_completion_state(&run->done, TASK_UNINTERRUPTIBLE);
	run->detached = false;
	aacs_turn_pass_to_task(&drive->turn);
	put_device(&drive->dev);
	return false;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_command_detach);

/* False if the task stops waiting: after a fatal signal or @until. */
static bool aacs_command_wait(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;
	long left;

	if (run->until)
		left = wait_for_completion_killable_timeout(&run->done,
							    aacs_command_left(run));
	else
		left = !wait_for_completion_state(&run->done, run->task_state);
	if (left <= 0 && aacs_command_detach(drive))
		return false;
	if (aacs_command_wait_recovery(drive, run->task_state)) {
		aacs_command_leave(drive);
		queue_work(aacs_workqueue, &run->work);
		return false;
	}
	return true;
}

bool aacs_command_send(struct aacs_drive *drive)
{
	struct aacs_run *run = &drive->run;
	int error;

	aacs_turn_assert(&drive->turn);
	/* The command of a work item counts, too: see aacs_command_exit(). */
	aacs_busy_get();
	run->got = 0;
	memset(&run->sense, 0, sizeof(run->sense));
	run->completed = false;
	run->detached = false;
	run->flags = 0;
	reinit_completion(&run->done);

	error = aacs_command_start(drive);
	if (error)
		run->status = aacs_status_from_errno(error);
	else if (aacs_command_wait(drive))
		scsi_autopm_put_device(run->sdev);
	else
		return false;
	scsi_device_put(run->sdev);
	aacs_busy_put();
	return true;
}

/* Ends a command that no task waits for. */
static void aacs_command_work(struct work_struct *work)
{
	struct aacs_run *run = container_of(work, struct aacs_run, work);
	struct aacs_drive *drive = container_of(run, struct aacs_drive, run);

	aacs_command_wait_recovery(drive, TASK_IDLE);
	aacs_turn_pass_to_task(&drive->turn);
	run->effect(drive);
	kvfree(run->pack);
	scsi_autopm_put_device(run->sdev);
	scsi_device_put(run->sdev);
	aacs_turn_give(&drive->turn);
	put_device(&drive->dev);
	aacs_busy_put();
}

void aacs_run_init(struct aacs_drive *drive)
{
	init_completion(&drive->run.done);
	INIT_WORK(&drive->run.work, aacs_command_work);
}

int aacs_command_init(void)
{
	aacs_workqueue = alloc_workqueue("sr_aacs", WQ_UNBOUND, 0);
	if (!aacs_workqueue)
		return -ENOMEM;
	aacs_probe_workqueue = alloc_workqueue("sr_aacs_probe", WQ_UNBOUND, 0);
	if (aacs_probe_workqueue)
		return 0;
	destroy_workqueue(aacs_workqueue);
	return -ENOMEM;
}

void aacs_command_exit(void)
{
	/*
	 * TASK_IDLE: a drive may be silent for up to an hour, and the hung-task
	 * detector must not report that.
	 */
	aacs_busy_put();
	wait_for_completion_state(&aacs_idle, TASK_IDLE);
	destroy_workqueue(aacs_probe_workqueue);
	destroy_workqueue(aacs_workqueue);
}
