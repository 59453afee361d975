/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An open file on the drive's disc -> the LBA extent that it lies in, for the
 * binding nonce requests that name a file instead of an extent.
 */
#ifndef SR_AACS_EXTENT_H
#define SR_AACS_EXTENT_H

#include <linux/types.h>

struct device;
struct gendisk;

#define AACS_SECTOR_SHIFT	11	/* an LBA counts 2048 bytes */
#define AACS_EXTENT_MAX		255	/* sectors: one byte in the CDB */

/**
 * struct aacs_extent - what a binding nonce is bound to
 * @lba: the first sector of 2048 bytes
 * @sectors: their number, 1 to AACS_EXTENT_MAX
 */
struct aacs_extent {
	u32 lba;
	u8 sectors;
};

/**
 * struct aacs_file_map - where a file's blocks are
 * @size: of the file in bytes
 * @block_shift: log2 of the file system's block size in bytes, 9 or more
 * @start: where the file system's device begins on the disc, in bytes
 * @length: of that device in bytes; the disc ends there
 * @block: asks for the @index-th block of @file: *@block becomes its number on
 *	   the device, 0 for a hole. 0 or a negative errno
 * @file: for @block
 */
struct aacs_file_map {
	u64 size;
	unsigned int block_shift;
	u64 start;
	u64 length;
	int (*block)(void *file, u64 index, u64 *block);
	void *file;
};

/**
 * aacs_extent_of_map() - the extent of a file whose blocks are known
 * @map: where they are
 * @extent: filled in on success
 *
 * The file must lie in one piece that begins with a sector and has 1 to
 * AACS_EXTENT_MAX of them: its size, rounded up.
 *
 * Return: NULL, or what is wrong with the file, for a debug message.
 */
const char *aacs_extent_of_map(const struct aacs_file_map *map,
			       struct aacs_extent *extent);

/**
 * aacs_extent_of_file() - the extent of an open file of the calling process
 * @dev: for debug messages: why a file won't do
 * @disk: the disk that it must be on; compared and not looked into
 * @fd: its descriptor
 * @extent: filled in on success
 *
 * What has been written to the file and is not on the disc yet is written out
 * first, so that the extent is the final one. The file may grow, move or go as
 * soon as this returns: no reference to it is kept.
 *
 * Context: Process context, of the process that @fd belongs to. Takes no lock
 *	    of this module and must be called without any: a file system may take
 *	    its time.
 * Return: SR_AACS_STATUS_SUCCESS; SR_AACS_STATUS_INVALID_PARAMETER when @fd is no regular file
 * of that disc, its file system is one in user space, or it does not lie in one
 * extent; SR_AACS_STATUS_ACCESS_DENIED when it is
 * not open for reading; SR_AACS_STATUS_CANCELLED when a fatal signal came; else why it
 * could not be written out.
 */
u32 aacs_extent_of_file(struct device *dev, const struct gendisk *disk,
			unsigned int fd, struct aacs_extent *extent);

#endif /* SR_AACS_EXTENT_H */
