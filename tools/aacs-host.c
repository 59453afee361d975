// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aacs-host.h"

/* Progress of the authentication. */
enum step {
	STEP_START,
	STEP_CERTIFICATE_SENT,
	STEP_CERTIFICATE_CHECKED,
	STEP_KEY_CHECKED,
	STEP_BUS_KEY,
	STEP_FAILED,
};

struct aacs_host {
	struct aacs_identity id;
	enum step step;
	uint8_t nonce[AACS_NONCE_LEN];			/* Hn */
	uint8_t drive_nonce[AACS_NONCE_LEN];		/* Dn */
	uint8_t drive_pub[AACS_POINT_LEN];
	uint8_t drive_point[AACS_POINT_LEN];		/* Dv */
	uint8_t bus_key[AACS_BUS_KEY_LEN];
};

/* A memset() that no compiler optimises away. */
static void wipe(void *buf, size_t len)
{
	volatile uint8_t *byte = buf;

	while (len--)
		*byte++ = 0;
}

/* Goes from @from to the next step; an error ends the authentication. */
static int finish_step(struct aacs_host *host, enum step from, int err)
{
	host->step = err ? STEP_FAILED : from + 1;
	return err;
}

int aacs_host_new(struct aacs_host **host, const char *dir, const char **why)
{
	int err;

	*why = "memory";
	*host = calloc(1, sizeof(**host));
	if (!*host)
		return -ENOMEM;
	*why = "the cryptographic library";
	err = aacs_auth_init();
	if (!err)
		err = aacs_identity_load(&(*host)->id, dir, AACS_CERT_HOST,
					 why);
	if (err) {
		aacs_host_free(*host);
		*host = NULL;
	}
	return err;
}

void aacs_host_free(struct aacs_host *host)
{
	if (!host)
		return;
	wipe(host, sizeof(*host));
	free(host);
}

int aacs_host_certificate(struct aacs_host *host,
			  uint8_t nonce[AACS_NONCE_LEN],
			  uint8_t certificate[AACS_CERT_LEN])
{
	if (host->step != STEP_START)
		return -EPERM;
	aacs_random(host->nonce, sizeof(host->nonce));
	memcpy(nonce, host->nonce, AACS_NONCE_LEN);
	memcpy(certificate, host->id.cert, AACS_CERT_LEN);
	return finish_step(host, STEP_START, 0);
}

int aacs_host_check_certificate(struct aacs_host *host,
				const uint8_t nonce[AACS_NONCE_LEN],
				const uint8_t certificate[AACS_CERT_LEN],
				uint8_t id[AACS_CERT_ID_LEN])
{
	int err;

	if (host->step != STEP_CERTIFICATE_SENT)
		return -EPERM;
	err = aacs_cert_is_aacs2(certificate[0]) ? -EPROTONOSUPPORT :
	      aacs_cert_verify(certificate, AACS_CERT_DRIVE,
			       host->id.authority_pub);
	if (!err) {
		memcpy(host->drive_nonce, nonce, AACS_NONCE_LEN);
		memcpy(host->drive_pub, aacs_cert_pub(certificate),
		       AACS_POINT_LEN);
		memcpy(id, certificate + 4, AACS_CERT_ID_LEN);
	}
	return finish_step(host, STEP_CERTIFICATE_SENT, err);
}

int aacs_host_check_key(struct aacs_host *host,
			const uint8_t point[AACS_POINT_LEN],
			const uint8_t signature[AACS_SIGNATURE_LEN])
{
	int err;

	if (host->step != STEP_CERTIFICATE_CHECKED)
		return -EPERM;
	err = aacs_verify_challenge(host->drive_pub, host->nonce, point,
				    signature);
	if (!err)
		memcpy(host->drive_point, point, AACS_POINT_LEN);
	return finish_step(host, STEP_CERTIFICATE_CHECKED, err);
}

int aacs_host_key(struct aacs_host *host, uint8_t point[AACS_POINT_LEN],
		  uint8_t signature[AACS_SIGNATURE_LEN])
{
	struct aacs_keypair ephemeral;
	int err;

	if (host->step != STEP_KEY_CHECKED)
		return -EPERM;
	err = aacs_keypair_generate(&ephemeral);
	if (!err)
		err = aacs_sign_challenge(&host->id.key, host->drive_nonce,
					  ephemeral.pub, signature);
	if (!err)
		err = aacs_bus_key(ephemeral.priv, host->drive_point,
				   host->bus_key);
	if (!err)
		memcpy(point, ephemeral.pub, AACS_POINT_LEN);
	wipe(&ephemeral, sizeof(ephemeral));
	return finish_step(host, STEP_KEY_CHECKED, err);
}

int aacs_host_check_nonce(struct aacs_host *host,
			  const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
			  const uint8_t mac[AACS_MAC_LEN])
{
	uint8_t expected[AACS_MAC_LEN];
	int err;

	if (host->step != STEP_BUS_KEY)
		return -EPERM;
	err = aacs_mac_nonce(host->bus_key, nonce, lba, expected);
	if (!err && !aacs_mac_equal(expected, mac))
		err = -EBADMSG;
	wipe(expected, sizeof(expected));
	return err;
}

int aacs_host_find_lba(struct aacs_host *host,
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba)
{
	if (host->step != STEP_BUS_KEY)
		return -EPERM;
	return aacs_mac_nonce_lba(host->bus_key, nonce, mac, lba);
}

const char *aacs_host_error(int err)
{
	switch (err) {
	case 0:
		return "no error";
	case -EBADMSG:
		return "verification failed";
	case -EINVAL:
		return "the drive sent a point that is not on the curve";
	case -EPROTONOSUPPORT:
		return "AACS 2 certificate: not supported";
	case -EPERM:
		return "step out of order";
	default:
		return "the cryptographic library failed";
	}
}
