/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cryptography of a host, on OpenSSL. It ends the program where OpenSSL fails. */
#ifndef SECOND_HOST_CRYPTO_H
#define SECOND_HOST_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_LEN = 20, POINT_LEN = 40, SIGNATURE_LEN = 40, KEY_LEN = 16 };

/* True if @signature is that of the owner of @pub over @a and then @b. */
bool crypto_verify(const uint8_t *pub, const uint8_t *a, size_t a_len, const uint8_t *b,
		   size_t b_len, const uint8_t *signature);
/* @key is a secret number. */
void crypto_sign(const uint8_t *key, const uint8_t *text, size_t len, uint8_t *signature);
/* Makes the host's point and, from it and the drive's, the bus key. */
void crypto_agree(const uint8_t *drive_point, uint8_t *host_point, uint8_t *bus_key);
bool crypto_cmac_is(const uint8_t *key, const uint8_t *text, size_t len, const uint8_t *mac);
void crypto_random(uint8_t *data, size_t len);
/* In place; CBC with @iv, ECB without. */
void crypto_aes(bool encrypt, const uint8_t *key, const uint8_t *iv, uint8_t *data, int len);

#endif
