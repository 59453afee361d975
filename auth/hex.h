/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as hex digits, for the authority's files and FILE.aacs. */
#ifndef AUTH_HEX_H
#define AUTH_HEX_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Parses @digits characters, an even number; -EINVAL unless all are hex digits.
 */
int hex_parse(const char *text, size_t digits, uint8_t *buf);

/* Prints @len bytes in lower case and a newline; check ferror(). */
void hex_print(FILE *file, const uint8_t *buf, size_t len);

#endif /* AUTH_HEX_H */
