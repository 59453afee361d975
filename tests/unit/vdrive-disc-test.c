// SPDX-License-Identifier: GPL-2.0-or-later
/* Discs: image files, FILE.aacs, generated media key blocks. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "fixture.h"
#include "hex.h"

#define V1	"000102030405060708090a0b0c0d0e0f"
#define V2	"F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF"
#define V3	"11111111111111111111111111111111"

static const struct disc_params none;

/* disc_open() must fail with @err and a message that has @word in it. */
static void refuse(const char *image, const struct disc_params *params, int err,
		   const char *word, const char *name)
{
	const char *why = NULL;
	struct disc *disc;

	errno = 0;
	disc = disc_open(image, params, &why);
	if (!ok(!disc && errno == err && why && strstr(why, word), "%s", name))
		printf("#   errno %d, \"%s\"\n", errno, why ? why : "");
	disc_close(disc);
}

/* ---- images ---- */

static uint32_t blocks_of_image(off_t bytes)
{
	struct disc *disc;
	uint32_t blocks;

	truncate(fixture.image, bytes);
	disc = fixture_open(NULL);
	blocks = disc_blocks(disc);
	disc_close(disc);
	return blocks;
}

CASE(images)
{
	struct disc_params read_only = { .write_protected = true };
	struct disc *disc;
	char other[96];

	disc = fixture_open(NULL);
	is(disc_blocks(disc), IMAGE_BLOCKS, "blocks");
	ok(!strcmp(disc_image(disc), fixture.image), "name");
	ok(!disc_write_protected(disc), "writable");
	is(pwrite(disc_fd(disc), "x", 1, 0), 1, "through its descriptor");
	disc_close(disc);

	disc = fixture_open(&read_only);
	ok(disc_write_protected(disc), "write-protected when asked for");
	is(pwrite(disc_fd(disc), "x", 1, 0), -1, "no way to write it");
	disc_close(disc);

	chmod(fixture.image, 0444);
	disc = fixture_open(NULL);
	ok(disc_write_protected(disc), "write-protected by its mode");
	disc_close(disc);
	chmod(fixture.image, 0644);

	is(blocks_of_image(2048 * 3 + 100), 3, "whole blocks only");
	is(blocks_of_image(2048), 1, "one block");
	is(blocks_of_image((off_t)1 << 41), 1 << 30, "2 TiB");
	truncate(fixture.image, ((off_t)1 << 41) + 2048);
	refuse(fixture.image, &none, EFBIG, "larger than 2 TiB", "more than 2 TiB");
	truncate(fixture.image, 2047);
	refuse(fixture.image, &none, EINVAL, "disc.img", "less than a block");
	truncate(fixture.image, IMAGE_BLOCKS * DISC_BLOCK_SIZE);

	snprintf(other, sizeof(other), "%s/none.img", fixture.dir);
	refuse(other, &none, ENOENT, "none.img", "no image");
	ok(access(strcat(other, ".aacs"), F_OK), "and no FILE.aacs for it");
	refuse(fixture.dir, &none, EISDIR, fixture.dir, "a directory");
	refuse("/dev/null", &none, EINVAL, "/dev/null", "a device of no blocks");
	disc_close(NULL);
}

/* ---- FILE.aacs ---- */

CASE(new)
{
	struct disc_params plain = { .plain = true };
	uint8_t value[DISC_VALUES][DISC_VALUE_LEN];
	struct disc *disc;
	size_t len;

	unlink(fixture.sidecar);
	disc = fixture_open(NULL);
	ok(disc_is_aacs(disc), "a new disc is an AACS one");
	for (int i = 0; i < DISC_VALUES; i++)
		memcpy(value[i], disc_value(disc, i), DISC_VALUE_LEN);
	ok(memcmp(value[0], value[1], DISC_VALUE_LEN) &&
	   memcmp(value[1], value[2], DISC_VALUE_LEN), "its values differ");
	ok(disc_mkb(disc, &len) && len == DISC_MKB_DEFAULT, "default MKB");
	ok(!disc_nonce(disc, 0, 1), "no nonce");
	disc_close(disc);

	disc = fixture_open(&plain);
	for (int i = 0; i < DISC_VALUES; i++)
		ok(disc_is_aacs(disc) && !memcmp(value[i], disc_value(disc, i),
						 DISC_VALUE_LEN),
		   "value %d is the same when it is opened again", i);
	disc_close(disc);

	unlink(fixture.sidecar);
	disc = fixture_open(&plain);
	ok(!disc_is_aacs(disc) && !disc_value(disc, 0) && !disc_mkb(disc, &len),
	   "a plain disc has nothing");
	disc_close(disc);
	disc = fixture_open(NULL);
	ok(!disc_is_aacs(disc), "and stays plain");
	disc_close(disc);
	ok(strstr(fixture_read(fixture.sidecar), "aacs no\n"), "as its file says");
	unlink(fixture.sidecar);
}

CASE(text)
{
	static const char before[] =
		"# a comment\n\n"
		"volume-id\t" V1 "\r\n"
		"  serial-number none\n"
		"nonce 0 1 " V3 "\n"
		"nonce 4294967295 255 " V1 "\n"
		"nonce 10 4 " V2 "\n"
		"media-id " V2;
	static const char after[] =
		"volume-id 000102030405060708090a0b0c0d0e0f\n"
		"serial-number none\n"
		"media-id f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\n"
		"nonce 0 1 11111111111111111111111111111111\n"
		"nonce 4294967295 255 000102030405060708090a0b0c0d0e0f\n"
		"nonce 13 2 11111111111111111111111111111111\n";
	uint8_t v3[16];
	struct disc *disc;
	struct stat st;
	char temp[128];
	const char *text;

	fixture_write(fixture.sidecar, before, sizeof(before) - 1);
	disc = fixture_open(NULL);
	ok_hex(disc_value(disc, DISC_VOLUME_ID), V1, "volume id");
	ok(!disc_value(disc, DISC_SERIAL_NUMBER), "no serial number");
	ok_hex(disc_value(disc, DISC_MEDIA_ID), V2, "media id");
	ok_hex(disc_nonce(disc, 10, 4), V2, "a nonce");
	ok(disc_nonce(disc, 0xffffffff, 255), "a nonce at the highest LBA");
	ok(!disc_nonce(disc, 10, 3) && !disc_nonce(disc, 11, 3),
	   "none for a part of its extent");
	ok(!strcmp(fixture_read(fixture.sidecar), before), "reading changes nothing");

	is(disc_keep_nonce(disc, 13, 2, hex(v3, 16, V3)), 0,
	   "one that overlaps it");
	ok(!disc_nonce(disc, 10, 4), "it is gone");
	ok(disc_nonce(disc, 13, 2), "the new one is there");
	disc_close(disc);
	text = fixture_read(fixture.sidecar);
	ok(*text == '#' && !strcmp(strchr(text, '\n') + 1, after),
	   "what is written");
	snprintf(temp, sizeof(temp), "%s.new", fixture.sidecar);
	ok(stat(temp, &st) && errno == ENOENT, "no temporary file is left");
}

static const struct {
	const char *name, *text, *where;
} malformed[] = {
	{ "an unknown word", "# x\nvolume-ids " V1 "\n", "line 2" },
	{ "no value", "volume-id\n", "line 1" },
	{ "a short value", "volume-id 0001\n", "line 1" },
	{ "a long value", "volume-id " V1 "00\n", "line 1" },
	{ "a value that is not hex", "media-id x" V1 "\n", "line 1" },
	{ "a word too many", "media-id " V1 " x\n", "line 1" },
	{ "nonce without LBA", "nonce " V1 "\n", "line 1" },
	{ "LBA out of range", "nonce 4294967296 1 " V1 "\n", "line 1" },
	{ "LBA of many digits", "nonce 99999999999999999999999 1 " V1 "\n", "line 1" },
	{ "a negative LBA", "nonce -1 1 " V1 "\n", "line 1" },
	{ "no blocks", "nonce 1 0 " V1 "\n", "line 1" },
	{ "256 blocks", "nonce 1 256 " V1 "\n", "line 1" },
	{ "a nonce with a word too many", "nonce 1 1 " V1 " x\n", "line 1" },
	{ "nonces that overlap", "nonce 1 2 " V1 "\nnonce 2 1 " V1 "\n", "line 2" },
	{ "aacs yes", "aacs yes\n", "line 1" },
	{ "mkb-version 0", "mkb-version 0\n", "line 1" },
	{ "revoked-host, too short", "revoked-host 0102\n", "line 1" },
	{ "revoked-host, not hex", "revoked-host 01020304050x\n", "line 1" },
	{ "bus-encrypted without blocks", "bus-encrypted 16\n", "line 1" },
	{ "bus-encrypted, 0 blocks", "bus-encrypted 16 0\n", "line 1" },
	{ "bus-encrypted, a word too many", "bus-encrypted 16 2 3\n", "line 1" },
};

CASE(malformed)
{
	for (size_t i = 0; i < ARRAY_SIZE(malformed); i++) {
		fixture_write(fixture.sidecar, malformed[i].text,
			      strlen(malformed[i].text));
		refuse(fixture.image, &none, EINVAL, malformed[i].where,
		       malformed[i].name);
	}
	unlink(fixture.sidecar);
	mkdir(fixture.sidecar, 0700);
	refuse(fixture.image, &none, EINVAL, ".aacs: not a regular file",
	       "a directory of that name");
	rmdir(fixture.sidecar);
	mkfifo(fixture.sidecar, 0600);
	refuse(fixture.image, &none, EINVAL, ".aacs: not a regular file",
	       "a FIFO of that name, which is not waited for");
	unlink(fixture.sidecar);
}

/* ---- media key blocks ---- */

CASE(mkb_errors)
{
	struct disc_params params = { .mkb_size = DISC_MKB_MIN - 1 };
	char file[96];

	refuse(fixture.image, &params, EINVAL, "256", "a block too small");
	params.mkb_size = DISC_MKB_MAX + 1;
	refuse(fixture.image, &params, EINVAL, "8355840", "a block too large");
	snprintf(file, sizeof(file), "%s/mkb", fixture.dir);
	params.mkb_file = file;
	refuse(fixture.image, &params, ENOENT, file, "no such file");
	fixture_write(file, "", 0);
	refuse(fixture.image, &params, ENODATA, file, "an empty file");
	truncate(file, DISC_MKB_MAX + 1);
	refuse(fixture.image, &params, EFBIG, file, "a file too large");
}

/* Types in order; each length a multiple of 4; nothing but zeros at the end. */
static bool well_formed(const uint8_t *mkb, size_t len)
{
	static const uint8_t types[] = {
		0x10, 0x21, 0x20, 0x81, 0x04, 0x05, 0x02,
	};
	size_t at = 0, i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		size_t record;

		if (len - at < 4 || mkb[at] != types[i])
			return false;
		record = (size_t)mkb[at + 1] << 16 | mkb[at + 2] << 8 |
			 mkb[at + 3];
		if (record < 8 || record % 4 || record > len - at)
			return false;
		at += record;
	}
	if (len - at > 32)
		return false;
	while (at < len)
		if (mkb[at++])
			return false;
	return true;
}

CASE(generated)
{
	static const size_t sizes[] = {
		256, 257, 1000, 32768, 32769, DISC_MKB_DEFAULT, 1000003,
		DISC_MKB_MAX,
	};
	size_t i, len, pack;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct disc_params params = { .mkb_size = sizes[i] };
		struct disc *disc = fixture_open(&params), *again;
		const uint8_t *mkb = disc_mkb(disc, &len);

		ok(len == sizes[i] && well_formed(mkb, len),
		   "a block of %zu bytes has good records", sizes[i]);
		again = fixture_open(&params);
		ok(!memcmp(mkb, disc_mkb(again, &len), sizes[i]),
		   "and is the same next time");
		for (pack = 1; (pack + 1) * DISC_PACK_SIZE <= len; pack++)
			if (!memcmp(mkb, mkb + pack * DISC_PACK_SIZE,
				    DISC_PACK_SIZE))
				break;
		ok((pack + 1) * DISC_PACK_SIZE > len,
		   "no pack is like the first");
		disc_close(again);
		disc_close(disc);
	}
}
