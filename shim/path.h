/* SPDX-License-Identifier: MIT */
/* Finds a file that Windows names X:\path. */
#ifndef NTDVD_PATH_H
#define NTDVD_PATH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Copies the Linux path of @path, the part after X:, on the disc of the drive at
 * @node. If a component does not exist with this case, a name that differs only
 * in case matches; if there is no such name, the component stays unchanged. `..`
 * does not lead out of the disc; a symbolic link on the disc may, as for any Linux
 * program. Returns a Win32 code: ERROR_NOT_READY if no disc is mounted.
 */
uint32_t ntdvd_path_resolve(const char *node, const char *path, char *linux_path,
			    size_t size);

#endif /* NTDVD_PATH_H */
