/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes written as hex digits in a test; white space between them is skipped. */
#ifndef UNIT_HEX_H
#define UNIT_HEX_H

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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

#endif /* UNIT_HEX_H */
