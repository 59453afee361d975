// SPDX-License-Identifier: GPL-2.0-only
/* One step of a request, see step.h. */
#include <linux/jiffies.h>
#include <linux/string.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_device.h>
#include "drive.h"
#include "event.h"
#include "status.h"
#include "wait.h"

#define AACS_READY_MS	200	/* between two commands to a drive becoming ready */

static bool aacs_step_agid_held(const struct aacs_drive *drive,
				unsigned int agid)
{
	return aacs_agid_held(&drive->agids, NULL) & BIT(agid);
}

/* Does the owner still hold the session that the request started with? */
static u32 aacs_step_check_session(struct aacs_drive *drive,
				   const struct aacs_step *step)
{
	u32 status;

	if (!step->owner)
		return SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
	status = aacs_agid_check(&drive->agids, step->agid, step->owner,
				 step->use);
	if (aacs_status_ok(status) && step->seq &&
	    step->seq != drive->agids.slot[step->agid].seq)
		return SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
	return status;
}

/* May the command be sent? Context: the turn and @drive->lock are held. */
static u32 aacs_step_check(struct aacs_drive *drive, struct aacs_step *step)
{
	unsigned int bit = BIT(step->agid);
	bool wanted = true;

	if (drive->gone ||
	    (READ_ONCE(drive->removing) && step->kind != AACS_STEP_REMOVE))
		return SR_AACS_STATUS_NO_SUCH_DEVICE;
	aacs_event_check(drive);

	switch (step->kind) {
	case AACS_STEP_NO_AGID:
		break;
	case AACS_STEP_GRANT:
		step->result.disk_unchecked = aacs_disk_check_needed(drive);
		if (step->result.disk_unchecked)
			return SR_AACS_STATUS_VERIFY_REQUIRED;
		break;
	case AACS_STEP_TRANSFER:
	case AACS_STEP_END:
		return aacs_step_check_session(drive, step);
	case AACS_STEP_CLEAR:
		wanted = !aacs_step_agid_held(drive, step->agid);
		break;
	case AACS_STEP_LEFTOVER:
		wanted = drive->agids.leftover & bit;
		break;
	case AACS_STEP_CLEANUP:
		wanted = drive->agids.to_end & bit && !drive->silent;
		break;
	case AACS_STEP_REMOVE:
		wanted = (drive->agids.to_end & bit ||
			  aacs_step_agid_held(drive, step->agid)) && !drive->silent;
		break;
	}
	return wanted ? SR_AACS_STATUS_SUCCESS :
			SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
}

/*
 * The answer to the question for an AGID. If the medium changed meanwhile, the
 * drive may have granted the AGID before the change; if no task waits, no
 * program knows it. In both cases the module ends it. If no answer came, the
 * drive may have granted any AGID that is free in the table.
 */
static u32 aacs_step_granted(struct aacs_drive *drive, struct aacs_step *step,
			     u32 status)
{
	struct aacs_agid_table *agids = &drive->agids;
	unsigned int agid;

	step->result.leftover = agids->leftover;
	if (aacs_status_ok(status))
		status = aacs_status_from_errno(aacs_mmc_agid(drive->buf,
							      drive->run.got,
							      &agid));
	if (status == SR_AACS_STATUS_IO_TIMEOUT ||
	    (status == SR_AACS_STATUS_IO_DEVICE_ERROR &&
	     !scsi_sense_valid(&drive->run.sense)))
		agids->leftover |= aacs_drive_agid_mask(drive) &
				~aacs_agid_held(agids, NULL);
	if (!aacs_status_ok(status))
		return status;

	step->agid = agid;
	if (step->result.lost || drive->run.detached || !step->owner ||
	    drive->gone) {
		aacs_agid_drop(agids, agid, "granted-again");
		aacs_agid_end_later(agids, agid);
		return SR_AACS_STATUS_VERIFY_REQUIRED;
	}
	aacs_agid_grant(agids, agid, step->owner);
	step->seq = agids->slot[agid].seq;
	/* This answer tells the owner that its old session is gone. */
	WRITE_ONCE(step->owner->lost, false);
	aacs_event_watch(drive);
	return SR_AACS_STATUS_SUCCESS;
}

/*
 * The drive says that it has no such session (5/6F/02). If the step needs a bus
 * key this may also mean that the program has not authenticated yet: the table
 * keeps the session.
 */
static void aacs_step_no_such_session(struct aacs_drive *drive,
				      struct aacs_step *step)
{
	if (step->use == AACS_AGID_KEEP &&
	    aacs_status_ok(aacs_step_check_session(drive, step)))
		aacs_agid_drop_ended(&drive->agids, step->agid, "forgotten");
}

static u32 aacs_step_transferred(struct aacs_drive *drive,
				 struct aacs_step *step, u32 status)
{
	struct aacs_agid_table *agids = &drive->agids;

	if (step->result.refused && status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED)
		aacs_step_no_such_session(drive, step);
	if (!aacs_status_ok(status))
		return status;
	if (step->payload &&
	    !aacs_mmc_payload(drive->buf, drive->run.got, step->payload))
		return SR_AACS_STATUS_IO_DEVICE_ERROR;

	/* A command that a reset has aborted may come back with GOOD status. */
	status = aacs_step_check_session(drive, step);
	if (!aacs_status_ok(status))
		return status;

	step->seq = agids->slot[step->agid].seq;
	/* The drive has released the AGID. End it there too, to be sure. */
	if (step->use == AACS_AGID_RELEASE)
		aacs_agid_end_later(agids, step->agid);
	else if (step->use == AACS_AGID_BIND)
		aacs_agid_bind(agids, step->agid);
	return SR_AACS_STATUS_SUCCESS;
}

/*
 * The answer to an invalidation. A drive that refuses the first form may accept
 * the second. Refusing the second with 5/6F or 5/24 means that there is no such
 * session. Any other refusal means that the drive can't end it: it becomes a
 * leftover.
 */
static void aacs_step_ended(struct aacs_drive *drive, struct aacs_step *step)
{
	struct aacs_agid_table *agids = &drive->agids;
	u32 status = drive->run.status;

	if (step->result.refused && !step->last)
		return;
	step->result.ended = aacs_status_ok(status) ||
			     step->result.refused == AACS_MMC_REFUSED_KEY ||
			     step->result.refused == AACS_MMC_REFUSED_CDB_FIELD;
	/* The event may have been a false alarm: the AGID stays a leftover. */
	if (step->result.lost)
		return;
	/* A removal takes the session away from its owner. */
	if (step->kind == AACS_STEP_REMOVE)
		aacs_agid_drop(agids, step->agid, "removal");
	if (step->kind == AACS_STEP_END && status == SR_AACS_STATUS_IO_TIMEOUT)
		aacs_agid_end_later(agids, step->agid);
	else if (step->result.ended)
		aacs_agid_free(agids, step->agid);
	else if (step->result.refused)
		aacs_agid_free_refused(agids, step->agid);
}

void aacs_step_queue_cleanup(struct aacs_drive *drive)
{
	lockdep_assert_held(&drive->lock);
	if (drive->agids.to_end && !drive->silent &&
	    !READ_ONCE(drive->removing))
		aacs_drive_queue(drive, aacs_workqueue, &drive->cleanup);
}

bool aacs_step_wrong_media_type(const struct aacs_step *step)
{
	return step->cmd.cdb[0] == AACS_MMC_READ_DISC_STRUCTURE &&
	       (step->result.refused == AACS_MMC_REFUSED_CDB_FIELD ||
		step->result.refused == AACS_MMC_REFUSED_MEDIUM);
}

/* Most commands bring no sense data. Context: @drive->lock held. */
static void aacs_step_check_sense(struct aacs_drive *drive)
{
	struct aacs_step_result *result = &drive->step.result;
	struct aacs_run *run = &drive->run;
	const char *event;

	event = aacs_media_check_sense(drive, &run->sense);
	if (event)
		aacs_event_handle(drive, event);
	result->refused = aacs_run_refused(run);
	result->unit_attention = aacs_run_unit_attention(run);
	result->becoming_ready = aacs_run_becoming_ready(run);
}

/*
 * Does what the answer means for the sessions. Context: process context; the
 * task of the request holds the turn, or the work item that ends the command.
 */
static void aacs_step_take_effect(struct aacs_drive *drive)
{
	struct aacs_step *step = &drive->step;
	struct aacs_run *run = &drive->run;
	bool was_silent;

	mutex_lock(&drive->lock);
	was_silent = drive->silent;
	if (scsi_sense_valid(&run->sense))
		aacs_step_check_sense(drive);
	aacs_event_check(drive);
	step->result.lost = step->generation != drive->media.generation;
	if (run->completed)
		drive->silent = run->status == SR_AACS_STATUS_IO_TIMEOUT;
	if (aacs_step_wrong_media_type(step)) {
		drive->media_type_known = false;
		drive->media_type = 0;
	}

	if (step->kind >= AACS_STEP_END)
		aacs_step_ended(drive, step);
	else if (step->kind == AACS_STEP_GRANT)
		run->status = aacs_step_granted(drive, step, run->status);
	else if (step->kind == AACS_STEP_TRANSFER)
		run->status = aacs_step_transferred(drive, step, run->status);

	if (!aacs_status_ok(run->status) && drive->gone)
		run->status = SR_AACS_STATUS_NO_SUCH_DEVICE;
	if (drive->agids.lost)
		aacs_event_tell(drive);
	if (run->detached || (was_silent && !drive->silent))
		aacs_step_queue_cleanup(drive);
	mutex_unlock(&drive->lock);
}

/*
 * Sends the command. False if the task has stopped waiting: the turn belongs to
 * the command then. Context: the turn is held.
 */
static bool aacs_step_send(struct aacs_drive *drive, struct aacs_step *step)
{
	const struct aacs_command *cmd = &drive->step.cmd;
	struct aacs_run *run = &drive->run;

	run->cmd = cmd;
	run->pack = step->pack;
	run->data = step->pack ?: drive->buf;
	run->effect = aacs_step_take_effect;
	run->task_state = step->until ? TASK_KILLABLE : AACS_SLEEP;
	run->until = step->until;
	if (cmd->to_drive && cmd->data_len)
		memcpy(run->data, step->data, cmd->data_len);
	if (!aacs_command_send(drive)) {
		step->pack = NULL;
		return false;
	}

	aacs_step_take_effect(drive);
	step->agid = drive->step.agid;
	step->seq = drive->step.seq;
	step->result = drive->step.result;
	step->got = run->got;
	if (!cmd->to_drive && step->data)
		memcpy(step->data, drive->buf, cmd->data_len);
	return true;
}

static u32 aacs_step_execute_once(struct aacs_drive *drive, struct aacs_step *step)
{
	static const bool never;
	u32 status;
	int error;

	if (step->until)
		error = aacs_turn_take(&drive->turn, &never, TASK_KILLABLE,
				       &step->until);
	else
		error = aacs_turn_take(&drive->turn, &drive->removing,
				       AACS_SLEEP, NULL);
	if (error)
		return aacs_status_from_errno(error);

	mutex_lock(&drive->lock);
	status = aacs_step_check(drive, step);
	if (aacs_status_ok(status) && scsi_device_get(drive->sdev))
		status = SR_AACS_STATUS_NO_SUCH_DEVICE;
	drive->run.sdev = drive->sdev;
	step->generation = drive->media.generation;
	drive->step = *step;
	mutex_unlock(&drive->lock);

	if (aacs_status_ok(status)) {
		if (!aacs_step_send(drive, step))
			return SR_AACS_STATUS_CANCELLED;
		status = drive->run.status;
	} else {
		step->result.ended = status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
	}
	aacs_turn_give(&drive->turn);
	return status;
}

/* Waits before the next try; false if the drive goes or a signal came. */
static bool aacs_step_wait_ready(struct aacs_drive *drive)
{
	return !aacs_drive_sleep(drive, AACS_SLEEP, &drive->removing,
				 READ_ONCE(drive->disk_check.opens),
				 msecs_to_jiffies(AACS_READY_MS));
}

u32 aacs_step_execute(struct aacs_drive *drive, struct aacs_step *step)
{
	unsigned long start = jiffies;
	u32 status;

	do {
		memset(&step->result, 0, sizeof(step->result));
		status = aacs_step_execute_once(drive, step);
	} while (step->result.becoming_ready &&
		 time_before(jiffies, start + aacs_command_timeout()) &&
		 aacs_step_wait_ready(drive));
	return status;
}
