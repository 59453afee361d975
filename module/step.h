/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One step of a request: a command in its turn, the conditions for sending it,
 * and what its answer means for the sessions. A step takes effect even if the
 * task that started it no longer waits.
 */
#ifndef SR_AACS_STEP_H
#define SR_AACS_STEP_H

#include <linux/types.h>
#include "agid.h"
#include "mmc.h"

struct aacs_drive;

/* What the command is for. The kinds from AACS_STEP_END on end an AGID. */
enum aacs_step_kind {
	AACS_STEP_NO_AGID,	/* names no AGID */
	AACS_STEP_GRANT,	/* asks for an AGID */
	AACS_STEP_TRANSFER,	/* under an AGID of @owner */
	AACS_STEP_END,		/* ends an AGID of @owner */
	AACS_STEP_CLEAR,	/* ends an AGID that no open file holds */
	AACS_STEP_LEFTOVER,	/* ends an AGID that the drive may still hold */
	AACS_STEP_CLEANUP,	/* ends an AGID that its owner gave up */
	AACS_STEP_REMOVE,	/* ends an AGID while the drive is removed */
};

/**
 * struct aacs_step_result - the outcome of a step besides its NTSTATUS
 * @refused: the drive's reason to refuse the command, see aacs_run_refused()
 * @unit_attention: the command met a unit attention
 * @becoming_ready: the drive is becoming ready and has not taken the command
 * @ended: nothing is left to end: the drive does not hold the AGID, or the step
 *	   was not sent because the AGID must not be ended any more
 * @lost: a change or a reset happened while the command was under way
 * @disk_unchecked: not sent: sr has to check the disk first, see disk.h
 * @leftover: GRANT: the mask of leftover AGIDs when the answer came
 */
struct aacs_step_result {
	u16 refused;
	bool unit_attention;
	bool becoming_ready;
	bool ended;
	bool lost;
	bool disk_unchecked;
	unsigned int leftover;
};

/**
 * struct aacs_step - a step
 * @cmd: the command
 * @kind: what the command is for
 * @use: TRANSFER: what the request does to its AGID
 * @owner: the caller's open file; NULL once it is closed
 * @data: @cmd.data_len bytes to or from the drive; NULL if @pack is set
 * @pack: a buffer for the same from kvzalloc(); NULL afterwards if the task did
 *	  not wait for the command: then the command frees it
 * @payload: TRANSFER: bytes that must follow the header of the answer
 * @last: this command is the last of the two that can end an AGID
 * @until: REMOVE: the deadline, in jiffies
 * @agid: the AGID that the command names; returned by GRANT
 * @seq: which session under @agid, 0 for any; returned by GRANT and TRANSFER
 * @generation: returned: generation of struct aacs_media when it was sent
 * @got: returned: number of bytes moved
 * @result: returned: the outcome
 */
struct aacs_step {
	struct aacs_command cmd;
	enum aacs_step_kind kind;
	enum aacs_agid_use use;
	struct aacs_owner *owner;
	void *data;
	void *pack;
	u16 payload;
	bool last;
	unsigned long until;

	unsigned int agid;
	unsigned int seq;
	unsigned int generation;
	u32 got;
	struct aacs_step_result result;
};

/**
 * aacs_step_execute() - carry out a step
 * @drive: the drive
 * @step: the step
 *
 * Sends the command again, in a turn of its own, while the drive is becoming
 * ready, for at most the time that a command may take. Never sends it again
 * after any other answer.
 *
 * Context: Process context, no lock held except for REMOVE.
 * Return: an NTSTATUS; CANCELLED after a fatal signal. If the command is still
 * under way then, @pack is NULL and nothing else is returned.
 */
u32 aacs_step_execute(struct aacs_drive *drive, struct aacs_step *step);

/*
 * Has the drive refused READ DISC STRUCTURE because of its media type? Then the
 * current profile has to be read again.
 */
bool aacs_step_wrong_media_type(const struct aacs_step *step);

/*
 * Queues the work item that ends the AGIDs that their owners gave up. Does
 * nothing while the drive is silent or being removed. Context: @drive->lock held.
 */
void aacs_step_queue_cleanup(struct aacs_drive *drive);

#endif /* SR_AACS_STEP_H */
