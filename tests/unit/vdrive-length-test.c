// SPDX-License-Identifier: GPL-2.0-or-later
/* Lengths that a host may ask for or send, and media key blocks of any size. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "fixture.h"
#include "hex.h"

/* ---- lengths ---- */

static const struct {
	const char *name;
	enum command command;
	uint8_t format;
	uint16_t full;
	const char *head;
	enum stage stage;	/* before it */
} truncated[] = {
	{ "REPORT KEY 00h", REPORT, 0x00, 8, "0006", GRANTED },
	{ "REPORT KEY 01h", REPORT, 0x01, 116, "0072", HOST_CERTIFIED },
	{ "REPORT KEY 02h", REPORT, 0x02, 84, "0052", DRIVE_CERTIFIED },
	{ "REPORT KEY 20h", REPORT, 0x20, 36, "0022", AUTHENTICATED },
	{ "REPORT KEY 21h", REPORT, 0x21, 36, "0022", AUTHENTICATED },
	{ "REPORT KEY 38h", REPORT, 0x38, 96, "005e", GRANTED },
	{ "REPORT KEY 3Fh", REPORT, 0x3f, 2, "0000", GRANTED },
	{ "READ DISC STRUCTURE 80h", STRUCTURE, 0x80, 36, "0022", AUTHENTICATED },
	{ "READ DISC STRUCTURE 83h", STRUCTURE, 0x83, 32772, "8002", FREE },
};

HOST_CASE(truncation)
{
	static const uint16_t allocations[] = { 0, 1, 2, 4, 7, 35, 65535 };
	static const uint8_t nonce[16] = { 9 };
	size_t i, j;

	disc_keep_nonce(h->disc, 3, 1, nonce);
	for (i = 0; i < ARRAY_SIZE(truncated); i++) {
		bool all = true;

		for (j = 0; j < ARRAY_SIZE(allocations); j++) {
			uint16_t want = allocations[j] < truncated[i].full ?
					allocations[j] : truncated[i].full;
			struct fields f = {
				.lba = truncated[i].format == 0x83 ? 0 : 3,
				.blocks = truncated[i].format == 0x83 ? 0 : 1,
				.length = allocations[j],
			};
			struct sense sense;
			uint8_t head[2];

			aacs_drive_reset(h->drive);
			fixture_reach(h, truncated[i].stage);
			sense = host_command(h, truncated[i].command,
					     truncated[i].format, f);
			hex(head, 2, truncated[i].head);
			all = all && sense_good(sense) && h->len == want &&
			      !memcmp(h->data, head, want < 2 ? want : 2);
		}
		ok(all, "%s is cut to the allocation length, its length field not",
		   truncated[i].name);
	}
}

/* The host's data may end before what the CDB promised. */
HOST_CASE(short_list)
{
	struct fields f = { .length = 116 };
	uint8_t list[116];
	size_t len;

	fixture_reach(h, GRANTED);
	host_certificate_list(h, list);
	for (len = 0; len < 116; len++)
		if (!sense_equal(host_send_key(h, 0x01, f, list, len),
				 SENSE_PARAMETER_LIST_LENGTH))
			break;
	ok(len == 116, "fewer bytes than the CDB says: 5/1A/00 (%zu)", len);
	ok_sense(host_send_key(h, 0x01, f, list, 116), SENSE_GOOD,
		 "all of them: good");
}

/* Any CDB and any list: nothing more than was asked for, no other sense. */
HOST_CASE(any_bytes)
{
	static const struct sense allowed[] = {
		{ 0, 0, 0 }, { 5, 0x55, 0 }, { 5, 0x6f, 0 }, { 5, 0x6f, 1 },
		{ 5, 0x6f, 2 }, { 5, 0x2c, 0 }, { 5, 0x24, 0 }, { 5, 0x21, 0 },
		{ 5, 0x1a, 0 }, { 5, 0x26, 0 },
	};
	unsigned int i, j;
	bool good = true;

	srandom(1);
	for (i = 0; i < 20000 && good; i++) {
		uint8_t cdb[12], *buf;
		struct sense sense;
		size_t len = 0, max;

		for (j = 0; j < sizeof(cdb); j++)
			cdb[j] = random();
		if (i % 4)
			cdb[7] = i % 3 ? 0x02 : 0x80 + random() % 6;
		if (i % 2)
			memset(cdb + 2, 0, 3);
		max = random() % 200;
		if (i % 5 == 0)
			max = cdb[8] << 8 | cdb[9];
		buf = calloc(1, max + 1);
		if (i % 3 == 0)
			sense = aacs_read_disc_structure(h->drive, cdb, buf, max,
							 &len);
		else if (i % 3 == 1)
			sense = aacs_report_key(h->drive, cdb, buf, max, &len);
		else
			sense = aacs_send_key(h->drive, cdb, buf, max);
		good = len <= max && len <= (size_t)(cdb[8] << 8 | cdb[9]) &&
		       (sense_good(sense) || !len);
		for (j = 0; j < ARRAY_SIZE(allowed); j++)
			if (sense_equal(sense, allowed[j]))
				break;
		good = good && j < ARRAY_SIZE(allowed);
		free(buf);
	}
	ok(good, "20000 random commands (stopped at %u)", i);
}

/* ---- media key blocks ---- */

static const struct {
	size_t bytes;
	unsigned int packs;
} blocks[] = {
	{ 256, 1 }, { 32767, 1 }, { 32768, 1 }, { 32769, 2 }, { 36864, 2 },
	{ 65536, 2 }, { 254U * 32768 + 1, 255 }, { 254U * 32768 + 4660, 255 },
	{ 255U * 32768, 255 },
};

/*
 * Reads every pack as a host does; true if they make up @mkb, and the last one is
 * filled up with zeros, or with @is_short is not.
 */
static bool read_block(struct host *h, const uint8_t *mkb, size_t bytes,
		       unsigned int packs, bool is_short)
{
	static const uint8_t zero[32768];
	unsigned int pack;

	for (pack = 0; pack < packs; pack++) {
		struct fields f = { .lba = pack, .length = 32772 };
		size_t at = (size_t)pack * 32768;
		size_t n = bytes - at < 32768 ? bytes - at : 32768;
		size_t all = is_short ? n : 32768;

		if (!sense_good(host_read_structure(h, 0x83, f)) ||
		    h->len != 4 + all ||
		    (size_t)(h->data[0] << 8 | h->data[1]) != 2 + all ||
		    h->data[2] || h->data[3] != packs ||
		    memcmp(h->data + 4, mkb + at, n) ||
		    memcmp(h->data + 4 + n, zero, all - n))
			return false;
	}
	return sense_equal(host_read_structure(h, 0x83,
					       (struct fields){ .lba = packs,
								.length = 4 }),
			   SENSE_INVALID_FIELD_IN_CDB);
}

CASE(mkb)
{
	struct aacs_config short_pack = fixture_config;
	char file[96];
	uint8_t *bytes = malloc(DISC_MKB_MAX);
	size_t i, len;

	short_pack.short_pack = true;
	snprintf(file, sizeof(file), "%s/mkb.bin", fixture.dir);
	for (i = 0; i < DISC_MKB_MAX; i++)
		bytes[i] = i * 2654435761U >> 13;
	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		struct disc_params generated = { .mkb_size = blocks[i].bytes };
		struct disc_params from_file = { .mkb_file = file };
		struct host host = fixture_connect(i % 2 ? &short_pack : &fixture_config,
						   fixture_open(&generated));
		const uint8_t *mkb = disc_mkb(host.disc, &len);

		ok(len == blocks[i].bytes &&
		   read_block(&host, mkb, len, blocks[i].packs, i % 2),
		   "a made-up block of %zu bytes: %u packs", blocks[i].bytes,
		   blocks[i].packs);

		fixture_write(file, bytes, blocks[i].bytes);
		fixture_insert(&host, fixture_open(&from_file));
		ok(read_block(&host, bytes, blocks[i].bytes, blocks[i].packs, i % 2),
		   "one of a file of %zu bytes: %u packs", blocks[i].bytes,
		   blocks[i].packs);
		fixture_disconnect(&host);
	}
	free(bytes);
}
