// SPDX-License-Identifier: GPL-2.0-only
/* Binding nonces for an open file: valid and invalid files. */
#include <linux/anon_inodes.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/magic.h>
#include <linux/pagemap.h>
#include <linux/shmem_fs.h>
#include "fake_file.h"

static const u32 nonce_codes[] = {
	IOCTL_AACS_READ_BINDING_NONCE, IOCTL_AACS_GENERATE_BINDING_NONCE,
};

/* The module sent no command, and the session is unchanged. */
static void expect_unchanged(struct fixture *f,
			     const struct aacs_request *req, u32 agid)
{
	struct kunit *test = f->test;

	KUNIT_EXPECT_EQ(test, req->information, 0U);
	KUNIT_EXPECT_EQ(test, req->out.payload[0], 0xCC);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), BIT(agid));
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x7U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
}

/* AGID 2 can still be used and ended. */
static void expect_usable(struct fixture *f)
{
	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, 2, SUCCESS);
	fixture_expect_payload(f, 0, 0xA4, 0x20, 32);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 2, SUCCESS);
	EXPECT_COMMANDS(f, CDB_NONCE(2, 0x20), CDB_END(2));
	KUNIT_EXPECT_EQ(f->test, fixture_held(f, NULL), 0x3U);
}

/* ---- files that are not on the disc ---- */

static struct file *open_regular(void)
{
	return shmem_file_setup("aacs_kunit", 4096, 0);
}

static struct file *open_empty(void)
{
	return shmem_file_setup("aacs_kunit", 0, 0);
}

static struct file *open_long(void)
{
	return shmem_file_setup("aacs_kunit", 0x100000, 0);
}

/* Opens the same file again with @flags. */
static struct file *reopen(struct file *file, int flags)
{
	struct file *again;

	if (IS_ERR(file))
		return file;
	again = dentry_open(&file->f_path, flags, current_cred());
	fput(file);
	return again;
}

static struct file *open_write_only(void)
{
	return reopen(open_regular(), O_WRONLY);
}

static struct file *open_path(void)
{
	return reopen(open_regular(), O_PATH);
}

static struct file *open_directory(void)
{
	return filp_open("/", O_RDONLY | O_DIRECTORY, 0);
}

static struct file *open_anonymous(void)
{
	static const struct file_operations nothing = { .owner = THIS_MODULE };

	return anon_inode_getfile("[aacs_kunit]", &nothing, NULL, O_RDWR);
}

struct foreign_row {
	const char *name;
	struct file *(*open)(void);
};

/* A write-only file elsewhere fails for its place, not for its mode. */
static const struct foreign_row foreign_rows[] = {
	{ "regular file elsewhere", open_regular },
	{ "empty file elsewhere", open_empty },
	{ "long file elsewhere", open_long },
	{ "write-only file elsewhere", open_write_only },
	{ "O_PATH", open_path },
	{ "directory", open_directory },
	{ "anonymous inode", open_anonymous },
};

ROW_PARAM(foreign);

static void file_foreign(struct kunit *test)
{
	const struct foreign_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct aacs_request req;
	struct file *file;
	unsigned int i;

	fixture_start_third(f);
	file = row->open();
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		EXPECT_STATUS(f, fixture_nonce_for_file(f, &req, nonce_codes[i],
							2, file),
			      INVALID_PARAMETER);
		expect_unchanged(f, &req, 2);
		KUNIT_EXPECT_EQ(test, file_count(file), 1L);
	}
	fput(file);
	flush_delayed_fput();
	expect_usable(f);
}

/* The file is on the disc of another drive that the module knows. */
static void file_of_another_drive(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_drive *other;
	struct aacs_drive *drive;
	struct aacs_request req;
	struct fake_file fake;
	unsigned int i;
	int error;

	fixture_start_third(f);
	other = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	drive = aacs_discover_find(other->sdev);
	if (!drive) {
		KUNIT_FAIL(test, "the module has no second drive");
		goto remove;
	}
	flush_work(&drive->probe);
	fake_clear_log(other);
	error = fake_file_open(&fake, f, drive, O_RDONLY);
	KUNIT_EXPECT_EQ(test, error, 0);
	for (i = 0; !error && i < ARRAY_SIZE(nonce_codes); i++) {
		EXPECT_STATUS(f, fixture_nonce_for_file(f, &req, nonce_codes[i],
							2, fake.file),
			      INVALID_PARAMETER);
		expect_unchanged(f, &req, 2);
		KUNIT_EXPECT_EQ(test, fake.bmap_calls, 0U);
		KUNIT_EXPECT_EQ(test, other->logged, 0U);
	}
	if (!error)
		fake_file_close(&fake);
	put_device(&drive->dev);
remove:
	fake_drive_remove(other);
	expect_usable(f);
}

static void file_not_open(struct kunit *test)
{
	static const u64 handles[] = {
		0x7FFFFFFF, 0x80000000, 0xFFFFFF9C, 0xFFFFFFFE,
		0xFFFFFFFFFFFFFFFE, 1000000,
		/* INVALID_HANDLE_VALUE */
		0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x00000003FFFFFFFF,
	};
	struct fixture *f = test->priv;
	struct aacs_request req;
	unsigned int i;
	int fd;

	fixture_start_third(f);
	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		EXPECT_STATUS(f, fixture_nonce_for_handle(f, &req,
							  nonce_codes[0], 2,
							  handles[i]),
			      INVALID_PARAMETER);
		expect_unchanged(f, &req, 2);
	}

	fd = get_unused_fd_flags(O_CLOEXEC);
	KUNIT_ASSERT_GE(test, fd, 0);
	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		/* reserved, but not open */
		EXPECT_STATUS(f, fixture_nonce_for_handle(f, &req,
							  nonce_codes[i], 2,
							  fd),
			      INVALID_PARAMETER);
		expect_unchanged(f, &req, 2);
	}
	put_unused_fd(fd);
	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		EXPECT_STATUS(f, fixture_nonce_for_handle(f, &req,
							  nonce_codes[i], 2,
							  fd),
			      INVALID_PARAMETER);
		expect_unchanged(f, &req, 2);
	}
	expect_usable(f);
}

/* ---- files on the disc ---- */

struct own_row {
	const char *name;
	int flags;
	loff_t size;		/* 0 for two sectors */
	u64 first;		/* 0 for LBA 4321h */
	unsigned int block_bits;
	umode_t mode;
	int error;		/* of the writeback */
	bool error_read;	/* another task has read and cleared the flags */
	bool no_bmap;
	bool fuse;		/* the file system is in user space */
	u32 status;
	/* valid on success */
	u32 lba;
	u8 sectors;
	bool bmap_called;	/* valid on failure */
};

#define NO_BYTE		(-1)
#define HOLE		(-1)

static const struct own_row own_rows[] = {
	{ "two sectors", O_RDONLY, .lba = 0x4321, .sectors = 2 },
	{ "two sectors, O_RDWR", O_RDWR, .lba = 0x4321, .sectors = 2 },
	{ "a byte", O_RDONLY, .size = 1, .lba = 0x4321, .sectors = 1 },
	{ "255 sectors", O_RDONLY, .size = 522240, .lba = 0x4321, .sectors = 255 },
	{ "blocks of two sectors", O_RDONLY, .block_bits = 12, .lba = 0x8642, .sectors = 2 },
	{ "blocks of half a sector", O_RDONLY, .block_bits = 10,
	  .first = 0x4322, .lba = 0x2191, .sectors = 2 },

	{ "write-only", O_WRONLY, .status = SR_AACS_STATUS_ACCESS_DENIED },
	{ "write-only and empty", O_WRONLY, .size = NO_BYTE,
	  .status = SR_AACS_STATUS_ACCESS_DENIED },
	{ "write-only directory", O_WRONLY, .mode = S_IFDIR,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "directory on the disc", O_RDONLY, .mode = S_IFDIR,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "pipe on the disc", O_RDONLY, .mode = S_IFIFO,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "empty", O_RDONLY, .size = NO_BYTE, .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "255 sectors and a byte", O_RDONLY, .size = 522241,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "empty, writeback failed", O_RDONLY, .size = NO_BYTE,
	  .error = -EIO, .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "writeback failed", O_RDONLY, .error = -EIO, .status = SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "writeback without space", O_RDONLY, .error = -ENOSPC,
	  .status = SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "writeback failed, flags cleared", O_RDONLY, .error = -EIO, .error_read = true,
	  .status = SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "no bmap", O_RDONLY, .no_bmap = true, .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "FUSE", O_RDONLY, .fuse = true, .status = SR_AACS_STATUS_INVALID_PARAMETER },
	{ "hole", O_RDONLY, .first = HOLE, .size = 1,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER, .bmap_called = true },
	{ "data in the ICB", O_RDONLY, .first = -(u64)EINVAL,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER, .bmap_called = true },
	{ "starts inside a sector", O_RDONLY, .block_bits = 10,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER, .bmap_called = true },
	{ "past the end of the disc", O_RDONLY, .first = 0x10000000,
	  .status = SR_AACS_STATUS_INVALID_PARAMETER, .bmap_called = true },
};

ROW_PARAM(own);

static void apply_own_row(struct fake_file *fake, const struct own_row *row)
{
	struct inode *inode = file_inode(fake->file);

	if (row->size)
		i_size_write(inode, row->size == NO_BYTE ? 0 : row->size);
	if (row->first)
		fake->first = row->first == (u64)HOLE ? 0 : row->first;
	if (row->block_bits)
		inode->i_blkbits = row->block_bits;
	if (row->mode)
		inode->i_mode = row->mode | 0600;
	if (row->no_bmap)
		inode->i_mapping->a_ops = &empty_aops;
	if (row->fuse)
		inode->i_sb->s_magic = FUSE_SUPER_MAGIC;
	mapping_set_error(inode->i_mapping, row->error);
	if (row->error_read)
		filemap_check_errors(inode->i_mapping);
}

static void expect_nonce_of(struct fixture *f, const struct own_row *row,
			    u32 agid, u8 format)
{
	struct fake_cdb want[] = {
		{ { 0xA4, 0, 0, 0, row->lba >> 8, row->lba & 0xFF,
		    row->sectors, 0x02, 0x00, 0x24, agid << 6 | format, 0 } },
		CDB_END(agid),
	};

	fixture_expect_commands(f, want, format == 0x21 ? 2 : 1, __LINE__);
	fixture_expect_payload(f, 0, 0xA4, format, 32);
	KUNIT_EXPECT_EQ(f->test, fixture_held(f, &f->a), format == 0x21 ? 0UL :
			BIT(agid));
}

static void file_own(struct kunit *test)
{
	const struct own_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fake_file fake;
	unsigned int i;
	u32 agid;

	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		agid = i ? fixture_start_session(f, &f->a) :
			   fixture_start_third(f);
		fake_clear_log(f->fake);
		KUNIT_ASSERT_EQ(test, fake_file_open(&fake, f, f->drive,
						     row->flags), 0);
		apply_own_row(&fake, row);
		EXPECT_STATUS_IS(f, fixture_nonce_for_file(f, &f->req,
							   nonce_codes[i], agid,
							   fake.file),
				 row->status);
		if (row->status) {
			expect_unchanged(f, &f->req, agid);
			KUNIT_EXPECT_EQ(test, !!fake.bmap_calls,
					row->bmap_called);
		} else {
			expect_nonce_of(f, row, agid, i ? 0x20 : 0x21);
		}
		/* The module dropped its reference to the file. */
		KUNIT_EXPECT_EQ(test, file_count(fake.file), 1L);
		/* fsync() still reports the error. */
		KUNIT_EXPECT_EQ(test, filemap_check_wb_err(fake.file->f_mapping,
							   0), row->error);
		fake_file_close(&fake);
		if (row->status && !i)
			EXPECT_REQUEST(f, &f->a, END_SESSION, agid, SUCCESS);
		fake_clear_log(f->fake);
	}
	if (row->status)
		expect_usable(f);
}

static struct kunit_case file_cases[] = {
	KUNIT_CASE_PARAM(file_foreign, foreign_gen_params),
	KUNIT_CASE(file_of_another_drive),
	KUNIT_CASE(file_not_open),
	KUNIT_CASE_PARAM(file_own, own_gen_params),
	{}
};

FIXTURE_SUITE(file);
