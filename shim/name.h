/* SPDX-License-Identifier: MIT */
/* Parses the file names of CreateFile(). */
#ifndef NTDVD_NAME_H
#define NTDVD_NAME_H

#include <stddef.h>
#include <stdint.h>

enum ntdvd_name_kind {
	NTDVD_NAME_LETTER,	/* \\.\X: */
	NTDVD_NAME_CDROM,	/* \\.\CdRomN */
	NTDVD_NAME_NODE,	/* /dev/aacsN, /dev/srN or srN */
	NTDVD_NAME_ROOT,	/* X:\ or X: */
	NTDVD_NAME_FILE,	/* X:\path */
	NTDVD_NAME_PATH,	/* a Linux path */
	NTDVD_NAME_UNKNOWN,	/* some other device */
};

struct ntdvd_name {
	enum ntdvd_name_kind kind;
	unsigned int number;	/* 'A' to 'Z', or N */
	const char *path;	/* of NTDVD_NAME_FILE: what follows X: */
};

/*
 * Device names begin with \\.\, \\?\ or \??\. In the first two a slash may
 * replace a backslash. The case of letters does not matter. Spaces and dots at
 * the end of a drive name are dropped.
 */
struct ntdvd_name ntdvd_name_parse(const char *name);

/* Parses a drive name without \\.\: "X:" or "CdRomN", @len bytes. */
struct ntdvd_name ntdvd_name_parse_drive(const char *name, size_t len);

/*
 * Converts UTF-16 to UTF-8; @utf8 has @size bytes. Returns 0, -EILSEQ for half
 * a surrogate pair or -ENAMETOOLONG.
 */
int ntdvd_name_to_utf8(const uint16_t *utf16, char *utf8, size_t size);

#endif /* NTDVD_NAME_H */
