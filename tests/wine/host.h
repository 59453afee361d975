/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of host.exe have in common. */
#ifndef HOST_H
#define HOST_H

#include <windows.h>
#include <winioctl.h>

#define CODE(function, access)	CTL_CODE(0x33, function, METHOD_BUFFERED, access)
#define SIZE	CODE(0x430, FILE_READ_ACCESS)
#define START	CODE(0x432, FILE_READ_ACCESS)
#define END	CODE(0x433, FILE_READ_ACCESS)
#define READ_NONCE	CODE(0x43B, FILE_READ_ACCESS)
#define GENERATE	CODE(0x43C, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

/* Prints a line of TAP. */
void check(BOOL good, const char *what);
/* Opens the drive under test, or ends the program. */
HANDLE open_drive(DWORD access, DWORD flags);
/* Returns 0 or the Win32 error; ~0 if not all of the output is filled. */
DWORD request(HANDLE handle, DWORD code, void *in, DWORD in_len, void *out, DWORD out_len);
/* START_SESSION */
DWORD start(HANDLE handle);

/* How the end of a request is told: event, completion port, APC. */
void completion(HANDLE handle);

#endif /* HOST_H */
