/* SPDX-License-Identifier: MIT */
/*
 * example.h: functions that the examples share: open a drive, send a request and
 * report an error. Each example first defines PROGRAM, its name.
 *
 * Answers of the drive and the disc go to standard output, errors to standard
 * error. A line "system: ..." comes from the operating system itself: Windows,
 * Linux and Wine give different ones.
 */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <windows.h>
#include <winioctl.h>

#include <stdio.h>
#include <string.h>

/* Prints, and keeps, the last error: "eject: \\.\D:: error 2: File not found." */
static inline void report_error(const char *what)
{
	DWORD code = GetLastError();
	char text[256];
	DWORD len;

	len = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM |
			     FORMAT_MESSAGE_IGNORE_INSERTS |
			     FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, code, 0,
			     text, sizeof(text), NULL);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	text[len] = '\0';
	/* A console shows both streams: keep the order of the lines. */
	fflush(stdout);
	fprintf(stderr, "%s: %s: error %lu%s%s\n", PROGRAM, what,
		(unsigned long)code, len ? ": " : "", text);
	SetLastError(code);
}

/* Opens "D:" as \\.\D:; reports the error if that fails. */
static inline HANDLE open_drive(const char *letter, DWORD access, DWORD flags)
{
	HANDLE drive;
	char path[8];

	snprintf(path, sizeof(path), "\\\\.\\%.2s", letter);
	drive = CreateFileA(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE,
			    NULL, OPEN_EXISTING, flags, NULL);
	if (drive == INVALID_HANDLE_VALUE)
		report_error(path);
	return drive;
}

/* True for a drive letter like "D:". */
static inline int is_drive_letter(const char *arg)
{
	return ((arg[0] >= 'A' && arg[0] <= 'Z') ||
		(arg[0] >= 'a' && arg[0] <= 'z')) && !strcmp(arg + 1, ":");
}

/*
 * Sends a request without input and reports its error. The answer has at least
 * `need` bytes of `out`, or the request has failed.
 */
static inline BOOL ask(HANDLE drive, const char *name, DWORD code, void *out,
		       DWORD size, DWORD need)
{
	DWORD got = 0;

	if (!DeviceIoControl(drive, code, NULL, 0, out, size, &got, NULL)) {
		report_error(name);
		return FALSE;
	}
	if (got < need) {
		fprintf(stderr, "%s: %s: only %lu bytes\n", PROGRAM, name,
			(unsigned long)got);
		return FALSE;
	}
	return TRUE;
}

#endif /* EXAMPLE_H */
