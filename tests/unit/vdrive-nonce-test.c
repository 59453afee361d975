// SPDX-License-Identifier: GPL-2.0-or-later
/* Binding nonces: cached, kept with the disc, read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "fixture.h"

/* REPORT KEY 21h in a session of its own; the AGID is given back. */
static struct sense read_nonce(struct host *h, uint32_t lba, uint8_t blocks,
			       uint8_t nonce[16])
{
	struct fields f = { .lba = lba, .blocks = blocks, .length = 36 };
	struct sense sense;

	fixture_reach(h, AUTHENTICATED);
	f.agid = h->agid;
	sense = host_report_key(h, 0x21, f);
	if (sense_good(sense) && host_nonce_mac_good(h, lba))
		memcpy(nonce, h->data + 4, 16);
	else
		memset(nonce, 0, 16);
	host_send_key(h, 0x3f, f, NULL, 0);
	return sense;
}

static void generate(struct host *h, uint32_t lba, uint8_t blocks,
		     uint8_t nonce[16])
{
	struct fields f = { .lba = lba, .blocks = blocks, .length = 36 };

	fixture_reach(h, AUTHENTICATED);
	f.agid = h->agid;
	if (!sense_good(host_report_key(h, 0x20, f)) ||
	    !host_nonce_mac_good(h, lba))
		abort();
	memcpy(nonce, h->data + 4, 16);
	host_send_key(h, 0x3f, f, NULL, 0);
}

/* The nonce of that extent is @nonce, with a good MAC. */
static void present(struct host *h, uint32_t lba, uint8_t blocks,
		    const uint8_t nonce[16], const char *name)
{
	uint8_t got[16];

	ok_sense(read_nonce(h, lba, blocks, got), SENSE_GOOD, name);
	ok_bytes(got, nonce, sizeof(got), name);
}

static void absent(struct host *h, uint32_t lba, uint8_t blocks,
		   const char *name)
{
	uint8_t got[16];

	ok_sense(read_nonce(h, lba, blocks, got), SENSE_KEY_NOT_PRESENT, name);
}

HOST_CASE(nonces)
{
	uint8_t a[16], b[16], c[16], mac[16];
	char temp[128];

	generate(h, 16, 4, a);
	absent(h, 16, 4, "no nonce before its extent is written");
	is(aacs_written(h->drive, 14, 3), 0, "a write of its first block");
	absent(h, 16, 4, "not yet");
	is(aacs_written(h->drive, 18, 10), 0, "of its third, fourth, more");
	absent(h, 16, 4, "not yet: the second is missing");
	is(aacs_written(h->drive, 17, 1), 0, "of its second");
	present(h, 16, 4, a, "the nonce once all of it is written");
	memcpy(mac, h->data + 20, 16);
	present(h, 16, 4, a, "again");
	ok(memcmp(mac, h->data + 20, 16), "with a MAC of its own");
	absent(h, 16, 3, "none for a shorter extent");
	absent(h, 17, 3, "none for a later one");

	fixture_insert(h, NULL);
	fixture_insert(h, fixture_open(NULL));
	present(h, 16, 4, a, "after an eject");
	fixture_disconnect(h);
	*h = fixture_connect(&fixture_config, fixture_open(NULL));
	present(h, 16, 4, a, "after a restart");

	generate(h, 40, 1, b);
	aacs_drive_set_disc(h->drive, h->disc);
	aacs_written(h->drive, 40, 1);
	absent(h, 40, 1, "an eject loses what was not written");
	generate(h, 40, 1, b);
	aacs_drive_reset(h->drive);
	aacs_written(h->drive, 40, 1);
	absent(h, 40, 1, "and so does a reset");
	is(aacs_written(h->drive, 0xfffffff0, 0xffffffff), 0,
	   "a write that wraps does no harm");

	generate(h, 40, 1, b);
	generate(h, 40, 1, c);
	ok(memcmp(b, c, 16), "two nonces differ");
	aacs_written(h->drive, 0, 64);
	present(h, 40, 1, c, "the later of two for one extent counts");

	generate(h, 44, 2, b);
	generate(h, 50, 2, c);
	aacs_written(h->drive, 44, 8);
	present(h, 44, 2, b, "one write completes two extents: the first");
	present(h, 50, 2, c, "and the second");

	generate(h, 19, 2, b);
	present(h, 16, 4, a, "the old one is there until the write");
	aacs_written(h->drive, 19, 2);
	present(h, 19, 2, b, "the new one after it");
	absent(h, 16, 4, "and the one that it overlaps is gone");

	/* FILE.aacs can't be replaced while this directory is in the way */
	snprintf(temp, sizeof(temp), "%s.new", fixture.sidecar);
	generate(h, 30, 1, a);
	if (mkdir(temp, 0700))
		abort();
	ok(aacs_written(h->drive, 30, 1) < 0, "a failure to save is told");
	absent(h, 30, 1, "the nonce is not there then");
	rmdir(temp);
	is(aacs_written(h->drive, 30, 1), 0, "the write is tried again");
	present(h, 30, 1, a, "and it is");
}

/* More extents than the cache has room for: the oldest are forgotten. */
HOST_CASE(cache)
{
	uint8_t nonce[17][16];

	for (unsigned int i = 0; i < 17; i++)
		generate(h, i, 1, nonce[i]);
	aacs_written(h->drive, 0, 17);
	absent(h, 0, 1, "the oldest of 17 was forgotten");
	for (unsigned int i = 1; i < 17; i++) {
		uint8_t got[16];

		ok(sense_good(read_nonce(h, i, 1, got)) &&
		   !memcmp(got, nonce[i], 16), "number %u was not", i);
	}
}
