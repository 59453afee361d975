/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before an AGID is granted sr must have looked at the drive: the disk is opened
 * for a moment, as any program that looks at the drive does: read-only,
 * non-blocking, without locking the door. That clears the block layer's pending
 * event, so that the next change counts.
 *
 * The locks that an open takes may be held for as long as another program's
 * command lasts, and no signal ends waiting for them, so a work item opens.
 */
#ifndef SR_AACS_DISK_H
#define SR_AACS_DISK_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct aacs_drive;

/**
 * struct aacs_disk_check - when sr has last looked at the drive for us
 * @work: opens the disk
 * @opens: counts the opens that have ended
 * @error: of the last one, 0 or a negative errno
 * @valid: one has succeeded
 * @diskseq: the disk's sequence number before the last that succeeded; one read
 *	     after it may be that of an event still pending, which masks the next
 * @generation: that of struct aacs_media, before it
 */
struct aacs_disk_check {
	struct work_struct work;
	unsigned int opens;
	int error;
	bool valid;
	u64 diskseq;
	unsigned int generation;
};

/* The work function of struct aacs_disk_check. */
void aacs_disk_check_work(struct work_struct *work);

/* Must the disk be opened before a grant? Context: @drive->state held. */
bool aacs_disk_check_needed(struct aacs_drive *drive);

/**
 * aacs_disk_ensure_checked() - have the disk opened, if that is needed
 * @drive: the drive
 *
 * Context: Process context, no lock held.
 * Return: SR_AACS_STATUS_SUCCESS or why sr could not be asked.
 */
u32 aacs_disk_ensure_checked(struct aacs_drive *drive);

#endif /* SR_AACS_DISK_H */
