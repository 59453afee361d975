/* SPDX-License-Identifier: MIT */
/* What kind of file name CreateFile() was given. Pure. */
#ifndef NTDVD_NAME_H
#define NTDVD_NAME_H

#include <stddef.h>
#include <stdint.h>

enum ntdvd_name_kind {
	NTDVD_NAME_LETTER,	/* \\.\X: */
	NTDVD_NAME_CDROM,	/* \\.\CdRomN */
	NTDVD_NAME_PATH,	/* a Linux path */
	NTDVD_NAME_UNKNOWN,	/* some other device */
};

struct ntdvd_name {
	enum ntdvd_name_kind kind;
	unsigned int number;	/* 'A' to 'Z', or N */
};

/*
 * Device names begin with \\.\ (also written //./) or \\?\; the case of letters
 * does not matter, and a name with anything behind it is another, unknown one.
 */
struct ntdvd_name ntdvd_name_parse(const char *name);

/* The drive name itself, without \\.\: "X:" or "CdRomN", @len bytes of it. */
struct ntdvd_name ntdvd_name_parse_drive(const char *name, size_t len);

/*
 * UTF-16 to UTF-8 with a terminating 0. @size: bytes at @utf8.
 * Returns 0, -EILSEQ for half a surrogate pair, -ENAMETOOLONG.
 */
int ntdvd_name_to_utf8(const uint16_t *utf16, char *utf8, size_t size);

#endif /* NTDVD_NAME_H */
