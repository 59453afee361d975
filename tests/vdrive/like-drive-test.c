// SPDX-License-Identifier: GPL-2.0-or-later
/* A drive that answers like another one: the bytes that real drives were seen to send. */
#include <string.h>

#include "../lib/tap.h"
#include "../unit/hex.h"
#include "drive-fixture.h"

#define LG	"lg-bu40n"
#define PIONEER	"pioneer-bdr-s09"

static const struct {
	const char *name;
	const char *like;
	const char *cdb;
	unsigned int xfer;
	unsigned int moved;
	const char *start;
} rows[] = {
	{ "INQUIRY", LG, "12 00 00 00 60 00", 96, 96,
	  "05 80 00 32 5b 000000 484c2d44542d5354 42442d5245 20 425534" },
	{ "INQUIRY", PIONEER, "12 00 00 00 60 00", 96, 96, "05 80 00 32 5b 000000 50494f4e45455220" },
	{ "the list of profiles, current BD-RE", LG, "46 02 0000 000000 0100 00", 256, 84,
	  "00000050 0000 0043 0000 03 48 0043 01 00 0042 00 00 0041 00 00 0040 00 00 002b 00 00" },
	{ "BD read", LG, "46 02 0040 000000 0100 00", 256, 40,
	  "00000024 0000 0043 0040 09 1c 01000000 000c0000 00000000 00060000 00000000 00020000 00000000" },
	{ "random writable, the last block", LG, "46 02 0020 000000 0014 00", 20, 20,
	  "00000014 0000 0043 0020 05 0c 0000003f" },
	{ "the serial number, 12 characters", LG, "46 02 0108 000000 0100 00", 256, 24,
	  "00000014 0000 0043 0108 03 0c" },
	{ "DVD-RAM's feature is not current", LG, "46 02 001f 000000 0100 00", 256, 16,
	  "0000000c 0000 0043 001f 08 04 01000100" },
	{ "feature 010Dh", LG, "46 02 010d 000000 0010 00", 16, 16,
	  "0000000c 0000 0043 010d 09 04 17 01 02 01" },
	{ "feature 010Dh", PIONEER, "46 02 010d 000000 0010 00", 16, 16,
	  "0000000c 0000 0043 010d 09 04 1b 01 01 01" },
	{ "MODE SENSE, page 2Ah", LG, "5a 00 2a 000000 00 0100 00", 256, 76,
	  "004a 00 00 00 00 0000 2a 42" },
	{ "MODE SENSE, page 2Ah", PIONEER, "5a 00 2a 000000 00 0100 00", 256, 80,
	  "004e 00 00 00 00 0000 2a 46" },
	{ "MODE SENSE, page 2Ah, what can be changed", LG, "5a 00 6a 000000 00 0100 00", 256, 76,
	  "004a 00 00 00 00 0000 2a 42 00 00 00 00 00" },
	{ "RPC state", LG, "a4 00 00000000 00 00 0008 08 00", 8, 8, "0006 0000 64 00 01 00" },
	{ "RPC state", PIONEER, "a4 00 00000000 00 00 0008 08 00", 8, 8, "0006 0000 25 ff 01 00" },
};

/* As server.c makes a drive of --like. */
static void make_like(const char *what)
{
	struct aacs_config config = fixture_config;
	const char *why;

	drive_make();
	media_eject(&drive);
	aacs_drive_free(drive.aacs);
	drive.like = like_open(what, &why);
	drive.vendor = NULL;
	drive.product = NULL;
	config.agids = drive.like->aacs.agids;
	config.nonce_blocks = drive.like->aacs.nonce_blocks;
	config.bus_encryption = drive.like->aacs.bus_encryption;
	config.only_reads_encrypted = !drive.like->aacs.write_bus_encryption;
	config.rmc = drive.like->aacs.rmc;
	drive.aacs = aacs_drive_new(&config);
	media_load(&drive, NULL);
	media_take_attention(&drive);
}

static void remove_like(void)
{
	like_close(drive.like);
	drive_remove();
}

static void test_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct request *rq;

		make_like(rows[i].like);
		memset(buffer, 0xee, sizeof(buffer));
		rq = drive_do(rows[i].cdb, rows[i].xfer);
		ok_sense(rq->sense, SENSE_GOOD, rows[i].name);
		is(rq->moved, rows[i].moved, rows[i].name);
		ok_hex(buffer, rows[i].start, rows[i].name);
		remove_like();
	}
}

/* Names given beside the capture win; the lock is this drive's. */
static void test_own(void)
{
	make_like(LG);
	drive.product = "MINE";
	drive_do("12 00 00 00 60 00", 96);
	ok_hex(buffer + 8, "484c2d44542d5354 4d494e4520202020", "vendor captured, product given");
	drive_do("5a 00 2a 000000 00 0100 00", 256);
	is(buffer[8 + 6] & 0x02, 0, "not locked");
	drive_do("1e 00 00 00 01 00", 0);
	drive_do("5a 00 2a 000000 00 0100 00", 256);
	is(buffer[8 + 6] & 0x02, 2, "locked");
	/* The captured page as it is, as a program might send it back. */
	buffer[0] = 0;
	buffer[1] = 0;
	ok_sense(drive_do("55 10 0000000000 004c 00", 76)->sense, SENSE_GOOD,
		 "MODE SELECT with what MODE SENSE gave");
	remove_like();
}

/* A drive that encrypts what is read, and takes what is written as it is. */
static void test_only_reads(void)
{
	static const char car[] = "volume-id none\nbus-encrypted 0 1\n";
	uint8_t plain[2048];

	make_like(PIONEER);
	media_eject(&drive);
	fixture_write(fixture.sidecar, car, sizeof(car) - 1);
	media_load(&drive, NULL);
	media_take_attention(&drive);
	memset(buffer, 0x5a, sizeof(plain));
	memset(plain, 0x5a, sizeof(plain));
	ok_sense(drive_do("2a 00 00000000 00 0001 00", 2048)->sense, SENSE_GOOD, "WRITE (10)");
	drive_do("28 00 00000000 00 0001 00", 2048);
	ok(!memcmp(buffer, plain, 16) && memcmp(buffer + 16, plain, 2032), "read back encrypted");
	aacs_bus_transfer(drive.aacs, true, 0, 1, plain);
	ok_bytes(buffer, plain, 2048, "from what was written in the clear");
	remove_like();
}

int main(void)
{
	test_rows();
	test_own();
	test_only_reads();
	return tap_done();
}
