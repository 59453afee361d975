/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Access to sysfs, configfs and /dev. */
#ifndef VDRIVE_SYSFS_H
#define VDRIVE_SYSFS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define SYSFS_PATH	512	/* bytes of a path */
#define SYSFS_WAIT_MS	10000	/* for a device node */

__attribute__((format(printf, 2, 3)))
void sysfs_path(char path[SYSFS_PATH], const char *format, ...);
bool sysfs_exists(const char *path);
/* Reads the first line of a file without its newline; false on failure. */
bool sysfs_get(const char *path, char *buf, size_t size);
void sysfs_pause(long ms);
/*
 * Waits for a node, which udev or devtmpfs create after the device, until *cancel is
 * set and for SYSFS_WAIT_MS at most. Returns true if the node exists.
 */
bool sysfs_wait(const char *path, const atomic_bool *cancel);
/* Runs modprobe if the module is not loaded; the caller checks the result. */
void sysfs_load_module(const char *name);

#endif /* VDRIVE_SYSFS_H */
