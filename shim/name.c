// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "name.h"
#include "text.h"

#define MAX_DRIVE_DIGITS	6

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Not isalpha() and toupper(): they depend on the locale. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* Parses @prefix and a decimal number without leading zeros. */
static bool numbered(const char *name, size_t len, const char *prefix,
		     unsigned int *number)
{
	size_t skip = strlen(prefix), i;
	unsigned int value = 0;

	if (len <= skip || len > skip + MAX_DRIVE_DIGITS ||
	    strncasecmp(name, prefix, skip) ||
	    (name[skip] == '0' && len > skip + 1))
		return false;
	for (i = skip; i < len; i++) {
		if (!is_digit(name[i]))
			return false;
		value = value * 10 + (name[i] - '0');
	}
	*number = value;
	return true;
}

struct ntdvd_name ntdvd_name_parse_drive(const char *name, size_t len)
{
	struct ntdvd_name parsed = { .kind = NTDVD_NAME_UNKNOWN };

	if (len == 2 && is_letter(name[0]) && name[1] == ':') {
		parsed.kind = NTDVD_NAME_LETTER;
		parsed.number = name[0] & ~0x20;
	} else if (numbered(name, len, "cdrom", &parsed.number)) {
		parsed.kind = NTDVD_NAME_CDROM;
	}
	return parsed;
}

/* Windows drops spaces and dots at the end of a name. */
static size_t trimmed(const char *name)
{
	size_t len = strlen(name);

	while (len && (name[len - 1] == ' ' || name[len - 1] == '.'))
		len--;
	return len;
}

static bool has_device_prefix(const char *name)
{
	if (!strncmp(name, "\\??\\", 4))
		return true;
	return is_slash(name[0]) && is_slash(name[1]) &&
	       (name[2] == '.' || name[2] == '?') && is_slash(name[3]);
}

/* X: and what follows, without a prefix that makes X: alone the drive. */
static struct ntdvd_name parse_letter(const char *name)
{
	struct ntdvd_name parsed = {
		.kind = NTDVD_NAME_FILE,
		.number = name[0] & ~0x20,
		.path = name + 2,
	};
	size_t len = trimmed(parsed.path), i = 0;

	while (i < len && is_slash(parsed.path[i]))
		i++;
	if (i == len)
		parsed.kind = NTDVD_NAME_ROOT;
	return parsed;
}

struct ntdvd_name ntdvd_name_parse(const char *name)
{
	static const char *const nodes[] = { "/dev/aacs", "/dev/sr", "sr" };
	struct ntdvd_name parsed = { .kind = NTDVD_NAME_PATH };
	bool device = has_device_prefix(name);
	size_t i;

	if (device) {
		name += 4;
		parsed = ntdvd_name_parse_drive(name, trimmed(name));
	}
	if (is_letter(name[0]) && name[1] == ':' &&
	    parsed.kind != NTDVD_NAME_LETTER)
		return device && !is_slash(name[2]) ? parsed :
						      parse_letter(name);
	for (i = 0; !device && i < sizeof(nodes) / sizeof(nodes[0]); i++)
		if (numbered(name, strlen(name), nodes[i], &parsed.number))
			parsed.kind = NTDVD_NAME_NODE;
	return parsed;
}

int ntdvd_name_to_utf8(const uint16_t *utf16, char *utf8, size_t size)
{
	struct ntdvd_text name = { utf16, true, SIZE_MAX };
	struct ntdvd_out out = { .units = utf8, .size = size };

	ntdvd_text_write(&out, name);
	if (out.malformed)
		return -EILSEQ;
	if (out.count >= size)
		return -ENAMETOOLONG;
	utf8[out.count] = 0;
	return 0;
}
