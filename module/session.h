/* SPDX-License-Identifier: GPL-2.0-only */
/* The sessions at the drive: start, use, end, give up, pay. */
#ifndef SR_AACS_SESSION_H
#define SR_AACS_SESSION_H

#include <linux/types.h>
#include "step.h"

struct aacs_drive;
struct aacs_owner;
struct work_struct;

/* The work function of @drive->cleanup. */
void aacs_session_cleanup_work(struct work_struct *work);

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
		       u32 *agid, unsigned int *seq);

/**
 * aacs_session_transfer() - one transfer under an AGID
 * @drive: the drive
 * @step: @cmd, @owner, @agid, @grant, @use, @data and @payload are set
 *
 * An AGID that the transfer releases is also ended at the drive.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_transfer(struct aacs_drive *drive, struct aacs_step *step);

/**
 * aacs_session_command() - a command with no AGID in play
 * @drive: the drive
 * @step: @cmd and @data or @pack is set
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS; a reset has taken no AGID from such a command.
 */
u32 aacs_session_command(struct aacs_drive *drive, struct aacs_step *step);

/**
 * aacs_session_end() - END_SESSION of one AGID
 * @drive: the drive
 * @owner: the open file that asks
 * @agid: 0 to 3
 *
 * By SEND KEY 3Fh as Windows does, and where the drive refuses that by REPORT
 * KEY 3Fh. When the drive refuses both, or does not answer, the caller does not
 * hold it any more, and the drive may; after any other error it can be tried
 * again.
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
 * aacs_session_end_later() - the owner does not want a session any more
 * @drive: the drive
 * @owner: the owner
 * @agid: 0 to 3
 * @grant: which grant of it; another one is left alone
 *
 * It is owed to the drive, and a work item pays.
 *
 * Context: Process context; does not wait for the drive.
 */
void aacs_session_end_later(struct aacs_drive *drive, struct aacs_owner *owner,
			  unsigned int agid, unsigned int seq);

/* The same of all its sessions; @owner may be freed afterwards. */
void aacs_session_close(struct aacs_drive *drive, struct aacs_owner *owner);

/* Has the work item pay what is owed. Context: @drive->state held. */
void aacs_session_queue_cleanup(struct aacs_drive *drive);

/**
 * aacs_session_remove() - the drive is removed
 * @drive: the drive, from aacs_drive_set_removing()
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
