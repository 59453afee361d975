// SPDX-License-Identifier: GPL-2.0-or-later
/* AACS-Auth primitives: random numbers, signatures, bus key. */
#include <errno.h>
#include <string.h>

#include "aacs-auth.h"
#include "curve.h"

#define SHA1_LEN	20

int aacs_auth_init(void)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return 0;
	/*
	 * 1.10 is the first version that signs on a curve given by parameters.
	 */
	if (!gcry_check_version("1.10.0"))
		return -EIO;
	/* These test keys don't need mlock(), which needs privileges. */
	if (gcry_control(GCRYCTL_DISABLE_SECMEM, 0) ||
	    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0))
		return -EIO;
	return 0;
}

void aacs_random(void *buf, size_t len)
{
	gcry_randomize(buf, len, GCRY_STRONG_RANDOM);
}

int aacs_keypair_generate(struct aacs_keypair *pair)
{
	int err;

	do {
		aacs_random(pair->priv, sizeof(pair->priv));
		err = curve_public(pair->priv, pair->pub);
	} while (err == -EINVAL);
	return err;
}

/* Makes the hash of the message for gcry_pk_sign() and gcry_pk_verify(). */
static int hash_data(gcry_sexp_t *data, const void *msg, size_t len)
{
	uint8_t hash[SHA1_LEN];

	gcry_md_hash_buffer(GCRY_MD_SHA1, hash, msg, len);
	if (gcry_sexp_build(data, NULL, "(data (flags rfc6979)(hash sha1 %b))",
			    (int)sizeof(hash), hash))
		return -EIO;
	return 0;
}

/* Writes a number of "(sig-val (ecdsa (r ...)(s ...)))" in fixed width. */
static int print_part(gcry_sexp_t val, const char *name, uint8_t *out)
{
	gcry_sexp_t part = gcry_sexp_find_token(val, name, 0);
	uint8_t buf[AACS_SCALAR_LEN];
	gcry_mpi_t mpi = NULL;
	int err = -EIO;
	size_t len;

	if (part)
		mpi = gcry_sexp_nth_mpi(part, 1, GCRYMPI_FMT_USG);
	if (mpi && !gcry_mpi_print(GCRYMPI_FMT_USG, buf, sizeof(buf), &len,
				   mpi)) {
		memset(out, 0, AACS_SCALAR_LEN - len);
		memcpy(out + AACS_SCALAR_LEN - len, buf, len);
		err = 0;
	}
	gcry_mpi_release(mpi);
	gcry_sexp_release(part);
	return err;
}

int aacs_sign(const struct aacs_keypair *key, const void *msg, size_t len,
	      uint8_t sig[AACS_SIGNATURE_LEN])
{
	gcry_sexp_t skey = NULL, data = NULL, val = NULL;
	int err;

	err = curve_check(key->pub);
	if (err)
		return err;
	err = curve_key(&skey, key->pub, key->priv);
	if (!err)
		err = hash_data(&data, msg, len);
	if (!err && gcry_pk_sign(&val, data, skey))
		err = -EIO;
	if (!err)
		err = print_part(val, "r", sig);
	if (!err)
		err = print_part(val, "s", sig + AACS_SCALAR_LEN);
	gcry_sexp_release(val);
	gcry_sexp_release(data);
	gcry_sexp_release(skey);
	return err;
}

static int signature_sexp(gcry_sexp_t *val, const uint8_t *sig)
{
	gcry_mpi_t r = NULL, s = NULL;
	int err = -EIO;

	if (!gcry_mpi_scan(&r, GCRYMPI_FMT_USG, sig, AACS_SCALAR_LEN, NULL) &&
	    !gcry_mpi_scan(&s, GCRYMPI_FMT_USG, sig + AACS_SCALAR_LEN,
			   AACS_SCALAR_LEN, NULL) &&
	    !gcry_sexp_build(val, NULL, "(sig-val (ecdsa (r %M)(s %M)))", r, s))
		err = 0;
	gcry_mpi_release(r);
	gcry_mpi_release(s);
	return err;
}

int aacs_verify(const uint8_t pub[AACS_POINT_LEN], const void *msg, size_t len,
		const uint8_t sig[AACS_SIGNATURE_LEN])
{
	gcry_sexp_t pkey = NULL, data = NULL, val = NULL;
	int err;

	err = curve_check(pub);
	if (err)
		return err;
	err = curve_key(&pkey, pub, NULL);
	if (!err)
		err = hash_data(&data, msg, len);
	if (!err)
		err = signature_sexp(&val, sig);
	/* Also for numbers that are out of range. */
	if (!err && gcry_pk_verify(val, data, pkey))
		err = -EBADMSG;
	gcry_sexp_release(val);
	gcry_sexp_release(data);
	gcry_sexp_release(pkey);
	return err;
}

/* Makes the message that a host key or drive key signature covers. */
static void challenge_message(uint8_t msg[AACS_NONCE_LEN + AACS_POINT_LEN],
			      const uint8_t *nonce, const uint8_t *point)
{
	memcpy(msg, nonce, AACS_NONCE_LEN);
	memcpy(msg + AACS_NONCE_LEN, point, AACS_POINT_LEN);
}

int aacs_sign_challenge(const struct aacs_keypair *key,
			const uint8_t nonce[AACS_NONCE_LEN],
			const uint8_t point[AACS_POINT_LEN],
			uint8_t sig[AACS_SIGNATURE_LEN])
{
	uint8_t msg[AACS_NONCE_LEN + AACS_POINT_LEN];

	challenge_message(msg, nonce, point);
	return aacs_sign(key, msg, sizeof(msg), sig);
}

int aacs_verify_challenge(const uint8_t pub[AACS_POINT_LEN],
			  const uint8_t nonce[AACS_NONCE_LEN],
			  const uint8_t point[AACS_POINT_LEN],
			  const uint8_t sig[AACS_SIGNATURE_LEN])
{
	uint8_t msg[AACS_NONCE_LEN + AACS_POINT_LEN];

	challenge_message(msg, nonce, point);
	return aacs_verify(pub, msg, sizeof(msg), sig);
}

int aacs_bus_key(const uint8_t priv[AACS_SCALAR_LEN],
		 const uint8_t point[AACS_POINT_LEN],
		 uint8_t bk[AACS_BUS_KEY_LEN])
{
	uint8_t product[AACS_POINT_LEN];
	int err;

	err = curve_multiply(priv, point, product);
	if (!err)
		memcpy(bk, product + AACS_COORD_LEN - AACS_BUS_KEY_LEN,
		       AACS_BUS_KEY_LEN);
	explicit_bzero(product, sizeof(product));
	return err;
}
