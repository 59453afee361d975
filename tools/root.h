/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of the system's files. */
#ifndef TOOLS_ROOT_H
#define TOOLS_ROOT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Directories to use instead of /sys and /dev. */
void root_set_sysfs(const char *dir);
void root_set_dev(const char *dir);

/*
 * Returns the path of a system file; @format gives its usual path
 * ("/sys/class/aacs"). The tests replace / by a directory with the environment
 * variable SR_AACS_ROOT. The text is valid until the fourth call after this one.
 */
const char *root_path(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* access() of root_path(). */
bool root_exists(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reads the first line of the file @path, as root_path() returns it, and strips
 * spaces at its end. On failure does not change @line and returns a negative errno
 * value: -ENODATA if the file is empty.
 */
int root_read_line(const char *path, char *line, size_t size);

#endif /* TOOLS_ROOT_H */
