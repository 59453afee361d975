// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdio.h>

#include "print.h"

#define MAX_DEPTH	8

void print_text(const char *text)
{
	for (; *text; text++)
		putchar(*text >= 0x20 && *text < 0x7f ? *text : '?');
}

/* The open brackets, and whether each has any content. */
static struct {
	char close;
	bool filled;
} levels[MAX_DEPTH];
static unsigned int depth;

static void quote(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void begin(const char *key)
{
	if (depth && levels[depth - 1].filled)
		fputs(", ", stdout);
	if (depth)
		levels[depth - 1].filled = true;
	if (key) {
		quote(key);
		fputs(": ", stdout);
	}
}

void json_open(const char *key, char bracket)
{
	begin(key);
	putchar(bracket);
	levels[depth].close = bracket == '{' ? '}' : ']';
	levels[depth++].filled = false;
}

void json_close(void)
{
	putchar(levels[--depth].close);
	if (!depth)
		putchar('\n');
}

void json_text(const char *key, const char *value)
{
	begin(key);
	quote(value);
}

void json_number(const char *key, long value)
{
	begin(key);
	printf("%ld", value);
}

void json_bool(const char *key, int value)
{
	begin(key);
	fputs(value ? "true" : "false", stdout);
}

void json_null(const char *key)
{
	begin(key);
	fputs("null", stdout);
}
