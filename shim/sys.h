/* SPDX-License-Identifier: MIT */
/*
 * The system calls of libntdvd in one table, so that the tests can replace the
 * kernel.
 */
#ifndef NTDVD_SYS_H
#define NTDVD_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum ntdvd_node_type {
	NTDVD_OTHER,
	NTDVD_CHARACTER,	/* a character device */
	NTDVD_BLOCK,		/* a block device */
	NTDVD_REGULAR,
	NTDVD_DIRECTORY,
};

/* The file that a path or a descriptor refers to. */
struct ntdvd_node {
	enum ntdvd_node_type type;
	dev_t rdev;		/* of a device */
	dev_t dev;		/* of the file system */
	ino_t ino;
	uint64_t size;		/* bytes */
};

/* An int is 0 or a descriptor, or a negative errno value. */
struct ntdvd_sys {
	int (*open)(const char *path, int flags);
	int (*close)(int fd);
	/* Makes the descriptor @to refer to the file of @from, and closes @from. */
	int (*replace)(int from, int to);
	int (*ioctl)(int fd, unsigned long code, void *arg);
	/* Returns the bytes read. */
	ssize_t (*pread)(int fd, void *buffer, size_t len, uint64_t offset);
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
	/* True if modules.dep lists the module: modprobe can load it. */
	bool (*has_module)(void);
	/* Copy from or to memory that may not be mapped: -EFAULT. */
	int (*copy_in)(void *dst, const void *src, size_t len);
	int (*copy_out)(void *dst, const void *src, size_t len);
	/*
	 * Copies the last mount point of the block device @rdev; @whole: of the
	 * whole file system, not of a directory. -ENOENT: not mounted.
	 */
	int (*mount_point)(dev_t rdev, bool whole, char *path, size_t size);
	int (*umount)(const char *path);
	/* Copies the first line of a file. */
	int (*read_text)(const char *path, char *text, size_t size);
	/*
	 * Copies the name of a file in @directory that equals @name apart from
	 * the case of letters; -ENOENT: no file matches.
	 */
	int (*find_name)(const char *directory, const char *name, char *found,
			 size_t size);
	/* getenv(); NULL in a set-user-id program. */
	const char *(*getenv)(const char *name);
};

extern const struct ntdvd_sys *ntdvd_sys;

#endif /* NTDVD_SYS_H */
