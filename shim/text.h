/* SPDX-License-Identifier: MIT */
/*
 * Text of char (UTF-8) or WCHAR (UTF-16), and its destination. A unit is a char
 * or a WCHAR.
 */
#ifndef NTDVD_TEXT_H
#define NTDVD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A string, or a part of one, of at most @left units. */
struct ntdvd_text {
	const void *at;
	bool wide;		/* units are WCHAR, not char */
	size_t left;
};

/* The unit at @i, or 0 at the end. */
uint32_t ntdvd_text_unit(const struct ntdvd_text *text, size_t i);
/* Advances by @units units. */
void ntdvd_text_skip(struct ntdvd_text *text, size_t units);

/* A buffer or a file. With neither, the functions only count the text. */
struct ntdvd_out {
	bool wide;		/* units are WCHAR, not char */
	void *units;
	size_t size;		/* of units, in units */
	FILE *file;		/* instead of units; gets UTF-8 */
	uint64_t count;		/* of the whole text, in units */
	bool failed;		/* to write to file */
	bool malformed;		/* a converted text was not UTF-8 or UTF-16 */

	/* Private to the functions; the caller sets these to 0. */
	uint16_t high;		/* first half of a surrogate pair, for file */
	size_t used;		/* bytes of chunk */
	char chunk[256];
};

/* Writes one unit, of the kind of @out. */
void ntdvd_text_put(struct ntdvd_out *out, uint32_t unit);
/*
 * Writes @text up to its end. Units of the kind of @out stay as they are;
 * others are converted, with U+FFFD for malformed UTF-8 or UTF-16.
 */
void ntdvd_text_write(struct ntdvd_out *out, struct ntdvd_text text);
/* Writes the buffered text to the file. Adds no NUL. */
void ntdvd_text_end(struct ntdvd_out *out);

#endif /* NTDVD_TEXT_H */
