/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes written as hex digits in a test; white space between them is skipped. */
#ifndef UNIT_HEX_H
#define UNIT_HEX_H

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"

/* How many bytes @text has. */
static inline size_t hex_len(const char *text)
{
	size_t digits = 0;

	for (; *text; text++)
		digits += !isspace((unsigned char)*text);
	return digits / 2;
}

/* Fills @buf with exactly @len bytes; a test with a wrong literal aborts. */
static inline uint8_t *hex(uint8_t *buf, size_t len, const char *text)
{
	for (size_t i = 0; i < len; i++) {
		int used;

		if (sscanf(text, "%2hhx%n", &buf[i], &used) != 1)
			abort();
		text += used;
	}
	if (text[strspn(text, " \t\n")])
		abort();
	return buf;
}

/* The bytes at @got are those of @text, up to 256. */
static inline bool ok_hex(const void *got, const char *text, const char *name)
{
	size_t len = hex_len(text);
	uint8_t want[256];

	if (!got)
		return ok(false, "%s: nothing", name);
	return ok_bytes(got, hex(want, len, text), len, name);
}

#endif /* UNIT_HEX_H */
