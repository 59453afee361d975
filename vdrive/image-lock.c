// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image-lock.h"

int image_lock_take(struct image_lock *lock, const char *image,
		    struct image_lock *old)
{
	struct stat st;
	int err = 0, fd;

	/* O_NONBLOCK: otherwise a FIFO in place of an image would block the drive. */
	fd = open(image, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (old->held && old->dev == st.st_dev && old->ino == st.st_ino)
		err = -EALREADY;
	else if (flock(fd, LOCK_EX | LOCK_NB))
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (!err) {
		*lock = (struct image_lock){ true, fd, st.st_dev, st.st_ino };
		return 0;
	}
	close(fd);
	if (err != -EALREADY)
		return err;
	*lock = *old;
	*old = (struct image_lock){ 0 };
	return 0;
}

void image_lock_drop(struct image_lock *lock)
{
	if (lock->held)
		close(lock->fd);
	*lock = (struct image_lock){ 0 };
}
