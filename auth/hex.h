/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as hex digits, in the authority's files and in what lies by a disc. */
#ifndef AUTH_HEX_H
#define AUTH_HEX_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* @text has @digits characters, an even number; -EINVAL if one is no digit. */
int hex_parse(const char *text, size_t digits, uint8_t *buf);

/* @len bytes in lower case and a newline; see ferror(). */
void hex_print(FILE *file, const uint8_t *buf, size_t len);

#endif /* AUTH_HEX_H */
