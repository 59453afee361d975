/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints to standard output: text without escape sequences, and JSON. */
#ifndef TOOLS_PRINT_H
#define TOOLS_PRINT_H

/* Prints text of a drive or a file, with '?' for bytes that are not printable ASCII. */
void print_text(const char *text);

/*
 * JSON. Each function prints the next item of the open object or array; @key is NULL
 * in an array, and for the first object or array. Bytes from 80h on are read as
 * Latin-1, so that each text is valid.
 */
void json_open(const char *key, char bracket);	/* '{' or '[' */
void json_close(void);				/* the last one ends the line */
void json_text(const char *key, const char *value);
void json_number(const char *key, long value);
void json_bool(const char *key, int value);
void json_null(const char *key);

#endif /* TOOLS_PRINT_H */
