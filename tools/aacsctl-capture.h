/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records what a drive answers. */
#ifndef TOOLS_AACSCTL_CAPTURE_H
#define TOOLS_AACSCTL_CAPTURE_H

#include <stdbool.h>

/*
 * Sends the commands that need no key and change nothing to the drive @path and
 * writes their answers to @dir/drive.capture, in the format of
 * Documentation/drives.rst. Makes @dir if it is missing; an existing file is an
 * error. @serial: record serial numbers and the drive's certificate too. Returns
 * the exit status, 1 after an error message.
 */
int capture(const char *path, const char *dir, bool serial);

#endif /* TOOLS_AACSCTL_CAPTURE_H */
