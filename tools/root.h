/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the system's files are. */
#ifndef TOOLS_ROOT_H
#define TOOLS_ROOT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Directories in the place of /sys and /dev. */
void root_set_sysfs(const char *dir);
void root_set_dev(const char *dir);

/*
 * Makes the path of a file of the system, which @format names by its usual place
 * ("/sys/class/aacs"). The tests put a directory in the place of / with the
 * environment variable SR_AACS_ROOT. The text is valid until the fourth call after
 * this one.
 */
const char *root_path(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* access() of root_path(). */
bool root_exists(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reads the first line of the file @path, as root_path() returns it, and strips
 * blanks at its end. Returns 0, or a negative errno value and does not change @line:
 * -ENODATA if the file is empty.
 */
int root_read_line(const char *path, char *line, size_t size);

#endif /* TOOLS_ROOT_H */
