// SPDX-License-Identifier: GPL-2.0-or-later
/* What is a drive name, and UTF-16. */
#include <errno.h>
#include <string.h>

#include "../../shim/name.h"
#include "suites.h"

static const struct {
	const char *text;
	enum ntdvd_name_kind kind;
	unsigned int number;
} names[] = {
	{ "\\\\.\\D:", NTDVD_NAME_LETTER, 'D' },
	{ "\\\\.\\d:", NTDVD_NAME_LETTER, 'D' },
	{ "\\\\?\\Z:", NTDVD_NAME_LETTER, 'Z' },
	{ "//./e:", NTDVD_NAME_LETTER, 'E' },
	{ "\\\\.\\A:", NTDVD_NAME_LETTER, 'A' },
	{ "\\\\.\\CdRom0", NTDVD_NAME_CDROM, 0 },
	{ "\\\\.\\CDROM12", NTDVD_NAME_CDROM, 12 },
	{ "\\\\?\\cdrom999999", NTDVD_NAME_CDROM, 999999 },
	{ "\\\\.\\D", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\D:\\", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\D:x", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\D: ", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\:", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\1:", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\[:", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\@:", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\CdRom", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\CdRom00", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\CdRom1x", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\CdRom-1", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\CdRom4294967296", NTDVD_NAME_UNKNOWN, 0 },
	{ "\\\\.\\PhysicalDrive0", NTDVD_NAME_UNKNOWN, 0 },
	{ "//?/D:", NTDVD_NAME_PATH, 0 },
	{ "\\.\\D:", NTDVD_NAME_PATH, 0 },
	{ "D:", NTDVD_NAME_PATH, 0 },
	{ "/mnt/disc/file", NTDVD_NAME_PATH, 0 },
};

SUITE(utf16)
{
	static const uint16_t mixed[] = {
		'a', 0x7FF, 0x20AC, 0xD83D, 0xDCBF, 0,
	};
	static const uint16_t high_only[] = { 'a', 0xD83D, 0 };
	static const uint16_t low_only[] = { 0xDCBF, 'a', 0 };
	static const uint16_t two_high[] = { 0xD83D, 0xD83D, 0 };
	static const uint16_t five[] = { 'a', 'b', 'c', 'd', 'e', 0 };
	char out[16];

	ok(!ntdvd_name_to_utf8(mixed, out, sizeof(out)) &&
	   !strcmp(out, "a\xDF\xBF\xE2\x82\xAC\xF0\x9F\x92\xBF"),
	   "UTF-16 of one to four bytes becomes UTF-8");
	is(-ntdvd_name_to_utf8(high_only, out, sizeof(out)), EILSEQ,
	   "a high surrogate at the end is refused");
	is(-ntdvd_name_to_utf8(low_only, out, sizeof(out)), EILSEQ,
	   "a low surrogate alone is refused");
	is(-ntdvd_name_to_utf8(two_high, out, sizeof(out)), EILSEQ,
	   "two high surrogates are refused");
	is(-ntdvd_name_to_utf8(five, out, 5), ENAMETOOLONG,
	   "a name that does not fit is refused");
}

SUITE(names)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct ntdvd_name name = ntdvd_name_parse(names[i].text);

		ok(name.kind == names[i].kind &&
		   name.number == names[i].number, "the name '%s'",
		   names[i].text);
	}
}
