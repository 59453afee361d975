/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/srN of the made-up system, for fake.c. */
#ifndef FAKE_DISK_H
#define FAKE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

void fake_disk_reset(void);
bool fake_disk_is_mounted(void);
/* Replaced calls of struct ntdvd_sys; ioctl() only on a block device. */
int fake_disk_ioctl(int fd, unsigned long code, void *arg);
int fake_disk_mount_point(dev_t rdev, bool whole, char *path, size_t size);
int fake_disk_umount(const char *path);

#endif /* FAKE_DISK_H */
