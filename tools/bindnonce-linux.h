/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Additions to bindnonce on Linux: names of drives, and causes of failures. */
#ifndef BINDNONCE_LINUX_H
#define BINDNONCE_LINUX_H

#include <windows.h>

#ifdef _WIN32

/* On Windows only the error code is known. */
#define linux_find_drive(name, generating) \
	((void)(name), (void)(generating), (const char *)NULL)
#define linux_check_drive(drive, step) \
	((void)(drive), (void)(step), (const char *)NULL)
#define linux_explain(code)	((void)(code), (const char *)NULL)

#else

/*
 * Finds the drive *name without sending it a command, and sets *name to a name that
 * CreateFile() takes: on Linux /dev/srN, /dev/aacsN, srN, aacsN and links are names,
 * too. Returns NULL, or why the drive can't be used, and sets a matching
 * GetLastError(). @generating: the program wants to generate a nonce.
 */
const char *linux_find_drive(const char **name, int generating);
/*
 * Checks whether the drive supports the requests. Returns NULL, or why not, and sets
 * a matching GetLastError() and *step, the step that fails.
 */
const char *linux_check_drive(HANDLE drive, const char **step);
/* Returns why a request to that drive failed with @code, or NULL if only @code is known. */
const char *linux_explain(DWORD code);

#endif /* _WIN32 */

#endif /* BINDNONCE_LINUX_H */
