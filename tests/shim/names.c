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
	const char *path;	/* of a file on a disc */
} names[] = {
	{ "\\\\.\\D:", NTDVD_NAME_LETTER, 'D', NULL },
	{ "\\\\.\\d:", NTDVD_NAME_LETTER, 'D', NULL },
	{ "\\\\?\\Z:", NTDVD_NAME_LETTER, 'Z', NULL },
	{ "\\??\\Z:", NTDVD_NAME_LETTER, 'Z', NULL },
	{ "//./e:", NTDVD_NAME_LETTER, 'E', NULL },
	{ "//?/e:", NTDVD_NAME_LETTER, 'E', NULL },
	{ "\\\\./e:", NTDVD_NAME_LETTER, 'E', NULL },
	{ "\\/.\\e:", NTDVD_NAME_LETTER, 'E', NULL },
	{ "\\\\.\\D: ", NTDVD_NAME_LETTER, 'D', NULL },
	{ "\\\\.\\D:. .", NTDVD_NAME_LETTER, 'D', NULL },
	{ "\\\\.\\A:", NTDVD_NAME_LETTER, 'A', NULL },
	{ "\\\\.\\CdRom0", NTDVD_NAME_CDROM, 0, NULL },
	{ "\\\\.\\CDROM12", NTDVD_NAME_CDROM, 12, NULL },
	{ "\\\\?\\cdrom999999", NTDVD_NAME_CDROM, 999999, NULL },
	{ "\\??\\cdrom1 ", NTDVD_NAME_CDROM, 1, NULL },
	{ "/dev/aacs0", NTDVD_NAME_NODE, 0, NULL },
	{ "/dev/aacs17", NTDVD_NAME_NODE, 17, NULL },
	{ "/dev/sr3", NTDVD_NAME_NODE, 3, NULL },
	{ "sr3", NTDVD_NAME_NODE, 3, NULL },
	{ "D:", NTDVD_NAME_ROOT, 'D', NULL },
	{ "d:\\", NTDVD_NAME_ROOT, 'D', NULL },
	{ "D:/", NTDVD_NAME_ROOT, 'D', NULL },
	{ "D: ", NTDVD_NAME_ROOT, 'D', NULL },
	{ "\\\\.\\D:\\", NTDVD_NAME_ROOT, 'D', NULL },
	{ "\\\\?\\D:\\", NTDVD_NAME_ROOT, 'D', NULL },
	{ "D:\\a\\b", NTDVD_NAME_FILE, 'D', "\\a\\b" },
	{ "d:/a", NTDVD_NAME_FILE, 'D', "/a" },
	{ "d:a", NTDVD_NAME_FILE, 'D', "a" },
	{ "\\\\?\\D:\\a b", NTDVD_NAME_FILE, 'D', "\\a b" },
	{ "\\\\.\\D", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\D:x", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\:", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\1:", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\[:", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\@:", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\CdRom", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\CdRom00", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\CdRom1x", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\CdRom-1", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\CdRom4294967296", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\PhysicalDrive0", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\\\.\\sr0", NTDVD_NAME_UNKNOWN, 0, NULL },
	{ "\\.\\D:", NTDVD_NAME_PATH, 0, NULL },
	{ "./D:", NTDVD_NAME_PATH, 0, NULL },
	{ "1:\\a", NTDVD_NAME_PATH, 0, NULL },
	{ "/dev/sr", NTDVD_NAME_PATH, 0, NULL },
	{ "/dev/sr01", NTDVD_NAME_PATH, 0, NULL },
	{ "/dev/sr0x", NTDVD_NAME_PATH, 0, NULL },
	{ "/mnt/disc/file", NTDVD_NAME_PATH, 0, NULL },
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
		   name.number == names[i].number &&
		   (!names[i].path || !strcmp(name.path, names[i].path)),
		   "the name '%s'", names[i].text);
	}
}
