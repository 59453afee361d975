/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes written as hex digits in a test; white space between them is skipped. */
#ifndef UNIT_HEX_H
#define UNIT_HEX_H

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned int byte;

		while (isspace((unsigned char)*text))
			text++;
		if (sscanf(text, "%2x", &byte) != 1)
			abort();
		buf[i] = byte;
		text += 2;
	}
	while (isspace((unsigned char)*text))
		text++;
	if (*text)
		abort();
	return buf;
}

/* The bytes at @got are those of @text, up to 256; shows both when they are not. */
static inline bool ok_hex(const void *got, const char *text, const char *name)
{
	size_t len = hex_len(text);
	uint8_t want[256];

	return ok_bytes(got, hex(want, len, text), len, name);
}

#endif /* UNIT_HEX_H */
