/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Only one drive at a time may use an image: two drives would overwrite each other's
 * FILE.aacs. The lock is a flock() of the image, on a separate descriptor, so that a
 * drive can open its own image again at a medium change.
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
 * Locks @image, or takes over the lock *old if it is of the same file. Returns 0; on
 * failure returns a negative errno value and does not change *old: -EBUSY if another
 * drive holds the lock.
 */
int image_lock_take(struct image_lock *lock, const char *image,
		    struct image_lock *old);
void image_lock_drop(struct image_lock *lock);

#endif /* VDRIVE_IMAGE_LOCK_H */
