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

static bool cdrom_number(const char *digits, size_t len, unsigned int *number)
{
	unsigned int value = 0;
	size_t i;

	if (!len || len > MAX_DRIVE_DIGITS || (len > 1 && digits[0] == '0'))
		return false;
	for (i = 0; i < len; i++) {
		if (!is_digit(digits[i]))
			return false;
		value = value * 10 + (digits[i] - '0');
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
	} else if (len > 5 && !strncasecmp(name, "cdrom", 5) &&
		   cdrom_number(name + 5, len - 5, &parsed.number)) {
		parsed.kind = NTDVD_NAME_CDROM;
	}
	return parsed;
}

struct ntdvd_name ntdvd_name_parse(const char *name)
{
	static const char *const prefixes[] = { "\\\\.\\", "\\\\?\\", "//./" };
	struct ntdvd_name path = { .kind = NTDVD_NAME_PATH };
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], 4))
			return ntdvd_name_parse_drive(name + 4,
						      strlen(name + 4));
	return path;
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
