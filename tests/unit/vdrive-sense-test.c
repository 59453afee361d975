// SPDX-License-Identifier: GPL-2.0-or-later
/* The drive's refusals and their sense data: the rows of the sense table. */
#include <string.h>

#include "../lib/tap.h"
#include "fixture.h"

/* What is done to the parameter list before it is sent. */
enum tampering {
	GENUINE,
	WRONG_TYPE,
	CHANGED_CERTIFICATE,
	FOREIGN_AUTHORITY,
	CHANGED_SIGNATURE,
	CHANGED_POINT,
	OTHER_KEY,
	OFF_CURVE,		/* signed by the host all the same */
	HEADER_SHORT,
	HEADER_LONG,
	HEADER_ZERO,
};

#define GOOD	{ 0x0, 0x00, 0x00 }

static const struct row {
	const char *name;
	unsigned int environment;
	enum stage stage;
	enum command command;
	uint8_t format;
	struct fields f;
	enum tampering tampering;
	struct sense want;
	const char *after;	/* state of AGID 0 */
} rows[] = {
	/* 5/55/00 */
	{ "no AGID is free", ALL_GRANTED, FREE, REPORT, 0x00,
	  { 0, 0, 8, 0 }, 0, { 5, 0x55, 0 }, "granted" },
	{ "no AGID of two is free", ALL_GRANTED | TWO_AGIDS, FREE, REPORT, 0x00,
	  { 0, 0, 8, 0 }, 0, { 5, 0x55, 0 }, "granted" },

	/* 5/6F/00 */
	{ "a drive's certificate from the host", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 0 }, WRONG_TYPE, { 5, 0x6f, 0 }, "granted" },
	{ "a certificate with one bit changed", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 0 }, CHANGED_CERTIFICATE, { 5, 0x6f, 0 }, "granted" },
	{ "another authority's certificate", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 0 }, FOREIGN_AUTHORITY, { 5, 0x6f, 0 }, "granted" },
	{ "host key with a changed signature", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 84, 0 }, CHANGED_SIGNATURE, { 5, 0x6f, 0 }, "granted" },
	{ "host key with a changed point", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 84, 0 }, CHANGED_POINT, { 5, 0x6f, 0 }, "granted" },
	{ "host key signed by another", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 84, 0 }, OTHER_KEY, { 5, 0x6f, 0 }, "granted" },
	{ "host point off the curve, well signed", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 84, 0 }, OFF_CURVE, { 5, 0x6f, 0 }, "granted" },

	/* 5/6F/01 */
	{ "AGID for a disc without AACS", PLAIN_DISC, FREE, REPORT, 0x00,
	  { 0, 0, 8, 0 }, 0, { 5, 0x6f, 1 }, "free" },
	{ "host certificate for a disc without AACS", PLAIN_DISC, FREE, SEND,
	  0x01, { 0, 0, 116, 0 }, 0, { 5, 0x6f, 1 }, "free" },
	{ "volume id of a disc without AACS", PLAIN_DISC, FREE, STRUCTURE, 0x80,
	  { 0, 0, 36, 0 }, 0, { 5, 0x6f, 1 }, "free" },
	{ "MKB of a disc without AACS", PLAIN_DISC, FREE, STRUCTURE, 0x83,
	  { 0, 0, 4, 0 }, 0, { 5, 0x6f, 1 }, "free" },
	{ "no nonce for that extent", 0, AUTHENTICATED, REPORT, 0x21,
	  { 5, 1, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },
	{ "a disc without a volume id", NO_VALUES, AUTHENTICATED, STRUCTURE,
	  0x80, { 0, 0, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },
	{ "a disc without a serial number", NO_VALUES, AUTHENTICATED, STRUCTURE,
	  0x81, { 0, 0, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },
	{ "a disc without a media id", NO_VALUES, AUTHENTICATED, STRUCTURE,
	  0x82, { 0, 0, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },

	/* 5/24/00 */
	{ "REPORT KEY of an unknown format", 0, GRANTED, REPORT, 0x03,
	  { 0, 0, 8, 0 }, 0, { 5, 0x24, 0 }, "granted" },
	{ "SEND KEY of an unknown format", 0, GRANTED, SEND, 0x00,
	  { 0, 0, 0, 0 }, 0, { 5, 0x24, 0 }, "granted" },
	{ "SEND KEY of a format that is only reported", 0, AUTHENTICATED, SEND,
	  0x20, { 0, 1, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "disc structure 84h", 0, AUTHENTICATED, STRUCTURE, 0x84,
	  { 0, 0, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "disc structure 7Fh", 0, AUTHENTICATED, STRUCTURE, 0x7f,
	  { 0, 0, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "AGID 2 of two, host certificate", TWO_AGIDS, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 2 }, 0, { 5, 0x24, 0 }, "granted" },
	{ "AGID 3 of two, nonce", TWO_AGIDS, AUTHENTICATED, REPORT, 0x20,
	  { 0, 1, 36, 3 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "AGID 2 of two, volume id", TWO_AGIDS, AUTHENTICATED, STRUCTURE, 0x80,
	  { 0, 0, 36, 2 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "generate for an extent of no block", 0, AUTHENTICATED, REPORT, 0x20,
	  { 0, 0, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "read for an extent of no block", 0, AUTHENTICATED, REPORT, 0x21,
	  { 0, 0, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "generate on a drive without BNG", NO_BNG, AUTHENTICATED, REPORT,
	  0x20, { 0, 1, 36, 0 }, 0, { 5, 0x24, 0 }, "authenticated" },
	{ "read a nonce on a drive without BNG", NO_BNG, AUTHENTICATED, REPORT,
	  0x21, { 5, 1, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },
	{ "REPORT KEY on a drive without AACS", NO_AACS, FREE, REPORT, 0x00,
	  { 0, 0, 8, 0 }, 0, { 5, 0x24, 0 }, "free" },
	{ "SEND KEY on a drive without AACS", NO_AACS, FREE, SEND, 0x3f,
	  { 0, 0, 0, 0 }, 0, { 5, 0x24, 0 }, "free" },
	{ "MKB on a drive without AACS", NO_AACS, FREE, STRUCTURE, 0x83,
	  { 0, 0, 4, 0 }, 0, { 5, 0x24, 0 }, "free" },
	{ "MKB pack that there is not", 0, FREE, STRUCTURE, 0x83,
	  { 2, 0, 4, 0 }, 0, { 5, 0x24, 0 }, "free" },
	{ "MKB pack FFFFFFFFh", 0, FREE, STRUCTURE, 0x83,
	  { 0xffffffff, 0, 4, 0 }, 0, { 5, 0x24, 0 }, "free" },
	{ "MKB of layer 1", 0, FREE, STRUCTURE, 0x83,
	  { 0, 1, 4, 0 }, 0, { 5, 0x24, 0 }, "free" },

	/* 5/21/00 */
	{ "generate one block beyond the end", 0, AUTHENTICATED, REPORT, 0x20,
	  { 64, 1, 36, 0 }, 0, { 5, 0x21, 0 }, "authenticated" },
	{ "generate across the end", 0, AUTHENTICATED, REPORT, 0x20,
	  { 63, 2, 36, 0 }, 0, { 5, 0x21, 0 }, "authenticated" },
	{ "generate where LBA + blocks wraps", 0, AUTHENTICATED, REPORT, 0x20,
	  { 0xffffffff, 255, 36, 0 }, 0, { 5, 0x21, 0 }, "authenticated" },
	{ "generate up to the last block", 0, AUTHENTICATED, REPORT, 0x20,
	  { 62, 2, 36, 0 }, 0, GOOD, "spent" },
	{ "read beyond the end", 0, AUTHENTICATED, REPORT, 0x21,
	  { 0xffffffff, 1, 36, 0 }, 0, { 5, 0x21, 0 }, "authenticated" },

	/* 2/3A/00 */
	{ "AGID, no disc", NO_DISC, FREE, REPORT, 0x00,
	  { 0, 0, 8, 0 }, 0, { 2, 0x3a, 0 }, "free" },
	{ "host certificate, no disc", NO_DISC, FREE, SEND, 0x01,
	  { 0, 0, 116, 0 }, 0, { 2, 0x3a, 0 }, "free" },
	{ "nonce, no disc", NO_DISC, FREE, REPORT, 0x20,
	  { 0, 1, 36, 0 }, 0, { 2, 0x3a, 0 }, "free" },
	{ "volume id, no disc", NO_DISC, FREE, STRUCTURE, 0x80,
	  { 0, 0, 36, 0 }, 0, { 2, 0x3a, 0 }, "free" },
	{ "MKB, no disc", NO_DISC, FREE, STRUCTURE, 0x83,
	  { 0, 0, 4, 0 }, 0, { 2, 0x3a, 0 }, "free" },
	{ "drive certificate needs no disc", NO_DISC, FREE, REPORT, 0x38,
	  { 0, 0, 116, 0 }, 0, GOOD, "free" },
	{ "nor does invalidation", NO_DISC, FREE, REPORT, 0x3f,
	  { 0, 0, 0, 0 }, 0, GOOD, "free" },

	/* 7/27/00 */
	{ "generate on a write-protected disc", READ_ONLY, AUTHENTICATED,
	  REPORT, 0x20, { 0, 1, 36, 0 }, 0, { 7, 0x27, 0 }, "authenticated" },
	{ "read a nonce of a write-protected disc", READ_ONLY, AUTHENTICATED,
	  REPORT, 0x21, { 5, 1, 36, 0 }, 0, { 5, 0x6f, 1 }, "authenticated" },

	/* parameter lists: 5/1A/00 by the CDB, 5/26/00 by their header */
	{ "no parameter list", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 0, 0 }, 0, { 5, 0x1a, 0 }, "granted" },
	{ "parameter list one byte short", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 115, 0 }, 0, { 5, 0x1a, 0 }, "granted" },
	{ "parameter list one byte long", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 117, 0 }, 0, { 5, 0x1a, 0 }, "granted" },
	{ "parameter list of 65534 bytes", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 0xfffe, 0 }, 0, { 5, 0x1a, 0 }, "granted" },
	{ "host key one byte short", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 83, 0 }, 0, { 5, 0x1a, 0 }, "key-sent" },
	{ "header one short", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 0 }, HEADER_SHORT, { 5, 0x26, 0 }, "granted" },
	{ "header one long", 0, GRANTED, SEND, 0x01,
	  { 0, 0, 116, 0 }, HEADER_LONG, { 5, 0x26, 0 }, "granted" },
	{ "header zero", 0, KEY_SENT, SEND, 0x02,
	  { 0, 0, 84, 0 }, HEADER_ZERO, { 5, 0x26, 0 }, "key-sent" },
	{ "invalidation ignores a parameter list", 0, AUTHENTICATED, SEND, 0x3f,
	  { 0, 0, 8, 0 }, 0, GOOD, "free" },

	/* invalidating is never an error */
	{ "SEND KEY 3Fh for a free AGID", 0, FREE, SEND, 0x3f,
	  { 0, 0, 0, 0 }, 0, GOOD, "free" },
	{ "REPORT KEY 3Fh for a free AGID", 0, FREE, REPORT, 0x3f,
	  { 0, 0, 2, 0 }, 0, GOOD, "free" },
	{ "SEND KEY 3Fh for an AGID beyond the drive's", TWO_AGIDS, GRANTED,
	  SEND, 0x3f, { 0, 0, 0, 3 }, 0, GOOD, "granted" },
	{ "SEND KEY 3Fh for another AGID", 0, AUTHENTICATED, SEND, 0x3f,
	  { 0, 0, 0, 1 }, 0, GOOD, "authenticated" },
};

static void tamper_certificate(uint8_t *list, enum tampering tampering)
{
	const uint8_t id[AACS_CERT_ID_LEN] = { 0 };
	struct aacs_keypair other, authority;
	uint8_t *cert = list + 24;

	aacs_keypair_generate(&other);
	aacs_keypair_generate(&authority);
	switch (tampering) {
	case WRONG_TYPE:
		memcpy(cert, fixture.drive.cert, AACS_CERT_LEN);
		break;
	case FOREIGN_AUTHORITY:
		aacs_cert_make(cert, AACS_CERT_HOST, 0, id, other.pub,
			       &authority);
		break;
	case CHANGED_CERTIFICATE:
		cert[30] ^= 0x10;
		break;
	default:
		break;
	}
}

static void tamper_key(struct host *h, uint8_t *list, enum tampering tampering)
{
	struct aacs_keypair other;

	aacs_keypair_generate(&other);
	switch (tampering) {
	case CHANGED_SIGNATURE:
		list[83] ^= 1;
		break;
	case CHANGED_POINT:
		memcpy(list + 4, other.pub, AACS_POINT_LEN);
		break;
	case OTHER_KEY:
		aacs_sign_challenge(&other, h->drive_nonce, list + 4, list + 44);
		break;
	case OFF_CURVE:
		list[43] ^= 1;
		aacs_sign_challenge(&h->id.key, h->drive_nonce, list + 4,
				    list + 44);
		break;
	default:
		break;
	}
}

static struct sense send_row(struct host *h, const struct row *row)
{
	static uint8_t list[65536];

	memset(list, 0, sizeof(list));
	if (row->format == 0x01) {
		host_certificate_list(h, list);
		tamper_certificate(list, row->tampering);
	} else if (row->format == 0x02) {
		host_key_list(h, list);
		tamper_key(h, list, row->tampering);
	}
	if (row->tampering == HEADER_SHORT)
		list[1]--;
	else if (row->tampering == HEADER_LONG)
		list[1]++;
	else if (row->tampering == HEADER_ZERO)
		list[1] = 0;
	return host_send_key(h, row->format, row->f, list, row->f.length);
}

static void test_row(const struct row *row)
{
	struct aacs_config config = fixture_config;
	struct sense sense;
	struct host h;

	config.aacs = !(row->environment & NO_AACS);
	config.bng = !(row->environment & NO_BNG);
	if (row->environment & TWO_AGIDS)
		config.agids = 2;
	h = fixture_connect(&config, fixture_disc(row->environment));
	fixture_reach(&h, row->stage);
	if (row->environment & ALL_GRANTED)
		for (unsigned int i = 0; i < config.agids; i++)
			fixture_reach(&h, GRANTED);

	host_forget_answer(&h);
	if (row->command == SEND)
		sense = send_row(&h, row);
	else
		sense = host_command(&h, row->command, row->format, row->f);
	ok_sense(sense, row->want, row->name);
	ok(!row->after || !config.aacs || host_agid_is(&h, row->after),
	   "AGID 0 is %s then: %s", row->after, row->name);
	if (!sense_good(sense))
		ok(!h.len, "no data: %s", row->name);
	fixture_disconnect(&h);
}

CASE(rows)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(&rows[i]);
}
