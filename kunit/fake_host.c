// SPDX-License-Identifier: GPL-2.0-only
/* The fake SCSI host, and what a test does to its drive, see fake_host.h. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/cdrom.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_eh.h>
#include <scsi/scsi_proto.h>
#include "fake_host.h"

static struct fake_drive *to_fake(struct Scsi_Host *host)
{
	return *(struct fake_drive **)shost_priv(host);
}

/* ---- the host ---- */

static void fake_finish(struct scsi_cmnd *scmd, struct fake_drive *fake,
			struct fake_answer answer)
{
	unsigned int moved = 0;

	scmd->result = answer.result;
	if (answer.key) {
		scsi_build_sense(scmd, 0, answer.key, answer.code >> 8,
				 answer.code & 0xFF);
		/* Response code 70h becomes 71h. */
		scmd->sense_buffer[0] |= answer.deferred;
	} else if (!answer.result && scsi_bufflen(scmd)) {
		moved = answer.len;
		if (scmd->sc_data_direction == DMA_FROM_DEVICE)
			sg_copy_from_buffer(scsi_sglist(scmd),
					    scsi_sg_count(scmd), fake->buf,
					    moved - answer.kept_back);
	}
	scsi_set_resid(scmd, answer.residue ?: scsi_bufflen(scmd) - moved);
}

/* Returns true when the command hangs. */
static bool fake_serve(struct fake_drive *fake, struct scsi_cmnd *scmd)
{
	const struct fake_fault *fault = fake_take_fault(fake, scmd->cmnd);
	struct fake_answer answer;

	memset(fake->buf, 0, 64);
	if (fault && fault->kind == FAKE_HANG) {
		fake->hung = scmd;
		complete(&fake->hanging);
		return true;
	}
	if (fault)
		answer = fake_answer_with_fault(fake, scmd, fault);
	else
		answer = fake_execute(fake, scmd);
	fake_finish(scmd, fake, answer);
	return false;
}

static void fake_log(struct fake_drive *fake, struct scsi_cmnd *scmd)
{
	switch (scmd->cmnd[0]) {
	case GPCMD_GET_CONFIGURATION:
		if (fake_format(scmd->cmnd) != 0x010D)
			return;
		break;
	case GPCMD_SEND_KEY:
	case GPCMD_REPORT_KEY:
	case GPCMD_READ_DVD_STRUCTURE:
		break;
	default:
		return;
	}
	if (fake->logged < FAKE_LOG)
		memcpy(fake->log[fake->logged].byte, scmd->cmnd,
		       min_t(int, scmd->cmd_len, sizeof(fake->log[0])));
	fake->logged++;
	fake->timeout = scsi_cmd_to_rq(scmd)->timeout;
}

static int fake_queuecommand(struct Scsi_Host *host, struct scsi_cmnd *scmd)
{
	struct fake_drive *fake = to_fake(host);
	unsigned long flags;
	bool hangs;

	spin_lock_irqsave(&fake->lock, flags);
	fake_log(fake, scmd);
	hangs = fake_serve(fake, scmd);
	spin_unlock_irqrestore(&fake->lock, flags);
	if (!hangs)
		scsi_done(scmd);
	return 0;
}

static int fake_eh_abort(struct scsi_cmnd *scmd)
{
	struct fake_drive *fake = to_fake(scmd->device->host);
	int result = FAILED;

	spin_lock_irq(&fake->lock);
	if (!fake->refuse_abort) {
		fake->aborts++;
		fake->hung = NULL;
		result = SUCCESS;
	}
	spin_unlock_irq(&fake->lock);
	return result;
}

static int fake_eh_device_reset(struct scsi_cmnd *scmd)
{
	struct fake_drive *fake = to_fake(scmd->device->host);
	int result = FAILED;

	spin_lock_irq(&fake->lock);
	if (!fake->refuse_device_reset) {
		fake->device_resets++;
		fake->hung = NULL;
		fake_reset_locked(fake, 0x03);
		result = SUCCESS;
	}
	spin_unlock_irq(&fake->lock);
	return result;
}

static int fake_eh_bus_reset(struct scsi_cmnd *scmd)
{
	struct fake_drive *fake = to_fake(scmd->device->host);

	spin_lock_irq(&fake->lock);
	fake->bus_resets++;
	fake->hung = NULL;
	fake_reset_locked(fake, 0x02);
	spin_unlock_irq(&fake->lock);
	return SUCCESS;
}

static struct scsi_host_template fake_template = {
	.module = THIS_MODULE,
	.name = "sr_aacs fake",
	.proc_name = "sr_aacs_fake",
	.queuecommand = fake_queuecommand,
	.eh_abort_handler = fake_eh_abort,
	.eh_device_reset_handler = fake_eh_device_reset,
	.eh_bus_reset_handler = fake_eh_bus_reset,
	.can_queue = FAKE_TAGS,
	.this_id = -1,
	.sg_tablesize = SG_ALL,
	.max_sectors = 128,
	.skip_settle_delay = 1,
};

static void fake_answer_work(struct work_struct *work)
{
	fake_answer_hung(container_of(to_delayed_work(work), struct fake_drive,
				      answer));
}

static struct fake_drive *fake_drive_alloc(void)
{
	/* 010Dh, current, BNG, 1 block, 4 AGIDs, version 1 */
	static const u8 feature[8] = { 0x01, 0x0D, 0x05, 4, 0x01, 1, 4, 1 };
	struct fake_drive *fake;

	fake = kvzalloc(sizeof(*fake), GFP_KERNEL);
	if (!fake)
		return NULL;
	fake->buf = kzalloc(FAKE_BUF, GFP_KERNEL);
	if (!fake->buf) {
		kvfree(fake);
		return NULL;
	}
	spin_lock_init(&fake->lock);
	init_completion(&fake->hanging);
	INIT_DELAYED_WORK(&fake->answer, fake_answer_work);
	fake->has_feature = true;
	memcpy(fake->feature, feature, sizeof(feature));
	fake->agids = 4;
	fake->profile = 0x0043;	/* BD-RE */
	fake->frees = true;
	fake->packs = 2;
	fake->last_pack = 20;
	return fake;
}

static void fake_drive_free(struct fake_drive *fake)
{
	cancel_delayed_work_sync(&fake->answer);
	kfree(fake->buf);
	kvfree(fake);
}

struct fake_drive *fake_drive_add(void)
{
	struct fake_drive *fake;
	int error = -ENOMEM;

	fake = fake_drive_alloc();
	if (!fake)
		return ERR_PTR(-ENOMEM);
	fake->host = scsi_host_alloc(&fake_template, sizeof(fake));
	if (!fake->host)
		goto free_fake;
	*(struct fake_drive **)shost_priv(fake->host) = fake;
	fake->host->max_id = 1;
	fake->host->max_lun = 1;
	error = scsi_add_host(fake->host, NULL);
	if (error)
		goto put_host;
	fake->sdev = __scsi_add_device(fake->host, 0, 0, 0, NULL);
	if (IS_ERR(fake->sdev)) {
		error = PTR_ERR(fake->sdev);
		goto remove_host;
	}
	return fake;

remove_host:
	scsi_remove_host(fake->host);
put_host:
	scsi_host_put(fake->host);
free_fake:
	fake_drive_free(fake);
	return ERR_PTR(error);
}

void fake_unplug(struct fake_drive *fake)
{
	struct scsi_device *sdev = fake->sdev;

	if (!sdev)
		return;
	fake->sdev = NULL;
	scsi_remove_device(sdev);
	scsi_device_put(sdev);
}

void fake_drive_remove(struct fake_drive *fake)
{
	fake_unplug(fake);
	scsi_remove_host(fake->host);
	scsi_host_put(fake->host);
	fake_drive_free(fake);
}

/* ---- what a test does to the drive ---- */

void fake_change(struct fake_drive *fake)
{
	spin_lock_irq(&fake->lock);
	fake_change_locked(fake);
	spin_unlock_irq(&fake->lock);
}

void fake_eject(struct fake_drive *fake)
{
	spin_lock_irq(&fake->lock);
	fake->granted = 0;
	fake->empty = true;
	fake->event = 0x03;	/* MediaRemoval */
	spin_unlock_irq(&fake->lock);
}

void fake_forget_sessions(struct fake_drive *fake)
{
	spin_lock_irq(&fake->lock);
	fake->granted = 0;
	spin_unlock_irq(&fake->lock);
}

void fake_reset(struct fake_drive *fake, u8 ascq)
{
	spin_lock_irq(&fake->lock);
	fake_reset_locked(fake, ascq);
	spin_unlock_irq(&fake->lock);
}

void fake_host_device_reset(struct fake_drive *fake)
{
	fake_reset(fake, 0x03);
	spin_lock_irq(fake->host->host_lock);
	scsi_report_device_reset(fake->host, 0, 0);
	spin_unlock_irq(fake->host->host_lock);
}

void fake_host_bus_reset(struct fake_drive *fake)
{
	fake_reset(fake, 0x02);
	spin_lock_irq(fake->host->host_lock);
	scsi_report_bus_reset(fake->host, 0);
	spin_unlock_irq(fake->host->host_lock);
}

bool fake_answer_hung(struct fake_drive *fake)
{
	struct scsi_cmnd *scmd;

	spin_lock_irq(&fake->lock);
	scmd = fake->hung;
	fake->hung = NULL;
	if (scmd && fake_serve(fake, scmd))
		scmd = NULL;
	spin_unlock_irq(&fake->lock);
	if (scmd)
		scsi_done(scmd);
	return scmd;
}

void fake_answer_hung_later(struct fake_drive *fake)
{
	schedule_delayed_work(&fake->answer, HZ / 2);
}

bool fake_time_out_hung(struct fake_drive *fake)
{
	struct scsi_cmnd *scmd;

	spin_lock_irq(&fake->lock);
	scmd = fake->hung;
	spin_unlock_irq(&fake->lock);
	if (scmd)
		blk_abort_request(scsi_cmd_to_rq(scmd));
	return scmd;
}

unsigned int fake_granted(struct fake_drive *fake)
{
	return READ_ONCE(fake->granted);
}

void fake_clear_log(struct fake_drive *fake)
{
	spin_lock_irq(&fake->lock);
	memset(fake->log, 0, sizeof(fake->log));
	fake->logged = 0;
	spin_unlock_irq(&fake->lock);
}
