// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands beside AACS, with CDBs and answers written out as MMC-6 has
 * them. The disc has IMAGE_BLOCKS (40h) blocks.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "../unit/hex.h"
#include "drive-fixture.h"

/* What the drive is like before a row. */
enum { DISC = 0, NO_TRAY = 1, LOCKED = 2, PROTECTED = 4 };

static const struct {
	const char *name;
	unsigned int state;
	const char *cdb;
	unsigned int xfer;
	unsigned int moved;
	const char *start;	/* of the answer, hex; NULL: not looked at */
} answered[] = {
	{ "TEST UNIT READY", DISC, "00 00 00 00 00 00", 0, 0, NULL },
	{ "INQUIRY", DISC, "12 00 00 00 80 00", 128, 96,
	  "05 80 00 32 5b 000000 56454e444f522020 50524f4455435420" },
	{ "INQUIRY cut to its allocation length", DISC, "12 00 00 00 05 00", 36, 5,
	  "05 80 00 32 5b" },
	{ "INQUIRY cut to the transfer", DISC, "12 00 00 00 24 00", 7, 7, "05 80 00 32 5b 0000" },
	{ "INQUIRY, page 0", DISC, "12 01 00 00 24 00", 36, 7, "05 00 0003 00 80 83" },
	{ "MODE SENSE (6), page 2Ah", DISC, "1a 00 2a 00 80 00", 128, 40,
	  "27 00 00 00 2a 22 08 21 00 00 29 00" },
	{ "MODE SENSE (6), page 2Ah, locked", LOCKED, "1a 00 2a 00 80 00", 128, 40,
	  "27 00 00 00 2a 22 08 21 00 00 2b 00" },
	{ "MODE SENSE (10), page 2Ah", DISC, "5a 00 2a 000000 00 0080 00", 128, 44,
	  "002a 00 00 00 00 0000 2a 22 08 21 00 00 29 00" },
	{ "MODE SENSE (10), write-protected", PROTECTED, "5a 00 2a 000000 00 0080 00", 128, 44,
	  "002a 00 80" },
	{ "MODE SENSE, changeable values", DISC, "1a 00 6a 00 80 00", 128, 40,
	  "27 00 00 00 2a 22 00 00 00 00 00 00" },
	{ "READ CAPACITY", DISC, "25 00 00000000 0000 00 00", 8, 8, "0000003f 00000800" },
	{ "READ FORMAT CAPACITIES, tray open", NO_TRAY, "23 00 0000000000 00fc 00", 252, 12,
	  "00000008 00ba7400 03 000800" },
	{ "READ TOC", DISC, "43 00 00 000000 00 0324 00", 804, 20,
	  "0012 01 01 00 14 01 00 00000000 00 14 aa 00 00000040" },
	{ "READ TOC in MSF", DISC, "43 02 00 000000 00 0324 00", 804, 20,
	  "0012 01 01 00 14 01 00 00000200 00 14 aa 00 00000240" },
	{ "READ TOC, lead-out", DISC, "43 00 00 000000 aa 000c 00", 12, 12,
	  "000a 01 01 00 14 aa 00 00000040" },
	{ "READ TOC, sessions, as sr asks", DISC, "43 00 00 000000 00 000c 40", 12, 12,
	  "000a 01 01 00 14 01 00 00000000" },
	{ "READ DISC INFORMATION", DISC, "51 00 0000000000 0022 00", 34, 34,
	  "0020 1f 01 01 01 01 20" },
	{ "READ DISC INFORMATION, its length alone", DISC, "51 00 0000000000 0002 00", 2, 2,
	  "0020" },
	{ "READ TRACK INFORMATION", DISC, "52 01 00000001 00 0030 00", 48, 48,
	  "002e010100040100 0000000000000000 0000000000000000 00000040" },
	{ "GET CONFIGURATION, header", DISC, "46 02 ffff 000000 0008 00", 8, 8,
	  "00000004 0000 0043" },
	{ "GET CONFIGURATION, header, tray open", NO_TRAY, "46 02 ffff 000000 0008 00", 8, 8,
	  "00000004 0000 0000" },
	{ "GET CONFIGURATION, 0020h", DISC, "46 02 0020 000000 0018 00", 24, 24,
	  "00000014 0000 0043 0020 05 0c 0000003f 00000800 0020 01 00" },
	{ "GET CONFIGURATION, 0020h, tray open", NO_TRAY, "46 02 0020 000000 0018 00", 24, 24,
	  "00000014 0000 0000 0020 04 0c" },
	{ "GET CONFIGURATION, 0020h, write-protected", PROTECTED,
	  "46 02 0020 000000 0018 00", 24, 24, "00000014 0000 0043 0020 04 0c" },
	{ "GET CONFIGURATION, 010Dh", DISC, "46 02 010d 000000 0010 00", 16, 16,
	  "0000000c 0000 0043 010d 09 04 11 01 04 01" },
	{ "GET CONFIGURATION, 010Dh, tray open", NO_TRAY, "46 02 010d 000000 0010 00", 16, 16,
	  "0000000c 0000 0000 010d 08 04 11 01 04 01" },
	{ "GET CONFIGURATION, all from 0108h on", DISC, "46 00 0108 000000 0400 00", 1024, 36,
	  "00000020 0000 0043 0108 03 10" },
	{ "GET CONFIGURATION, current from 0108h on, tray open", NO_TRAY,
	  "46 01 0108 000000 0400 00", 1024, 28, "00000018 0000 0000 0108 03 10" },
	{ "GET EVENT STATUS NOTIFICATION, no event", DISC, "4a 01 0000 10 0000 0008 00", 8, 8,
	  "0006 04 52 00 02 00 00" },
	{ "GET EVENT STATUS NOTIFICATION, a class that we don't have", DISC,
	  "4a 01 0000 04 0000 0008 00", 8, 4, "0002 80 52" },
	{ "GET PERFORMANCE", DISC, "ac 00 00000000 0000 0001 00 00", 24, 24,
	  "00000014 00000000 00000000 0000231e 0000003f" },
	{ "GET PERFORMANCE, write speeds", DISC, "ac 00 00000000 0000 0001 03 00", 24, 24,
	  "00000014 00000000 00000000 0000003f 0000231e 0000231e" },
	{ "SET STREAMING", DISC, "b6 00 00000000000000 001c 00", 28, 28, NULL },
	{ "SET CD SPEED", DISC, "bb 00 ffff ffff 000000000000", 0, 0, NULL },
	{ "MECHANISM STATUS, tray open", NO_TRAY, "bd 00 000000000000 0008 00 00", 8, 8,
	  "00 10 00 00 00 00 0000" },
	{ "REPORT KEY, RPC state", DISC, "a4 00 00000000 00 00 0008 08 00", 8, 8,
	  "0006 0000 25 ff 01 00" },
	{ "REPORT KEY, RPC state, tray open", NO_TRAY, "a4 00 00000000 00 00 0008 08 00", 8, 8,
	  "0006 0000 25 ff 01 00" },
	{ "READ (10), the last block", DISC, "28 00 0000003f 00 0001 00", 2048, 2048, NULL },
	{ "READ (10), no block", DISC, "28 00 00000000 00 0000 00", 0, 0, NULL },
	{ "READ (10) into a short buffer", DISC, "28 00 00000000 00 0002 00", 100, 100, NULL },
	{ "SYNCHRONIZE CACHE", DISC, "35 00 00000000 00 0000 00", 0, 0, NULL },
};

static const struct {
	const char *name;
	unsigned int state;
	const char *cdb;
	unsigned int xfer;
	struct sense sense;
} refused[] = {
	{ "TEST UNIT READY, tray open", NO_TRAY, "00 00 00 00 00 00", 0, { 2, 0x3a, 2 } },
	{ "an opcode that we don't have", DISC, "f7 00000000000000 00 00", 0, { 5, 0x20, 0 } },
	{ "INQUIRY, a page that we don't have", DISC, "12 01 b0 00 24 00", 36, { 5, 0x24, 0 } },
	{ "INQUIRY, a page without EVPD", DISC, "12 00 80 00 24 00", 36, { 5, 0x24, 0 } },
	{ "MODE SENSE, saved values", DISC, "1a 00 ea 00 80 00", 128, { 5, 0x39, 0 } },
	{ "MODE SENSE, MRW page", DISC, "1a 00 2c 00 80 00", 128, { 5, 0x24, 0 } },
	{ "READ CAPACITY, tray open", NO_TRAY, "25 00 00000000 0000 00 00", 8, { 2, 0x3a, 2 } },
	{ "READ CAPACITY of an LBA", DISC, "25 00 00000001 0000 00 00", 8, { 5, 0x24, 0 } },
	{ "READ TOC, track 2", DISC, "43 00 00 000000 02 000c 00", 12, { 5, 0x24, 0 } },
	{ "READ TOC, ATIP", DISC, "43 02 04 000000 00 0020 00", 32, { 5, 0x24, 0 } },
	{ "READ TRACK INFORMATION, track 2", DISC, "52 01 00000002 00 0030 00", 48,
	  { 5, 0x24, 0 } },
	{ "READ TRACK INFORMATION, an LBA outside", DISC, "52 00 00000040 00 0030 00", 48,
	  { 5, 0x21, 0 } },
	{ "GET CONFIGURATION, RT 3", DISC, "46 03 0000 000000 0400 00", 1024, { 5, 0x24, 0 } },
	{ "GET EVENT STATUS NOTIFICATION, asynchronous", DISC, "4a 00 0000 10 0000 0008 00", 8,
	  { 5, 0x24, 0 } },
	{ "GET PERFORMANCE, a type that we don't have", DISC, "ac 00 00000000 0000 0001 04 00", 24,
	  { 5, 0x24, 0 } },
	{ "SET STREAMING, list too short", DISC, "b6 00 00000000000000 001c 00", 27,
	  { 5, 0x1a, 0 } },
	{ "READ DISC STRUCTURE, a format that we don't have", DISC,
	  "ad 01 00000000 00 03 0040 00 00", 64, { 5, 0x24, 0 } },
	{ "READ DISC STRUCTURE, disc information, tray open", NO_TRAY,
	  "ad 01 00000000 00 00 0040 00 00", 64, { 2, 0x3a, 2 } },
	{ "READ (10), past the end", DISC, "28 00 0000003f 00 0002 00", 4096, { 5, 0x21, 0 } },
	{ "READ (10), LBA FFFFFFFFh", DISC, "28 00 ffffffff 00 0001 00", 2048, { 5, 0x21, 0 } },
	{ "READ (12), 4G blocks", DISC, "a8 00 00000000 ffffffff 00 00", 4096, { 5, 0x21, 0 } },
	{ "READ (12), tray open", NO_TRAY, "a8 00 00000000 00000001 00 00", 2048, { 2, 0x3a, 2 } },
	{ "WRITE (10), past the end", DISC, "2a 00 00000040 00 0001 00", 2048, { 5, 0x21, 0 } },
	{ "WRITE (10), data too short", DISC, "2a 00 00000000 00 0002 00", 2048, { 5, 0x1a, 0 } },
	{ "WRITE (12), write-protected", PROTECTED, "aa 00 00000000 00000001 00 00", 2048,
	  { 7, 0x27, 0 } },
	{ "START STOP UNIT, eject, locked", LOCKED, "1b 00 00 00 02 00", 0, { 5, 0x53, 2 } },
	{ "START STOP UNIT, start, tray open", NO_TRAY, "1b 00 00 00 01 00", 0, { 2, 0x3a, 2 } },
};

static void test_row(const char *name, unsigned int state, const char *cdb,
		     unsigned int xfer, struct sense sense, unsigned int moved)
{
	struct request *rq;

	drive_make();
	drive.locked = state & LOCKED;
	if (state & PROTECTED) {
		drive.disc_params.write_protected = true;
		media_change(&drive, NULL);
		media_take_attention(&drive);
	}
	if (state & NO_TRAY) {
		media_eject(&drive);
		drive.event = MEDIA_NO_CHANGE;
	}
	memset(buffer, 0xee, sizeof(buffer));
	rq = drive_do(cdb, xfer);
	ok_sense(rq->sense, sense, name);
	is(rq->moved, moved, name);
	ok(buffer[xfer] == 0xee, "%s: nothing behind the transfer", name);
	drive_remove();
}

static void test_rows(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answered); i++) {
		test_row(answered[i].name, answered[i].state, answered[i].cdb,
			 answered[i].xfer, SENSE_GOOD, answered[i].moved);
		if (answered[i].start)
			ok_hex(buffer, answered[i].start, answered[i].name);
	}
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		test_row(refused[i].name, refused[i].state, refused[i].cdb,
			 refused[i].xfer, refused[i].sense, 0);
}

static void test_blocks(void)
{
	uint8_t want[3 * 2048];
	struct request *rq;

	drive_make();
	for (size_t i = 0; i < sizeof(want); i++)
		want[i] = (uint8_t)(i * 7 + i / 2048);
	memcpy(buffer, want, sizeof(want));
	rq = drive_do("2a 00 00000010 00 0003 00", sizeof(want));
	ok_sense(rq->sense, SENSE_GOOD, "WRITE (10)");
	is(rq->moved, sizeof(want), "what it moved");
	memset(buffer, 0, sizeof(buffer));
	drive_do("a8 00 00000010 00000003 00 00", sizeof(want));
	ok_bytes(buffer, want, sizeof(want), "READ (12) gives it back");
	drive_do("28 00 0000000f 00 0002 00", 4096);
	ok_bytes(buffer + 2048, want, 2048, "and so does READ (10)");
	rq = drive_do("28 00 0000003e 00 0003 00", 3 * 2048);
	ok(rq->has_info && rq->info == 0x40, "the sense data name the LBA");
	drive_remove();
}

/* Unit attentions and events of an eject, a load, a change and resets. */
static void test_media(void)
{
	static const char gesn[] = "4a 01 0000 10 0000 0008 00";
	static const char ready[] = "00 00 00 00 00 00";

	drive_make();
	drive_do("1e 00 00 00 01 00", 0);
	ok(drive.locked, "PREVENT ALLOW locks");
	drive_do("1e 00 00 00 00 00", 0);
	ok(!drive.locked, "and unlocks");

	ok_sense(drive_do("1b 00 00 00 02 00", 0)->sense, SENSE_GOOD, "eject");
	drive_do(gesn, 8);
	ok_hex(buffer, "0006 04 52 03 01 0000", "the medium was removed");
	drive_do(gesn, 8);
	ok_hex(buffer, "0006 04 52 00 01 0000", "that is told once");
	ok_sense(drive_do(ready, 0)->sense, SENSE_NO_MEDIUM_TRAY_OPEN,
		 "nothing there");

	ok_sense(drive_do("1b 00 00 00 03 00", 0)->sense, SENSE_GOOD, "load");
	drive_do("4a 01 0000 10 0000 0004 00", 8);
	drive_do(gesn, 8);
	ok_hex(buffer, "0006 04 52 02 02 0000",
	       "a new medium, told when it is read in full");
	drive_do("46 02 ffff 000000 0008 00", 8);
	drive_do("12 00 00 00 24 00", 36);
	ok_sense(drive_do(ready, 0)->sense, SENSE_MEDIUM_CHANGED,
		 "the first other command meets the attention");
	ok_sense(drive_do(ready, 0)->sense, SENSE_GOOD, "and it alone");

	media_change(&drive, NULL);
	media_change(&drive, NULL);
	media_reset(&drive, true);
	drive_do("03 00 00 00 12 00", 18);
	ok(buffer[2] == 6 && buffer[12] == 0x28, "REQUEST SENSE takes one");
	ok_sense(drive_do("f7 00 0000000000 0000 00", 0)->sense, SENSE_RESET,
		 "any opcode takes the next");
	ok_sense(drive_do(ready, 0)->sense, SENSE_GOOD, "two changes count once");

	media_change(&drive, NULL);
	media_eject(&drive);
	ok_sense(drive_do(ready, 0)->sense, SENSE_NO_MEDIUM_TRAY_OPEN,
		 "an ejected disc has not changed");
	ok(media_load(&drive, "/nonexistent/disc.img"), "no such disc");
	ok_sense(drive_do(ready, 0)->sense, SENSE_NO_MEDIUM_TRAY_OPEN,
		 "all stays as it was");
	ok(!media_load(&drive, NULL), "the disc on the tray is still the former");
	drive_do(ready, 0);

	truncate(fixture.image, 0);
	drive_do("1b 00 00 00 02 00", 0);
	ok_sense(drive_do("1b 00 00 00 03 00", 0)->sense, SENSE_GOOD,
		 "the host closes the tray on a disc that can't be read");
	ok_sense(drive_do(ready, 0)->sense, SENSE_NO_MEDIUM_TRAY_CLOSED,
		 "there is no medium");
	drive_remove();
}

static bool all_agids_free(void)
{
	char text[AACS_DESCRIPTION_MAX];

	aacs_describe_agids(drive.aacs, text, sizeof(text));
	return !strcmp(text, "0 free\n1 free\n2 free\n3 free\n");
}

/* A change that fails changes nothing: not the disc, not the AGIDs. */
static void test_failed_change(void)
{
	static const char grant[] = "a4 00 00000000 00 02 0008 00 00";
	const struct disc *before;
	char other[96];

	drive_make();
	before = drive.disc;
	snprintf(other, sizeof(other), "%s/other.img", fixture.dir);
	fixture_write(other, "too short", 9);
	drive_do(grant, 8);
	ok(media_change(&drive, "/nonexistent/disc.img"), "a change to no disc");
	ok(media_change(&drive, other), "a change to a file that is no disc");
	ok(drive.disc == before && !strcmp(drive.image, fixture.image),
	   "the disc stays in");
	ok(!all_agids_free(), "and the AGIDs stay granted");
	ok_sense(drive_do("00 00 00 00 00 00", 0)->sense, SENSE_GOOD,
		 "the host is told of no change");
	drive_remove();
}

/* One drive for each image: also while the tray is open, and after a change. */
static void test_lock(void)
{
	char second[96];
	int fd, other;

	drive_make();
	snprintf(second, sizeof(second), "%s/second.img", fixture.dir);
	fixture_write(second, buffer, 4096);
	fd = open(fixture.image, O_RDONLY);
	other = open(second, O_RDONLY);
	ok(flock(fd, LOCK_EX | LOCK_NB), "the image is locked");
	media_change(&drive, NULL);
	ok(flock(fd, LOCK_EX | LOCK_NB), "and after a change to the same");
	media_eject(&drive);
	ok(flock(fd, LOCK_EX | LOCK_NB), "and on the open tray");
	ok(!flock(other, LOCK_EX | LOCK_NB), "another one is not");
	ok(strstr(media_load(&drive, second), "another drive has this disc"),
	   "which another drive has: refused");
	ok(flock(fd, LOCK_EX | LOCK_NB), "the first is still this drive's");
	flock(other, LOCK_UN);
	ok(!media_load(&drive, second), "and free: loaded");
	ok(flock(other, LOCK_EX | LOCK_NB) && !flock(fd, LOCK_EX | LOCK_NB),
	   "now that is locked, and not the first");
	drive_remove();
	ok(!flock(other, LOCK_EX | LOCK_NB), "a drive that ends locks none");
	close(fd);
	close(other);
}

/* A block of an extent: encrypted on the bus, and not in the image. */
static void test_bus_encryption(void)
{
	static const char car[] = "volume-id none\nbus-encrypted 17 1\n";
	uint8_t plain[3 * 2048], image[3 * 2048];
	struct aacs_config config = fixture_config;
	struct request *rq;

	drive_make();
	media_eject(&drive);
	aacs_drive_free(drive.aacs);
	config.bus_encryption = true;
	drive.aacs = aacs_drive_new(&config);
	fixture_write(fixture.sidecar, car, sizeof(car) - 1);
	media_load(&drive, NULL);
	media_take_attention(&drive);
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 5 + i / 2048);
	memcpy(buffer, plain, sizeof(plain));
	aacs_bus_transfer(drive.aacs, true, 16, 3, buffer);
	ok(memcmp(buffer + 2048, plain + 2048, 2048), "the extent's block is encrypted");

	/* Under the write data key, as a host does it, by way of the read one. */
	memcpy(buffer, plain, sizeof(plain));
	rq = drive_do("2a 00 00000010 00 0003 00", sizeof(plain));
	ok_sense(rq->sense, SENSE_GOOD, "WRITE (10) across the extent");
	is(pread(disc_fd(drive.disc), image, sizeof(image), 16 * 2048), sizeof(image),
	   "the image");
	ok(!memcmp(image, plain, 2048 + 16) && !memcmp(image + 4096, plain + 4096, 2048),
	   "has what was clear");
	ok(memcmp(image + 2048 + 16, plain + 2048 + 16, 2032), "and what was decrypted");
	rq = drive_do("28 00 00000010 00 0003 00", sizeof(plain));
	ok_sense(rq->sense, SENSE_GOOD, "READ (10) across the extent");
	is(rq->moved, sizeof(plain), "all of it");
	aacs_bus_transfer(drive.aacs, true, 16, 3, image);
	ok_bytes(buffer, image, sizeof(image), "encrypted under the read data key");
	rq = drive_do("28 00 00000010 00 0003 00", 2048 + 100);
	ok(sense_good(rq->sense) && rq->moved == 2048 + 100 &&
	   !memcmp(buffer, image, 2048 + 100), "cut to a short buffer");
	drive_remove();
}

/* A log on a full disk: told once, and the drive works on. */
static void test_log(void)
{
	uint8_t list[116] = { 0x00, 0x72, [24] = 0x12 };
	char text[256] = "";

	drive_make();
	drive.log = tmpfile();
	memcpy(buffer, list, sizeof(list));
	ok_sense(drive_do("a3 00 00000000 00 02 0074 01 00", 116)->sense,
		 SENSE_KEY_NOT_ESTABLISHED, "an AACS 2 certificate, no AGID");
	rewind(drive.log);
	ok(fgets(text, sizeof(text), drive.log) &&
	   !strcmp(text, "# an AACS 2 certificate, refused\n"), "the log says so");
	fclose(drive.log);

	drive.log = fopen("/dev/full", "w");
	log_note(&drive, "lost");
	ok(drive.log_failed, "a log that can't be written is noticed");
	fclose(drive.log);
	drive.log = NULL;
	drive_remove();
}

/* The AGIDs that a host holds go with the disc and with a reset. */
static void test_agids(void)
{
	static const char grant[] = "a4 00 00000000 00 02 0008 00 00";

	drive_make();
	drive_do(grant, 8);
	ok(!all_agids_free(), "an AGID is granted");
	media_reset(&drive, false);
	ok(all_agids_free(), "a reset drops it");
	ok_sense(drive_do(grant, 8)->sense, SENSE_GOOD, "with no attention");
	drive_do("1b 00 00 00 02 00", 0);
	drive_do("1b 00 00 00 03 00", 0);
	ok(all_agids_free(), "an eject drops it");
	ok_sense(drive_do(grant, 8)->sense, SENSE_MEDIUM_CHANGED,
		 "REPORT KEY meets the attention");
	drive_remove();
}

int main(void)
{
	test_rows();
	test_blocks();
	test_media();
	test_agids();
	test_failed_change();
	test_lock();
	test_bus_encryption();
	test_log();
	return tap_done();
}
