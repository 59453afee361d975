// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "name.h"

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

/* Windows drops blanks and dots at the end of a name. */
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

/* Returns the code point at *@utf16 and skips it, or a negative errno value. */
static int32_t next_code_point(const uint16_t **utf16)
{
	uint16_t high = *(*utf16)++;
	uint16_t low;

	if (high < 0xD800 || high > 0xDFFF)
		return high;
	low = **utf16;
	if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return -EILSEQ;
	(*utf16)++;
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static size_t encode(int32_t code, char *out)
{
	static const uint8_t lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	size_t i;

	for (i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	out[0] = (char)(len == 1 ? code : lead[len] | code);
	return len;
}

int ntdvd_name_to_utf8(const uint16_t *utf16, char *utf8, size_t size)
{
	size_t used = 0;

	while (*utf16) {
		int32_t code = next_code_point(&utf16);

		if (code < 0)
			return code;
		if (used + 4 >= size)
			return -ENAMETOOLONG;
		used += encode(code, utf8 + used);
	}
	utf8[used] = 0;
	return 0;
}
