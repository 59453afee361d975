// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "debug.h"
#include "file.h"
#include "status.h"
#include "sys.h"

/* Opens for reading and writing, or else for reading only. */
static int open_widest(const char *path, int flags, bool *writable)
{
	int fd = ntdvd_sys->open(path, O_RDWR | flags);

	*writable = fd >= 0;
	if (fd == -EACCES || fd == -EPERM || fd == -EROFS)
		fd = ntdvd_sys->open(path, O_RDONLY | flags);
	return fd;
}

/* Under ntdvd_lock. Returns a reference on the drive's object, or NULL. */
static struct ntdvd_object *find_drive(dev_t rdev)
{
	struct ntdvd_object *object = NULL;

	while ((object = ntdvd_object_next(object))) {
		if (!object->refs || object->kind != NTDVD_DRIVE ||
		    object->stale || object->identity.rdev != rdev)
			continue;
		if (ntdvd_sys->gone(object->fd)) {
			object->stale = true;
			continue;
		}
		object->refs++;
		return object;
	}
	return NULL;
}

/* Called while busy. Opens the drive unless the process has it open. */
static int share_drive(const char *node, struct ntdvd_object *drive,
		       struct ntdvd_object **shared)
{
	int err = ntdvd_sys->stat(node, &drive->identity);

	if (err)
		return err;
	pthread_mutex_lock(&ntdvd_lock);
	*shared = find_drive(drive->identity.rdev);
	pthread_mutex_unlock(&ntdvd_lock);
	if (*shared)
		return 0;

	drive->fd = open_widest(node, 0, &drive->writable);
	if (drive->fd < 0)
		return drive->fd;
	err = ntdvd_sys->fstat(drive->fd, &drive->identity);
	if (!err && drive->identity.type != NTDVD_CHARACTER)
		err = -ENODEV;
	if (err) {
		ntdvd_sys->close(drive->fd);
		return err;
	}

	/* Another thread may have opened it first. */
	pthread_mutex_lock(&ntdvd_lock);
	*shared = find_drive(drive->identity.rdev);
	if (!*shared) {
		ntdvd_object_list(drive);
		*shared = drive;
	}
	pthread_mutex_unlock(&ntdvd_lock);
	if (*shared != drive)
		ntdvd_sys->close(drive->fd);
	return 0;
}

/* Called while busy. O_NONBLOCK: don't wait for the other end of a FIFO. */
static int open_regular(const char *path, unsigned int access,
			struct ntdvd_object *file)
{
	static const int modes[] = { O_RDONLY, O_RDONLY, O_WRONLY, O_RDWR };
	int err = ntdvd_sys->stat(path, &file->identity);

	/* Don't open a device: that may have an effect. */
	if (!err && file->identity.type != NTDVD_REGULAR)
		err = -EISDIR;
	if (err)
		return err;
	if (access & NTDVD_MAXIMUM) {
		file->fd = open_widest(path, O_NONBLOCK, &file->writable);
	} else {
		file->fd = ntdvd_sys->open(path, modes[access & 3] | O_NONBLOCK);
		file->writable = access & NTDVD_WRITE;
	}
	if (file->fd < 0)
		return file->fd;
	err = ntdvd_sys->fstat(file->fd, &file->identity);
	if (!err && file->identity.type != NTDVD_REGULAR)
		err = -EISDIR;
	if (err) {
		ntdvd_sys->close(file->fd);
		return err;
	}
	pthread_mutex_lock(&ntdvd_lock);
	ntdvd_object_list(file);
	pthread_mutex_unlock(&ntdvd_lock);
	return 0;
}

/*
 * Makes a handle that takes over the caller's reference. Replaces MAXIMUM_ALLOWED
 * with the rights that this object permits.
 */
static uint32_t make_handle(struct ntdvd_object *object, const char *path,
			    struct ntdvd_wish wish, uintptr_t *value)
{
	if ((wish.access & NTDVD_WRITE) && !object->writable) {
		ntdvd_say("%s: no permission to write, which this handle needs",
			  path);
		ntdvd_object_put(object);
		return ERROR_ACCESS_DENIED;
	}
	if (wish.access & NTDVD_MAXIMUM)
		wish.access |= NTDVD_READ | (object->writable ? NTDVD_WRITE : 0);
	return ntdvd_handle_make(object, &wish, value);
}

uint32_t ntdvd_file_open_drive(const char *node, struct ntdvd_wish wish,
			       uintptr_t *value)
{
	struct ntdvd_object *drive = ntdvd_object_new(NTDVD_DRIVE);
	struct ntdvd_object *shared = NULL;
	int err;

	if (!drive)
		return ERROR_NOT_ENOUGH_MEMORY;
	ntdvd_busy_begin();
	err = share_drive(node, drive, &shared);
	ntdvd_busy_end();
	if (shared != drive)
		free(drive);
	if (err) {
		ntdvd_explain_open(node, -err);
		return ntdvd_open_error(-err);
	}
	return make_handle(shared, node, wish, value);
}

uint32_t ntdvd_file_open_path(const char *path, struct ntdvd_wish wish,
			      uintptr_t *value)
{
	struct ntdvd_object *file = ntdvd_object_new(NTDVD_FILE);
	int err;

	if (!file)
		return ERROR_NOT_ENOUGH_MEMORY;
	ntdvd_busy_begin();
	err = open_regular(path, wish.access, file);
	ntdvd_busy_end();
	if (err) {
		free(file);
		ntdvd_debug("%s: %s", path, err == -EISDIR ?
			    "not a regular file" : strerror(-err));
		return ntdvd_open_error(-err);
	}
	return make_handle(file, path, wish, value);
}
