// SPDX-License-Identifier: GPL-2.0-only
/* The extent of a file, see extent.h. */
#include <linux/align.h>
#include <linux/bits.h>
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/magic.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include "extent.h"
#include "kunit.h"
#include "status.h"

#define AACS_SECTOR_SIZE	BIT_ULL(AACS_SECTOR_SHIFT)

static const char *aacs_extent_check_size(u64 size)
{
	if (!size)
		return "the file is empty";
	if (size > (u64)AACS_EXTENT_MAX << AACS_SECTOR_SHIFT)
		return "the file is longer than 255 sectors";
	return NULL;
}

/* Checks all blocks of the file; sets *@first to the number of the first. */
static const char *aacs_extent_first_block(const struct aacs_extent_map *map,
					   u64 *first)
{
	u64 count = ((map->size - 1) >> map->block_shift) + 1;
	u64 limit = map->length >> map->block_shift;
	u64 index, block;

	for (index = 0; index < count; index++) {
		if (map->block(map->file, index, &block))
			return "the file system names no blocks of the file";
		/* bmap() also answers 0 if it can't tell. */
		if (!block)
			return "the file has a hole";
		if (block >= limit)
			return "the file has a block outside the disc";
		if (!index)
			*first = block;
		else if (block != *first + index)
			return "the file is fragmented";
	}
	return NULL;
}

const char *aacs_extent_of_map(const struct aacs_extent_map *map,
			       struct aacs_extent *extent)
{
	u64 first, byte, lba, sectors;
	const char *why;

	why = aacs_extent_check_size(map->size);
	if (why)
		return why;
	why = aacs_extent_first_block(map, &first);
	if (why)
		return why;

	/* All blocks are on the disc, so the sum does not overflow. */
	byte = map->start + (first << map->block_shift);
	if (!IS_ALIGNED(byte, AACS_SECTOR_SIZE))
		return "the file does not start at a sector";
	lba = byte >> AACS_SECTOR_SHIFT;
	sectors = ((map->size - 1) >> AACS_SECTOR_SHIFT) + 1;
	if (lba + sectors - 1 > U32_MAX)
		return "the file lies behind the last LBA";

	extent->lba = lba;
	extent->sectors = sectors;
	return NULL;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_extent_of_map);

/*
 * bmap() is the only function for this that modules may use on all kernels.
 *
 * The ioctl FIBMAP requires CAP_SYS_RAWIO, because file systems did not expect
 * any block number from any program, and ext4 with data=journal flushes its
 * journal. Here the number is within the file, and the caller has a session
 * with the drive and has the file open.
 */
static int aacs_extent_block(void *file, u64 index, u64 *block)
{
	sector_t sector = index;
	int error;

	if (fatal_signal_pending(current))
		return -EINTR;
	error = bmap(file_inode(file), &sector);
	if (error)
		return error;
	/* From 6.3 on UDF answers this for a file that lies in its ICB. */
	if ((s64)sector < 0)
		return -EINVAL;
	*block = sector;
	return 0;
}

/*
 * Writes the file's dirty pages to the disc. Does not consume an error: a
 * program that calls fsync() on the file still gets it.
 */
static int aacs_extent_write_out(struct address_space *mapping)
{
	errseq_t since = filemap_sample_wb_err(mapping);
	int error, late;

	error = filemap_fdatawrite(mapping);
	late = filemap_fdatawait_keep_errors(mapping);
	return filemap_check_wb_err(mapping, since) ?: error ?: late;
}

/* @why: returned: NULL, or why the file has no extent. */
static u32 aacs_extent_of_open_file(const struct gendisk *disk,
				    struct file *file,
				    struct aacs_extent *extent,
				    const char **why)
{
	struct inode *inode = file_inode(file);
	struct block_device *bdev = inode->i_sb->s_bdev;
	struct aacs_extent_map map = { .block = aacs_extent_block, .file = file };
	int error;

	if (!S_ISREG(inode->i_mode)) {
		*why = "not a regular file";
		return SR_AACS_STATUS_INVALID_PARAMETER;
	}
	if (!bdev || bdev->bd_disk != disk) {
		*why = "the file is not on this drive's disc";
		return SR_AACS_STATUS_INVALID_PARAMETER;
	}
	/*
	 * FUSE counts blocks in units of its own and ends a write-out before
	 * the data are on the disc, and its server may answer anything.
	 */
	if (inode->i_sb->s_magic == FUSE_SUPER_MAGIC) {
		*why = "the file system is in user space";
		return SR_AACS_STATUS_INVALID_PARAMETER;
	}
	if (!(file->f_mode & FMODE_READ)) {
		*why = "the file is not open for reading";
		return SR_AACS_STATUS_ACCESS_DENIED;
	}

	map.size = i_size_read(inode);
	*why = aacs_extent_check_size(map.size);
	if (*why)
		return SR_AACS_STATUS_INVALID_PARAMETER;
	error = aacs_extent_write_out(inode->i_mapping);
	if (error) {
		*why = "the file can't be written out";
		return aacs_status_from_errno(error);
	}

	map.block_shift = inode->i_blkbits;
	map.start = get_start_sect(bdev) << SECTOR_SHIFT;
	map.length = bdev_nr_bytes(bdev);
	*why = aacs_extent_of_map(&map, extent);
	if (fatal_signal_pending(current))
		return SR_AACS_STATUS_CANCELLED;
	if (!*why && i_size_read(inode) != map.size)
		*why = "the file's size is changing";
	return *why ? SR_AACS_STATUS_INVALID_PARAMETER : SR_AACS_STATUS_SUCCESS;
}

u32 aacs_extent_of_file(struct device *dev, const struct gendisk *disk,
			unsigned int fd, struct aacs_extent *extent)
{
	u32 status = SR_AACS_STATUS_INVALID_PARAMETER;
	const char *why = "not an open file";
	struct file *file;

	file = fget(fd);
	if (file) {
		why = NULL;
		status = aacs_extent_of_open_file(disk, file, extent, &why);
		fput(file);
	}
	if (why)
		dev_dbg(dev, "handle: %s\n", why);
	return status;
}
