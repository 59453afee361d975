/* SPDX-License-Identifier: GPL-2.0-only */
/* The sessions at the drive: start, use, end, give up, pay. */
#ifndef SR_AACS_SESSION_H
#define SR_AACS_SESSION_H

#include <linux/types.h>
#include "step.h"

struct aacs_command;
struct aacs_drive;
struct aacs_owner;
struct work_struct;

/* The work function of @drive->pay. */
void aacs_session_pay_work(struct work_struct *work);

/**
 * aacs_session_start() - get an AGID
 * @drive: the drive
 * @owner: the open file that asks
 * @agid: returned
 * @grant: returned: which grant of it
 *
 * Only when the drive says that no AGID is free, one that it may have kept of
 * earlier sessions is ended, and it is asked again.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_start(struct aacs_drive *drive, struct aacs_owner *owner,
		       u32 *agid, unsigned int *grant);

/**
 * aacs_session_transfer() - one transfer under an AGID
 * @drive: the drive
 * @cmd: the command
 * @step: @owner, @agid, @grant, @use, @data and @payload are set
 *
 * An AGID that the transfer releases is also ended at the drive.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_transfer(struct aacs_drive *drive,
			  const struct aacs_command *cmd,
			  struct aacs_step *step);

/**
 * aacs_session_plain() - a command with no AGID in play
 * @drive: the drive
 * @cmd: the command
 * @step: @data or @pack is set
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS; a reset has taken no AGID from such a command.
 */
u32 aacs_session_plain(struct aacs_drive *drive,
		       const struct aacs_command *cmd, struct aacs_step *step);

/* The same with @data alone; it is sent again after a unit attention. */
u32 aacs_session_ask(struct aacs_drive *drive, const struct aacs_command *cmd,
		     void *data, u32 *got);

/**
 * aacs_session_end() - END_SESSION of one AGID
 * @drive: the drive
 * @owner: the open file that asks
 * @agid: 0 to 3
 *
 * By SEND KEY 3Fh as Windows does, and where the drive doesn't know that by
 * REPORT KEY 3Fh. A session that the drive has not ended can be tried again.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_end(struct aacs_drive *drive, struct aacs_owner *owner,
		     unsigned int agid);

/**
 * aacs_session_end_all() - END_SESSION of all
 * @drive: the drive
 * @owner: the open file that asks
 *
 * Ends the sessions of @owner and those that no open file holds, on past what
 * the drive refuses. When the drive is silent, all of them are given up.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS, of the first session that could not be ended.
 */
u32 aacs_session_end_all(struct aacs_drive *drive, struct aacs_owner *owner);

/**
 * aacs_session_ended() - is a session over?
 * @status: what the drive answered to its invalidation
 *
 * Return: true when the drive has ended it, or says that it has no such session
 * (any more); false when it may still be there.
 */
bool aacs_session_ended(u32 status);

/**
 * aacs_session_give_up() - the owner does not want a session any more
 * @drive: the drive
 * @owner: the owner
 * @agid: 0 to 3
 * @grant: which grant of it; another one is left alone
 *
 * It is owed to the drive, and a work item pays.
 *
 * Context: Process context; does not wait for the drive.
 */
void aacs_session_give_up(struct aacs_drive *drive, struct aacs_owner *owner,
			  unsigned int agid, unsigned int grant);

/* The same of all its sessions; @owner may be freed afterwards. */
void aacs_session_close(struct aacs_drive *drive, struct aacs_owner *owner);

/* Has the work item pay what is owed. Context: @drive->state held. */
void aacs_session_pay(struct aacs_drive *drive);

/**
 * aacs_session_remove() - the drive is removed
 * @drive: the drive, from aacs_drive_leave()
 * @until: if commands still reach it: its sessions are ended there until this
 *	   time, in jiffies; else NULL
 *
 * All sessions are dropped and the drive is gone. After the first command that
 * times out no other is sent.
 *
 * Context: Process context; the only one that may wait with locks of the driver
 *	    core held.
 */
void aacs_session_remove(struct aacs_drive *drive, const unsigned long *until);

#endif /* SR_AACS_SESSION_H */
