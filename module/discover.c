// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drives come and go with sr's binding: a drive that sr does not drive has no
 * number, and nothing would see its medium change.
 *
 * The SCSI class interface tells of SCSI devices, ours at insmod among them;
 * most have sr bound by then. Where sr comes later (sr_mod loaded last, an
 * asynchronous probe, a rebind) or leaves early (an unbind) the bus notifier
 * tells. scsi_bus_type is not exported, but every SCSI device points to it.
 *
 * Lock order: the SCSI class' mutex, sdev_gendev's device lock, the notifier's,
 * aacs_drives_lock. A drive's own lock is taken inside of the first three, but
 * not together with aacs_drives_lock.
 */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/poll.h>
#include <scsi/scsi.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_driver.h>
#include "chardev.h"
#include "compat.h"
#include "discover.h"
#include "drive.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"

static LIST_HEAD(aacs_drives);
static DEFINE_MUTEX(aacs_drives_lock); /* the list */

/* Where the notifier is registered; guarded by the SCSI class' own mutex. */
static typeof(((struct device *)NULL)->bus) aacs_scsi_bus;

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
	aacs_session_init(drive);
	aacs_feature_init(drive);
	error = aacs_chardev_add(drive, disk->first_minor);
	if (error) {
		dev_err(&sdev->sdev_gendev, "no AACS node for %s: %d\n",
			disk->disk_name, error);
		aacs_drive_put(drive);
		return NULL;
	}

	/* A drive may take its time to answer: don't keep the scan waiting. */
	schedule_work(&drive->probe);
	return drive;
}

/*
 * All sessions are dropped and pollers told; files may stay open. Waits for a
 * command that is under way. @alive: commands still reach the drive, so its
 * sessions are ended there too.
 */
static void aacs_remove(struct aacs_drive *drive, bool alive)
{
	unsigned int agid;

	/* Before the lock is had: no more waiting for what won't come. */
	WRITE_ONCE(drive->leaving, true);
	if (!alive)
		WRITE_ONCE(drive->gone, true);
	wake_up_all(&drive->wait);

	mutex_lock(&drive->lock);
	for (agid = 0; alive && agid < AACS_AGID_MAX; agid++)
		if (aacs_agid_held(&drive->agids, NULL) & BIT(agid))
			aacs_drive_end_session(drive, agid);
	WRITE_ONCE(drive->gone, true);
	aacs_drive_drop_all(drive, "removal");
	mutex_unlock(&drive->lock);

	wake_up_interruptible_poll(&drive->wait, EPOLLHUP | EPOLLPRI);
	cancel_delayed_work_sync(&drive->watch);
	cancel_work_sync(&drive->probe);
	aacs_chardev_del(drive);
	aacs_drive_put(drive);
}

/* sr has been bound to @dev, or may have been. Context: device lock held. */
static void aacs_attach(struct device *dev)
{
	struct scsi_device *sdev = to_scsi_device(dev);
	struct aacs_drive *drive;
	struct device *disk;

	if (!dev->driver ||
	    (sdev->type != TYPE_ROM && sdev->type != TYPE_WORM))
		return;

	mutex_lock(&aacs_drives_lock);
	if (aacs_find(sdev))
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

/* Whoever takes a drive off the list removes it. */
static void aacs_detach(struct device *dev, bool alive)
{
	struct aacs_drive *drive;

	mutex_lock(&aacs_drives_lock);
	drive = aacs_find(to_scsi_device(dev));
	if (drive)
		list_del_init(&drive->node);
	mutex_unlock(&aacs_drives_lock);

	if (drive)
		aacs_remove(drive, alive);
}

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

/* Context: the device lock of @data is held. */
static int aacs_bus_notify(struct notifier_block *nb, unsigned long action,
			   void *data)
{
	struct device *dev = data;

	/* Hosts and targets are on the bus as well. */
	if (!scsi_is_sdev_device(dev))
		return NOTIFY_DONE;
	if (action == BUS_NOTIFY_BOUND_DRIVER)
		aacs_attach(dev);
	else if (action == BUS_NOTIFY_UNBIND_DRIVER)
		aacs_detach(dev, true);
	return NOTIFY_OK;
}

static struct notifier_block aacs_bus_notifier = {
	.notifier_call = aacs_bus_notify,
};

static int aacs_add_dev(AACS_INTERFACE_ARGS)
{
	struct device *dev = class_dev->parent;
	int error;

	if (!aacs_scsi_bus) {
		error = bus_register_notifier(dev->bus, &aacs_bus_notifier);
		if (error)
			return error;
		aacs_scsi_bus = dev->bus;
	}

	/* Against an unbind that is under way. */
	device_lock(dev);
	aacs_attach(dev);
	device_unlock(dev);
	return 0;
}

static void aacs_remove_dev(AACS_INTERFACE_ARGS)
{
	aacs_detach(class_dev->parent, false);
}

static struct class_interface aacs_interface = {
	.add_dev = aacs_add_dev,
	.remove_dev = aacs_remove_dev,
};

int aacs_discover_init(void)
{
	return scsi_register_interface(&aacs_interface);
}

void aacs_discover_exit(void)
{
	struct aacs_drive *drive, *next;

	/* Until the interface is gone it may register the notifier. */
	scsi_unregister_interface(&aacs_interface);
	if (aacs_scsi_bus)
		bus_unregister_notifier(aacs_scsi_bus, &aacs_bus_notifier);

	/* Bound between the two; nobody else comes to the list any more. */
	list_for_each_entry_safe(drive, next, &aacs_drives, node) {
		list_del_init(&drive->node);
		aacs_remove(drive, true);
	}
}
