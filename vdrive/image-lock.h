/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image is on the tray of one drive at a time: two would overwrite each other's
 * FILE.aacs. The lock is a flock() of the image, on a descriptor of its own, so
 * that a drive can open its own image anew at a medium change.
 */
#ifndef VDRIVE_IMAGE_LOCK_H
#define VDRIVE_IMAGE_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* All zero: not held. */
struct image_lock {
	bool held;
	int fd;
	dev_t dev;
	ino_t ino;
};

/*
 * Locks @image, or takes the lock over from *old if that is of the same file.
 * Returns 0, or a negative errno value and leaves *old alone: -EBUSY if another
 * drive holds it.
 */
int image_lock_take(struct image_lock *lock, const char *image,
		    struct image_lock *old);
void image_lock_drop(struct image_lock *lock);

#endif /* VDRIVE_IMAGE_LOCK_H */
