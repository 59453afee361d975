// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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
 * Called while busy. O_NONBLOCK opens a drive even without a disc. Linux lets a
 * program that may only read send the commands that only read. If the drive was
 * unplugged, another one may have its number by now: -ENODEV.
 */
static int open_node(const struct ntdvd_object *drive, int flags)
{
	char node[NODE_LEN];
	int fd;

	node_of(drive, node);
	fd = ntdvd_sys->open(node, O_RDWR | O_NONBLOCK | flags);
	if (fd == -EACCES || fd == -EPERM || fd == -EROFS)
		fd = ntdvd_sys->open(node, O_RDONLY | O_NONBLOCK | flags);
	if (fd >= 0 && ntdvd_sys->gone(drive->fd)) {
		ntdvd_sys->close(fd);
		return -ENODEV;
	}
	return fd;
}

/* NTDVD_DRIVES may name a device of another kind; its number is no drive's. */
static bool is_aacs(const struct ntdvd_object *drive)
{
	char path[64], numbers[32], wanted[32];
	bool is = true;

	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%u/dev",
		 ntdvd_disk_number(drive));
	snprintf(wanted, sizeof(wanted), "%u:%u", major(drive->identity.rdev),
		 minor(drive->identity.rdev));
	if (!ntdvd_sys->read_text(path, numbers, sizeof(numbers)))
		is = !strcmp(numbers, wanted);
	else if (ntdvd_sys->exists("/sys/class"))
		is = false;
	return is;
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
	fd = is_aacs(drive) ? open_node(drive, 0) : -ENODEV;
	extra = fd;
	if (fd >= 0) {
		pthread_mutex_lock(&ntdvd_lock);
		if (drive->disk_fd < 0) {
			drive->disk_fd = fd;
			extra = -1;
		}
		fd = drive->disk_fd;
		pthread_mutex_unlock(&ntdvd_lock);
		/* Another thread has opened it first. */
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

/*
 * Opens the disk again and replaces the old file with the new one. So the process
 * has it open only once: Linux opens the door only for a disk that is open once.
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

/* Between these two calls no other thread locks or unlocks. Return the locker. */
static uintptr_t begin_locking(struct ntdvd_object *drive)
{
	uintptr_t locker;

	pthread_mutex_lock(&ntdvd_lock);
	while (drive->locking)
		ntdvd_wait_change();
	drive->locking = true;
	locker = drive->locker;
	pthread_mutex_unlock(&ntdvd_lock);
	return locker;
}

static void end_locking(struct ntdvd_object *drive, uintptr_t locker)
{
	pthread_mutex_lock(&ntdvd_lock);
	drive->locker = locker;
	drive->locking = false;
	ntdvd_changed();
	pthread_mutex_unlock(&ntdvd_lock);
}

int ntdvd_disk_lock(struct ntdvd_object *drive, uintptr_t value)
{
	uintptr_t locker = begin_locking(drive);
	int err = locker ? -EBUSY : reopen(drive, O_EXCL);

	end_locking(drive, err ? locker : value);
	/* Another thread has closed the handle meanwhile. */
	if (!err && !ntdvd_handle_is_open(value))
		ntdvd_disk_unlock(drive, value);
	return err;
}

int ntdvd_disk_unlock(struct ntdvd_object *drive, uintptr_t value)
{
	uintptr_t locker = begin_locking(drive);
	int err = locker == value ? reopen(drive, 0) : -ENOLCK;

	end_locking(drive, err ? locker : 0);
	return err;
}

int ntdvd_disk_mount_point(unsigned int number, bool whole, char *path,
			   size_t size)
{
	dev_t rdev = makedev(SCSI_CDROM_MAJOR, number);
	int err;

	ntdvd_busy_begin();
	err = ntdvd_sys->mount_point(rdev, whole, path, size);
	ntdvd_busy_end();
	return err;
}
