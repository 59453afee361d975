// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debug.h"
#include "drives.h"
#include "sys.h"

#define FIRST_LETTER	'D'
#define MAX_NODES	1024

/* Parses a NAME=PATH of NTDVD_DRIVES, @len bytes; true if it is for @name. */
static bool parse_entry(const char *entry, size_t len,
			const struct ntdvd_name *name, char *node, size_t size)
{
	const char *equals = memchr(entry, '=', len);
	struct ntdvd_name parsed = { .kind = NTDVD_NAME_UNKNOWN };
	size_t path_len = 0;

	if (equals) {
		parsed = ntdvd_name_parse_drive(entry, equals - entry);
		path_len = entry + len - (equals + 1);
	}
	if (parsed.kind == NTDVD_NAME_UNKNOWN || !path_len ||
	    path_len >= size) {
		ntdvd_debug("NTDVD_DRIVES: '%.*s' is not like E:=/dev/aacs1",
			    (int)len, entry);
		return false;
	}
	if (parsed.kind != name->kind || parsed.number != name->number)
		return false;
	memcpy(node, equals + 1, path_len);
	node[path_len] = 0;
	return true;
}

static bool find_in_list(const char *list, const struct ntdvd_name *name,
			 char *node, size_t size)
{
	while (*list) {
		size_t len = strcspn(list, ",");

		if (len && parse_entry(list, len, name, node, size))
			return true;
		list += len;
		list += strspn(list, ",");
	}
	return false;
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a;
	unsigned int y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

static bool find_letter(unsigned int letter, unsigned int *number)
{
	unsigned int numbers[MAX_NODES];
	size_t count = ntdvd_sys->list(numbers, MAX_NODES);

	if (letter < FIRST_LETTER || letter - FIRST_LETTER >= count)
		return false;
	qsort(numbers, count, sizeof(numbers[0]), compare);
	*number = numbers[letter - FIRST_LETTER];
	return true;
}

bool ntdvd_drives_find(const struct ntdvd_name *name, char *node, size_t size)
{
	const char *list = ntdvd_sys->getenv("NTDVD_DRIVES");
	unsigned int number = name->number;

	if (list && *list) {
		if (find_in_list(list, name, node, size))
			return true;
		if (name->kind == NTDVD_NAME_LETTER) {
			ntdvd_debug("%c: is not in NTDVD_DRIVES=%s",
				    name->number, list);
			return false;
		}
	} else if (name->kind == NTDVD_NAME_LETTER &&
		   !find_letter(name->number, &number)) {
		ntdvd_debug("%c: is not a drive; the first /dev/aacsN is %c:%s",
			    name->number, FIRST_LETTER,
			    ntdvd_sys->exists("/sys/class/aacs") ?
			    "" : "; sr_aacs is not loaded");
		return false;
	}
	return snprintf(node, size, "/dev/aacs%u", number) < (int)size;
}
