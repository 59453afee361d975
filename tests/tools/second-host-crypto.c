// SPDX-License-Identifier: GPL-2.0-or-later
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "second-host-crypto.h"

/* The curve of AACS, ECParameters in DER (X9.62) with its p, a, b, G and n */
#define CURVE \
	"308198" "020101" \
	"3020" "06072A8648CE3D0101" "021500" "9DC9D81355ECCEB560BDB09EF9EAE7C479A7D7DF" \
	"302C" "0414" "9DC9D81355ECCEB560BDB09EF9EAE7C479A7D7DC" \
	"0414" "402DAD3EC1CBCD165248D68E1245E0C4DAACB1D8" \
	"0429" "04" "2E64FC22578351E6F4CCA7EB81D0A4BDC54CCEC6" \
	"0914A25DD05442889DB455C7F23C9A0707F5CBB9" \
	"021500" "9DC9D81355ECCEB560BDC44F54817B2C7F5AB017" \
	"020101"

/* SubjectPublicKeyInfo up to the point; ECPrivateKey (RFC 5915) around the number */
#define PUBLIC_KEY		"3081D3" "3081A4" "06072A8648CE3D0201" CURVE "032A0004"
#define PRIVATE_KEY		"3081B7" "020101" "0414"
#define PRIVATE_KEY_CURVE	"A0819B" CURVE

static void need(bool good)
{
	if (good)
		return;
	fputs("second-host: OpenSSL fails: ", stderr);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static size_t put_hex(uint8_t *at, const char *hex)
{
	size_t len;

	need(OPENSSL_hexstr2buf_ex(at, strlen(hex) / 2, &len, hex, '\0'));
	return len;
}

/* Returns NULL if the point is not on the curve. */
static EVP_PKEY *public_key(const uint8_t *point)
{
	uint8_t der[256];
	const uint8_t *at = der;
	size_t len = put_hex(der, PUBLIC_KEY);

	memcpy(der + len, point, POINT_LEN);
	return d2i_PUBKEY(NULL, &at, len + POINT_LEN);
}

static EVP_PKEY *private_key(const uint8_t *number)
{
	uint8_t der[256];
	const uint8_t *at = der;
	size_t len = put_hex(der, PRIVATE_KEY);

	memcpy(der + len, number, NUMBER_LEN);
	len += NUMBER_LEN;
	len += put_hex(der + len, PRIVATE_KEY_CURVE);
	return d2i_PrivateKey(EVP_PKEY_EC, NULL, &at, len);
}

bool crypto_verify(const uint8_t *pub, const uint8_t *a, size_t a_len, const uint8_t *b,
		   size_t b_len, const uint8_t *signature)
{
	EVP_PKEY *key = public_key(pub);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ECDSA_SIG *rs = ECDSA_SIG_new();
	uint8_t *der = NULL;
	bool good;
	int len;

	need(ECDSA_SIG_set0(rs, BN_bin2bn(signature, NUMBER_LEN, NULL),
			    BN_bin2bn(signature + NUMBER_LEN, NUMBER_LEN, NULL)));
	len = i2d_ECDSA_SIG(rs, &der);
	good = key && EVP_DigestVerifyInit(ctx, NULL, EVP_sha1(), NULL, key) > 0 &&
	       EVP_DigestVerifyUpdate(ctx, a, a_len) > 0 &&
	       EVP_DigestVerifyUpdate(ctx, b, b_len) > 0 &&
	       EVP_DigestVerifyFinal(ctx, der, len) == 1;
	OPENSSL_free(der);
	ECDSA_SIG_free(rs);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good;
}

void crypto_sign(const uint8_t *key, const uint8_t *text, size_t len, uint8_t *signature)
{
	EVP_PKEY *pkey = private_key(key);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t der[64];
	const uint8_t *at = der;
	size_t der_len = sizeof(der);
	ECDSA_SIG *rs;

	need(EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, pkey) > 0 &&
	     EVP_DigestSign(ctx, der, &der_len, text, len) > 0);
	rs = d2i_ECDSA_SIG(NULL, &at, der_len);
	need(rs && BN_bn2binpad(ECDSA_SIG_get0_r(rs), signature, NUMBER_LEN) > 0 &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(rs), signature + NUMBER_LEN, NUMBER_LEN) > 0);
	ECDSA_SIG_free(rs);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
}

void crypto_agree(const uint8_t *drive_point, uint8_t *host_point, uint8_t *bus_key)
{
	EVP_PKEY *drive = public_key(drive_point), *host = NULL;
	EVP_PKEY_CTX *curve = EVP_PKEY_CTX_new_from_pkey(NULL, drive, NULL), *ctx;
	uint8_t octets[1 + POINT_LEN], x[NUMBER_LEN];
	size_t len, x_len = sizeof(x);

	need(EVP_PKEY_keygen_init(curve) > 0 && EVP_PKEY_generate(curve, &host) > 0 &&
	     EVP_PKEY_get_octet_string_param(host, OSSL_PKEY_PARAM_PUB_KEY, octets,
					     sizeof(octets), &len));
	memcpy(host_point, octets + 1, POINT_LEN);
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, host, NULL);
	need(EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, drive) > 0 &&
	     EVP_PKEY_derive(ctx, x, &x_len) > 0);
	memcpy(bus_key, x + NUMBER_LEN - KEY_LEN, KEY_LEN);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_CTX_free(curve);
	EVP_PKEY_free(host);
	EVP_PKEY_free(drive);
}

bool crypto_cmac_is(const uint8_t *key, const uint8_t *text, size_t len, const uint8_t *mac)
{
	uint8_t own[16];

	need(EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, KEY_LEN, text, len, own,
		       sizeof(own), NULL));
	return !memcmp(own, mac, sizeof(own));
}

void crypto_random(uint8_t *data, size_t len)
{
	need(RAND_bytes(data, (int)len) > 0);
}

void crypto_aes(bool encrypt, const uint8_t *key, const uint8_t *iv, uint8_t *data, int len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	need(EVP_CipherInit_ex2(ctx, iv ? EVP_aes_128_cbc() : EVP_aes_128_ecb(), key, iv,
				encrypt, NULL) &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) &&
	     EVP_CipherUpdate(ctx, data, &len, data, len));
	EVP_CIPHER_CTX_free(ctx);
}
