/* SPDX-License-Identifier: MIT */
/* Opens drives and files. */
#ifndef NTDVD_FILE_H
#define NTDVD_FILE_H

#include <stdint.h>

#include "handle.h"

/*
 * Open the drive at @node, or the regular file at @path, and set *value to the
 * handle. Return a Win32 code.
 */
uint32_t ntdvd_file_open_drive(const char *node, struct ntdvd_wish wish,
			       uintptr_t *value);
uint32_t ntdvd_file_open_path(const char *path, struct ntdvd_wish wish,
			      uintptr_t *value);

#endif /* NTDVD_FILE_H */
