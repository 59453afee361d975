/* SPDX-License-Identifier: GPL-2.0-only */
/* The sessions at the drive: start one, use it, end it now or later. */
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
 * @owner: the caller's open file
 * @agid: returned
 * @seq: returned: which session under @agid this is
 *
 * If the drive says that no AGID is free, this ends a leftover one and asks
 * again.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_start(struct aacs_drive *drive, struct aacs_owner *owner,
		       u32 *agid, unsigned int *seq);

/**
 * aacs_session_transfer() - one transfer under an AGID
 * @drive: the drive
 * @step: @cmd, @owner, @agid, @seq, @use, @data and @payload are set
 *
 * Also ends an AGID at the drive that the transfer has released.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_transfer(struct aacs_drive *drive, struct aacs_step *step);

/**
 * aacs_session_command() - a command that needs no session
 * @drive: the drive
 * @step: @cmd and either @data or @pack are set
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS. A unit attention after a reset is IO_DEVICE_ERROR: the
 * command has lost no AGID.
 */
u32 aacs_session_command(struct aacs_drive *drive, struct aacs_step *step);

/**
 * aacs_session_end() - END_SESSION of one AGID
 * @drive: the drive
 * @owner: the caller's open file
 * @agid: 0 to 3
 *
 * Sends SEND KEY 3Fh as Windows does. If the drive refuses that, sends REPORT
 * KEY 3Fh. If the drive refuses both or doesn't answer, the caller loses the
 * session and the drive may keep it. After any other error the caller still
 * has it and can try again.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_session_end(struct aacs_drive *drive, struct aacs_owner *owner,
		     unsigned int agid);

/**
 * aacs_session_end_all() - END_SESSION of all
 * @drive: the drive
 * @owner: the caller's open file
 *
 * Ends the sessions of @owner and those that no open file holds. Goes on after
 * an AGID that the drive refuses to end. If the drive doesn't answer, the
 * module ends the sessions of @owner later.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS, of the first session that could not be ended.
 */
u32 aacs_session_end_all(struct aacs_drive *drive, struct aacs_owner *owner);

/**
 * aacs_session_end_later() - the owner gives a session up
 * @drive: the drive
 * @owner: the owner
 * @agid: 0 to 3
 * @seq: which session under @agid; any other is left alone
 *
 * A work item ends it at the drive.
 *
 * Context: Process context; does not wait for the drive.
 */
void aacs_session_end_later(struct aacs_drive *drive, struct aacs_owner *owner,
			    unsigned int agid, unsigned int seq);

/* The same for all sessions of @owner, which may be freed afterwards. */
void aacs_session_close(struct aacs_drive *drive, struct aacs_owner *owner);

/**
 * aacs_session_remove() - drop all sessions of a drive that is removed
 * @drive: the drive, after aacs_drive_set_removing()
 * @until: the deadline for ending the sessions at the drive, in jiffies; a
 *	   timeout ends that, too. NULL if commands don't reach the drive
 *
 * The drive is gone afterwards.
 *
 * Context: Process context. The only function that may wait for a drive while
 *	    the driver core holds locks.
 */
void aacs_session_remove(struct aacs_drive *drive, const unsigned long *until);

#endif /* SR_AACS_SESSION_H */
