/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One step of a request: a command in its turn, what must be so before it is
 * sent, and what its end means for the sessions. A step takes effect even when
 * the task that began it has left.
 */
#ifndef SR_AACS_STEP_H
#define SR_AACS_STEP_H

#include <linux/types.h>
#include "agid.h"
#include "mmc.h"

struct aacs_drive;

/* What the command is for. */
enum aacs_step_kind {
	AACS_STEP_NO_AGID,	/* names no AGID */
	AACS_STEP_GRANT,	/* asks for an AGID */
	AACS_STEP_TRANSFER,	/* under an AGID of @owner */
	AACS_STEP_END,		/* ends an AGID of @owner */
	AACS_STEP_CLEAR,	/* ends an AGID that no open file holds */
	AACS_STEP_LEFTOVER,	/* ends an AGID that the drive may have kept */
	AACS_STEP_CLEANUP,		/* ends an AGID that was given up */
	AACS_STEP_REMOVE,	/* ends an AGID as the drive is removed */
};

/**
 * struct aacs_step_result - what came of a step, beside its NTSTATUS
 * @refused: how the drive refused the command, see aacs_run_refused()
 * @attention: the command met a unit attention
 * @becoming_ready: the drive is becoming ready, and has not taken the command
 * @ended: of a step that ends an AGID: the drive does not hold the AGID, or it is
 *	   not to be ended
 * @lost: a change or reset was noticed while the command was under way
 * @disk_unchecked: the command was not sent, since sr has not looked at the drive
 */
struct aacs_step_result {
	u16 refused;
	bool unit_attention;
	bool becoming_ready;
	bool ended;
	bool lost;
	bool disk_unchecked;
};

/**
 * struct aacs_step - a step
 * @cmd: the command
 * @kind: what it is for
 * @use: TRANSFER: what the request does to its AGID
 * @owner: the open file that asks; NULL once it is closed
 * @data: @cmd.data_len bytes to or from the drive; NULL with @pack
 * @pack: the same from kvmalloc(); NULL afterwards when the task has left
 * @payload: TRANSFER: bytes that must follow the header of the answer
 * @last: of the two ways to end an AGID this is the last
 * @until: REMOVE: the end of all waiting, in jiffies
 * @agid: names it, or returned by GRANT
 * @grant: which grant of @agid; 0 for any; returned by GRANT and TRANSFER
 * @generation: returned: of the medium, see struct aacs_media, when it was sent
 * @got: returned: bytes moved
 * @result: returned: what came of it
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
 * aacs_step_run() - carry out a step
 * @drive: the drive
 * @step: the step
 *
 * A drive that is becoming ready has not taken the command: it is sent again, in
 * a turn of its own, for up to the time that a command may take. No other answer
 * makes it go out twice.
 *
 * Context: Process context, no lock held but for REMOVE.
 * Return: an NTSTATUS; SR_AACS_STATUS_CANCELLED when a fatal signal came first: then
 * nothing but @pack was returned.
 */
u32 aacs_step_run(struct aacs_drive *drive, struct aacs_step *step);

/*
 * The drive has refused READ DISC STRUCTURE with this media type: the current
 * profile has to be asked for again.
 */
bool aacs_step_wrong_media_type(const struct aacs_step *step);

#endif /* SR_AACS_STEP_H */
