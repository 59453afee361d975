/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sr checks the disk for a medium change before the module asks for an AGID.
 *
 * Opening the disk makes sr check it and clears the block layer's pending
 * event, so that the disk's sequence number counts the next change. The module
 * opens it as any program that looks at a drive does: read-only, non-blocking,
 * without locking the door.
 *
 * An open takes locks that another program may hold while its command is under
 * way, and no signal ends the wait for them. So a work item opens the disk.
 */
#ifndef SR_AACS_DISK_H
#define SR_AACS_DISK_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct aacs_drive;

/**
 * struct aacs_disk_check - the last time that sr checked the disk for us
 * @work: opens the disk
 * @opens: number of opens that have ended
 * @error: result of the last open, 0 or a negative errno
 * @valid: an open has succeeded
 * @diskseq: the disk's sequence number before the last successful open; a
 *	     number read after it may belong to an event that is still pending,
 *	     which would hide the next change
 * @generation: the generation of struct aacs_media before that open
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

/* Must sr check the disk before a grant? Context: @drive->lock held. */
bool aacs_disk_check_needed(struct aacs_drive *drive);

/**
 * aacs_disk_ensure_checked() - have sr check the disk, if that is needed
 * @drive: the drive
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS:
 * * SUCCESS;
 * * VERIFY_REQUIRED if the medium keeps changing;
 * * CANCELLED after a fatal signal;
 * * NO_SUCH_DEVICE if the drive is removed;
 * * else why the disk could not be opened.
 */
u32 aacs_disk_ensure_checked(struct aacs_drive *drive);

#endif /* SR_AACS_DISK_H */
