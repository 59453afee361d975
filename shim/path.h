/* SPDX-License-Identifier: MIT */
/* Finds a file that Windows names X:\path. */
#ifndef NTDVD_PATH_H
#define NTDVD_PATH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Copies the Linux path of @path, what follows X:, on the disc of the drive at
 * @node. A component that is not there as it is written is looked for without
 * regard to case; one that is not there at all stays as it is. `..` does not lead
 * out of the disc; a symbolic link on the disc may, as for any program of Linux. Returns a Win32 code: ERROR_NOT_READY if no disc is mounted.
 */
uint32_t ntdvd_path_resolve(const char *node, const char *path, char *linux_path,
			    size_t size);

#endif /* NTDVD_PATH_H */
