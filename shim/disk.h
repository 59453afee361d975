/* SPDX-License-Identifier: MIT */
/* /dev/srN of a drive: for the requests that are not AACS. */
#ifndef NTDVD_DISK_H
#define NTDVD_DISK_H

#include <stdbool.h>
#include <stddef.h>

#include "handle.h"

#define NTDVD_SECTOR_LEN	2048	/* bytes */

/* The N of srN, which is that of aacsN. */
unsigned int ntdvd_disk_number(const struct ntdvd_object *drive);

/*
 * Returns the descriptor of /dev/srN, which stays open as long as the drive's
 * object. On failure returns a negative errno value, and tells the user the
 * reason. The first call opens the file.
 */
int ntdvd_disk_open(struct ntdvd_object *drive);

/*
 * Locks the volume for the handle @value: nobody can mount it or lock it (Linux'
 * O_EXCL). -EBUSY: it is mounted or locked.
 */
int ntdvd_disk_lock(struct ntdvd_object *drive, uintptr_t value);
/* -ENOLCK: @value does not have the lock. After another error it still has it. */
int ntdvd_disk_unlock(struct ntdvd_object *drive, uintptr_t value);

/* Where the disc of srN is mounted, see mount_point() of struct ntdvd_sys. */
int ntdvd_disk_mount_point(unsigned int number, bool whole, char *path,
			   size_t size);

#endif /* NTDVD_DISK_H */
