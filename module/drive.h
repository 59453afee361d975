/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One optical drive that sr is bound to: its state and its lifetime.
 *
 * Two things guard it. @lock is a mutex; no task that holds it sleeps for the
 * drive, for another task or for user memory. The turn belongs to one command,
 * from before it is sent until its effect is in the AGID table. A task may take
 * @lock while it has the turn; it must not wait for the turn with @lock held.
 */
#ifndef SR_AACS_DRIVE_H
#define SR_AACS_DRIVE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "agid.h"
#include "command.h"
#include "compat.h"
#include "disk.h"
#include "media.h"
#include "mmc.h"
#include "step.h"
#include "turn.h"

struct gendisk;
struct scsi_device;

/* In bytes. The longest data except the media key block are 116 bytes long. */
#define AACS_BUF_LEN	128

/**
 * struct aacs_drive - a drive that sr is bound to
 * @dev: /dev/aacsN; the drive lives as long as this has references
 * @cdev: its character device
 * @node: in the list of drives, see discover.c
 * @removing: tasks must stop waiting for the drive; needs no lock
 * @wait: woken when @removing is set, and after each open of @disk
 * @poll: tasks in poll(), woken at the removal; struct aacs_owner has another
 *	  queue for the loss of a session
 * @watch: checks for medium changes while a task polls a file with a session
 * @probe: reads the feature after the drive has appeared
 * @cleanup: ends the AGIDs of @agids.to_end at the drive
 * @turn: one command at a time
 * @run: the command that holds the turn
 * @step: what that command is for; @lock also guards @step.owner
 * @lock: guards the members from here to @silent
 * @gone: unplugged, or sr was unbound: neither @sdev nor @disk may be used;
 *	  aacs_drive_gone() reads it without @lock
 * @sdev: the SCSI device, referenced until the drive is removed; an open file
 *	  must not keep it, because it does not keep the host's driver loaded
 * @disk: sr's disk, referenced until the drive is removed
 * @feature_known: the drive has told @feature
 * @feature: what the drive can do
 * @media_type_known: the drive has told @media_type since the last event
 * @media_type: for READ DISC STRUCTURE, from the current profile; 0 if unknown
 * @agids: the drive's AGIDs
 * @media: the signs of medium changes and resets at the last look
 * @disk_check: the last time that sr checked @disk for us
 * @silent: the last command timed out: the module cleans up only after the
 *	    drive has answered another command
 * @buf: for the data of a command; the turn guards it
 */
struct aacs_drive {
	struct device dev;
	struct cdev cdev;
	struct list_head node;
	bool removing;
	wait_queue_head_t wait;
	wait_queue_head_t poll;
	struct delayed_work watch;
	struct work_struct probe;
	struct work_struct cleanup;

	struct aacs_turn turn;
	struct aacs_run run;
	struct aacs_step step;

	struct mutex lock; /* guards @gone to @silent */
	bool gone;
	struct scsi_device *sdev;
	struct gendisk *disk;
	bool feature_known;
	struct aacs_feature feature;
	bool media_type_known;
	u8 media_type;
	struct aacs_agid_table agids;
	struct aacs_media media;
	struct aacs_disk_check disk_check;
	bool silent;

	u8 buf[AACS_BUF_LEN] __aligned(AACS_DMA_ALIGN);
};

static inline bool aacs_drive_gone(const struct aacs_drive *drive)
{
	return READ_ONCE(drive->gone);
}

/* Mask of the AGIDs that the drive has. Context: @drive->lock held. */
unsigned int aacs_drive_agid_mask(const struct aacs_drive *drive);

/**
 * aacs_drive_alloc() - make the structure of a drive
 * @sdev: its SCSI device
 * @disk: sr's disk on it
 *
 * Takes a reference to both. The caller initialises @watch, @probe, @cleanup,
 * @disk_check and @media.
 *
 * Context: Process context.
 * Return: the drive, with a reference to @dev; NULL if there is no memory.
 */
struct aacs_drive *aacs_drive_alloc(struct scsi_device *sdev,
				    struct gendisk *disk);

/* Drops the references of aacs_drive_alloc(). */
void aacs_drive_put(struct aacs_drive *drive);

/**
 * aacs_drive_set_removing() - make all tasks stop waiting for the drive
 * @drive: the drive
 *
 * Context: any; does not sleep.
 */
void aacs_drive_set_removing(struct aacs_drive *drive);

/**
 * aacs_drive_sleep() - sleep for a time, or until sr has checked the disk
 * @drive: the drive
 * @state: how to sleep, see wait.h
 * @stop: return -ENODEV once this is true: usually &@drive->removing
 * @opens: return 0 once @drive->disk_check.opens is another number
 * @timeout: return 0 after this many jiffies
 *
 * Context: Process context; no lock held if @state is AACS_SLEEP.
 * Return: 0; -ERESTARTSYS after a fatal signal; -ENODEV.
 */
int aacs_drive_sleep(struct aacs_drive *drive, unsigned int state,
		     const bool *stop, unsigned int opens, long timeout);

/**
 * aacs_drive_queue() - queue a work item of a drive
 * @drive: the drive; the work item holds a reference and drops it at its end
 * @queue: aacs_workqueue or aacs_probe_workqueue
 * @work: one of the drive's work items
 */
void aacs_drive_queue(struct aacs_drive *drive, struct workqueue_struct *queue,
		      struct work_struct *work);

#endif /* SR_AACS_DRIVE_H */
