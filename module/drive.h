/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One optical drive that sr drives: what belongs to it, and its lifetime.
 */
#ifndef SR_AACS_DRIVE_H
#define SR_AACS_DRIVE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <scsi/scsi_common.h>
#include "agid.h"
#include "media.h"
#include "mmc.h"

struct gendisk;
struct scsi_device;

/**
 * struct aacs_drive - a drive that sr is bound to
 * @dev: /dev/aacsN; the drive lives as long as this has references
 * @cdev: its character device
 * @node: in the list of drives, see discover.c
 * @sdev: the SCSI device, referenced until the drive is removed: a file that
 *	  stays open must not keep it, as it does not keep the host's driver
 * @disk: sr's disk, referenced until the drive is removed
 * @lock: one command at a time; guards all that follows
 * @leaving: about to be removed: nothing waits for the drive any more; needs no
 *	     lock
 * @gone: unplugged, or sr was unbound: neither @sdev nor @disk is there for
 *	  whoever takes @lock now; read it with aacs_drive_gone()
 * @feature_known: @feature is that of the medium that is in
 * @feature: what the drive can do
 * @agids: its AGIDs
 * @media: what is watched for medium changes and resets
 * @sense: what the drive said to the last command
 * @buf: for the data of one command, AACS_BUF_LEN bytes, fit for DMA
 * @wait: pollers
 * @watch: looks for medium changes while a session is open
 * @probe: reads the feature once the drive has appeared
 */
struct aacs_drive {
	struct device dev;
	struct cdev cdev;
	struct list_head node;
	struct scsi_device *sdev;
	struct gendisk *disk;

	bool leaving;
	struct mutex lock; /* one command at a time; see above */
	bool gone;
	bool feature_known;
	struct aacs_feature feature;
	struct aacs_agid_table agids;
	struct aacs_media media;
	struct scsi_sense_hdr sense;
	u8 *buf;

	wait_queue_head_t wait;
	struct delayed_work watch;
	struct work_struct probe;
};

static inline bool aacs_drive_gone(const struct aacs_drive *drive)
{
	return READ_ONCE(drive->gone);
}

#define AACS_BUF_LEN	128	/* the longest but the media key block is 116 */

/**
 * aacs_drive_alloc() - make the structure of a drive
 * @sdev: its SCSI device
 * @disk: sr's disk on it
 *
 * Takes a reference to both. What other rooms keep in it they initialise.
 *
 * Context: Process context.
 * Return: the drive, with a reference to @dev; NULL without memory.
 */
struct aacs_drive *aacs_drive_alloc(struct scsi_device *sdev,
				    struct gendisk *disk);

/* Drops the references that aacs_drive_alloc() took or gave. */
void aacs_drive_put(struct aacs_drive *drive);

#endif /* SR_AACS_DRIVE_H */
