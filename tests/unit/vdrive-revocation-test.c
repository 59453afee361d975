// SPDX-License-Identifier: GPL-2.0-or-later
/* Revocation lists and signatures of a media key block, and the hosts that the drive refuses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../vdrive/mkb.h"
#include "../../vdrive/revocation.h"
#include "../lib/tap.h"
#include "fixture.h"
#include "hex.h"

#define VALUES	"volume-id none\nserial-number none\nmedia-id none\n"

static struct aacs_authority authority;
static struct disc_params params = { .authority = &authority };

/* A disc of the fixture's authority with these lines in FILE.aacs. */
static struct disc *disc_with(const char *lines)
{
	const char *why;

	if (aacs_authority_load(&authority, fixture.dir, &why))
		abort();
	fixture_write(fixture.sidecar, lines, strlen(lines));
	return fixture_open(&params);
}

static size_t record_len(const uint8_t *record)
{
	return (size_t)record[1] << 16 | record[2] << 8 | record[3];
}

/* The checks of a client: both lists and the end, each by its own rule. */
CASE(block)
{
	struct disc *disc = disc_with(VALUES "mkb-version 7\n"), *again;
	const uint8_t *pub = fixture.drive.authority_pub, *mkb, *at;
	uint8_t text[12 + 64];
	size_t len, signed_len;

	mkb = disc_mkb(disc, &len);
	ok_hex(mkb, "10 00000c 00031003 00000007", "type 3, version 7");
	at = mkb + 12;
	ok_hex(at, "21 00003c 00000001 00000001 0000", "hosts: one is revoked");
	ok_bytes(at + 14, authority.revoked_host, 6, "the one that mkpki made");
	signed_len = record_len(at) - 40;
	memcpy(text, mkb, 12);
	memcpy(text + 12, at, signed_len);
	ok(!aacs_verify(pub, text, 12 + signed_len, at + signed_len),
	   "signed, with the type and version record before it");
	at += record_len(at);
	ok_hex(at, "20 000034 00000000 00000000", "drives: none is revoked");
	memcpy(text + 12, at, 12);
	ok(!aacs_verify(pub, text, 24, at + 12), "signed too");
	while (*at != 0x02)
		at += record_len(at);
	is(record_len(at), 44, "the end");
	ok(!aacs_verify(pub, mkb, at - mkb, at + 4),
	   "signed: all of the block before it");
	again = fixture_open(&params);
	ok(!memcmp(mkb, disc_mkb(again, &len), len),
	   "the same block when the disc is put in again");
	disc_close(again);
	disc_close(disc);
}

/* The drive takes no certificate of a host in the list, and the others as before. */
CASE(refused)
{
	char lines[160];
	struct host host = fixture_connect(&fixture_config, disc_with(VALUES));
	const uint8_t *id = aacs_cert_id(fixture.host.cert);

	is(host_run(&host, AUTHENTICATED), AUTHENTICATED, "a host of no list");
	snprintf(lines, sizeof(lines), VALUES "mkb-version 2\n"
		 "revoked-host %02x%02x%02x%02x%02x%02x\n", id[0], id[1], id[2],
		 id[3], id[4], id[5]);
	fixture_insert(&host, disc_with(lines));
	is(host_run(&host, AUTHENTICATED), GRANTED, "revoked by a newer block");
	aacs_drive_reset(host.drive);
	fixture_insert(&host, disc_with(VALUES));
	is(host_run(&host, AUTHENTICATED), GRANTED,
	   "an older block takes nothing back");
	fixture_insert(&host, disc_with(VALUES "mkb-version 3\n"));
	is(host_run(&host, AUTHENTICATED), AUTHENTICATED, "a newer one does");
	fixture_disconnect(&host);
}

/* Changed in one byte of what is signed, cut, or of another authority: no list. */
CASE(malformed)
{
	static const size_t bytes[] = { 0, 8, 12, 15, 19, 23, 26, 31, 35, 71 };
	struct disc *disc = disc_with(VALUES "mkb-version 2\n");
	struct revocation list = { 0 };
	struct aacs_keypair other;
	const uint8_t *mkb;
	uint8_t copy[72];
	size_t len;

	mkb = disc_mkb(disc, &len);
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		memcpy(copy, mkb, sizeof(copy));
		copy[bytes[i]] ^= 0x04;
		ok(revocation_learn(&list, copy, sizeof(copy), fixture.drive.authority_pub) &&
		   !list.version, "byte %zu of it is another", bytes[i]);
	}
	for (len = 0; len < sizeof(copy); len++)
		if (!revocation_learn(&list, mkb, len, fixture.drive.authority_pub))
			break;
	is(len, sizeof(copy), "no part of it is taken");
	aacs_keypair_generate(&other);
	ok(revocation_learn(&list, mkb, sizeof(copy), other.pub),
	   "it is another authority's");
	ok(!revocation_learn(&list, mkb, sizeof(copy), fixture.drive.authority_pub),
	   "as it is it is taken");
	ok(list.version == 2 && list.count == 1 &&
	   revocation_has(&list, authority.revoked_host), "with its entry");
	ok(!revocation_has(&list, aacs_cert_id(fixture.host.cert)), "and no other");
	revocation_free(&list);
	disc_close(disc);
}

/* An entry may be of several IDs in a row. */
CASE(range)
{
	static const uint8_t ids[1][AACS_CERT_ID_LEN] = { { 0, 0, 0, 1, 0, 0 } };
	struct aacs_keypair key;
	struct mkb_authority says = {
		.key = &key, .version = 1, .hosts = ids, .host_count = 1,
	};
	struct revocation list = { 0 };
	uint8_t *mkb, text[12 + 20], id[AACS_CERT_ID_LEN];
	size_t len;

	aacs_keypair_generate(&key);
	ok(!mkb_generate(4096, &says, &mkb, &len), "a block");
	mkb[12 + 12 + 1] = 3;
	memcpy(text, mkb, sizeof(text));
	aacs_sign(&key, text, sizeof(text), mkb + sizeof(text));
	ok(!revocation_learn(&list, mkb, len, key.pub), "with an entry of four IDs");
	ok(!revocation_has(&list, hex(id, 6, "00000000ffff")), "not the ID before");
	ok(revocation_has(&list, hex(id, 6, "000000010000")), "the first");
	ok(revocation_has(&list, hex(id, 6, "000000010003")), "the last");
	ok(!revocation_has(&list, hex(id, 6, "000000010004")), "not the ID behind");
	revocation_free(&list);
	free(mkb);
	ok(mkb_generate(256, &says, &mkb, &len) == 0, "it fits into 256 bytes");
	free(mkb);
}

/* The drive's certificate with a new signature. */
CASE(bec)
{
	struct aacs_identity id = fixture.drive;
	const char *why;

	if (aacs_authority_load(&authority, fixture.dir, &why))
		abort();
	ok(!aacs_identity_set_flags(&id, AACS_CERT_BEC, &authority), "signed");
	ok_hex(id.cert, "01 01 005c", "bus encryption capable");
	ok_bytes(id.cert + 4, fixture.drive.cert + 4, 48, "the same ID and key");
	ok(!aacs_cert_verify(id.cert, AACS_CERT_DRIVE, fixture.drive.authority_pub),
	   "it verifies");
}
