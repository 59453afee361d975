// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libaacsauth in name only: lets bindnonce be linked for Windows, which shows
 * that it calls nothing that Windows does not have. Never run.
 */
#include "../../auth/aacs-auth.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

int aacs_auth_init(void)
{
	return -1;
}

void aacs_random(void *buf, size_t len)
{
}

int aacs_keypair_generate(struct aacs_keypair *pair)
{
	return -1;
}

int aacs_sign_challenge(const struct aacs_keypair *key,
			const uint8_t nonce[AACS_NONCE_LEN],
			const uint8_t point[AACS_POINT_LEN],
			uint8_t sig[AACS_SIGNATURE_LEN])
{
	return -1;
}

int aacs_verify_challenge(const uint8_t pub[AACS_POINT_LEN],
			  const uint8_t nonce[AACS_NONCE_LEN],
			  const uint8_t point[AACS_POINT_LEN],
			  const uint8_t sig[AACS_SIGNATURE_LEN])
{
	return -1;
}

int aacs_cert_verify(const uint8_t cert[AACS_CERT_LEN],
		     enum aacs_cert_type type,
		     const uint8_t authority_pub[AACS_POINT_LEN])
{
	return -1;
}

const uint8_t *aacs_cert_pub(const uint8_t cert[AACS_CERT_LEN])
{
	return cert;
}

int aacs_bus_key(const uint8_t priv[AACS_SCALAR_LEN],
		 const uint8_t point[AACS_POINT_LEN],
		 uint8_t bk[AACS_BUS_KEY_LEN])
{
	return -1;
}

int aacs_mac_nonce(const uint8_t bk[AACS_BUS_KEY_LEN],
		   const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
		   uint8_t mac[AACS_MAC_LEN])
{
	return -1;
}

int aacs_mac_nonce_lba(const uint8_t bk[AACS_BUS_KEY_LEN],
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba)
{
	return -1;
}

int aacs_mac_equal(const uint8_t a[AACS_MAC_LEN],
		   const uint8_t b[AACS_MAC_LEN])
{
	return 0;
}

int aacs_identity_load(struct aacs_identity *id, const char *dir,
		       enum aacs_cert_type side, const char **why)
{
	return -1;
}
