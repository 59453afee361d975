// SPDX-License-Identifier: GPL-2.0-or-later
/* AACS host and drive certificates (AACS common book, chapter 4). */
#include <errno.h>
#include <string.h>

#include "aacs-auth.h"

/* Byte offsets in a certificate; the signature covers all bytes before it. */
enum {
	CERT_TYPE = 0,
	CERT_FLAGS = 1,
	CERT_LENGTH = 2,
	CERT_ID = 4,
	CERT_PUB = 12,
	CERT_SIGNATURE = 52,
};

int aacs_cert_make(uint8_t cert[AACS_CERT_LEN], enum aacs_cert_type type,
		   uint8_t flags, const uint8_t id[AACS_CERT_ID_LEN],
		   const uint8_t pub[AACS_POINT_LEN],
		   const struct aacs_keypair *authority)
{
	memset(cert, 0, AACS_CERT_LEN);
	cert[CERT_TYPE] = type;
	cert[CERT_FLAGS] = flags & AACS_CERT_BEC;
	cert[CERT_LENGTH + 1] = AACS_CERT_LEN;
	memcpy(cert + CERT_ID, id, AACS_CERT_ID_LEN);
	memcpy(cert + CERT_PUB, pub, AACS_POINT_LEN);
	return aacs_sign(authority, cert, CERT_SIGNATURE,
			 cert + CERT_SIGNATURE);
}

int aacs_cert_verify(const uint8_t cert[AACS_CERT_LEN],
		     enum aacs_cert_type type,
		     const uint8_t authority_pub[AACS_POINT_LEN])
{
	if (cert[CERT_TYPE] != type || cert[CERT_LENGTH] != 0 ||
	    cert[CERT_LENGTH + 1] != AACS_CERT_LEN)
		return -EBADMSG;
	return aacs_verify(authority_pub, cert, CERT_SIGNATURE,
			   cert + CERT_SIGNATURE);
}

const uint8_t *aacs_cert_pub(const uint8_t cert[AACS_CERT_LEN])
{
	return cert + CERT_PUB;
}

const uint8_t *aacs_cert_id(const uint8_t cert[AACS_CERT_LEN])
{
	return cert + CERT_ID;
}
