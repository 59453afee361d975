// SPDX-License-Identifier: GPL-2.0-only
/*
 * A drive exists for this module while sr is bound to it: without sr it has no
 * number, and no code checks it for medium changes.
 *
 * The SCSI class interface calls add_dev for each SCSI device; usually sr is
 * bound to an optical drive by then. The bus notifier covers the other cases:
 * sr_mod loaded later, an asynchronous probe, a rebind, an unbind. The kernel
 * does not export scsi_bus_type, but each SCSI device points to it.
 *
 * The module never takes the device lock of a device that is no optical drive.
 * The class interface calls with the SCSI class' mutex held, so that this file
 * only tries to take a device lock there.
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
static DEFINE_MUTEX(aacs_drives_lock); /* guards the list */

/* The module adds no more drives. Written under aacs_drives_lock. */
static bool aacs_exiting;

#define AACS_ARRIVAL_DELAY	(HZ / 10) /* jiffies */

/* Where the notifier is registered. The SCSI class' mutex guards it. */
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

/* Creates the drive and its node, and queues the read of its feature; or NULL. */
static struct aacs_drive *aacs_discover_create(struct scsi_device *sdev,
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

	/* A drive may take long to answer: the scan must not wait for it. */
	aacs_drive_queue(drive, aacs_probe_workqueue, &drive->probe);
	return drive;
}

/*
 * Drops all sessions and wakes tasks in poll(); files may stay open. If commands
 * reach the drive, ends its sessions there until @until, in jiffies.
 * Context: the device lock is held and keeps sr bound.
 */
static void aacs_discover_destroy(struct aacs_drive *drive, unsigned long until)
{
	bool reached = READ_ONCE(drive->sdev->sdev_state) == SDEV_RUNNING;

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

/* Adds @dev if sr is bound to it. Context: the device lock is held. */
static void aacs_discover_attach(struct device *dev)
{
	struct scsi_device *sdev = to_scsi_device(dev);
	struct aacs_drive *drive;
	struct device *disk;

	device_lock_assert(dev);
	mutex_lock(&aacs_drives_lock);
	if (!dev->driver || aacs_exiting || aacs_find(sdev))
		goto out;
	disk = device_find_child(dev, NULL, aacs_is_disk);
	if (!disk)
		goto out;
	drive = aacs_discover_create(sdev, dev_to_disk(disk));
	if (drive)
		list_add_tail(&drive->node, &aacs_drives);
	put_device(disk);
out:
	mutex_unlock(&aacs_drives_lock);
}

/*
 * Takes the drive of @dev off the list, for aacs_discover_destroy(); or NULL.
 * Context: the device lock is held.
 */
static struct aacs_drive *aacs_discover_unlist(struct device *dev)
{
	struct aacs_drive *drive;

	device_lock_assert(dev);
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

	/* Hosts and targets are on this bus, too. */
	if (!scsi_is_sdev_device(dev) || !aacs_is_optical(to_scsi_device(dev)))
		return NOTIFY_DONE;
	if (action == BUS_NOTIFY_BOUND_DRIVER) {
		aacs_discover_attach(dev);
	} else if (action == BUS_NOTIFY_UNBIND_DRIVER) {
		drive = aacs_discover_unlist(dev);
		if (drive)
			aacs_discover_destroy(drive, jiffies + aacs_command_timeout());
	}
	return NOTIFY_OK;
}

static struct notifier_block aacs_bus_notifier = {
	.notifier_call = aacs_bus_notify,
};

/**
 * struct aacs_arrival - an optical drive that add_dev could not lock
 * @work: tries the lock again
 * @dev: the SCSI device, referenced
 */
struct aacs_arrival {
	struct delayed_work work;
	struct device *dev;
};

/*
 * False if another task has the device lock: a probe, after which the bus
 * notifier is called, or a task that has nothing to do with sr.
 */
static bool aacs_discover_try_attach(struct device *dev)
{
	if (!device_trylock(dev))
		return false;
	aacs_discover_attach(dev);
	device_unlock(dev);
	return true;
}

static void aacs_arrival_work(struct work_struct *work)
{
	struct aacs_arrival *arrival;

	arrival = container_of(to_delayed_work(work), struct aacs_arrival,
			       work);
	if (!READ_ONCE(aacs_exiting) && !aacs_discover_try_attach(arrival->dev)) {
		queue_delayed_work(aacs_workqueue, &arrival->work,
				   AACS_ARRIVAL_DELAY);
		return;
	}
	put_device(arrival->dev);
	kfree(arrival);
	aacs_busy_put();
}

int aacs_discover_arrive(struct device *dev)
{
	struct aacs_arrival *arrival;

	if (aacs_discover_try_attach(dev))
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
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_discover_arrive);

/* Context: the SCSI class' mutex is held, so this waits for no device lock. */
static int aacs_add_dev(AACS_INTERFACE_ARGS)
{
	struct device *dev = class_dev->parent;
	int error;

	if (!aacs_is_optical(to_scsi_device(dev)))
		return 0;
	if (!aacs_scsi_bus) {
		error = bus_register_notifier(dev->bus, &aacs_bus_notifier);
		if (error)
			return error;
		aacs_scsi_bus = dev->bus;
	}
	return aacs_discover_arrive(dev);
}

/*
 * The device is removed, and the notifier's call for the unbind follows; or the
 * module is unloaded. Context: the SCSI class' mutex is held, so this does not
 * wait for the drive.
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

/* The SCSI device of the first drive in the list, referenced, or NULL. */
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
	/* The interface may register the notifier until this returns. */
	scsi_unregister_interface(&aacs_interface);

	/* All drives share one deadline. */
	while ((dev = aacs_first_device())) {
		device_lock(dev);
		drive = aacs_discover_unlist(dev);
		if (drive)
			aacs_discover_destroy(drive, until);
		device_unlock(dev);
		put_device(dev);
	}
	if (aacs_scsi_bus)
		bus_unregister_notifier(aacs_scsi_bus, &aacs_bus_notifier);
}
