// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>

#include "harness.h"
#include "host.h"

void host_load(struct host *host, int fd)
{
	const char *why = "?";

	memset(host, 0, sizeof(*host));
	host->fd = fd;
	CHECK_EQ(aacs_auth_init(), 0);
	if (aacs_identity_load(&host->id, NULL, AACS_CERT_HOST, &why))
		FAIL("the host's identity: %s", why);
}

struct setup host_setup(void)
{
	struct setup s = { .drive = lab_drive(0) };

	host_load(&s.host, node_open(&s.drive, O_RDWR));
	return s;
}

void host_start(struct host *host)
{
	host->agid = start_session(host->fd);
}

struct answer host_send_certificate(struct host *host)
{
	struct sr_aacs_send_certificate in = { .session_id = host->agid };

	aacs_random(host->hn, sizeof(host->hn));
	memcpy(in.certificate.nonce, host->hn, sizeof(host->hn));
	memcpy(in.certificate.certificate, host->id.cert, AACS_CERT_LEN);
	return request(host->fd, IOCTL_AACS_SEND_CERTIFICATE, &in, sizeof(in),
		       NULL, 0);
}

struct answer host_get_certificate(struct host *host)
{
	struct sr_aacs_certificate out;
	struct answer a = request(host->fd, IOCTL_AACS_GET_CERTIFICATE,
				  &host->agid, 4, &out, sizeof(out));

	if (a.ret)
		return a;
	memcpy(host->dn, out.nonce, sizeof(host->dn));
	memcpy(host->drive_cert, out.certificate, AACS_CERT_LEN);
	CHECK_EQ(aacs_cert_verify(host->drive_cert, AACS_CERT_DRIVE,
				  host->id.authority_pub), 0);
	return a;
}

struct answer host_get_key(struct host *host)
{
	struct sr_aacs_challenge_key out;
	struct answer a = request(host->fd, IOCTL_AACS_GET_CHALLENGE_KEY,
				  &host->agid, 4, &out, sizeof(out));

	if (a.ret)
		return a;
	memcpy(host->dv, out.point, AACS_POINT_LEN);
	CHECK_EQ(aacs_verify_challenge(aacs_cert_pub(host->drive_cert),
				       host->hn, host->dv, out.signature), 0);
	return a;
}

struct answer host_send_key(struct host *host)
{
	struct sr_aacs_send_challenge_key in = { .session_id = host->agid };
	struct aacs_keypair hk;

	CHECK_EQ(aacs_keypair_generate(&hk), 0);
	memcpy(in.challenge_key.point, hk.pub, AACS_POINT_LEN);
	CHECK_EQ(aacs_sign_challenge(&host->id.key, host->dn, hk.pub,
				     in.challenge_key.signature), 0);
	CHECK_EQ(aacs_bus_key(hk.priv, host->dv, host->bk), 0);
	return request(host->fd, IOCTL_AACS_SEND_CHALLENGE_KEY, &in,
		       sizeof(in), NULL, 0);
}

void host_authenticate_session(struct host *host)
{
	EXPECT(host_send_certificate(host), SR_AACS_STATUS_SUCCESS, 0);
	EXPECT(host_get_certificate(host), SR_AACS_STATUS_SUCCESS, 112);
	EXPECT(host_get_key(host), SR_AACS_STATUS_SUCCESS, 80);
	EXPECT(host_send_key(host), SR_AACS_STATUS_SUCCESS, 0);
}

void host_authenticate(struct host *host)
{
	host_start(host);
	host_authenticate_session(host);
}

struct answer nonce_request(int fd, uint32_t code, uint32_t agid, uint64_t lba,
			    uint32_t blocks, struct sr_aacs_value *value)
{
	struct sr_aacs_read_binding_nonce in = {
		.session_id = agid, .number_of_sectors = blocks,
		.start_lba = lba, .handle = ~0ULL,
	};

	return request(fd, code, &in, sizeof(in), value, sizeof(*value));
}

void host_check_nonce(const struct host *host, uint32_t lba,
		      const struct sr_aacs_value *value)
{
	uint8_t mac[AACS_MAC_LEN];

	CHECK_EQ(aacs_mac_nonce(host->bk, value->value, lba, mac), 0);
	if (!aacs_mac_equal(mac, value->mac))
		FAIL("MAC of nonce %s is %s, wanted %s", hex(value->value, 16),
		     hex(value->mac, 16), hex(mac, 16));
}

void host_check_value(const struct host *host,
		      const struct sr_aacs_value *value)
{
	uint8_t mac[AACS_MAC_LEN];

	CHECK_EQ(aacs_mac_value(host->bk, value->value, mac), 0);
	if (!aacs_mac_equal(mac, value->mac))
		FAIL("MAC of value %s is %s, wanted %s", hex(value->value, 16),
		     hex(value->mac, 16), hex(mac, 16));
}
