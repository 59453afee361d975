/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All differences between kernel versions: LINUX_VERSION_CODE appears in no
 * other file. tests/kernels/table lists the kernels of the tests. None of them
 * runs the code for 6.5 to 6.8.
 */
#ifndef SR_AACS_COMPAT_H
#define SR_AACS_COMPAT_H

#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <scsi/scsi_device.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include <asm/unaligned.h>
#else
#include <linux/unaligned.h>
#endif

/*
 * struct class: .devnode takes a const device from 6.2 on; .owner does not exist
 * from 6.4 on.
 */
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

/* struct class_interface: the callbacks take only the device from 6.4 on. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define AACS_INTERFACE_ARGS	struct device *class_dev,		\
				struct class_interface *interface
#else
#define AACS_INTERFACE_ARGS	struct device *class_dev
#endif

/* The type that device.bus points to; const from 6.4 on. */
#define AACS_BUS_TYPE		typeof(*((struct device *)NULL)->bus)

/* EXPORT_SYMBOL_NS_GPL(), MODULE_IMPORT_NS(): take a string from 6.13 on. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define AACS_KUNIT_NAMESPACE	SR_AACS_KUNIT
#else
#define AACS_KUNIT_NAMESPACE	"SR_AACS_KUNIT"
#endif

/* From 6.5 on kmalloc() may align memory less than DMA needs. */
#ifdef ARCH_DMA_MINALIGN
#define AACS_DMA_ALIGN		ARCH_DMA_MINALIGN
#else
#define AACS_DMA_ALIGN		ARCH_KMALLOC_MINALIGN
#endif

/* device_find_child(): the data for the match are const from 6.14 on. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define AACS_MATCH_DATA		void
#else
#define AACS_MATCH_DATA		const void
#endif

/* rq_end_io_fn: has a third argument from 7.0 on. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define AACS_END_IO_ARGS	struct request *rq, blk_status_t error
#else
#define AACS_END_IO_ARGS	struct request *rq, blk_status_t error,	\
				const struct io_comp_batch *batch
#endif

/**
 * aacs_map_kern() - attach a buffer to a request
 * @rq: the request
 * @data: the buffer; the block layer copies it if DMA can't use it
 * @len: size of the buffer in bytes
 * @gfp: flags for allocations
 *
 * Return: 0 or a negative errno.
 */
static inline int aacs_map_kern(struct request *rq, void *data,
				unsigned int len, gfp_t gfp)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
	return blk_rq_map_kern(rq->q, rq, data, len, gfp);
#else
	return blk_rq_map_kern(rq, data, len, gfp);
#endif
}

/*
 * Counters of the unit attentions 28h (the medium may have changed) and 29h
 * (reset) that any command to the device has met. They exist from 6.15 on.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define AACS_UA_COUNTED	false
#define aacs_ua_new_media(sdev)	0U
#define aacs_ua_reset(sdev)	0U
#else
#define AACS_UA_COUNTED	true
#define aacs_ua_new_media(sdev)	((unsigned int)scsi_get_ua_new_media_ctr(sdev))
#define aacs_ua_reset(sdev)	((unsigned int)scsi_get_ua_por_ctr(sdev))
#endif

/**
 * aacs_disk_open_and_close() - open a disk and close it again
 * @disk: the disk
 *
 * Opens it read-only and non-blocking: this neither locks the door nor closes
 * the tray, and works without a medium.
 *
 * Context: Process context.
 * Return: 0 or a negative errno.
 */
static inline int aacs_disk_open_and_close(struct gendisk *disk)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
	const fmode_t mode = FMODE_READ | FMODE_NDELAY;
	struct block_device *bdev;

	bdev = blkdev_get_by_dev(disk_devt(disk), mode, NULL);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	blkdev_put(bdev, mode);
	return 0;
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
	struct block_device *bdev;

	bdev = blkdev_get_by_dev(disk_devt(disk),
				 BLK_OPEN_READ | BLK_OPEN_NDELAY, NULL, NULL);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	blkdev_put(bdev, NULL);
	return 0;
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
	struct bdev_handle *handle;

	handle = bdev_open_by_dev(disk_devt(disk),
				  BLK_OPEN_READ | BLK_OPEN_NDELAY, NULL, NULL);
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	bdev_release(handle);
	return 0;
#else
	struct file *file;

	file = bdev_file_open_by_dev(disk_devt(disk),
				     BLK_OPEN_READ | BLK_OPEN_NDELAY, NULL,
				     NULL);
	if (IS_ERR(file))
		return PTR_ERR(file);
	/* bdev_fput() takes effect later, and until then an eject would fail. */
	__fput_sync(file);
	return 0;
#endif
}

#endif /* SR_AACS_COMPAT_H */
