// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drives come and go with sr's binding: a drive without sr has no number, and
 * its medium changes would go unnoticed.
 *
 * The SCSI class interface calls add_dev for each SCSI device; most have sr bound
 * by then. When sr is bound later (sr_mod loaded last, an asynchronous probe, a
 * rebind) or unbound early, the bus notifier is called. scsi_bus_type is not
 * exported, but every SCSI device points to it.
 *
 * No device but an optical drive is waited for, and its lock is not taken. Under
 * the SCSI class' mutex nothing is waited for: a device lock is only tried.
 *
 * Lock order: the SCSI class' mutex, sdev_gendev's device lock, the notifier's,
 * aacs_drives_lock.
 */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <scsi/scsi.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_driver.h>
#include "chardev.h"
#include "compat.h"
#include "discover.h"
#include "drive.h"
#include "event.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"

static LIST_HEAD(aacs_drives);
static DEFINE_MUTEX(aacs_drives_lock); /* the list */

static bool aacs_exiting; /* drives are only removed; guarded by the same lock */

#define AACS_ARRIVAL_DELAY	(HZ / 10)

/* Where the notifier is registered; guarded by the SCSI class' own mutex. */
static AACS_BUS_TYPE *aacs_scsi_bus;

static struct aacs_drive *aacs_find(const struct scsi_device *sdev)
{
	struct aacs_drive *drive;

	lockdep_assert_held(&aacs_drives_lock);
	list_for_each_entry(drive, &aacs_drives, node)
		if (drive->sdev == sdev)
			return drive;
	return NULL;
}

static int aacs_is_disk(struct device *dev, AACS_MATCH_DATA *unused)
{
	return dev->class && !strcmp(dev->class->name, "block");
}

/* Makes the drive and its node, and has its feature read; a drive or NULL. */
static struct aacs_drive *aacs_add(struct scsi_device *sdev,
				   struct gendisk *disk)
{
	struct aacs_drive *drive;
	int error;

	drive = aacs_drive_alloc(sdev, disk);
	if (!drive)
		return NULL;
	aacs_event_init(drive);
	INIT_WORK(&drive->disk_check.work, aacs_disk_check_work);
	INIT_WORK(&drive->cleanup, aacs_session_cleanup_work);
	INIT_WORK(&drive->probe, aacs_feature_probe_work);
	error = aacs_chardev_add(drive, disk->first_minor);
	if (error) {
		dev_err(&sdev->sdev_gendev, "no AACS node: %d\n", error);
		aacs_drive_put(drive);
		return NULL;
	}

	/* A drive may take its time to answer: don't keep the scan waiting. */
	aacs_drive_queue(drive, aacs_probe_workqueue, &drive->probe);
	return drive;
}

/*
 * All sessions are dropped and pollers told; files may stay open. If commands
 * still reach the drive its sessions are ended there, until @until. Context: the
 * device lock is held, so that an unbind does not come between.
 */
static void aacs_remove(struct aacs_drive *drive, unsigned long until)
{
	bool reached = drive->sdev->sdev_state == SDEV_RUNNING;

	aacs_drive_set_removing(drive);
	aacs_session_remove(drive, reached ? &until : NULL);
	wake_up_interruptible_poll(&drive->poll, EPOLLHUP);
	aacs_chardev_del(drive);
	aacs_drive_put(drive);
}

static bool aacs_is_optical(const struct scsi_device *sdev)
{
	return sdev->type == TYPE_ROM || sdev->type == TYPE_WORM;
}

/* sr has been bound to @dev, or may have been. Context: device lock held. */
static void aacs_attach(struct device *dev)
{
	struct scsi_device *sdev = to_scsi_device(dev);
	struct aacs_drive *drive;
	struct device *disk;

	mutex_lock(&aacs_drives_lock);
	if (!dev->driver || aacs_exiting || aacs_find(sdev))
		goto out;
	disk = device_find_child(dev, NULL, aacs_is_disk);
	if (!disk)
		goto out;
	drive = aacs_add(sdev, dev_to_disk(disk));
	if (drive)
		list_add_tail(&drive->node, &aacs_drives);
	put_device(disk);
out:
	mutex_unlock(&aacs_drives_lock);
}

/* The drive on @dev, off the list: the caller removes it; or NULL. */
static struct aacs_drive *aacs_detach(struct device *dev)
{
	struct aacs_drive *drive;

	mutex_lock(&aacs_drives_lock);
	drive = aacs_find(to_scsi_device(dev));
	if (drive)
		list_del_init(&drive->node);
	mutex_unlock(&aacs_drives_lock);
	return drive;
}

#ifdef AACS_KUNIT
struct aacs_drive *aacs_discover_find(struct scsi_device *sdev)
{
	struct aacs_drive *drive;

	mutex_lock(&aacs_drives_lock);
	drive = aacs_find(sdev);
	if (drive)
		get_device(&drive->dev);
	mutex_unlock(&aacs_drives_lock);
	return drive;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_discover_find);
#endif

/* Context: the device lock of @data is held. */
static int aacs_bus_notify(struct notifier_block *nb, unsigned long action,
			   void *data)
{
	struct device *dev = data;
	struct aacs_drive *drive;

	/* Hosts and targets are on the bus as well. */
	if (!scsi_is_sdev_device(dev) || !aacs_is_optical(to_scsi_device(dev)))
		return NOTIFY_DONE;
	if (action == BUS_NOTIFY_BOUND_DRIVER) {
		aacs_attach(dev);
	} else if (action == BUS_NOTIFY_UNBIND_DRIVER) {
		drive = aacs_detach(dev);
		if (drive)
			aacs_remove(drive, jiffies + aacs_command_timeout());
	}
	return NOTIFY_OK;
}

static struct notifier_block aacs_bus_notifier = {
	.notifier_call = aacs_bus_notify,
};

/**
 * struct aacs_arrival - a SCSI device that was locked when it was added
 * @work: looks again
 * @dev: the SCSI device, referenced
 */
struct aacs_arrival {
	struct delayed_work work;
	struct device *dev;
};

/*
 * False if the lock is taken: by a probe, after which the bus notifier is called,
 * or by something that has nothing to do with sr. The lock keeps an unbind away.
 */
static bool aacs_try_attach(struct device *dev)
{
	if (!device_trylock(dev))
		return false;
	aacs_attach(dev);
	device_unlock(dev);
	return true;
}

static void aacs_arrival_work(struct work_struct *work)
{
	struct aacs_arrival *arrival;

	arrival = container_of(to_delayed_work(work), struct aacs_arrival,
			       work);
	if (!READ_ONCE(aacs_exiting) && !aacs_try_attach(arrival->dev)) {
		queue_delayed_work(aacs_workqueue, &arrival->work,
				   AACS_ARRIVAL_DELAY);
		return;
	}
	put_device(arrival->dev);
	kfree(arrival);
	aacs_busy_put();
}

/* Context: the SCSI class' mutex is held, so this waits for no device. */
static int aacs_add_dev(AACS_INTERFACE_ARGS)
{
	struct device *dev = class_dev->parent;
	struct aacs_arrival *arrival;
	int error;

	if (!aacs_is_optical(to_scsi_device(dev)))
		return 0;
	if (!aacs_scsi_bus) {
		error = bus_register_notifier(dev->bus, &aacs_bus_notifier);
		if (error)
			return error;
		aacs_scsi_bus = dev->bus;
	}
	if (aacs_try_attach(dev))
		return 0;

	arrival = kzalloc(sizeof(*arrival), GFP_KERNEL);
	if (!arrival)
		return -ENOMEM;
	aacs_busy_get();
	arrival->dev = get_device(dev);
	INIT_DELAYED_WORK(&arrival->work, aacs_arrival_work);
	queue_delayed_work(aacs_workqueue, &arrival->work, AACS_ARRIVAL_DELAY);
	return 0;
}

/*
 * The device goes, and the bus notifier is called for the unbind; or the module
 * goes. Context: the SCSI class' mutex is held, so this waits for nothing.
 */
static void aacs_remove_dev(AACS_INTERFACE_ARGS)
{
	struct aacs_drive *drive;

	mutex_lock(&aacs_drives_lock);
	drive = aacs_find(to_scsi_device(class_dev->parent));
	if (drive)
		aacs_drive_set_removing(drive);
	mutex_unlock(&aacs_drives_lock);
}

static struct class_interface aacs_interface = {
	.add_dev = aacs_add_dev,
	.remove_dev = aacs_remove_dev,
};

int aacs_discover_init(void)
{
	return scsi_register_interface(&aacs_interface);
}

/* A SCSI device that still has a drive, referenced, or NULL. */
static struct device *aacs_first_device(void)
{
	struct aacs_drive *drive;
	struct device *dev = NULL;

	mutex_lock(&aacs_drives_lock);
	drive = list_first_entry_or_null(&aacs_drives, struct aacs_drive, node);
	if (drive)
		dev = get_device(&drive->sdev->sdev_gendev);
	mutex_unlock(&aacs_drives_lock);
	return dev;
}

void aacs_discover_exit(void)
{
	unsigned long until = jiffies + aacs_command_timeout();
	struct aacs_drive *drive;
	struct device *dev;

	mutex_lock(&aacs_drives_lock);
	WRITE_ONCE(aacs_exiting, true);
	mutex_unlock(&aacs_drives_lock);
	/* Until the interface is gone it may register the notifier. */
	scsi_unregister_interface(&aacs_interface);

	/* One deadline for all drives. */
	while ((dev = aacs_first_device())) {
		device_lock(dev);
		drive = aacs_detach(dev);
		if (drive)
			aacs_remove(drive, until);
		device_unlock(dev);
		put_device(dev);
	}
	if (aacs_scsi_bus)
		bus_unregister_notifier(aacs_scsi_bus, &aacs_bus_notifier);
}
