// SPDX-License-Identifier: GPL-2.0-or-later
/* The end of an answer in aacsctl capture, and the parts that it blanks. */
#include <string.h>

#include "../../tools/capture-answer.h"
#include "../lib/tap.h"
#include "hex.h"

#define INQUIRY		"12 00 0000 60 00"
#define VPD_00		"12 01 0000 ff 00"
#define VPD_80		"12 01 8000 ff 00"
#define VPD_83		"12 01 8300 ff 00"
#define CONFIGURATION	"46 00 0000 000000 2000 00"
#define MODE_SENSE	"5a 00 3f 000000 00 0800 00"
#define DISC		"51 00 0000000000 0800 00"
#define CAPACITY	"25 00 00000000 0000 00 00"
#define FORMATS		"23 00 0000000000 00fc 00"
#define TRACK		"52 01 00000001 00 0030 00"
#define PERFORMANCE	"ac 10 00000000 0000 0040 00 00"
#define REPORT_KEY	"a4 00 00000000 00 00 0008 08 00"
#define STRUCTURE	"ad 01 00000000 00 ff 0400 00 00"

/* ---- ends ---- */

static const struct {
	const char *cdb;
	unsigned int cdb_len;
	const char *answer;	/* its begin; zeros follow */
	unsigned int len;	/* of the buffer that was filled */
	unsigned int end;
} ends[] = {
	{ INQUIRY, 6, "05 80 00 32 5b", 96, 96 },
	{ INQUIRY, 6, "05 80 00 32 1f", 96, 36 },
	{ INQUIRY, 6, "05 80 00 32 5b", 36, 36 },
	{ VPD_00, 6, "05 00 0003 00 80 83", 255, 7 },
	{ VPD_83, 6, "05 83 0102", 300, 262 },
	{ CONFIGURATION, 10, "0000002c 0000 0043", 256, 48 },
	{ CONFIGURATION, 10, "ffffffff 0000 0043", 256, 256 },
	{ MODE_SENSE, 10, "004a 00 00 00 00 0000", 512, 76 },
	{ DISC, 10, "0020 0e 01 01 01 01 00", 256, 34 },
	{ TRACK, 10, "002e 01 01 00 04 01 00", 48, 48 },
	{ FORMATS, 10, "00000008 00000040 02 000800", 252, 12 },
	{ PERFORMANCE, 12, "00000014 00000000", 256, 24 },
	{ REPORT_KEY, 12, "0006 0000 25 ff 01 00", 8, 8 },
	{ STRUCTURE, 12, "0012 0000 80 40 0024", 256, 20 },
	/* no length field */
	{ CAPACITY, 10, "00000000 00000800", 8, 8 },
	/* too short to have one */
	{ CONFIGURATION, 10, "00000000", 4, 4 },
};

static void test_ends(void)
{
	uint8_t cdb[16], data[512];

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		hex(cdb, hex_len(ends[i].cdb), ends[i].cdb);
		memset(data, 0, sizeof(data));
		hex(data, hex_len(ends[i].answer), ends[i].answer);
		is((long long)capture_cdb_len(cdb), ends[i].cdb_len,
		   "a CDB %s", ends[i].cdb);
		is((long long)capture_answer_len(cdb, data, ends[i].len),
		   ends[i].end, "the end of %s", ends[i].answer);
	}
}

/* ---- blanks ---- */

#define SERIAL	"serial number"
#define VENDOR	"vendor-specific bytes"
#define HEADER	"05 80 00 32 5b 000000 4142434445464748 4142434445464748 4142434445464748 " \
	"312e3030"
#define ZEROS_20 "0000000000000000000000000000000000000000"

static const struct {
	const char *name;
	const char *cdb;
	const char *answer;
	const char *blanked;	/* NULL: as it was */
	const char *what;
} blanks[] = {
	{ "INQUIRY, bytes 36 to 55", INQUIRY,
	  HEADER "4b5a3343 00000000 00000000 00000000 00000031" "04c0",
	  HEADER "20202020 00000000 00000000 00000000 00000020" "04c0", VENDOR },
	{ "INQUIRY, from byte 96 on", INQUIRY,
	  HEADER ZEROS_20 ZEROS_20 "0000000000000000000000000000000000000031" "4b00",
	  HEADER ZEROS_20 ZEROS_20 "0000000000000000000000000000000000000031" "2000", VENDOR },
	{ "INQUIRY without them", INQUIRY, HEADER ZEROS_20 "04c0", NULL, NULL },
	{ "INQUIRY, 36 bytes", INQUIRY, HEADER, NULL, NULL },
	{ "VPD page 00h", VPD_00, "05 00 0003 00 80 83", NULL, NULL },
	{ "VPD page 80h", VPD_80, "05 80 0004 4b313233", "05 80 0004 20202020", SERIAL },
	{ "VPD page 80h, of blanks", VPD_80, "05 80 0004 20202020", NULL, NULL },
	{ "VPD page 83h: T10 vendor in ASCII, NAA in binary", VPD_83,
	  "05 83 001c 02 01 00 0c 4d414b4552202020 4b313233 01 03 00 08 5000aabbccddeeff",
	  "05 83 001c 02 01 00 0c 4d414b4552202020 20202020 01 03 00 08 0000000000000000",
	  SERIAL },
	{ "VPD page 83h: a designator longer than the page", VPD_83,
	  "05 83 0008 02 03 00 ff 4b313233", "05 83 0008 02 03 00 ff 20202020", SERIAL },
	{ "feature 0108h", CONFIGURATION,
	  "00000020 0000 0043 0107 15 04 1f000000 0108 03 08 4b31323334350000 010d 08 04 17010201",
	  "00000020 0000 0043 0107 15 04 1f000000 0108 03 08 2020202020200000 010d 08 04 17010201",
	  SERIAL },
	{ "a feature from FF00h on", CONFIGURATION,
	  "0000000c 0000 0043 ff23 03 04 4b313233", "0000000c 0000 0043 ff23 03 04 00000000",
	  VENDOR },
	{ "both", CONFIGURATION,
	  "00000014 0000 0043 0108 03 04 4b313233 ff23 03 04 4b313233",
	  "00000014 0000 0043 0108 03 04 20202020 ff23 03 04 00000000",
	  SERIAL ", " VENDOR },
	{ "feature 0108h that is cut off", CONFIGURATION,
	  "000000ff 0000 0043 0108 03 10 4b313233", "000000ff 0000 0043 0108 03 10 20202020",
	  SERIAL },
	{ "other features", CONFIGURATION,
	  "0000001c 0000 0043 010c 03 10 32303138 31303234 30303030 30300000", NULL, NULL },
	{ "a vendor-specific page between others", MODE_SENSE,
	  "001a 00 00 00 00 0000 01 04 aabbccdd 30 04 4b313233 2a 04 08000000",
	  "001a 00 00 00 00 0000 01 04 aabbccdd 30 04 00000000 2a 04 08000000", VENDOR },
	{ "a vendor-specific page after a block descriptor", MODE_SENSE,
	  "0012 00 00 00 00 0008 0000000000000800 3e 02 4b31",
	  "0012 00 00 00 00 0008 0000000000000800 3e 02 0000", VENDOR },
	{ "page 00h, which has no format", MODE_SENSE,
	  "0010 00 00 00 00 0000 00 02 4b31 2a 04 4b313233",
	  "0010 00 00 00 00 0000 00 02 0000 00 00 00000000", VENDOR },
	{ "a vendor-specific subpage", MODE_SENSE,
	  "000c 00 00 00 00 0000 70 4b 0002 4b31 2a 00",
	  "000c 00 00 00 00 0000 70 4b 0002 0000 2a 00", VENDOR },
	{ "a vendor-specific page that is cut off", MODE_SENSE,
	  "000c 00 00 00 00 0000 30 ff 4b313233", "000c 00 00 00 00 0000 30 ff 00000000",
	  VENDOR },
	{ "the standard's pages", MODE_SENSE,
	  "0012 00 00 00 00 0000 01 02 aabb 9a 02 ccdd 2c 02 eeff", NULL, NULL },
	{ "READ DISC INFORMATION, identification and bar code", DISC,
	  "0020 0e 01 01 01 01 e0 00000000 a1a2a3a4 00112233 44556677 b1b2b3b4b5b6b7b8 c1 00",
	  "0020 0e 01 01 01 01 e0 00000000 00000000 00112233 44556677 0000000000000000 c1 00",
	  "the disc's identification" },
	{ "REPORT KEY, RPC state", REPORT_KEY, "0006 0000 25 ff 01 00", NULL, NULL },
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void test_blanks(void)
{
	uint8_t cdb[16], data[256], want[256];

	for (size_t i = 0; i < ARRAY_SIZE(blanks); i++) {
		const char *blanked = blanks[i].blanked ? blanks[i].blanked :
							  blanks[i].answer;
		size_t len = hex_len(blanks[i].answer);

		hex(cdb, hex_len(blanks[i].cdb), blanks[i].cdb);
		/* What follows is not the drive's, and not to be touched. */
		memset(data, 0x5a, sizeof(data));
		memset(want, 0x5a, sizeof(want));
		hex(data, len, blanks[i].answer);
		hex(want, len, blanked);
		ok(same_text(capture_blank(cdb, data, len), blanks[i].what),
		   "%s: says what is blanked", blanks[i].name);
		ok_bytes(data, want, len + 16, blanks[i].name);
	}
}

/* Answers of every length. */
static void test_cut_off(void)
{
	bool kept = true;

	for (size_t i = 0; i < ARRAY_SIZE(blanks); i++) {
		size_t len = hex_len(blanks[i].answer);

		for (size_t n = 0; n < len; n++) {
			uint8_t cdb[16], data[256];

			hex(cdb, hex_len(blanks[i].cdb), blanks[i].cdb);
			hex(data, len, blanks[i].answer);
			memset(data + n, 0x5a, sizeof(data) - n);
			capture_blank(cdb, data, n);
			for (size_t j = n; j < sizeof(data); j++)
				kept = kept && data[j] == 0x5a;
		}
	}
	ok(kept, "nothing is blanked behind an answer that is cut off");
}

int main(void)
{
	test_ends();
	test_blanks();
	test_cut_off();
	return tap_done();
}
