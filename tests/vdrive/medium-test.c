// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the drive says of each kind of disc, and what programs that burn discs
 * send, with CDBs, lists and answers written out. The disc has IMAGE_BLOCKS (40h)
 * blocks.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "../unit/hex.h"
#include "drive-fixture.h"

#define LIST_2A	"0000000000000000 2a 22 0821 0000 2900 231e 0000 0800 231e 0000 231e 231e " \
		"000000000000 231e 0001 0000 231e"
#define LIST_05	"0000000000000000 05 32 4205 00000000 00000000 00000000 0000 " \
		"0000000000000000000000000000000000000000 00000000000000000000000000 00"

static const struct row {
	const char *name;
	const char *profile;
	bool protect;
	const char *cdb;
	const char *list;	/* what the host sends, hex; NULL: nothing */
	unsigned int xfer;	/* without a list */
	struct sense sense;
	unsigned int at;	/* of the answer: what stands here */
	const char *want;
} rows[] = {
	/* GET CONFIGURATION: the profile, and features that go with it */
	{ "profile BD-RE", "bd-re", false, "46 02 0041 000000 0020 00", NULL, 32, { 0 },
	  6, "0043 0041 01 14" },
	{ "profile BD-RE, write-protected: formattable, but not writable", "bd-re", true,
	  "46 02 0041 000000 0020 00", NULL, 32, { 0 }, 6, "0043 0041 00 14" },
	{ "profile BD-R", "bd-r", false, "46 02 0041 000000 0020 00", NULL, 32, { 0 },
	  6, "0041 0041 00 14" },
	{ "profile BD-ROM", "bd-rom", false, "46 02 0040 000000 0024 00", NULL, 36, { 0 },
	  6, "0040 0040 01 1c" },
	{ "profile DVD-ROM", "dvd-rom", false, "46 02 001f 000000 000c 00", NULL, 12, { 0 },
	  6, "0010 001f 01 00" },
	{ "DVD-ROM does not read as a BD", "dvd-rom", false, "46 02 0040 000000 000c 00", NULL, 12,
	  { 0 }, 8, "0040 00 1c" },
	{ "the list of profiles, the current one", "bd-rom", false, "46 02 0000 000000 001c 00",
	  NULL, 28, { 0 }, 12, "00430000 00410000 00400100 00100000" },
	{ "formattable: BD-RE", "bd-re", false, "46 02 0023 000000 0014 00", NULL, 20, { 0 },
	  8, "0023 05 08 08 000000 00 000000" },
	{ "formattable: not BD-ROM", "bd-rom", false, "46 02 0023 000000 0014 00", NULL, 20, { 0 },
	  8, "0023 04 08" },

	{ "READ DISC INFORMATION, BD-RE", "bd-re", false, "51 00 0000000000 0022 00", NULL, 34, { 0 },
	  0, "0020 1f" },
	{ "READ DISC INFORMATION, a finished disc", "bd-r", false, "51 00 0000000000 0022 00",
	  NULL, 34, { 0 }, 0, "0020 0e" },

	{ "READ FORMAT CAPACITIES, BD-RE", "bd-re", false, "23 00 0000000000 00fc 00", NULL, 252,
	  { 0 }, 0, "00000020 00000040 02 000800 00000040 c0 000000 00000040 c4 000000 "
	  "00000040 00 000000" },
	{ "READ FORMAT CAPACITIES, a finished disc", "bd-r", false, "23 00 0000000000 00fc 00",
	  NULL, 252, { 0 }, 0, "00000008 00000040 02 000800" },

	/* FORMAT UNIT */
	{ "FORMAT UNIT, type 30h, quick certification", "bd-re", false, "04 11 0000 00 00",
	  "00 82 0008 00000040 c3 000000", 0, { 0 }, 0, NULL },
	{ "FORMAT UNIT, type 31h", "bd-re", false, "04 11 0000 00 00",
	  "00 82 0008 00000040 c4 000000", 0, { 0 }, 0, NULL },
	{ "FORMAT UNIT, type 00h, CmpList", "bd-re", false, "04 19 0000 00 00",
	  "00 82 0008 00000040 00 000000", 0, { 0 }, 0, NULL },
	{ "FORMAT UNIT, type 26h", "bd-re", false, "04 11 0000 00 00",
	  "00 82 0008 00000040 98 000000", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "FORMAT UNIT, another capacity", "bd-re", false, "04 11 0000 00 00",
	  "00 82 0008 0000003f c0 000000", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "FORMAT UNIT, two descriptors", "bd-re", false, "04 11 0000 00 00",
	  "00 82 0010 00000040 c0 000000", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "FORMAT UNIT, half a list", "bd-re", false, "04 11 0000 00 00", "00 82 0008 0000", 0,
	  { 5, 0x1a, 0 }, 0, NULL },
	{ "FORMAT UNIT without a list", "bd-re", false, "04 01 0000 00 00", NULL, 0,
	  { 5, 0x24, 0 }, 0, NULL },
	{ "FORMAT UNIT, write-protected", "bd-re", true, "04 11 0000 00 00",
	  "00 82 0008 00000040 c0 000000", 0, { 7, 0x27, 0 }, 0, NULL },
	{ "FORMAT UNIT of a finished disc", "bd-r", false, "04 11 0000 00 00",
	  "00 82 0008 00000040 c8 000000", 0, { 5, 0x30, 0 }, 0, NULL },

	{ "RESERVE TRACK", "bd-re", false, "53 00 000000 00000040 00", NULL, 0, { 5, 0x30, 0 }, 0, NULL },
	{ "SEND OPC INFORMATION", "bd-re", false, "54 01 0000000000 0000 00", NULL, 0, { 0 }, 0, NULL },
	{ "SEND OPC INFORMATION, a finished disc", "bd-r", false, "54 01 0000000000 0000 00", NULL, 0,
	  { 5, 0x30, 0 }, 0, NULL },
	{ "CLOSE TRACK/SESSION", "bd-re", false, "5b 01 02 0000000000 00 00", NULL, 0, { 0 }, 0, NULL },
	{ "CLOSE TRACK/SESSION, a finished disc", "bd-r", false, "5b 01 02 0000000000 00 00", NULL, 0,
	  { 5, 0x30, 0 }, 0, NULL },
	{ "READ BUFFER CAPACITY", "bd-re", false, "5c 00 0000000000 000c 00", NULL, 12, { 0 },
	  0, "000a 0000 00200000 00200000" },
	{ "READ BUFFER CAPACITY in blocks", "bd-re", false, "5c 01 0000000000 000c 00", NULL, 12, { 0 },
	  0, "000a 0001 00000000 00000400" },
	{ "VERIFY (10)", "bd-re", false, "2f 00 0000003f 00 0001 00", NULL, 0, { 0 }, 0, NULL },
	{ "VERIFY (10), past the end", "bd-re", false, "2f 00 0000003f 00 0002 00", NULL, 0,
	  { 5, 0x21, 0 }, 0, NULL },
	{ "VERIFY (10), BytChk", "bd-re", false, "2f 02 00000000 00 0001 00", NULL, 0,
	  { 5, 0x24, 0 }, 0, NULL },

	/* MODE SELECT (10) */
	{ "MODE SENSE (10), page 05h", "bd-re", false, "5a 00 05 000000 00 00fc 00", NULL, 252, { 0 },
	  0, "003a 00 00 00 00 0000 05 32 00 05 08 000000 00000000 00000096" },
	{ "MODE SENSE (10), page 05h, what can be changed", "bd-re", false,
	  "5a 00 45 000000 00 00fc 00", NULL, 252, { 0 }, 8, "05 32 ff ff ff" },
	{ "MODE SELECT (10), page 05h", "bd-re", false, "55 10 0000000000 003c 00", LIST_05, 0,
	  { 0 }, 0, NULL },
	{ "MODE SELECT (10), page 2Ah as it is", "bd-re", false, "55 10 0000000000 002c 00", LIST_2A, 0,
	  { 0 }, 0, NULL },
	{ "MODE SELECT (10), nothing", "bd-re", false, "55 10 0000000000 0000 00", NULL, 0,
	  { 0 }, 0, NULL },
	{ "MODE SELECT (10), a field that can't be changed", "bd-re", false,
	  "55 10 0000000000 0014 00", "0000000000000000 1d 0a 0000 0000 0000 0000 0001", 0,
	  { 5, 0x26, 0 }, 0, NULL },
	{ "MODE SELECT (10), a page that we don't have", "bd-re", false, "55 10 0000000000 000c 00",
	  "0000000000000000 2c 02 0000", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "MODE SELECT (10), a page cut short", "bd-re", false, "55 10 0000000000 000e 00",
	  "0000000000000000 05 32 4205 0000", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "MODE SELECT (10), a block descriptor", "bd-re", false, "55 10 0000000000 0010 00",
	  "0000000000000008 0000000000000800", 0, { 5, 0x26, 0 }, 0, NULL },
	{ "MODE SELECT (10), to be saved", "bd-re", false, "55 11 0000000000 003c 00", LIST_05, 0,
	  { 5, 0x24, 0 }, 0, NULL },
	{ "MODE SELECT (10), half a header", "bd-re", false, "55 10 0000000000 0004 00", "00000000", 0,
	  { 5, 0x1a, 0 }, 0, NULL },
	{ "MODE SELECT (10), more than there is", "bd-re", false, "55 10 0000000000 003c 00",
	  "0000000000000000 05 32", 0, { 5, 0x1a, 0 }, 0, NULL },

	/* READ DISC STRUCTURE */
	{ "disc information, BD-RE", "bd-re", false, "ad 01 00000000 00 00 1004 00 00", NULL, 4100,
	  { 0 }, 0, "1002 0000 4449 01 08 00 00 62 00 424457 01 10 01" },
	{ "disc information, its media", "bd-re", false, "ad 01 00000000 00 00 1004 00 00", NULL, 4100,
	  { 0 }, 104, "564452495645 494d47" },
	{ "disc information, BD-R", "bd-r", false, "ad 01 00000000 00 00 1004 00 00", NULL, 4100,
	  { 0 }, 4, "4449 01 08 00 00 62 00 424452" },
	{ "disc information, BD-ROM", "bd-rom", false, "ad 01 00000000 00 00 1004 00 00", NULL, 4100,
	  { 0 }, 4, "4449 01 08 00 00 40 00 42444f" },
	{ "physical format information, DVD-ROM", "dvd-rom", false, "ad 00 00000000 00 00 0804 00 00",
	  NULL, 2052, { 0 }, 0, "0802 0000 01 0f 01 00 00030000 0003003f 00000000" },
	{ "disc information of a DVD", "dvd-rom", false, "ad 01 00000000 00 00 1004 00 00", NULL, 4100,
	  { 5, 0x24, 0 }, 0, NULL },
	{ "disc definition structure", "bd-re", false, "ad 01 00000000 00 08 0064 00 00", NULL, 100,
	  { 0 }, 0, "0062 0000 4453" },
	{ "disc definition structure, the last block", "bd-re", false,
	  "ad 01 00000000 00 08 0064 00 00", NULL, 100, { 0 }, 40, "0000003f 00000000" },
	{ "disc definition structure, BD-ROM", "bd-rom", false, "ad 01 00000000 00 08 0064 00 00",
	  NULL, 100, { 5, 0x24, 0 }, 0, NULL },
	{ "cartridge status", "bd-re", false, "ad 01 00000000 00 09 0008 00 00", NULL, 8, { 0 },
	  0, "0006 0000 00 000000" },
	{ "spare areas", "bd-re", false, "ad 01 00000000 00 0a 0010 00 00", NULL, 16, { 0 },
	  0, "000e 0000 00000000 00000000 00000000" },
	{ "write protection", "bd-re", true, "ad 01 00000000 00 c0 0008 00 00", NULL, 8, { 0 },
	  0, "0006 0000 02 000000" },
	{ "write protection, none", "bd-re", false, "ad 01 00000000 00 c0 0008 00 00", NULL, 8, { 0 },
	  0, "0006 0000 00 000000" },
	{ "the list, BD-RE", "bd-re", false, "ad 01 00000000 00 ff 0100 00 00", NULL, 256, { 0 },
	  0, "002a 0000 00400000 08400000 09400000 0a400000 80400000 81400000 82400000 84400000 "
	  "c0400000 ff400000" },
	{ "the list, DVD-ROM", "dvd-rom", false, "ad 00 00000000 00 ff 0100 00 00", NULL, 256, { 0 },
	  0, "001e 0000 00400000 80400000 81400000 82400000 84400000 c0400000 ff400000" },

	{ "WRITE (10) to a finished disc", "bd-r", false, "2a 00 00000000 00 0001 00", NULL, 2048,
	  { 7, 0x27, 0 }, 0, NULL },
};

static void put_in(const char *profile, bool protect)
{
	drive.medium = medium_find(profile);
	drive.disc_params.write_protected = protect || !drive.medium->rewritable;
	media_change(&drive, NULL);
	media_take_attention(&drive);
}

static void test_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		size_t xfer = row->list ? hex_len(row->list) : row->xfer;
		struct request *rq;

		drive_make();
		put_in(row->profile, row->protect);
		memset(buffer, 0xee, sizeof(buffer));
		if (row->list)
			hex(buffer, xfer, row->list);
		rq = drive_do(row->cdb, xfer);
		ok_sense(rq->sense, row->sense, row->name);
		ok(buffer[xfer] == 0xee, "%s: nothing behind the transfer", row->name);
		if (row->want)
			ok_hex(buffer + row->at, row->want, row->name);
		drive_remove();
	}
}

/* MODE SELECT sets pages until a reset; a refused list changes nothing. */
static void test_mode_select(void)
{
	static const char sense[] = "5a 00 05 000000 00 000c 00";
	static const char select[] = "55 10 0000000000 003c 00";

	drive_make();
	hex(buffer, 60, LIST_05);
	drive_do(select, 60);
	drive_do(sense, 12);
	ok_hex(buffer, "003a 0000 0000 0000 05 32 42 05", "page 05h has what was sent");
	drive_do("5a 00 85 000000 00 000c 00", 12);
	ok_hex(buffer, "003a 0000 0000 0000 05 32 00 05", "its default is as before");

	/* A good page, and one that is refused. */
	hex(buffer, 60, LIST_05);
	buffer[10] = 0x01;
	hex(buffer + 60, 4, "2c 02 0000");
	ok_sense(drive_do("55 10 0000000000 0040 00", 64)->sense,
		 SENSE_INVALID_FIELD_IN_LIST, "a list that ends badly");
	drive_do(sense, 12);
	ok_hex(buffer, "003a 0000 0000 0000 05 32 42 05", "has changed nothing");
	media_reset(&drive, false);
	drive_do(sense, 12);
	ok_hex(buffer, "003a 0000 0000 0000 05 32 00 05", "a reset brings back the default");
	drive_remove();
}

/* An image of over 25 GB has two layers; it is sparse. */
static void test_layers(void)
{
	static const char di[] = "ad 01 00000000 00 00 1004 00 00";

	drive_make();
	media_eject(&drive);
	is(truncate(fixture.image, 12219393LL * 2048), 0, "an image of 25 GB and a block");
	media_load(&drive, NULL);
	media_take_attention(&drive);
	drive_do(di, 4100);
	ok_hex(buffer + 4, "4449 01 10 00 00 62 00 424457 01 20 01", "unit of layer 0 of two");
	ok_hex(buffer + 4 + 112, "4449 01 11 00 01 62 00 424457 01 20 01", "unit of layer 1");
	ok_hex(buffer + 4 + 224, "0000", "no third one");
	media_eject(&drive);
	is(truncate(fixture.image, 12219392LL * 2048), 0, "a block less");
	media_load(&drive, NULL);
	media_take_attention(&drive);
	drive_do(di, 4100);
	ok_hex(buffer + 4, "4449 01 08 00 00 62 00 424457 01 10 01", "is one layer");
	media_eject(&drive);
	is(truncate(fixture.image, 2000LL << 30), 0, "an image of 2000 GiB");
	media_load(&drive, NULL);
	media_take_attention(&drive);
	drive_do(di, 4100);
	ok_hex(buffer + 4, "4449 01 20 00 00 62 00 424457 01 40 01", "has four layers");
	ok_hex(buffer + 4 + 448, "0000", "no fifth one");
	drive_remove();
}

/* A new FILE.aacs has the values of its medium. */
static void test_values(void)
{
	static const struct {
		const char *profile;
		bool has[DISC_VALUES];	/* volume id, serial number, media id */
	} media[] = {
		{ "bd-re", { false, false, true } },
		{ "bd-r", { false, false, true } },
		{ "bd-rom", { true, true, false } },
		{ "dvd-rom", { true, true, false } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		drive_make();
		drive.disc_params.values = medium_find(media[i].profile)->values;
		media_eject(&drive);
		unlink(fixture.sidecar);
		media_load(&drive, NULL);
		for (int v = 0; v < DISC_VALUES; v++)
			ok(!disc_value(drive.disc, v) == !media[i].has[v],
			   "%s: value %d", media[i].profile, v);
		drive_remove();
	}
}

int main(void)
{
	test_rows();
	test_mode_select();
	test_layers();
	test_values();
	return tap_done();
}
