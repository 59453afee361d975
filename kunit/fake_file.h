/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file on the fake drive's disc. The test sets where the blocks of the file
 * are.
 */
#ifndef SR_AACS_KUNIT_FAKE_FILE_H
#define SR_AACS_KUNIT_FAKE_FILE_H

#include <linux/fs.h>
#include "fixture.h"

/**
 * struct fake_file - a file in a file system of its own
 * @f: the fixture
 * @file: the open file, referenced
 * @first: number of its first block of 2048 bytes; the others follow
 * @bmap_calls: how often the file system was asked for a block
 * @on_first_bmap: called when it is asked for a block for the first time; NULL
 */
struct fake_file {
	struct fixture *fixture;
	struct file *file;
	u64 first;
	unsigned int bmap_calls;
	void (*on_first_bmap)(struct fake_file *fake);
};

/**
 * fake_file_open() - open a file of two sectors at LBA 4321h
 * @fake: filled in
 * @f: the fixture
 * @drive: the drive with the disc
 * @flags: O_RDONLY and the like
 *
 * The test must not abort before fake_file_close().
 *
 * Return: 0 or a negative errno.
 */
int fake_file_open(struct fake_file *fake, struct fixture *f,
		   struct aacs_drive *drive, int flags);

/**
 * fake_file_close() - close the file and unmount its file system
 * @fake: the file
 */
void fake_file_close(struct fake_file *fake);

/* The extent of a fake file; @format 20h generates, 21h reads. */
#define CDB_FILE_NONCE(agid, format)					\
			{ { 0xA4, 0, 0x00, 0x00, 0x43, 0x21, 2, 0x02,	\
			  0x00, 0x24, (agid) << 6 | (format), 0 } }

/**
 * fixture_nonce_for_file() - request a binding nonce for an open file
 * @f: the fixture
 * @req: filled in; not @f->req if @fake->on_first_bmap executes requests
 * @code: IOCTL_AACS_READ_BINDING_NONCE or IOCTL_AACS_GENERATE_BINDING_NONCE
 * @agid: the session; the caller is @f->a
 * @file: the file; gets a descriptor for the time of the request
 *
 * Return: the NTSTATUS of the request.
 */
u32 fixture_nonce_for_file(struct fixture *f, struct aacs_request *req,
			   u32 code, u32 agid, struct file *file);

/**
 * fixture_nonce_for_handle() - request a binding nonce for a handle
 * @f: the fixture
 * @req: filled in
 * @code: IOCTL_AACS_READ_BINDING_NONCE or IOCTL_AACS_GENERATE_BINDING_NONCE
 * @agid: the session; the caller is @f->a
 * @handle: any value
 *
 * Return: the NTSTATUS of the request.
 */
u32 fixture_nonce_for_handle(struct fixture *f, struct aacs_request *req,
			     u32 code, u32 agid, u64 handle);

#endif /* SR_AACS_KUNIT_FAKE_FILE_H */
