// SPDX-License-Identifier: MIT
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "debug.h"
#include "drives.h"
#include "handle.h"
#include "sys.h"

#define FIRST_LETTER	'D'
#define MAX_NODES	1024

/* A NAME=PATH of NTDVD_DRIVES; PATH is not terminated. */
struct entry {
	struct ntdvd_name name;
	const char *path;
	size_t path_len;
};

/*
 * Parses the next well-formed entry at *@list and skips it; false at the end.
 * PATH must fit into PATH_MAX bytes.
 */
static bool next_entry(const char **list, struct entry *entry)
{
	const char *text, *equals;
	size_t len;

	while (**list) {
		text = *list;
		len = strcspn(text, ",");
		*list += len;
		*list += strspn(*list, ",");
		if (!len)
			continue;
		equals = memchr(text, '=', len);
		if (equals) {
			entry->name = ntdvd_name_parse_drive(text, equals - text);
			entry->path = equals + 1;
			entry->path_len = text + len - entry->path;
			if (entry->name.kind != NTDVD_NAME_UNKNOWN &&
			    entry->path_len && entry->path_len < PATH_MAX)
				return true;
		}
		ntdvd_say("NTDVD_DRIVES: '%.*s' is not like E:=/dev/aacs1",
			  (int)len, text);
	}
	return false;
}

/* NULL if NTDVD_DRIVES is not set, or empty. */
static const char *drive_list(void)
{
	const char *list = ntdvd_sys->getenv("NTDVD_DRIVES");

	return list && *list ? list : NULL;
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a;
	unsigned int y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* Lists the nodes in the order of their letters. Returns how many have a letter. */
static size_t lettered_nodes(unsigned int numbers[MAX_NODES])
{
	size_t count;

	ntdvd_busy_begin();
	count = ntdvd_sys->list(numbers, MAX_NODES);
	ntdvd_busy_end();
	qsort(numbers, count, sizeof(numbers[0]), compare);
	return count < 'Z' - FIRST_LETTER + 1 ? count : 'Z' - FIRST_LETTER + 1;
}

static bool find_letter(unsigned int letter, unsigned int *number)
{
	unsigned int numbers[MAX_NODES];
	size_t count = lettered_nodes(numbers);

	if (letter >= FIRST_LETTER && letter - FIRST_LETTER < count) {
		*number = numbers[letter - FIRST_LETTER];
		return true;
	}
	if (!count)
		ntdvd_explain_no_drive();
	ntdvd_debug("%c: is not a drive; the first /dev/aacsN is %c:", letter,
		    FIRST_LETTER);
	return false;
}

/* In NTDVD_DRIVES the first entry for a name counts. */
static bool find_in_list(const char *list, const struct ntdvd_name *name,
			 char *node, size_t size)
{
	struct entry entry;

	while (next_entry(&list, &entry))
		if (entry.name.kind == name->kind &&
		    entry.name.number == name->number)
			return snprintf(node, size, "%.*s", (int)entry.path_len,
					entry.path) < (int)size;
	return false;
}

bool ntdvd_drives_find(const struct ntdvd_name *name, char *node, size_t size)
{
	const char *list = drive_list();
	struct ntdvd_name wanted = *name;

	/* X:\path is on the drive X:. */
	if (name->kind == NTDVD_NAME_ROOT || name->kind == NTDVD_NAME_FILE)
		wanted.kind = NTDVD_NAME_LETTER;
	if (list && find_in_list(list, &wanted, node, size))
		return true;
	if (wanted.kind == NTDVD_NAME_LETTER) {
		if (list) {
			ntdvd_debug("%c: is not in NTDVD_DRIVES=%s", wanted.number,
				    list);
			return false;
		}
		if (!find_letter(name->number, &wanted.number))
			return false;
	}
	return snprintf(node, size, "/dev/aacs%u", wanted.number) < (int)size;
}

uint32_t ntdvd_drives_letters(void)
{
	const char *list = drive_list();
	unsigned int numbers[MAX_NODES];
	uint32_t letters = 0;
	struct entry entry;

	if (!list)
		return ((UINT32_C(1) << lettered_nodes(numbers)) - 1)
		       << (FIRST_LETTER - 'A');
	while (next_entry(&list, &entry))
		if (entry.name.kind == NTDVD_NAME_LETTER)
			letters |= UINT32_C(1) << (entry.name.number - 'A');
	return letters;
}

DWORD WINAPI GetLogicalDrives(VOID)
{
	return ntdvd_drives_letters();
}

UINT WINAPI GetDriveTypeA(LPCSTR lpRootPathName)
{
	struct ntdvd_name name;

	if (!lpRootPathName)
		return DRIVE_FIXED;
	name = ntdvd_name_parse(lpRootPathName);
	if (name.kind == NTDVD_NAME_ROOT &&
	    ntdvd_drives_letters() >> (name.number - 'A') & 1)
		return DRIVE_CDROM;
	return DRIVE_NO_ROOT_DIR;
}

UINT WINAPI GetDriveTypeW(LPCWSTR lpRootPathName)
{
	char name[PATH_MAX];

	if (!lpRootPathName)
		return DRIVE_FIXED;
	if (ntdvd_name_to_utf8(lpRootPathName, name, sizeof(name)))
		return DRIVE_NO_ROOT_DIR;
	return GetDriveTypeA(name);
}
