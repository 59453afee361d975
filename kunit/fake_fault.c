// SPDX-License-Identifier: GPL-2.0-only
/* Faults of the fake drive, see fake_host.h. */
#include <linux/string.h>
#include <scsi/scsi_cmnd.h>
#include "../module/compat.h"
#include "fake_host.h"

const struct fake_fault *fake_take_fault(struct fake_drive *fake, const u8 *cdb)
{
	struct fake_fault *fault;

	for (fault = fake->fault; fault < fake->fault + FAKE_FAULTS; fault++) {
		if (!fault->kind || fault->opcode != cdb[0])
			continue;
		if (fault->format != FAKE_ANY &&
		    fault->format != fake_format(cdb))
			continue;
		if (fault->skip) {
			fault->skip--;
			continue;
		}
		if (fault->count) {
			fault->count--;
			return fault;
		}
	}
	return NULL;
}

struct fake_answer fake_answer_with_fault(struct fake_drive *fake,
					  struct scsi_cmnd *scmd,
					  const struct fake_fault *fault)
{
	struct fake_answer answer;

	switch (fault->kind) {
	case FAKE_SENSE:
		return fake_sense(fault->arg >> 16, fault->arg & 0xFFFF);
	case FAKE_DEFERRED:
		answer = fake_sense(fault->arg >> 16, fault->arg & 0xFFFF);
		answer.deferred = true;
		return answer;
	case FAKE_RESULT:
		return (struct fake_answer) { .result = fault->arg };
	case FAKE_CHANGE:
		fake_change_locked(fake);
		return fake_execute(fake, scmd);
	case FAKE_QUIET_CHANGE:
		answer = fake_execute(fake, scmd);
		fake_change_locked(fake);
		fake->unit_attentions--;
		fake->sdev->changed = 1;
		return answer;
	case FAKE_ZERO:
		memset(fake->buf, 0, FAKE_BUF);
		return fake_good(min_t(unsigned int, scsi_bufflen(scmd),
				       FAKE_BUF));
	default:
		break;
	}

	answer = fake_execute(fake, scmd);
	if (fault->kind == FAKE_LOST)
		return (struct fake_answer) { .result = fault->arg };
	if (fault->kind == FAKE_LOST_ZERO)
		memset(fake->buf, 0, FAKE_BUF);
	else if (fault->kind == FAKE_LENGTH)
		put_unaligned_be16(fault->arg, fake->buf);
	else if (fault->kind == FAKE_BYTE3)
		fake->buf[3] = fault->arg;
	else if (fault->kind == FAKE_SHORT)
		answer.len = min(answer.len, fault->arg);
	else if (fault->kind == FAKE_RESIDUE)
		answer.residue = fault->arg;
	else if (fault->kind == FAKE_SILENT_SHORT && fault->arg < answer.len)
		answer.kept_back = answer.len - fault->arg;
	return answer;
}

void fake_inject_fault(struct fake_drive *fake, struct fake_fault fault)
{
	unsigned int i;

	spin_lock_irq(&fake->lock);
	for (i = 0; i < FAKE_FAULTS && fake->fault[i].count; i++)
		;
	if (!WARN_ON(i == FAKE_FAULTS)) {
		fake->fault[i] = fault;
		if (!fault.count)
			fake->fault[i].count = 1;
	}
	spin_unlock_irq(&fake->lock);
}

void fake_clear_faults(struct fake_drive *fake)
{
	spin_lock_irq(&fake->lock);
	memset(fake->fault, 0, sizeof(fake->fault));
	spin_unlock_irq(&fake->lock);
}

bool fake_faults_done(struct fake_drive *fake)
{
	bool done = true;
	unsigned int i;

	spin_lock_irq(&fake->lock);
	for (i = 0; i < FAKE_FAULTS; i++)
		done &= !fake->fault[i].count;
	spin_unlock_irq(&fake->lock);
	return done;
}
