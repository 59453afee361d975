/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the LBA extent of an open file on the drive's disc, for binding nonce
 * requests that name a file.
 */
#ifndef SR_AACS_EXTENT_H
#define SR_AACS_EXTENT_H

#include <linux/types.h>

struct device;
struct gendisk;

#define AACS_SECTOR_SHIFT	11	/* an LBA counts 2048 bytes */
#define AACS_EXTENT_MAX		255	/* sectors: one byte in the CDB */

/**
 * struct aacs_extent - the extent of a binding nonce
 * @lba: the first sector; a sector has 2048 bytes
 * @sectors: number of sectors, 1 to AACS_EXTENT_MAX
 */
struct aacs_extent {
	u32 lba;
	u8 sectors;
};

/**
 * struct aacs_extent_map - the blocks of a file
 * @size: size of the file in bytes
 * @block_shift: log2 of the file system's block size in bytes, 9 or more
 * @start: offset of the file system's device on the disc, in bytes
 * @length: length of that device in bytes
 * @block: tells where block @index of @file is: sets *@block to its number on
 *	   the device, 0 for a hole; returns 0 or a negative errno
 * @file: passed to @block
 */
struct aacs_extent_map {
	u64 size;
	unsigned int block_shift;
	u64 start;
	u64 length;
	int (*block)(void *file, u64 index, u64 *block);
	void *file;
};

/**
 * aacs_extent_of_map() - the extent of a file from its blocks
 * @map: the file
 * @extent: filled in on success
 *
 * The file must lie in one piece, start at the beginning of a sector and be 1
 * to AACS_EXTENT_MAX sectors long. A last sector in part counts as a whole one.
 *
 * Return: NULL, or why the file has no extent, for the debug message.
 */
const char *aacs_extent_of_map(const struct aacs_extent_map *map,
			       struct aacs_extent *extent);

/**
 * aacs_extent_of_file() - the extent of an open file of the calling process
 * @dev: for debug messages
 * @disk: the disk that the file must be on; only its address is used
 * @fd: the file's descriptor
 * @extent: filled in on success
 *
 * Writes the file's dirty pages to the disc first, because a file system may
 * choose the blocks only then. Keeps no reference: the file may grow, move or
 * vanish as soon as this returns.
 *
 * Context: Process context, in the process that @fd belongs to; no lock held,
 *	    because a file system may take long to answer.
 * Return: an NTSTATUS:
 * * SUCCESS;
 * * INVALID_PARAMETER if @fd is not a regular file of that disc, if its file
 *   system is one in user space, or if it does not lie in one extent;
 * * ACCESS_DENIED if @fd is not open for reading;
 * * CANCELLED after a fatal signal; a write-out ends first, as in fsync();
 * * else why the file could not be written out.
 */
u32 aacs_extent_of_file(struct device *dev, const struct gendisk *disk,
			unsigned int fd, struct aacs_extent *extent);

#endif /* SR_AACS_EXTENT_H */
