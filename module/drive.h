/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One optical drive that sr drives: what belongs to it, and its lifetime.
 *
 * Two things guard it. @state is a mutex that is never held while a task sleeps
 * for the drive, for another task or for user memory. The turn is held by one
 * command from before it is sent until its effect stands in the AGID table.
 * A task that has the turn may take @state, and not the other way round.
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
#include "media.h"
#include "mmc.h"
#include "disk.h"
#include "step.h"
#include "turn.h"

struct gendisk;
struct scsi_device;

#define AACS_BUF_LEN	128	/* the longest but the media key block is 116 */

/**
 * struct aacs_drive - a drive that sr is bound to
 * @dev: /dev/aacsN; the drive lives as long as this has references
 * @cdev: its character device
 * @node: in the list of drives, see discover.c
 * @leaving: about to be removed: no task waits for the drive any more; needs no
 *	     lock
 * @wait: woken when @leaving is set, and at the end of each settling
 * @poll: tasks in poll(), for the removal; for a loss they sleep at their owner
 * @watch: looks for medium changes while a task polls a file with a session
 * @probe: reads the feature once the drive has appeared
 * @pay: ends the sessions that are owed to the drive
 * @turn: one command at a time
 * @run: the command of the turn's holder
 * @step: what that command is for; @step.owner is also guarded by @state
 * @state: guards what follows
 * @gone: unplugged, or sr was unbound: neither @sdev nor @disk may be used; read
 *	  without @state with aacs_drive_gone()
 * @sdev: the SCSI device, referenced until the drive is removed: a file that
 *	  stays open must not keep it, as it does not keep the host's driver
 * @disk: sr's disk, referenced until the drive is removed
 * @feature_known: @feature is what the drive says
 * @feature: what the drive can do
 * @media_type_known: since the last event @media_type was asked for
 * @media_type: for READ DISC STRUCTURE, by the current profile; 0 while unknown
 * @agids: its AGIDs
 * @media: what is watched for medium changes and resets
 * @check: when sr has last looked at the drive for us
 * @silent: the last command timed out: no command is sent to clean up before
 *	    the drive has answered another one
 * @buf: for the data of a command, fit for DMA; guarded by the turn
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

	struct mutex state; /* guards what follows, but for @buf */
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

	u8 buf[AACS_BUF_LEN] __aligned(ARCH_KMALLOC_MINALIGN);
};

static inline bool aacs_drive_gone(const struct aacs_drive *drive)
{
	return READ_ONCE(drive->gone);
}

/* The AGIDs that the drive has, as a bit mask. Context: @drive->state held. */
unsigned int aacs_drive_agids(const struct aacs_drive *drive);

/**
 * aacs_drive_alloc() - make the structure of a drive
 * @sdev: its SCSI device
 * @disk: sr's disk on it
 *
 * Takes a reference to both. The caller initialises the works and @media.
 *
 * Context: Process context.
 * Return: the drive, with a reference to @dev; NULL without memory.
 */
struct aacs_drive *aacs_drive_alloc(struct scsi_device *sdev,
				    struct gendisk *disk);

/* Drops the references that aacs_drive_alloc() took or gave. */
void aacs_drive_put(struct aacs_drive *drive);

/**
 * aacs_drive_set_removing() - the drive goes away: no task waits for it any more
 * @drive: the drive
 *
 * Context: any; waits for nothing.
 */
void aacs_drive_set_removing(struct aacs_drive *drive);

/**
 * aacs_drive_sleep() - wait a little
 * @drive: the drive
 * @state: how, see wait.h
 * @stop: return -ENODEV once this is true: &@drive->removing, as a rule
 * @opens: also return when @drive->disk_check.opens is another number
 * @timeout: how long at most, in jiffies
 *
 * Context: Process context; no lock held with AACS_SLEEP.
 * Return: 0; -ERESTARTSYS for a fatal signal; -ENODEV.
 */
int aacs_drive_sleep(struct aacs_drive *drive, unsigned int state,
		     const bool *stop, unsigned int opens, long timeout);

/**
 * aacs_drive_queue() - have work done for a drive
 * @drive: the drive; gets a reference, which @work drops at its end
 * @queue: aacs_workqueue or aacs_probe_workqueue
 * @work: one of its works
 */
void aacs_drive_queue(struct aacs_drive *drive, struct workqueue_struct *queue,
		      struct work_struct *work);

#endif /* SR_AACS_DRIVE_H */
