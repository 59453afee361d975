/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes to standard output: text without escape sequences, and JSON. */
#ifndef TOOLS_PRINT_H
#define TOOLS_PRINT_H

/* Prints text of a drive or a file; '?' stands for what is not printable ASCII. */
void print_text(const char *text);

/*
 * JSON. Each function prints what comes next in the object or array that is open;
 * @key is NULL in an array, and for the first object or array. Bytes from 80h on are
 * taken for Latin-1, so that each text is valid.
 */
void json_open(const char *key, char bracket);	/* '{' or '[' */
void json_close(void);				/* the last one ends the line */
void json_text(const char *key, const char *value);
void json_number(const char *key, long value);
void json_bool(const char *key, int value);
void json_null(const char *key);

#endif /* TOOLS_PRINT_H */
