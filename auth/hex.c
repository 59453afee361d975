// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "hex.h"

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	at = memchr(digits, tolower((unsigned char)c), sizeof(digits) - 1);
	return at ? (int)(at - digits) : -1;
}

int hex_parse(const char *text, size_t digits, uint8_t *buf)
{
	size_t i;

	for (i = 0; i < digits; i += 2) {
		int high = digit(text[i]), low = digit(text[i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		buf[i / 2] = high << 4 | low;
	}
	return 0;
}

void hex_print(FILE *file, const uint8_t *buf, size_t len)
{
	while (len--)
		fprintf(file, "%02x", *buf++);
	fputc('\n', file);
}
