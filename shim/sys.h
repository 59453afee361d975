/* SPDX-License-Identifier: MIT */
/*
 * The system calls of libntdvd in one table, so that the tests can replace the
 * kernel.
 */
#ifndef NTDVD_SYS_H
#define NTDVD_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The file that a path or a descriptor refers to. */
struct ntdvd_node {
	dev_t rdev;
	bool is_device;		/* a character device: rdev is valid */
	bool is_regular;
};

/* An int is 0 or a descriptor, or a negative errno value. */
struct ntdvd_sys {
	int (*open)(const char *path, int flags);
	int (*close)(int fd);
	int (*ioctl)(int fd, unsigned long code, void *arg);
	int (*stat)(const char *path, struct ntdvd_node *node);
	int (*fstat)(int fd, struct ntdvd_node *node);
	bool (*exists)(const char *path);
	/* True if the drive of the descriptor was removed (EPOLLHUP). */
	bool (*gone)(int fd);
	/*
	 * Stores the N of at most @max nodes /dev/aacsN, in any order. Returns
	 * the count.
	 */
	size_t (*list)(unsigned int *numbers, size_t max);
	/* Copies from memory that may not be mapped: -EFAULT. */
	int (*copy_in)(void *dst, const void *src, size_t len);
	/* getenv(); NULL in a set-user-id program. */
	const char *(*getenv)(const char *name);
};

extern const struct ntdvd_sys *ntdvd_sys;

#endif /* NTDVD_SYS_H */
