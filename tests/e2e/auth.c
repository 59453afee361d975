// SPDX-License-Identifier: GPL-2.0-or-later
/* Authentication that must fail: on the host's side and on the drive's. */
#include <stdio.h>
#include <string.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("auth");

static void begin(struct fixture *f)
{
	host_begin(f);
	host_start(f->host);
	log_mark(f->drive);
}

/* Afterwards the session is kept and a proper authentication works. */
static void recovers(struct fixture *f)
{
	struct sr_aacs_value value;
	struct host good;

	host_load(&good, f->fd);
	good.agid = f->host->agid;
	host_authenticate_session(&good);
	EXPECT(request(good.fd, IOCTL_AACS_READ_VOLUME_ID, &good.agid, 4,
		       &value, sizeof(value)), SUCCESS, 32);
	host_check_value(&good, &value);
}

/* One bit of the host's certificate, anywhere in it. */
static const unsigned int cert_bytes[] = { 0, 2, 3, 4, 9, 12, 31, 51, 52, 71,
					   72, 91 };

static const char *cert_label(unsigned int i)
{
	static char label[32];

	snprintf(label, sizeof(label), "byte %u", cert_bytes[i]);
	return label;
}

CASE(bad_certificate, "one bit of the host certificate", .begin = begin,
     .rows = ARRAY_SIZE(cert_bytes), .label = cert_label)
{
	f->host->id.cert[cert_bytes[f->row]] ^= 0x01;
	EXPECT(host_send_certificate(f->host), CSS_AUTHENTICATION_FAILURE, 0);
	log_expect(f->drive, line_key(0xa3, 0, 0x01, 116, "5/6f/00 0"));
	recovers(f);
}

/* A whole certificate, but of another authority, or of a drive. */
CASE(foreign_certificate, "certificate", .begin = begin,
     LABELS("of another authority", "a drive's"))
{
	static const char dir[] = "/tmp/e2e-other-pki";
	enum aacs_cert_type side = f->row ? AACS_CERT_DRIVE : AACS_CERT_HOST;
	const char *why = "?";

	if (!f->row && aacs_pki_make(dir, 0, &why))
		FAIL("%s: %s", dir, why);
	if (aacs_identity_load(&f->host->id, f->row ? NULL : dir, side, &why))
		FAIL("identity: %s", why);
	EXPECT(host_send_certificate(f->host), CSS_AUTHENTICATION_FAILURE, 0);
	log_expect(f->drive, line_key(0xa3, 0, 0x01, 116, "5/6f/00 0"));
	recovers(f);
}

/* The host's signature: wrong key, wrong nonce, wrong point, one bit. */
CASE(bad_signature, "host signature", .begin = begin,
     LABELS("signed with another key", "over another nonce", "of another point",
	    "one bit of r", "one bit of s", "all zero",
	    "a point off the curve"))
{
	struct sr_aacs_send_challenge_key in = { .session_id = f->host->agid };
	struct aacs_keypair pair, other, *key = &f->host->id.key;
	uint8_t *signature = in.challenge_key.signature;

	EXPECT(host_send_certificate(f->host), SUCCESS, 0);
	EXPECT(host_get_certificate(f->host), SUCCESS, 112);
	EXPECT(host_get_key(f->host), SUCCESS, 80);
	CHECK_EQ(aacs_keypair_generate(&pair), 0);
	CHECK_EQ(aacs_keypair_generate(&other), 0);
	memcpy(in.challenge_key.point, pair.pub, AACS_POINT_LEN);
	if (f->row == 0)
		key = &other;
	if (f->row == 1)
		f->host->dn[0] ^= 0x80;
	if (f->row == 6)
		in.challenge_key.point[39] ^= 0x01;
	CHECK_EQ(aacs_sign_challenge(key, f->host->dn, f->row == 2 ? other.pub :
				     in.challenge_key.point, signature), 0);
	if (f->row == 3)
		signature[0] ^= 0x10;
	if (f->row == 4)
		signature[39] ^= 0x01;
	if (f->row == 5)
		memset(signature, 0, AACS_SIGNATURE_LEN);
	log_mark(f->drive);
	EXPECT(request(f->fd, IOCTL_AACS_SEND_CHALLENGE_KEY, &in,
		       sizeof(in), NULL, 0), CSS_AUTHENTICATION_FAILURE, 0);
	log_expect(f->drive, line_key(0xa3, 0, 0x02, 84, "5/6f/00 0"));
	recovers(f);
}

/* What a host sees when a bit changes between it and the drive. */
CASE(host_notices, "the host notices a tampered MAC", .begin = begin, .rows = 3)
{
	struct sr_aacs_value nonce;
	uint8_t mac[AACS_MAC_LEN];

	host_authenticate_session(f->host);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     f->host->agid, 100, 1, &nonce), SUCCESS, 32);
	host_check_nonce(f->host, 100, &nonce);
	if (f->row == 0)
		nonce.mac[15] ^= 0x01;
	else if (f->row == 1)
		nonce.value[0] ^= 0x80;
	/* f->row 2: the nonce of another extent */
	CHECK_EQ(aacs_mac_nonce(f->host->bk, nonce.value, f->row == 2 ? 101 : 100,
				mac), 0);
	CHECK(!aacs_mac_equal(mac, nonce.mac));
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
}

/* Steps out of order, and transfers without a bus key. */
static const struct {
	const char *name;
	unsigned int steps;	/* done before */
	uint32_t code;
	uint32_t status;
} orders[] = {
	{ "GET_CERTIFICATE first", 0, IOCTL_AACS_GET_CERTIFICATE,
	  SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "GET_CHALLENGE_KEY first", 0, IOCTL_AACS_GET_CHALLENGE_KEY,
	  SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "GET_CHALLENGE_KEY after one step", 1, IOCTL_AACS_GET_CHALLENGE_KEY,
	  SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "SEND_CHALLENGE_KEY first", 0, IOCTL_AACS_SEND_CHALLENGE_KEY,
	  SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "SEND_CHALLENGE_KEY after two steps", 2,
	  IOCTL_AACS_SEND_CHALLENGE_KEY, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "READ_VOLUME_ID without a bus key", 0, IOCTL_AACS_READ_VOLUME_ID,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "READ_SERIAL_NUMBER without a bus key", 3,
	  IOCTL_AACS_READ_SERIAL_NUMBER, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "READ_MEDIA_ID without a bus key", 2, IOCTL_AACS_READ_MEDIA_ID,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "READ_BINDING_NONCE without a bus key", 3,
	  IOCTL_AACS_READ_BINDING_NONCE, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "GENERATE_BINDING_NONCE without a bus key", 3,
	  IOCTL_AACS_GENERATE_BINDING_NONCE, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
};

CASE(order, "order", .begin = begin, ROWS(orders, name))
{
	if (orders[f->row].steps > 0)
		EXPECT(host_send_certificate(f->host), SUCCESS, 0);
	if (orders[f->row].steps > 1)
		EXPECT(host_get_certificate(f->host), SUCCESS, 112);
	if (orders[f->row].steps > 2)
		EXPECT(host_get_key(f->host), SUCCESS, 80);
	log_mark(f->drive);
	EXPECT_STATUS(use_agid(f->fd, orders[f->row].code, f->host->agid),
		      orders[f->row].status, 0);
	CHECK_EQ(log_count(f->drive, "a"), 1);
	/* Refused at the drive, not taken away. */
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
}

/* A bus key is good for one transfer: the next one needs a new session. */
CASE(one_transfer, "one transfer for one bus key", .begin = begin)
{
	struct sr_aacs_value value;

	host_authenticate_session(f->host);
	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_ID, &f->host->agid, 4,
		       &value, sizeof(value)), SUCCESS, 32);
	host_check_value(f->host, &value);
	/* The same number again: not the same session. */
	CHECK_EQ(start_session(f->fd), f->host->agid);
	log_mark(f->drive);
	EXPECT(use_agid(f->fd, IOCTL_AACS_READ_MEDIA_ID, f->host->agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect(f->drive, line_structure(0, 0x82, 0, 0, 36, "5/6f/02 0"));
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
}
