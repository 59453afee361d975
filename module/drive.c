// SPDX-License-Identifier: GPL-2.0-only
/* One drive, see drive.h. */
#include <linux/blkdev.h>
#include <linux/minmax.h>
#include <scsi/scsi_device.h>
#include "drive.h"
#include "wait.h"

static void aacs_drive_release(struct device *dev)
{
	struct aacs_drive *drive = container_of(dev, struct aacs_drive, dev);

	mutex_destroy(&drive->lock);
	kfree(drive);
}

struct aacs_drive *aacs_drive_alloc(struct scsi_device *sdev,
				    struct gendisk *disk)
{
	struct aacs_drive *drive;

	drive = kzalloc(sizeof(*drive), GFP_KERNEL);
	if (!drive)
		return NULL;

	drive->sdev = sdev;
	get_device(&sdev->sdev_gendev);
	drive->disk = disk;
	get_device(disk_to_dev(disk));
	INIT_LIST_HEAD(&drive->node);
	init_waitqueue_head(&drive->wait);
	init_waitqueue_head(&drive->poll);
	aacs_turn_init(&drive->turn);
	aacs_run_init(drive);
	mutex_init(&drive->lock);
	/* The drive may have granted AGIDs before the module found it. */
	drive->agids.leftover = AACS_AGID_ALL;

	device_initialize(&drive->dev);
	drive->dev.parent = &sdev->sdev_gendev;
	drive->dev.release = aacs_drive_release;
	return drive;
}

void aacs_drive_put(struct aacs_drive *drive)
{
	put_device(disk_to_dev(drive->disk));
	put_device(&drive->sdev->sdev_gendev);
	put_device(&drive->dev);
}

void aacs_drive_set_removing(struct aacs_drive *drive)
{
	WRITE_ONCE(drive->removing, true);
	wake_up_all(&drive->wait);
	wake_up_all(&drive->turn.wait);
}

unsigned int aacs_drive_agid_mask(const struct aacs_drive *drive)
{
	lockdep_assert_held(&drive->lock);
	/* A drive that reports 0 AGIDs may have all four. */
	return BIT(min(drive->feature.agids ?: AACS_AGID_MAX, AACS_AGID_MAX)) - 1;
}

int aacs_drive_sleep(struct aacs_drive *drive, unsigned int state,
		     const bool *stop, unsigned int opens, long timeout)
{
	long left;

	left = aacs_wait_event(drive->wait, READ_ONCE(*stop) ||
			       READ_ONCE(drive->disk_check.opens) != opens,
			       state, timeout);
	if (left < 0)
		return left;
	return READ_ONCE(*stop) ? -ENODEV : 0;
}

void aacs_drive_queue(struct aacs_drive *drive, struct workqueue_struct *queue,
		      struct work_struct *work)
{
	get_device(&drive->dev);
	if (!queue_work(queue, work))
		put_device(&drive->dev);
}
