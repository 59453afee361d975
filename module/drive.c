// SPDX-License-Identifier: GPL-2.0-only
/* One drive, see drive.h. */
#include <linux/blkdev.h>
#include <linux/slab.h>
#include <scsi/scsi_device.h>
#include "drive.h"

static void aacs_drive_release(struct device *dev)
{
	struct aacs_drive *drive = container_of(dev, struct aacs_drive, dev);

	mutex_destroy(&drive->lock);
	kfree(drive->buf);
	kfree(drive);
}

struct aacs_drive *aacs_drive_alloc(struct scsi_device *sdev,
				    struct gendisk *disk)
{
	struct aacs_drive *drive;

	drive = kzalloc(sizeof(*drive), GFP_KERNEL);
	if (!drive)
		return NULL;
	drive->buf = kzalloc(AACS_BUF_LEN, GFP_KERNEL);
	if (!drive->buf) {
		kfree(drive);
		return NULL;
	}

	drive->sdev = sdev;
	get_device(&sdev->sdev_gendev);
	drive->disk = disk;
	get_device(disk_to_dev(disk));
	INIT_LIST_HEAD(&drive->node);
	mutex_init(&drive->lock);
	init_waitqueue_head(&drive->wait);

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
