// SPDX-License-Identifier: GPL-2.0-only
/* A file on the fake drive's disc, see fake_file.h. */
#include <linux/blkdev.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs_context.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>
#include "fake_file.h"

#define FAKE_FS_MAGIC	0x46414B45

static int fake_fs_init_context(struct fs_context *context)
{
	return init_pseudo(context, FAKE_FS_MAGIC) ? 0 : -ENOMEM;
}

/* kern_mount() needs no registration. */
static struct file_system_type fake_fs = {
	.name = "sr_aacs_fake",
	.owner = THIS_MODULE,
	.init_fs_context = fake_fs_init_context,
	.kill_sb = kill_anon_super,
};

static sector_t fake_file_bmap(struct address_space *mapping, sector_t index)
{
	struct fake_file *fake = mapping->host->i_private;

	/* A file system may be slow: the module asks without the lock. */
	lockdep_assert_not_held(&fake->fixture->drive->lock);
	if (!fake->bmap_calls++ && fake->on_first_bmap)
		fake->on_first_bmap(fake);
	return fake->first + index;
}

static const struct address_space_operations fake_file_mapping = {
	.bmap = fake_file_bmap,
};

/*
 * No .owner: alloc_file_pseudo() takes no reference to the module, but fput()
 * drops one.
 */
static const struct file_operations fake_file_operations;

static struct file *fake_file_make(struct fake_file *fake,
				   struct vfsmount *mount, int flags)
{
	struct inode *inode;
	struct file *file;

	inode = new_inode(mount->mnt_sb);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_mode = S_IFREG | 0600;
	inode->i_blkbits = 11;
	inode->i_private = fake;
	inode->i_mapping->a_ops = &fake_file_mapping;
	i_size_write(inode, 4096);
	file = alloc_file_pseudo(inode, mount, "file", flags,
				 &fake_file_operations);
	if (IS_ERR(file))
		iput(inode);
	return file;
}

int fake_file_open(struct fake_file *fake, struct fixture *f,
		   struct aacs_drive *drive, int flags)
{
	struct vfsmount *mount;
	struct file *file;

	mount = kern_mount(&fake_fs);
	if (IS_ERR(mount))
		return PTR_ERR(mount);
	mount->mnt_sb->s_bdev = drive->disk->part0;

	memset(fake, 0, sizeof(*fake));
	fake->fixture = f;
	fake->first = 0x4321;
	file = fake_file_make(fake, mount, flags);
	if (IS_ERR(file)) {
		mount->mnt_sb->s_bdev = NULL;
		kern_unmount(mount);
		return PTR_ERR(file);
	}
	fake->file = file;
	return 0;
}

void fake_file_close(struct fake_file *fake)
{
	struct vfsmount *mount = fake->file->f_path.mnt;

	/* The unmount would sync this block device, which is not open. */
	mount->mnt_sb->s_bdev = NULL;
	fput(fake->file);
	flush_delayed_fput();
	kern_unmount(mount);
}

u32 fixture_nonce_for_handle(struct fixture *f, struct aacs_request *req,
			     u32 code, u32 agid, u64 handle)
{
	fixture_prepare(f, req, code, agid);
	req->in.nonce.start_lba = U64_MAX;
	req->in.nonce.number_of_sectors = U32_MAX;
	req->in.nonce.handle = handle;
	return aacs_request_execute(f->drive, &f->a, req);
}

u32 fixture_nonce_for_file(struct fixture *f, struct aacs_request *req,
			   u32 code, u32 agid, struct file *file)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	u32 status;

	if (fd < 0) {
		KUNIT_FAIL(f->test, "cannot get a descriptor: %d", fd);
		return SR_AACS_STATUS_INSUFFICIENT_RESOURCES;
	}
	fd_install(fd, get_file(file));
	/* A 32-bit caller leaves anything in the upper half. */
	status = fixture_nonce_for_handle(f, req, code, agid,
					  0x9ABCDEF000000000 | fd);
	KUNIT_EXPECT_EQ(f->test, close_fd(fd), 0);
	return status;
}
