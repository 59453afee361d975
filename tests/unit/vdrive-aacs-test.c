// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The AACS side of the drive, with a host in the same process: the successful path, and
 * its conditions. The other vdrive-*-test.c test the rest.
 */
#include <string.h>

#include "../../vdrive/agid.h"
#include "../lib/tap.h"
#include "fixture.h"
#include "hex.h"

/* ---- the good path, with the CDBs written out ---- */

/* The last answer. */
static uint8_t data[65536];
static size_t len;

static struct sense report(struct host *h, const char *cdb_hex)
{
	uint8_t cdb[12];

	hex(cdb, sizeof(cdb), cdb_hex);
	return aacs_report_key(h->drive, cdb, data, 65535, &len);
}

/* A good answer of @want bytes, which begins with those of @start. */
static void reports(struct host *h, const char *cdb_hex, size_t want,
		    const char *start, const char *name)
{
	ok_sense(report(h, cdb_hex), SENSE_GOOD, name);
	is(len, want, "%s: length", name);
	ok_hex(data, start, name);
}

static void takes(struct host *h, const char *cdb_hex, const uint8_t *list,
		  size_t list_len, const char *name)
{
	uint8_t cdb[12];

	hex(cdb, sizeof(cdb), cdb_hex);
	ok_sense(aacs_send_key(h->drive, cdb, list, list_len), SENSE_GOOD,
		 name);
}

HOST_CASE(flow)
{
	uint8_t list[116], mac[AACS_MAC_LEN];

	reports(h, "a4 00 00000000 00 02 0008 00 00", 8, "0006 0000 000000 00",
		"REPORT KEY 00h: AGID 0 is granted");
	reports(h, "a4 00 00000000 00 02 0008 00 00", 8, "0006 0000 000000 40",
		"then AGID 1");
	h->agid = 1;

	host_certificate_list(h, list);
	takes(h, "a3 00 00000000 00 02 0074 41 00", list, 116, "SEND KEY 01h");
	reports(h, "a4 00 00000000 00 02 0074 41 00", 116, "0072 0000",
		"REPORT KEY 01h");
	ok_bytes(data + 24, fixture.drive.cert, AACS_CERT_LEN,
		 "the drive's certificate");
	memcpy(h->drive_nonce, data + 4, AACS_NONCE_LEN);

	reports(h, "a4 00 00000000 00 02 0054 42 00", 84, "0052 0000",
		"REPORT KEY 02h");
	ok(!aacs_verify_challenge(aacs_cert_pub(fixture.drive.cert), h->host_nonce,
				  data + 4, data + 44),
	   "the drive's key verifies over the host's nonce");
	memcpy(h->drive_point, data + 4, AACS_POINT_LEN);

	host_key_list(h, list);
	takes(h, "a3 00 00000000 00 02 0054 42 00", list, 84, "SEND KEY 02h");
	ok(!strcmp(host_agids(h),
		   "0 granted\n1 authenticated\n2 free\n3 free\n"),
	   "what aacs-vdrivectl agids shows");

	reports(h, "a4 00 00000010 01 02 0024 60 00", 36, "0022 0000",
		"REPORT KEY 20h for LBA 10h, 1 block");
	ok(!aacs_mac_nonce(h->bus_key, data + 4, 0x10, mac) &&
	   aacs_mac_equal(mac, data + 20),
	   "MAC over nonce || LBA under the bus key of this host");
	ok_sense(report(h, "a4 00 00000010 01 02 0024 60 00"),
		 SENSE_KEY_NOT_ESTABLISHED, "no second nonce under this AGID");
	is(len, 0, "and no data");
	takes(h, "a3 00 00000000 00 02 0000 7f 00", NULL, 0, "SEND KEY 3Fh");
	ok_sense(report(h, "a4 00 00000000 00 02 0002 3f 00"), SENSE_GOOD,
		 "REPORT KEY 3Fh for the other one");
	ok(!strcmp(host_agids(h), "0 free\n1 free\n2 free\n3 free\n"),
	   "all are free again");
}

/* Both kinds of value: 36 bytes, MAC under the bus key, AGID released. */
HOST_CASE(values)
{
	static const char * const names[] = {
		"80h volume identifier", "81h serial number",
		"82h media identifier",
	};
	struct fields f = { .length = 36 };

	for (uint8_t i = 0; i < ARRAY_SIZE(names); i++) {
		fixture_reach(h, AUTHENTICATED);
		ok_sense(host_read_structure(h, 0x80 + i, f), SENSE_GOOD,
			 names[i]);
		ok(!memcmp(h->data + 4, disc_value(h->disc, i), 16),
		   "the disc's: %s", names[i]);
		ok(host_mac_good(h), "its MAC: %s", names[i]);
		ok(host_agid_is(h, "free"), "releases its AGID: %s", names[i]);
		ok_sense(host_read_structure(h, 0x80 + i, f),
			 SENSE_KEY_NOT_ESTABLISHED, "only one transfer");
	}
}

/* No data of one authentication are valid in the next. */
HOST_CASE(fresh)
{
	struct fields f = { .length = 84 };
	uint8_t list[84], nonce[AACS_NONCE_LEN], point[AACS_POINT_LEN];

	fixture_reach(h, KEY_SENT);
	memcpy(nonce, h->drive_nonce, sizeof(nonce));
	memcpy(point, h->drive_point, sizeof(point));
	host_key_list(h, list);
	ok_sense(host_send_key(h, 0x02, f, list, sizeof(list)), SENSE_GOOD,
		 "a host key");
	aacs_drive_reset(h->drive);

	fixture_reach(h, KEY_SENT);
	ok(memcmp(nonce, h->drive_nonce, sizeof(nonce)), "another Dn");
	ok(memcmp(point, h->drive_point, sizeof(point)), "another Dv");
	ok_sense(host_send_key(h, 0x02, f, list, sizeof(list)),
		 SENSE_AUTHENTICATION_FAILURE, "the host key is not good again");
}

/* No byte of an answer comes from an earlier one. */
HOST_CASE(leftovers)
{
	struct fields pack = { .length = 32772 }, f = { .length = 116 };

	host_read_structure(h, 0x83, pack);
	host_report_key(h, 0x00, f);
	is(h->len, 8, "REPORT KEY 00h after a pack of the MKB");
	ok_hex(h->data, "0006 0000 00000000", "has nothing of it");
	host_read_structure(h, 0x83, pack);
	host_report_key(h, 0x38, f);
	is(h->len, 96, "nor is REPORT KEY 38h any longer for it");
}

static const struct {
	const char *name;
	enum agid_state state;
	enum agid_event event;
} forgetting[] = {
	{ "a transfer", AGID_AUTHENTICATED, AGID_TRANSFER },
	{ "a generated nonce", AGID_AUTHENTICATED, AGID_GENERATE_NONCE },
};

/* Keys are overwritten as soon as nothing needs them. */
CASE(secrets)
{
	struct agid agid, want = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(forgetting); i++) {
		memset(&agid, 0x55, sizeof(agid));
		agid.state = forgetting[i].state;
		agid_advance(&agid, forgetting[i].event);
		want.state = agid.state;
		ok(!memcmp(&agid, &want, sizeof(agid)),
		   "%s leaves no key behind", forgetting[i].name);
	}
	memset(&agid, 0x55, sizeof(agid));
	agid_drop(&agid);
	want.state = AGID_FREE;
	ok(!memcmp(&agid, &want, sizeof(agid)), "nor does dropping it");
	memset(&agid, 0x55, sizeof(agid));
	agid_restart(&agid);
	want.state = AGID_GRANTED;
	ok(!memcmp(&agid, &want, sizeof(agid)), "nor a failed authentication");
}

/* ---- feature 010Dh, key classes, REPORT KEY 38h ---- */

static const struct {
	const char *name;
	struct aacs_config config;
	unsigned int environment;
	const char *descriptor;
} features[] = {
	{ "all that there is", { .aacs = true, .bng = true,
	  .bus_encryption = true, .agids = 4, .nonce_blocks = 1 }, 0,
	  "010d 09 04 17 01 04 01" },
	{ "no bus encryption", { .aacs = true, .bng = true, .agids = 1,
	  .nonce_blocks = 32 }, 0, "010d 09 04 11 20 01 01" },
	{ "no binding nonces", { .aacs = true, .agids = 2 }, 0, "010d 09 04 10 00 02 01" },
	{ "no disc", { .aacs = true, .bng = true, .agids = 4,
	  .nonce_blocks = 1 }, NO_DISC, "010d 08 04 11 01 04 01" },
	{ "a disc without AACS", { .aacs = true, .bng = true, .agids = 4,
	  .nonce_blocks = 1 }, PLAIN_DISC, "010d 08 04 11 01 04 01" },
};

CASE(features)
{
	static const struct aacs_config wrong[] = {
		{ .aacs = true, .agids = 0 }, { .aacs = true, .agids = 5 },
		{ .aacs = true, .agids = 1, .nonce_blocks = 256 },
	};
	struct aacs_config none = { .agids = 4 };
	struct host other;
	uint8_t desc[8];

	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		other = fixture_connect(&features[i].config,
					fixture_disc(features[i].environment));
		ok(aacs_feature(other.drive, desc) == 8, "8 bytes: %s",
		   features[i].name);
		ok_hex(desc, features[i].descriptor, features[i].name);
		fixture_disconnect(&other);
	}
	other = fixture_connect(&none, NULL);
	is(aacs_feature(other.drive, desc), 0, "no feature without AACS");
	fixture_disconnect(&other);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!aacs_drive_new(&wrong[i]), "config %zu is refused", i);
}

HOST_CASE(key_classes)
{
	uint8_t cdb[12] = { 0xa4, [9] = 8 };
	unsigned int class, refused = 0;

	for (class = 0; class < 256; class++) {
		cdb[7] = class;
		refused += sense_equal(aacs_report_key(h->drive, cdb, data,
						       sizeof(data), &len),
				       SENSE_INVALID_FIELD_IN_CDB) &&
			   sense_equal(aacs_send_key(h->drive, cdb, NULL, 0),
				       SENSE_INVALID_FIELD_IN_CDB);
	}
	is(refused, 255, "every key class but 02h is refused");

	reports(h, "a4 00 00000000 00 02 0060 38 00", 96, "005e 0000",
		"REPORT KEY 38h without an AGID");
	ok_bytes(data + 4, fixture.drive.cert, AACS_CERT_LEN, "the certificate");
}
