/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Included before auth/ when MinGW compiles it: what auth/ takes from POSIX, by
 * Windows' names.
 */
#ifndef TESTS_WINE_POSIX_H
#define TESTS_WINE_POSIX_H

#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <string.h>

#define O_CLOEXEC		(O_NOINHERIT | O_BINARY)
#define mkdir(path, mode)	_mkdir(path)

/* Not SecureZeroMemory(): windows.h has names that auth/ has, too. */
static inline void explicit_bzero(void *bytes, size_t len)
{
	memset(bytes, 0, len);
	__asm__ volatile("" : : "r"(bytes) : "memory");
}

/* The e of "re" is N on Windows. */
static inline FILE *open_stream(const char *path, const char *mode)
{
	char own[8] = "";
	size_t i;

	for (i = 0; mode[i] && i < sizeof(own) - 1; i++)
		own[i] = mode[i] == 'e' ? 'N' : mode[i];
	return fopen(path, own);
}

#define fopen open_stream

#endif
