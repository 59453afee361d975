/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of AACS-Auth (AACS "Introduction and Common Cryptographic
 * Elements", chapter 4). These functions don't access a drive: the caller sends
 * the output of one function to the drive and passes the drive's answer to the
 * next function. Call each function once, in the order of this file.
 *
 * Return: 0, or a negative errno value: -EBADMSG: a certificate, signature or MAC
 * does not verify; -EPROTONOSUPPORT: a certificate of AACS 2; -EINVAL: a point is
 * not on the curve; -EPERM: the step is out of order; -EIO: the cryptographic
 * library fails. aacs_host_error() describes the value.
 */
#ifndef AACS_HOST_H
#define AACS_HOST_H

#include <stdint.h>

#include "../auth/aacs-auth.h"

struct aacs_host;

/*
 * Reads the host's certificate and key from @dir (NULL: from the directory in
 * the environment variable AACS_PKI_DIR, or else from /etc/aacs-vdrive). The
 * caller frees *host with aacs_host_free(). On an error *host is NULL and *why
 * names the cause, in most cases a file; the caller does not free *why. Here -EINVAL
 * means a malformed file; strerror() describes the other values.
 */
int aacs_host_new(struct aacs_host **host, const char *dir, const char **why);
/* Wipes the keys; @host may be NULL. */
void aacs_host_free(struct aacs_host *host);

/* Step 2: the host's nonce and certificate, for the drive. */
int aacs_host_certificate(struct aacs_host *host,
			  uint8_t nonce[AACS_NONCE_LEN],
			  uint8_t certificate[AACS_CERT_LEN]);
/* Step 3: checks the drive's certificate and copies its id to @id. */
int aacs_host_check_certificate(struct aacs_host *host,
				const uint8_t nonce[AACS_NONCE_LEN],
				const uint8_t certificate[AACS_CERT_LEN],
				uint8_t id[AACS_CERT_ID_LEN]);
/* Step 4: checks the drive's signature of the host's nonce and @point. */
int aacs_host_check_key(struct aacs_host *host,
			const uint8_t point[AACS_POINT_LEN],
			const uint8_t signature[AACS_SIGNATURE_LEN]);
/* Steps 5 and 6: the host's point and signature; computes the bus key. */
int aacs_host_key(struct aacs_host *host, uint8_t point[AACS_POINT_LEN],
		  uint8_t signature[AACS_SIGNATURE_LEN]);
/*
 * Step 7: checks the MAC of a binding nonce for the extent that begins at @lba.
 */
int aacs_host_check_nonce(struct aacs_host *host,
			  const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
			  const uint8_t mac[AACS_MAC_LEN]);
/*
 * Step 7 if a file system chose the extent: sets *lba to the LBA for which the
 * MAC is right; -EBADMSG if there is no such LBA.
 */
int aacs_host_find_lba(struct aacs_host *host,
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba);

/* Describes an error of the functions above. */
const char *aacs_host_error(int err);

#endif /* AACS_HOST_H */
