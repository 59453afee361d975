// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Capture files: what is taken from them, what is refused with which line and
 * reason, and that the built-in drives give the captured answers.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../vdrive/like.h"
#include "../lib/tap.h"
#include "../unit/hex.h"

static char dir[] = "/tmp/like-test.XXXXXX";
static char path[64];

static void write_file(const char *text, size_t len)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text, 1, len, file) != len || fclose(file)) {
		perror(path);
		exit(1);
	}
}

/* ---- a good file ---- */

#define FIRST	"aacs-capture 1\n"
/* 37 bytes, as many as the additional length says. */
#define INQUIRY	"cdb 120000006000\n" \
	"data 05 80 00 32 20 000000 4d414b4552202020\n" \
	"data 4d4f44454c20202020202020 20202020 302e3031 2a\n"
#define CONFIGURATION(len, features) \
	"cdb 46 00 0000 000000 2000 00\n" \
	"data " len " 0000 0043 " features "\n"
#define AACS	"010d 09 04 1f 07 83 02"
#define SMALL	INQUIRY CONFIGURATION("0000000c", AACS)

static void ok_features(const struct like *like, const char *const *want,
			size_t count, const char *name)
{
	uint8_t bytes[64];
	char what[64];

	is((long long)like->feature_count, (long long)count,
	   "%s: features", name);
	for (size_t i = 0; i < count && i < like->feature_count; i++) {
		const struct like_feature *f = &like->features[i];
		size_t len = hex_len(want[i]);

		snprintf(what, sizeof(what), "%s: feature %04Xh", name, f->code);
		hex(bytes, len, want[i]);
		ok(len == 4U + f->len && f->code == (bytes[0] << 8 | bytes[1]) &&
		   f->flags == bytes[2] && f->len == bytes[3] &&
		   !memcmp(f->data, bytes + 4, f->len), "%s", what);
	}
}

static const struct like *open_text(const char *text, size_t len)
{
	const char *why = NULL;
	const struct like *like;

	write_file(text, len);
	like = like_open(dir, &why);
	if (!like)
		printf("# %s\n", why);
	return like;
}

static void test_good(void)
{
	static const char *const features[] = {
		"0000 03 04 00430100", "0003 0b 04 2b000000", "001d 00 00",
		"010d 09 04 1f 07 83 02",
	};
	static const char text[] =
		FIRST
		"# a comment, and an empty line\n"
		"\n"
		INQUIRY
		"\tcdb 12 01 00 00 ff 00   # an answer that no drive repeats\r\n"
		"data 05 00 0001 00\n"
		"cdb 5a 00 3f 000000 00 0200 00\n"
		"sense 1/17/01\n"
		/* a block descriptor; pages 01h, 3Eh with subpage 1, 2Ah */
		"data 002e 00 00 00 00 0008 2aff000000000800\n"
		"data 01 02 0000 7e 01 0002 aabb\n"
		"data aa 12 08 00 00 00 29 00 0000 0000 0000 0000 0000 0000\n"
		"cdb 5a 00 2a 000000 00 0200 00\n"
		"sense 5/24/00\n"
		"cdb 5a 00 2a 000000 00 0200 00\n"
		"data 001a 00 00 00 00 0000\n"
		"data 2a 12 3f 00 00 00 29 00 0000 0000 0000 0000 0000 0000\n"
		"cdb a4 00 00000000 00 00 0008 08 00\n"
		"data 0006 0000 64 00 01 00\n"
		"cdb a4 00 00000000 00 00 0008 08 00\n"
		"no-answer timed out\n"
		"cdb 46 00 0000 000000 2000 00\n"
		"sense 0/00/00\n"
		"data 00000020 0000 0043\n"
		"data 0000 03 04 00430100\n"
		"data 0003 0b 04 2b000000 001d 00 00\n"
		"data " AACS "   \n"
		"cdb e9 00 0000000000000000 0000\n"
		"no-answer";
	const struct like *like = open_text(text, strlen(text));

	if (!ok(like, "a good file"))
		return;
	is((long long)like->inquiry_len, 37, "INQUIRY: bytes");
	ok_hex(like->inquiry, "05 80 00 32 20 000000 4d414b4552202020", "INQUIRY");
	is(like->inquiry[36], 0x2a, "INQUIRY: the last byte");
	is(like->profile, 0x0043, "the profile");
	ok_features(like, features, ARRAY_SIZE(features), "good");
	ok(like->aacs.present && like->aacs.binding_nonce &&
	   like->aacs.bus_encryption && like->aacs.write_bus_encryption &&
	   like->aacs.rmc && like->aacs.drive_certificate,
	   "feature 010Dh: 1fh is all flags");
	is(like->aacs.nonce_blocks, 7, "feature 010Dh: blocks of a nonce");
	is(like->aacs.agids, 3, "feature 010Dh: AGIDs, without the reserved bits");
	is(like->aacs.version, 2, "feature 010Dh: version");
	is((long long)like->page_2a_len, 20, "page 2Ah: bytes");
	ok_hex(like->page_2a, "aa 12 08 00 00 00 29 00", "page 2Ah, after others");
	ok_hex(like->rpc_state, "0006 0000 64 00 01 00", "RPC state");
	like_close(like);
}

/* The least that a file has. */
static void test_small(void)
{
	static const char text[] = FIRST INQUIRY
		CONFIGURATION("00000008", "0000 03 00");
	const struct like *like = open_text(text, strlen(text));

	if (!ok(like, "a small file"))
		return;
	ok(!like->aacs.present && !like->aacs.agids, "without feature 010Dh: no AACS");
	ok(!like->page_2a && !like->page_2a_len, "no page 2Ah");
	ok(!like->rpc_state, "no RPC state");
	like_close(like);
}

/* Flags of feature 010Dh one by one. */
static void test_flags(void)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *name;
	} rows[] = {
		{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 01 00 01 01"),
		  offsetof(struct like_aacs, binding_nonce), "BNG" },
		{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 02 00 01 01"),
		  offsetof(struct like_aacs, bus_encryption), "BEC" },
		{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 04 00 01 01"),
		  offsetof(struct like_aacs, write_bus_encryption), "WBE" },
		{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 08 00 01 01"),
		  offsetof(struct like_aacs, rmc), "RMC" },
		{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 10 00 01 01"),
		  offsetof(struct like_aacs, drive_certificate), "RDC" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct like *like = open_text(rows[i].text,
						    strlen(rows[i].text));
		const struct like_aacs *aacs = like ? &like->aacs : NULL;

		ok(aacs && *(const bool *)((const char *)aacs + rows[i].offset) &&
		   aacs->binding_nonce + aacs->bus_encryption +
		   aacs->write_bus_encryption + aacs->rmc +
		   aacs->drive_certificate == 1,
		   "feature 010Dh: %s alone", rows[i].name);
		like_close(like);
	}
}

/* ---- broken files ---- */

#define DATA_16	"data 00000000000000000000000000000000\n"

static const struct {
	const char *text;
	const char *says;	/* after the file's name */
} bad[] = {
	/* the text */
	{ "", ":0: the file is empty" },
	{ "aacs-capture 2\n", ":1: the first line is not 'aacs-capture 1'" },
	{ "\n" FIRST SMALL, ":1: the first line is not" },
	{ "\177ELF\001", ":1: the first line is not" },
	{ FIRST "word\n", ":2: unknown word: word" },
	{ FIRST "cdbx 00\n", ":2: unknown word: cdbx" },
	{ FIRST "cd 12\n", ":2: unknown word: cd" },
	{ FIRST "data 00\n", ":2: data before the first cdb" },
	{ FIRST "# one\n\nsense 5/24/00\n", ":4: sense before the first cdb" },
	{ FIRST "no-answer\n", ":2: no-answer before the first cdb" },
	/* CDBs */
	{ FIRST "cdb\n", ":2: no bytes" },
	{ FIRST "cdb 12 00 00 00 60\n", ":2: a CDB of 5 bytes, not 6" },
	{ FIRST "cdb 46 00 00 00 00 00 00 00 00 00 00\n",
	  ":2: a CDB of 11 bytes, not 10" },
	{ FIRST "cdb ad 00 00 00 00 00 00 00 00 00\n", ":2: a CDB of 10 bytes, not 12" },
	{ FIRST "cdb 85 00 00 00 00 00\n", ":2: a CDB of 6 bytes, not 16" },
	{ FIRST "cdb e9 00 00 00 00\n", ":2: a CDB of 5 bytes, not 6" },
	{ FIRST "cdb 00000000000000000000000000000000 00\n",
	  ":2: more than 16 bytes" },
	/* bytes */
	{ FIRST "cdb 12 00 00 0\n", ":2: not a byte of two hex digits: 0" },
	{ FIRST "cdb 12 00 0g\n", ":2: not a byte of two hex digits: 0g" },
	{ FIRST "cdb 12 g0\n", ":2: not a byte of two hex digits: g0" },
	{ FIRST "cdb 0x12\n", ":2: not a byte of two hex digits: 0x12" },
	{ FIRST "cdb 120000006000\ndata 1 2\n", ":3: not a byte of two hex digits: 1 2" },
	{ FIRST "cdb 120000006000\ndata # none\n", ":3: no bytes" },
	/* sense data */
	{ FIRST "cdb 120000006000\nsense\n", ":3: not sense data K/AA/QQ" },
	{ FIRST "cdb 120000006000\nsense 5/24\n", ":3: not sense data K/AA/QQ: 5/24" },
	{ FIRST "cdb 120000006000\nsense 15/24/00\n", ":3: not sense data" },
	{ FIRST "cdb 120000006000\nsense 5/24/001\n", ":3: not sense data" },
	{ FIRST "cdb 120000006000\nsense 5/24/00\nsense 5/24/00\n",
	  ":4: a second answer to the command" },
	{ FIRST "cdb 120000006000\ndata 00\nsense 1/17/01\n", ":4: sense after data" },
	{ FIRST "cdb 120000006000\nno-answer\nsense 1/17/01\n",
	  ":4: a second answer to the command" },
	{ FIRST "cdb 120000006000\nno-answer\ndata 00\n", ":4: data after no-answer" },
	{ FIRST "cdb 120000006000\ndata 00\nno-answer\n",
	  ":4: a second answer to the command" },
	/* INQUIRY */
	{ FIRST "cdb 120000006000\n" DATA_16, ":2: INQUIRY: 16 bytes, not 36 or more" },
	{ FIRST "cdb 120000006000\n" DATA_16 DATA_16 "data 00000000\n" "cdb 000000000000\n",
	  ":2: INQUIRY: 36 bytes, the additional length says 5" },
	{ FIRST "cdb 120000006000\n"
	  "data 00800032 1f 0000000000000000000000\n" DATA_16 "data 00000000\n",
	  ":2: INQUIRY: device type 00h, not 05h" },
	{ FIRST INQUIRY INQUIRY, ":5: a second answer to INQUIRY" },
	{ FIRST CONFIGURATION("0000000c", AACS), ":3: no answer to INQUIRY" },
	{ FIRST "cdb 120000006000\nsense 5/24/00\n" CONFIGURATION("0000000c", AACS),
	  ":5: no answer to INQUIRY" },
	/* GET CONFIGURATION */
	{ FIRST INQUIRY, ":4: no answer to GET CONFIGURATION" },
	{ FIRST INQUIRY "cdb 46 01 0000 000000 2000 00\ndata 00000004 00000000\n",
	  ":6: no answer to GET CONFIGURATION" },
	{ FIRST INQUIRY "cdb 46 00 0000 000000 2000 00\n",
	  ":5: GET CONFIGURATION: 0 bytes, not 12 to 4096" },
	{ FIRST INQUIRY "cdb 46 00 0000 000000 2000 00\ndata 00000004 00000000\n",
	  ":5: GET CONFIGURATION: 8 bytes, not 12 to 4096" },
	{ FIRST INQUIRY CONFIGURATION("00000010", AACS),
	  ":5: GET CONFIGURATION: 16 bytes, the data length says 20" },
	{ FIRST INQUIRY CONFIGURATION("fffffffc", AACS),
	  ":5: GET CONFIGURATION: 16 bytes, the data length says 4294967296" },
	{ FIRST INQUIRY CONFIGURATION("0000000e", AACS "0000"),
	  ":5: GET CONFIGURATION: 2 bytes after the last feature" },
	{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 08 17010201"),
	  ":5: feature 010Dh runs past the end of the data" },
	{ FIRST INQUIRY CONFIGURATION("00000010", "0000 03 ff 0000000000000000"),
	  ":5: feature 0000h runs past the end of the data" },
	{ FIRST INQUIRY CONFIGURATION("0000000e", "0108 03 06 202020202020"),
	  ":5: feature 0108h: additional length 6 is not a multiple of 4" },
	{ FIRST INQUIRY CONFIGURATION("0000000c", "0003 03 00 0001 03 00"),
	  ":5: feature 0001h after 0003h" },
	{ FIRST INQUIRY CONFIGURATION("0000000c", "001d 00 00 001d 00 00"),
	  ":5: feature 001Dh after 001Dh" },
	{ FIRST INQUIRY CONFIGURATION("00000010", "0020 04 08 0000000000000800"),
	  ":5: feature 0020h: additional length 8, not 12 or more" },
	{ FIRST INQUIRY CONFIGURATION("00000008", "010d 08 00"),
	  ":5: feature 010Dh: additional length 0, not 4" },
	{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 17 01 00 01"),
	  ":5: feature 010Dh: 0 AGIDs, not 1 to 4" },
	{ FIRST INQUIRY CONFIGURATION("0000000c", "010d 08 04 17 01 05 01"),
	  ":5: feature 010Dh: 5 AGIDs, not 1 to 4" },
	{ FIRST SMALL CONFIGURATION("0000000c", AACS),
	  ":7: a second answer to GET CONFIGURATION" },
	/* MODE SENSE (10) */
#define PAGES	FIRST SMALL "cdb 5a 00 2a 000000 00 0200 00\n"
	{ PAGES "data 0006 00 00\n", ":7: MODE SENSE: 4 bytes, wrong for its data length" },
	{ PAGES "data 0006 00 00 00 00 0000 2a\n",
	  ":7: MODE SENSE: 9 bytes, wrong for its data length" },
	{ PAGES "data 0007 00 00 00 00 0000 2a\n",
	  ":7: MODE SENSE: 1 bytes after the last page" },
	{ PAGES "data 0008 00 00 00 00 0000 2a 01\n",
	  ":7: mode page 2Ah runs past the end of the data" },
	{ PAGES "data 000c 00 00 00 00 0000 7e 01 ffff 0000\n",
	  ":7: mode page 3Eh runs past the end of the data" },
	{ PAGES "data 0009 00 00 00 00 0000 7e 01 00\n",
	  ":7: MODE SENSE: 3 bytes after the last page" },
	{ PAGES "data 000a 00 00 00 00 0000 2a 02 0000\n",
	  ":7: mode page 2Ah: 4 bytes, not 20 or more" },
	/* RPC state */
#define RPC	"cdb a4 00 00000000 00 00 0008 08 00\n"
	{ FIRST SMALL RPC "data 0006 0000 64 00 01\n",
	  ":7: REPORT KEY, RPC state: not 8 bytes with length 0006h" },
	{ FIRST SMALL RPC "data 0007 0000 64 00 01 00\n",
	  ":7: REPORT KEY, RPC state: not 8 bytes" },
	{ FIRST SMALL RPC "data 0006 0000 64 00 01 00\n" RPC "data 0006 0000 64 00 01 00\n",
	  ":9: a second answer to REPORT KEY, RPC state" },
};

/* @text is refused with @says after the name of the file. */
static void refused(const char *text, size_t len, const char *says,
		    const char *name)
{
	const char *why = "";
	const struct like *like;

	write_file(text, len);
	like = like_open(dir, &why);
	if (!ok(!like && !strncmp(why, path, strlen(path)) &&
		!strncmp(why + strlen(path), says, strlen(says)),
		"refused: %s", name))
		printf("#   says: %s\n", like ? "it is good" : why);
	like_close(like);
}

static void test_bad(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(bad[i].text, strlen(bad[i].text), bad[i].says, bad[i].says);
}

/* Limits, with files too large for the table. */
static void test_large(void)
{
	static char text[(1 << 20) + 2];
	size_t len;

	len = (size_t)sprintf(text, FIRST "# ");
	memset(text + len, 'x', 4095);
	refused(text, len + 4095, ":2: more than 4096 characters", "a long line");

	refused(FIRST "cdb\0", strlen(FIRST) + 4, ":2: not a text file", "a zero byte");

	len = (size_t)sprintf(text, FIRST "cdb 120000006000\n");
	for (size_t i = 0; i < 65536 / 16; i++, len += strlen(DATA_16))
		memcpy(text + len, DATA_16, strlen(DATA_16));
	refused(text, len, ":4098: more than 65535 bytes", "65536 bytes of data");

	/* 257 features of 16 bytes and a header of 8 */
	len = (size_t)sprintf(text, FIRST INQUIRY
			      "cdb 46 00 0000 000000 2000 00\ndata 00001014 00000000\n");
	for (unsigned int i = 0; i < 257; i++)
		len += (size_t)sprintf(text + len,
				       "data %04x 00 0c 000000000000000000000000\n",
				       0x1000 + i);
	refused(text, len, ":5: GET CONFIGURATION: 4120 bytes, not 12 to 4096",
		"4120 bytes of features");

	memset(text, '\n', sizeof(text));
	memcpy(text, FIRST, strlen(FIRST));
	refused(text, (1 << 20) + 1, ": File too large", "more than 1 MiB");
}

/* As many features as fit, none with data. */
static void test_many(void)
{
	static char text[1 << 16];
	const struct like *like;
	size_t len;

	len = (size_t)sprintf(text, FIRST INQUIRY
			      "cdb 46 00 0000 000000 2000 00\ndata 00000ffc 00000000\n");
	for (unsigned int i = 0; i < 1022; i++)
		len += (size_t)sprintf(text + len, "data %04x 00 00\n", 0x1000 + i);
	like = open_text(text, len);
	ok(like && like->feature_count == 1022, "1022 features");
	like_close(like);
}

static void test_no_file(void)
{
	const char *why = "";

	unlink(path);
	ok(!like_open(dir, &why) && strstr(why, "drive.capture: No such file") &&
	   strstr(why, "built-in drive"), "a directory without a file");
	ok(!like_open("lg-bu40", &why) && strstr(why, "lg-bu40/drive.capture: No such file"),
	   "a name that is neither");
	if (mkdir(path, 0777))
		exit(1);
	ok(!like_open(dir, &why) && strstr(why, "Invalid argument"), "a directory as file");
	rmdir(path);
	if (mkfifo(path, 0666))
		exit(1);
	ok(!like_open(dir, &why) && strstr(why, "Invalid argument"), "a FIFO");
	unlink(path);
}

/* ---- the built-in drives, compared with their captures ---- */

static const char *const lg_features[] = {
	"0000 03 48 00430000 00420000 00410000 00400000 002b0000 001b0000 001a0000"
	" 00160000 00150000 00140000 00130000 00120000 00110000 00100000 000a0000"
	" 00090000 00080000 00020000",
	"0003 0b 04 2b000000",
	"001d 00 00",
	"001e 08 04 03000000",
	"001f 08 04 01000100",
	"0040 09 1c 01000000 000c0000 00000000 00060000 00000000 00020000 00000000",
	"0041 04 14 01000000 000c0000 00000000 00060000 00000000",
	"0107 15 04 1f000000",
	"0108 03 0c 20202020 20202020 20202020",
	"010c 03 10",
	"010d 08 04 17 01 02 01",
	NULL,
};

static const char *const pioneer_features[] = {
	"0000 03 44 00430000 00420000 00410000 00400000 001b0000 001a0000 00160000"
	" 00150000 00140000 00130000 00120000 00110000 00100000 000a0000 00090000"
	" 00080000 00020000",
	"0003 07 04 39000000",
	"001d 00 00",
	"001e 08 04 03000000",
	"001f 08 04 00000100",
	"0040 08 1c 01000000 000e0000",
	"0041 04 14 01000000 000c0000",
	"0107 14 04 3f000000",
	"0108 03 0c 20202020 20202020 20202020",
	"010c 03 10",
	"010d 08 04 1b 01 01 01",
	NULL,
};

/* Seen in lists of features, most without their bytes. */
static const uint16_t listed[] = {
	0x0004, 0x0020, 0x0021, 0x0023, 0x002a, 0x002b, 0x0033, 0x0038, 0x0100,
	0x0104, 0x0105, 0x0106, 0x010a,
};

static const struct {
	const char *name;
	const char *inquiry;	/* to the revision */
	const char *const *features;
	const char *page_2a;
	unsigned int page_len;
	const char *rpc_state;
	struct like_aacs aacs;
} builtins[] = {
	{ "lg-bu40n",
	  "05 80 00 32 5b 000000 484c2d44542d5354 42442d524520425534304e2020202020"
	  " 312e3033",
	  lg_features, "2a 42", 2 + 0x42, "0006 0000 64 00 01 00",
	  { .present = true, .binding_nonce = true, .bus_encryption = true,
	    .write_bus_encryption = true, .drive_certificate = true,
	    .nonce_blocks = 1, .agids = 2, .version = 1 } },
	{ "pioneer-bdr-s09",
	  "05 80 00 32 5b 000000 50494f4e45455220 42442d52572020204244522d53303920"
	  " 312e3334",
	  pioneer_features, "2a 46", 2 + 0x46, "0006 0000 25 ff 01 00",
	  { .present = true, .binding_nonce = true, .bus_encryption = true,
	    .rmc = true, .drive_certificate = true,
	    .nonce_blocks = 1, .agids = 1, .version = 1 } },
};

static const struct like_feature *find(const struct like *like, uint16_t code)
{
	for (size_t i = 0; i < like->feature_count; i++)
		if (like->features[i].code == code)
			return &like->features[i];
	return NULL;
}

/* The descriptor begins with these bytes; those that follow were not captured. */
static void ok_feature(const struct like *like, const char *want, const char *name)
{
	const struct like_feature *f;
	size_t len = hex_len(want);
	uint8_t bytes[256];

	hex(bytes, len, want);
	f = find(like, (uint16_t)(bytes[0] << 8 | bytes[1]));
	ok(f && f->flags == bytes[2] && f->len == bytes[3] && len <= 4U + f->len &&
	   !memcmp(f->data, bytes + 4, len - 4), "%s: %.10s", name, want);
}

static bool same_aacs(const struct like_aacs *a, const struct like_aacs *b)
{
	return a->present == b->present && a->binding_nonce == b->binding_nonce &&
	       a->bus_encryption == b->bus_encryption &&
	       a->write_bus_encryption == b->write_bus_encryption &&
	       a->rmc == b->rmc &&
	       a->drive_certificate == b->drive_certificate &&
	       a->nonce_blocks == b->nonce_blocks && a->agids == b->agids &&
	       a->version == b->version;
}

static void test_builtins(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(builtins); i++) {
		const char *name = builtins[i].name, *why = "";
		const struct like *like = like_open(name, &why);

		if (!ok(like && like_name(i) && !strcmp(like_name(i), name),
			"%s is built in", name)) {
			printf("#   says: %s\n", why);
			continue;
		}
		is((long long)like->inquiry_len, 96, "%s: INQUIRY, bytes", name);
		ok_hex(like->inquiry, builtins[i].inquiry, "INQUIRY");
		for (const char *const *f = builtins[i].features; *f; f++)
			ok_feature(like, *f, name);
		for (size_t j = 0; j < ARRAY_SIZE(listed); j++)
			ok(find(like, listed[j]), "%s: feature %04Xh", name,
			   listed[j]);
		is((long long)like->page_2a_len, builtins[i].page_len,
		   "%s: page 2Ah, bytes", name);
		ok_hex(like->page_2a, builtins[i].page_2a, "page 2Ah");
		ok_hex(like->rpc_state, builtins[i].rpc_state, "RPC state");
		ok(same_aacs(&like->aacs, &builtins[i].aacs), "%s: AACS", name);
		like_close(like);
	}
	ok(!like_name(ARRAY_SIZE(builtins)), "no other drive is built in");
}

int main(void)
{
	if (!mkdtemp(dir)) {
		perror(dir);
		return 1;
	}
	snprintf(path, sizeof(path), "%s/drive.capture", dir);
	test_good();
	test_small();
	test_flags();
	test_bad();
	test_large();
	test_many();
	test_no_file();
	test_builtins();
	unlink(path);
	rmdir(dir);
	return tap_done();
}
