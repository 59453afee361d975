/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every kernel version difference, and the only LINUX_VERSION_CODE in the
 * tree. Built and run on 6.1, built on 6.12.
 */
#ifndef SR_AACS_COMPAT_H
#define SR_AACS_COMPAT_H

#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include <asm/unaligned.h>
#else
#include <linux/unaligned.h>
#endif

/* struct class: lost .owner in 6.4; .devnode got a const device in 6.2. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define AACS_CLASS_OWNER	.owner = THIS_MODULE,
#else
#define AACS_CLASS_OWNER
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define AACS_DEVNODE_DEVICE	struct device
#else
#define AACS_DEVNODE_DEVICE	const struct device
#endif

/* struct class_interface: the callbacks take the device alone from 6.4 on. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define AACS_INTERFACE_ARGS	struct device *class_dev,		\
				struct class_interface *interface
#else
#define AACS_INTERFACE_ARGS	struct device *class_dev
#endif

/**
 * aacs_disk_touch() - open a disk and close it again
 * @disk: the disk
 *
 * Read-only and non-blocking, so that the door is not locked, the tray not
 * closed and no medium asked for.
 *
 * Context: Process context.
 * Return: 0 or a negative errno.
 */
static inline int aacs_disk_touch(struct gendisk *disk)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
	const fmode_t mode = FMODE_READ | FMODE_NDELAY;
	struct block_device *bdev;

	bdev = blkdev_get_by_dev(disk_devt(disk), mode, NULL);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	blkdev_put(bdev, mode);
	return 0;
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	struct file *file;

	file = bdev_file_open_by_dev(disk_devt(disk),
				     BLK_OPEN_READ | BLK_OPEN_NDELAY, NULL,
				     NULL);
	if (IS_ERR(file))
		return PTR_ERR(file);
	/* Not bdev_fput(): till that has come to it an eject would be refused. */
	__fput_sync(file);
	return 0;
#else
#error "sr_aacs: opening a disk is not written for Linux 6.5 to 6.8"
#endif
}

#endif /* SR_AACS_COMPAT_H */
