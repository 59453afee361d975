/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bindnonce does on Linux beyond a Windows program: names, and causes of failures. */
#ifndef BINDNONCE_LINUX_H
#define BINDNONCE_LINUX_H

#include <windows.h>

#ifdef _WIN32

/* There the codes tell all that is known. */
#define linux_find_drive(name, generating) \
	((void)(name), (void)(generating), (const char *)NULL)
#define linux_check_drive(drive, step) \
	((void)(drive), (void)(step), (const char *)NULL)
#define linux_explain(code)	((void)(code), (const char *)NULL)

#else

/*
 * Looks for the drive *name, without a command to it, and sets *name to what
 * CreateFile() takes: /dev/srN, /dev/aacsN, srN, aacsN and links are names on Linux,
 * too. Returns NULL, or why the drive can't be used, with a fitting GetLastError().
 * @generating: the drive is to generate a nonce.
 */
const char *linux_find_drive(const char **name, int generating);
/*
 * Looks whether the drive that was found takes the requests at all. Returns NULL, or
 * why not, with a fitting GetLastError() and *step as the step that fails.
 */
const char *linux_check_drive(HANDLE drive, const char **step);
/* Returns why a request to that drive failed with @code, or NULL: only @code tells. */
const char *linux_explain(DWORD code);

#endif /* _WIN32 */

#endif /* BINDNONCE_LINUX_H */
