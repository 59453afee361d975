/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file on the fake drive's disc: a file system that has nothing but it and
 * says what a case wants of where its blocks are.
 */
#ifndef SR_AACS_KUNIT_FAKE_FILE_H
#define SR_AACS_KUNIT_FAKE_FILE_H

#include <linux/fs.h>
#include "fixture.h"

/**
 * struct fake_file - the file
 * @fixture: the fixture
 * @file: open, referenced
 * @first: number of its first block of 2048 bytes; the others follow
 * @bmap_calls: how many blocks were asked for
 * @on_first_bmap: what happens on the drive when the first one is asked for
 */
struct fake_file {
	struct fixture *fixture;
	struct file *file;
	u64 first;
	unsigned int bmap_calls;
	void (*on_first_bmap)(struct fake_file *fake);
};

/**
 * fake_file_open() - two sectors from LBA 4321h on
 * @fake: the file, filled in
 * @fixture: the fixture
 * @drive: whose disc it is on
 * @flags: O_RDONLY and the like
 *
 * No case may be given up before fake_file_close().
 *
 * Return: 0 or a negative errno
 */
int fake_file_open(struct fake_file *fake, struct fixture *fixture,
		   struct aacs_drive *drive, int flags);
void fake_file_close(struct fake_file *fake);

/* Of the extent that a fake file lies in; @format: 20h generates, 21h reads. */
#define CDB_FILE_NONCE(agid, format)						\
			{ { 0xA4, 0, 0x00, 0x00, 0x43, 0x21, 2, 0x02,	\
			  0x00, 0x24, (agid) << 6 | (format), 0 } }

/**
 * fixture_nonce_for_file() - a binding nonce for an open file
 * @fixture: the fixture
 * @req: filled in; not @fixture->req, which is free for whatever comes between
 * @code: IOCTL_AACS_READ_BINDING_NONCE or IOCTL_AACS_GENERATE_BINDING_NONCE
 * @agid: of @fixture->a, or not
 * @file: has a descriptor only for that long
 *
 * Return: the NTSTATUS
 */
u32 fixture_nonce_for_file(struct fixture *fixture, struct aacs_request *req,
			   u32 code, u32 agid, struct file *file);
/* The same for whatever @handle says. */
u32 fixture_nonce_for_handle(struct fixture *fixture, struct aacs_request *req,
			     u32 code, u32 agid, u64 handle);

#endif /* SR_AACS_KUNIT_FAKE_FILE_H */
