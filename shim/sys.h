/* SPDX-License-Identifier: MIT */
/*
 * Everything that libntdvd asks of the system, in one table, so that the tests
 * can put a made-up kernel in its place.
 */
#ifndef NTDVD_SYS_H
#define NTDVD_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What lies behind a path or a descriptor. */
struct ntdvd_node {
	dev_t rdev;
	bool is_device;		/* a character device: rdev is valid */
	bool is_regular;
};

/* Functions that return int answer 0 (or a descriptor), or a negative errno. */
struct ntdvd_sys {
	int (*open)(const char *path, int flags);
	int (*close)(int fd);
	int (*ioctl)(int fd, unsigned long code, void *arg);
	int (*stat)(const char *path, struct ntdvd_node *node);
	int (*fstat)(int fd, struct ntdvd_node *node);
	bool (*exists)(const char *path);
	/* The drive behind the descriptor is gone for good (EPOLLHUP). */
	bool (*gone)(int fd);
	/*
	 * Numbers N of the nodes /dev/aacsN, in no order; at most @max of them
	 * are stored. Returns how many.
	 */
	size_t (*list)(unsigned int *numbers, size_t max);
	/* memcpy() from memory that need not be there: -EFAULT then. */
	int (*copy_in)(void *dst, const void *src, size_t len);
	/* getenv(), but NULL in a set-user-id program. */
	const char *(*getenv)(const char *name);
};

extern const struct ntdvd_sys *ntdvd_sys;

#endif /* NTDVD_SYS_H */
