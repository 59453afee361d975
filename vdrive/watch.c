// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch.h"

bool watch_open(struct watch *watch)
{
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	return watch->fd >= 0;
}

void watch_close(struct watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
}

void watch_follow(struct watch *watch, const struct drive *drive)
{
	if (watch->disc_seq == drive->disc_seq)
		return;
	watch->disc_seq = drive->disc_seq;
	if (watch->file >= 0)
		inotify_rm_watch(watch->fd, watch->file);
	watch->file = -1;
	/* IN_ATTRIB: unlink() of an open file changes its link count. */
	if (drive->disc)
		watch->file = inotify_add_watch(watch->fd, drive->image,
						IN_ATTRIB | IN_MOVE_SELF |
						IN_DELETE_SELF | IN_UNMOUNT);
}

bool watch_gone(struct watch *watch, const struct drive *drive)
{
	struct stat open_file, named;
	char buf[4096];

	while (read(watch->fd, buf, sizeof(buf)) > 0)
		;
	if (!drive->disc || fstat(disc_fd(drive->disc), &open_file))
		return false;
	/* A disc is also gone if its name refers to another file. */
	return stat(drive->image, &named) || open_file.st_nlink == 0 ||
	       named.st_dev != open_file.st_dev ||
	       named.st_ino != open_file.st_ino;
}
