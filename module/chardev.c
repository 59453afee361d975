// SPDX-License-Identifier: GPL-2.0-only
/* /dev/aacsN, see chardev.h. */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "chardev.h"
#include "compat.h"
#include "drive.h"
#include "event.h"
#include "execute.h"
#include "session.h"
#include "status.h"
#include "sysfs.h"
#include "trace.h"

#define AACS_MINORS	256	/* as many as sr has */

static dev_t aacs_devt;

/**
 * struct aacs_file - an open file
 * @drive: the drive, referenced
 * @owner: holds this file's AGIDs
 */
struct aacs_file {
	struct aacs_drive *drive;
	struct aacs_owner owner;
};

static int aacs_open(struct inode *inode, struct file *filp)
{
	struct aacs_drive *drive;
	struct aacs_file *file;

	drive = container_of(inode->i_cdev, struct aacs_drive, cdev);
	if (aacs_drive_gone(drive))
		return -ENODEV;

	file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file)
		return -ENOMEM;
	get_device(&drive->dev);
	file->drive = drive;
	aacs_owner_init(&file->owner);
	filp->private_data = file;
	return 0;
}

static int aacs_release(struct inode *inode, struct file *filp)
{
	struct aacs_file *file = filp->private_data;

	aacs_session_close(file->drive, &file->owner);
	put_device(&file->drive->dev);
	kfree(file);
	return 0;
}

static __poll_t aacs_poll(struct file *filp, struct poll_table_struct *table)
{
	struct aacs_file *file = filp->private_data;
	struct aacs_drive *drive = file->drive;
	__poll_t mask = 0;

	poll_wait(filp, &drive->poll, table);
	poll_wait(filp, &file->owner.wait, table);
	mutex_lock(&drive->lock);
	/* A task that calls poll() without sleeping must see the event, too. */
	aacs_event_check(drive);
	aacs_event_watch(drive);
	mutex_unlock(&drive->lock);
	if (READ_ONCE(file->owner.lost))
		mask |= EPOLLPRI;
	if (aacs_drive_gone(drive))
		mask |= EPOLLHUP;
	return mask;
}

/**
 * struct aacs_ioctl - a request and the caller's structure
 * @req: the request
 * @user: the caller's structure, copied once
 */
struct aacs_ioctl {
	struct aacs_request req;
	struct sr_aacs_request user;
};

/* No command is under way here: a page fault does not delay the drive. */
static int aacs_ioctl_deliver(struct aacs_request *req, u32 offset,
			      const void *data, u32 len)
{
	struct aacs_ioctl *io = container_of(req, struct aacs_ioctl, req);

	return copy_to_user(u64_to_user_ptr(io->user.out) + offset, data, len) ?
	       -EFAULT : 0;
}

/* Checks the access and copies the input once; an NTSTATUS. */
static u32 aacs_ioctl_copy_in(struct file *filp, struct aacs_ioctl *io)
{
	const struct sr_aacs_request *user = &io->user;
	struct aacs_request *req = &io->req;
	u32 status;

	status = aacs_request_access(req->type, filp->f_mode & FMODE_READ,
				     filp->f_mode & FMODE_WRITE);
	if (!aacs_status_ok(status))
		return status;

	/* aacs_request_validate() rejects a wrong length. */
	if (user->in_len == req->type->in_size && user->in_len &&
	    copy_from_user(&req->in, u64_to_user_ptr(user->in),
			   min_t(u32, user->in_len, sizeof(req->in))))
		return SR_AACS_STATUS_ACCESS_VIOLATION;
	req->in_len = user->in_len;
	req->out_len = user->out_len;
	return SR_AACS_STATUS_SUCCESS;
}

/* Writes the result to the caller's structure; 0 or -EFAULT. */
static int aacs_ioctl_report(struct sr_aacs_request __user *uptr, u32 status,
			     u32 information)
{
	if (put_user(status, &uptr->status) ||
	    put_user(information, &uptr->information))
		return -EFAULT;
	return 0;
}

/* Copies the answer and the result to the caller; 0 or -EFAULT. */
static int aacs_ioctl_answer(struct aacs_ioctl *io, u32 status,
			     struct sr_aacs_request __user *uptr)
{
	const struct aacs_request *req = &io->req;

	/* aacs_ioctl_deliver() has copied an answer of variable size. */
	if (aacs_status_ok(status) && !req->type->out_variable &&
	    copy_to_user(u64_to_user_ptr(io->user.out), &req->out,
			 min_t(u32, req->information, sizeof(req->out))))
		return -EFAULT;
	return aacs_ioctl_report(uptr, status, req->information);
}

static long aacs_ioctl(struct file *filp, unsigned int code, unsigned long arg)
{
	struct sr_aacs_request __user *uptr = (void __user *)arg;
	struct aacs_file *file = filp->private_data;
	struct aacs_ioctl io = {
		.req = {
			.type = aacs_request_find(code),
			.deliver = aacs_ioctl_deliver,
		},
	};
	u64 start;
	u32 status;

	if (!io.req.type)
		return -ENOTTY;
	if (copy_from_user(&io.user, uptr, sizeof(io.user)))
		return -EFAULT;

	start = AACS_TRACE_START(request);
	status = aacs_ioctl_copy_in(filp, &io);
	AACS_TRACE(request, file->drive, &io.req, AACS_STATUS_PENDING, start);
	if (aacs_status_ok(status))
		status = aacs_request_execute(file->drive, &file->owner, &io.req);
	if (aacs_ioctl_answer(&io, status, uptr)) {
		if (aacs_status_ok(status))
			aacs_request_undo(file->drive, &file->owner, &io.req);
		status = SR_AACS_STATUS_ACCESS_VIOLATION;
		/* If only the buffer faulted, report through the structure. */
		aacs_ioctl_report(uptr, status, 0);
	}
	AACS_TRACE(request, file->drive, &io.req, status, start);
	return aacs_status_to_errno(status);
}

static const struct file_operations aacs_fops = {
	.owner = THIS_MODULE,
	.open = aacs_open,
	.release = aacs_release,
	.poll = aacs_poll,
	.unlocked_ioctl = aacs_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static char *aacs_devnode(AACS_DEVNODE_DEVICE *dev, umode_t *mode)
{
	if (mode)
		*mode = 0660;
	return NULL;
}

/* Without power the drive loses its AGIDs, and not every host reports that. */
static int aacs_resume(struct device *dev)
{
	struct aacs_drive *drive = container_of(dev, struct aacs_drive, dev);

	mutex_lock(&drive->lock);
	aacs_event_handle(drive, "resume");
	mutex_unlock(&drive->lock);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(aacs_pm_ops, NULL, aacs_resume);

static struct class aacs_class = {
	.name = "aacs",
	AACS_CLASS_OWNER
	.devnode = aacs_devnode,
	.dev_groups = aacs_sysfs_groups,
	.pm = pm_sleep_ptr(&aacs_pm_ops),
};

int aacs_chardev_add(struct aacs_drive *drive, unsigned int number)
{
	int error;

	if (number >= AACS_MINORS)
		return -ERANGE;
	error = dev_set_name(&drive->dev, "aacs%u", number);
	if (error)
		return error;
	drive->agids.drive = number;
	drive->dev.class = &aacs_class;
	drive->dev.devt = MKDEV(MAJOR(aacs_devt), number);
	cdev_init(&drive->cdev, &aacs_fops);
	drive->cdev.owner = THIS_MODULE;
	return cdev_device_add(&drive->cdev, &drive->dev);
}

void aacs_chardev_del(struct aacs_drive *drive)
{
	cdev_device_del(&drive->cdev, &drive->dev);
}

int aacs_chardev_init(void)
{
	int error;

	error = class_register(&aacs_class);
	if (error)
		return error;
	error = alloc_chrdev_region(&aacs_devt, 0, AACS_MINORS, "aacs");
	if (error)
		class_unregister(&aacs_class);
	return error;
}

void aacs_chardev_exit(void)
{
	unregister_chrdev_region(aacs_devt, AACS_MINORS);
	class_unregister(&aacs_class);
}
