// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sysmacros.h>

#include <linux/major.h>

#include "debug.h"
#include "disk.h"
#include "sys.h"

#define NODE_LEN	sizeof("/dev/sr4294967295")

unsigned int ntdvd_disk_number(const struct ntdvd_object *drive)
{
	return minor(drive->identity.rdev);
}

static void node_of(const struct ntdvd_object *drive, char node[NODE_LEN])
{
	snprintf(node, NODE_LEN, "/dev/sr%u", ntdvd_disk_number(drive));
}

/*
 * While busy. O_NONBLOCK opens a drive without a disc, too. Linux lets a program
 * that may only read send the commands that only read.
 */
static int open_node(const struct ntdvd_object *drive, int flags)
{
	char node[NODE_LEN];
	int fd;

	node_of(drive, node);
	fd = ntdvd_sys->open(node, O_RDWR | O_NONBLOCK | flags);
	if (fd == -EACCES || fd == -EPERM || fd == -EROFS)
		fd = ntdvd_sys->open(node, O_RDONLY | O_NONBLOCK | flags);
	return fd;
}

int ntdvd_disk_open(struct ntdvd_object *drive)
{
	char node[NODE_LEN];
	int fd, extra;

	pthread_mutex_lock(&ntdvd_lock);
	fd = drive->disk_fd;
	pthread_mutex_unlock(&ntdvd_lock);
	if (fd >= 0)
		return fd;

	ntdvd_busy_begin();
	fd = open_node(drive, 0);
	extra = fd;
	if (fd >= 0) {
		pthread_mutex_lock(&ntdvd_lock);
		if (drive->disk_fd < 0) {
			drive->disk_fd = fd;
			extra = -1;
		}
		fd = drive->disk_fd;
		pthread_mutex_unlock(&ntdvd_lock);
		/* Another thread was faster. */
		if (extra >= 0)
			ntdvd_sys->close(extra);
	}
	ntdvd_busy_end();
	if (fd < 0) {
		node_of(drive, node);
		ntdvd_explain_open(node, -fd);
	}
	return fd;
}

/* Takes the lock's place in @drive, or gives it back. */
static bool set_locker(struct ntdvd_object *drive, uintptr_t from, uintptr_t to)
{
	bool mine;

	pthread_mutex_lock(&ntdvd_lock);
	mine = drive->locker == from;
	if (mine)
		drive->locker = to;
	pthread_mutex_unlock(&ntdvd_lock);
	return mine;
}

/*
 * Opens the disk once more and puts the new file in the place of the old one. So
 * the process has it open once only: a drive's door opens for one user.
 */
static int reopen(struct ntdvd_object *drive, int flags)
{
	int fd = ntdvd_disk_open(drive), new, err;

	if (fd < 0)
		return fd;
	ntdvd_busy_begin();
	new = open_node(drive, flags);
	err = new < 0 ? new : ntdvd_sys->replace(new, fd);
	ntdvd_busy_end();
	return err;
}

int ntdvd_disk_lock(struct ntdvd_object *drive, uintptr_t value)
{
	int err;

	if (!set_locker(drive, 0, value))
		return -EBUSY;
	err = reopen(drive, O_EXCL);
	if (err)
		set_locker(drive, value, 0);
	return err;
}

bool ntdvd_disk_unlock(struct ntdvd_object *drive, uintptr_t value)
{
	bool mine;

	pthread_mutex_lock(&ntdvd_lock);
	mine = drive->locker == value;
	pthread_mutex_unlock(&ntdvd_lock);
	if (!mine)
		return false;
	/* If that fails the lock stays until the drive's last handle is closed. */
	reopen(drive, 0);
	set_locker(drive, value, 0);
	return true;
}

int ntdvd_disk_mount_point(unsigned int number, char *path, size_t size)
{
	return ntdvd_sys->mount_point(makedev(SCSI_CDROM_MAJOR, number), path,
				      size);
}
