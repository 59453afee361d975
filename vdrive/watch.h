/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Detects that the disc's file is removed or renamed. */
#ifndef VDRIVE_WATCH_H
#define VDRIVE_WATCH_H

#include <stdbool.h>

#include "drive.h"

struct watch {
	int fd;			/* inotify, to poll for reading; -1: not open */
	int file;		/* watch descriptor, or -1 */
	unsigned int disc_seq;	/* of the watched disc */
};

#define WATCH_CLOSED	{ .fd = -1, .file = -1 }

/* Returns false and sets errno on failure. */
bool watch_open(struct watch *watch);
void watch_close(struct watch *watch);
/* Watches the disc that is now in the drive. */
void watch_follow(struct watch *watch, const struct drive *drive);
/* Call it when fd is readable; returns true if the disc's file is gone. */
bool watch_gone(struct watch *watch, const struct drive *drive);

#endif /* VDRIVE_WATCH_H */
