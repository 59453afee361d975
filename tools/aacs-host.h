/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of AACS-Auth (AACS "Introduction and Common Cryptographic
 * Elements", chapter 4), without any drive in it: the caller carries what one
 * function gives to the drive, and what the drive answers to the next one. To
 * be called in the order in which they stand here, once each.
 *
 * Return: 0, or a negative errno value: -EBADMSG what came does not verify,
 * -EINVAL it is no point on the curve, -EPERM the step is out of order, -EIO
 * the cryptographic library failed. aacs_host_error() says it in words.
 */
#ifndef AACS_HOST_H
#define AACS_HOST_H

#include <stdint.h>

#include "../auth/aacs-auth.h"

struct aacs_host;

/*
 * Reads the host's certificate and key from @dir (NULL: AACS_PKI_DIR of the
 * environment, else /etc/aacs-vdrive) into *host, which is to be freed with
 * aacs_host_free(). On an error *host is NULL and *why what is at fault, mostly
 * the name of a file (not to be freed). Unlike below -EINVAL is a malformed
 * file; other values are as strerror() knows them.
 */
int aacs_host_new(struct aacs_host **host, const char *dir, const char **why);
/* Wipes the keys; NULL is fine. */
void aacs_host_free(struct aacs_host *host);

/* Step 2: what the host sends first, its nonce and its certificate. */
int aacs_host_certificate(struct aacs_host *host,
			  uint8_t nonce[AACS_NONCE_LEN],
			  uint8_t certificate[AACS_CERT_LEN]);
/* Step 3: checks the drive's certificate; its id (6 bytes) goes to @id. */
int aacs_host_check_certificate(struct aacs_host *host,
				const uint8_t nonce[AACS_NONCE_LEN],
				const uint8_t certificate[AACS_CERT_LEN],
				uint8_t id[AACS_CERT_ID_LEN]);
/* Step 4: checks the drive's signature over the host's nonce and its point. */
int aacs_host_check_key(struct aacs_host *host,
			const uint8_t point[AACS_POINT_LEN],
			const uint8_t signature[AACS_SIGNATURE_LEN]);
/* Steps 5 and 6: what the host sends back; agrees the bus key on the way. */
int aacs_host_key(struct aacs_host *host, uint8_t point[AACS_POINT_LEN],
		  uint8_t signature[AACS_SIGNATURE_LEN]);
/* Step 7: checks the MAC of a binding nonce for the extent that begins @lba. */
int aacs_host_check_nonce(struct aacs_host *host,
			  const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
			  const uint8_t mac[AACS_MAC_LEN]);
/*
 * Step 7 where a file system chose the extent: the same check for all LBAs at
 * once. The one for which the MAC is right goes to *lba; -EBADMSG: for none.
 */
int aacs_host_find_lba(struct aacs_host *host,
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba);

/* What a negative errno value from above means, in a few words. */
const char *aacs_host_error(int err);

#endif /* AACS_HOST_H */
