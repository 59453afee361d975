/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AACS-Auth: the cryptography that host and drive share (AACS "Introduction
 * and Common Cryptographic Elements", chapters 2 and 4), on libgcrypt.
 *
 * Integers and points are big-endian byte strings of fixed size, so that this
 * header needs no libgcrypt type and compiles on Windows. Functions return 0 or
 * a negative errno value: -EBADMSG if a signature or certificate does not
 * verify, -EINVAL if a point is not on the curve, -EIO if libgcrypt fails. They
 * are thread-safe after aacs_auth_init().
 */
#ifndef AACS_AUTH_H
#define AACS_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AACS_SCALAR_LEN		20	/* private key */
#define AACS_POINT_LEN		40	/* x || y */
#define AACS_SIGNATURE_LEN	40	/* r || s */
#define AACS_NONCE_LEN		20	/* host nonce, drive nonce */
#define AACS_CERT_LEN		92
#define AACS_CERT_ID_LEN	6
#define AACS_BUS_KEY_LEN	16
#define AACS_MAC_LEN		16
#define AACS_VALUE_LEN		16	/* volume id, binding nonce, ... */

enum aacs_cert_type {
	AACS_CERT_DRIVE = 0x01,
	AACS_CERT_HOST = 0x02,
};

/* A private key and its public point. */
struct aacs_keypair {
	uint8_t priv[AACS_SCALAR_LEN];
	uint8_t pub[AACS_POINT_LEN];
};

/* Initializes libgcrypt; call it before the other functions. */
int aacs_auth_init(void);

/* Fills in random bytes that are good enough for nonces. */
void aacs_random(void *buf, size_t len);

/* Makes a key pair, also for the ephemeral Dk/Dv and Hk/Hv of AACS-Auth. */
int aacs_keypair_generate(struct aacs_keypair *pair);

/*
 * ECDSA with SHA-1 over @len bytes at @msg. The same key and message give the same
 * signature (RFC 6979), so that a disc always has the same media key block.
 */
int aacs_sign(const struct aacs_keypair *key, const void *msg, size_t len,
	      uint8_t sig[AACS_SIGNATURE_LEN]);
int aacs_verify(const uint8_t pub[AACS_POINT_LEN], const void *msg, size_t len,
		const uint8_t sig[AACS_SIGNATURE_LEN]);

/* Host key or drive key signature over nonce || point (steps 4 and 5). */
int aacs_sign_challenge(const struct aacs_keypair *key,
			const uint8_t nonce[AACS_NONCE_LEN],
			const uint8_t point[AACS_POINT_LEN],
			uint8_t sig[AACS_SIGNATURE_LEN]);
int aacs_verify_challenge(const uint8_t pub[AACS_POINT_LEN],
			  const uint8_t nonce[AACS_NONCE_LEN],
			  const uint8_t point[AACS_POINT_LEN],
			  const uint8_t sig[AACS_SIGNATURE_LEN]);

/* Certificates (92 bytes). @flags: 0 or AACS_CERT_BEC. */
#define AACS_CERT_BEC		0x01	/* bus encryption capable */

int aacs_cert_make(uint8_t cert[AACS_CERT_LEN], enum aacs_cert_type type,
		   uint8_t flags, const uint8_t id[AACS_CERT_ID_LEN],
		   const uint8_t pub[AACS_POINT_LEN],
		   const struct aacs_keypair *authority);
int aacs_cert_verify(const uint8_t cert[AACS_CERT_LEN],
		     enum aacs_cert_type type,
		     const uint8_t authority_pub[AACS_POINT_LEN]);
/* Type 11h or 12h: longer keys and other curves; this library does not support them. */
static inline bool aacs_cert_is_aacs2(uint8_t type)
{
	return type == 0x11 || type == 0x12;
}

/* Return parts of @cert: its public key, its ID (AACS_CERT_ID_LEN bytes). */
const uint8_t *aacs_cert_pub(const uint8_t cert[AACS_CERT_LEN]);
const uint8_t *aacs_cert_id(const uint8_t cert[AACS_CERT_LEN]);

/* BK = the low 128 bits of the x coordinate of priv * point (step 6). */
int aacs_bus_key(const uint8_t priv[AACS_SCALAR_LEN],
		 const uint8_t point[AACS_POINT_LEN],
		 uint8_t bk[AACS_BUS_KEY_LEN]);

/* MAC = CMAC(BK, value), and for a nonce CMAC(BK, nonce || LBA). */
int aacs_mac_value(const uint8_t bk[AACS_BUS_KEY_LEN],
		   const uint8_t value[AACS_VALUE_LEN],
		   uint8_t mac[AACS_MAC_LEN]);
int aacs_mac_nonce(const uint8_t bk[AACS_BUS_KEY_LEN],
		   const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
		   uint8_t mac[AACS_MAC_LEN]);
/*
 * Computes the LBA for which aacs_mac_nonce() gives @mac, for callers that
 * leave the extent to a file system. At most one LBA matches, since the key
 * inverts a CMAC of two blocks. If the MAC is wrong, returns -EBADMSG and does not
 * change *lba.
 */
int aacs_mac_nonce_lba(const uint8_t bk[AACS_BUS_KEY_LEN],
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba);
/* Returns 1 if equal; takes constant time. */
int aacs_mac_equal(const uint8_t a[AACS_MAC_LEN],
		   const uint8_t b[AACS_MAC_LEN]);

/*
 * Bus encryption, in place. The drive encrypts its read data key and write data key
 * under the bus key; the host decrypts them. The first 16 bytes of a sector stay
 * clear, the rest is AES-128-CBC under a data key.
 */
#define AACS_DATA_KEY_LEN	16
#define AACS_SECTOR_LEN		2048

int aacs_data_keys(const uint8_t bk[AACS_BUS_KEY_LEN], bool encrypt,
		   uint8_t keys[2 * AACS_DATA_KEY_LEN]);
int aacs_bus_sector(const uint8_t key[AACS_DATA_KEY_LEN], bool encrypt,
		    uint8_t sector[AACS_SECTOR_LEN]);

/*
 * The test authority's directory has the files authority.pub, authority.key,
 * host.crt, host.key, drive.crt and drive.key, and revoked-host.crt and .key of a
 * host that media key blocks list as revoked. Each file is one line of hex digits;
 * keys have mode 0600. A .key file is priv || pub.
 */
#define AACS_PKI_DIR_DEFAULT	"/etc/aacs-vdrive"
#define AACS_PKI_DIR_ENV	"AACS_PKI_DIR"

/* Certificate and key of one side, and the authority that it trusts. */
struct aacs_identity {
	uint8_t cert[AACS_CERT_LEN];
	struct aacs_keypair key;
	uint8_t authority_pub[AACS_POINT_LEN];
};

/*
 * @dir NULL: the environment variable AACS_PKI_DIR, else AACS_PKI_DIR_DEFAULT.
 * On an error *why is the name of the missing or malformed file; the caller
 * does not free it.
 */
int aacs_identity_load(struct aacs_identity *id, const char *dir,
		       enum aacs_cert_type side, const char **why);
/*
 * For the drive only: the authority's key, which signs media key blocks and the
 * drive's certificate, and the ID of the revoked host; all zero if no host is
 * revoked. @dir and *why as above.
 */
struct aacs_authority {
	struct aacs_keypair key;
	uint8_t revoked_host[AACS_CERT_ID_LEN];
};

int aacs_authority_load(struct aacs_authority *authority, const char *dir,
			const char **why);
/* Sets these flags in the certificate and signs it again. */
int aacs_identity_set_flags(struct aacs_identity *id, uint8_t flags,
			    const struct aacs_authority *authority);
/*
 * Makes @dir (mode 0755) and all files in it, certificates with these flags;
 * -EEXIST if @dir has an authority.
 */
int aacs_pki_make(const char *dir, uint8_t flags, const char **why);

#endif /* AACS_AUTH_H */
