// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bus encryption: encrypts the data keys for the host, and sectors with the data
 * keys (AACS common book, 4.10; with the values that clients of real drives use).
 */
#include <errno.h>

#include <gcrypt.h>

#include "aacs-auth.h"

#define CLEAR_LEN	16	/* of a sector */

static const uint8_t sector_iv[16] = {
	0x0b, 0xa0, 0xf8, 0xdd, 0xfe, 0xa6, 0x1f, 0xb3,
	0xd8, 0xdf, 0x9f, 0x56, 0x6a, 0x05, 0x0f, 0x78,
};

static bool open_aes(gcry_cipher_hd_t *aes, int mode, const uint8_t *key)
{
	if (gcry_cipher_open(aes, GCRY_CIPHER_AES128, mode, 0))
		return false;
	if (!gcry_cipher_setkey(*aes, key, AACS_DATA_KEY_LEN))
		return true;
	gcry_cipher_close(*aes);
	return false;
}

int aacs_data_keys(const uint8_t bk[AACS_BUS_KEY_LEN], bool encrypt,
		   uint8_t keys[2 * AACS_DATA_KEY_LEN])
{
	gcry_cipher_hd_t aes;
	int err;

	if (!open_aes(&aes, GCRY_CIPHER_MODE_ECB, bk))
		return -EIO;
	err = encrypt ? gcry_cipher_encrypt(aes, keys, 2 * AACS_DATA_KEY_LEN, NULL, 0) :
			gcry_cipher_decrypt(aes, keys, 2 * AACS_DATA_KEY_LEN, NULL, 0);
	gcry_cipher_close(aes);
	return err ? -EIO : 0;
}

int aacs_bus_sector(const uint8_t key[AACS_DATA_KEY_LEN], bool encrypt,
		    uint8_t sector[AACS_SECTOR_LEN])
{
	const size_t len = AACS_SECTOR_LEN - CLEAR_LEN;
	uint8_t *at = sector + CLEAR_LEN;
	gcry_cipher_hd_t aes;
	int err;

	if (!open_aes(&aes, GCRY_CIPHER_MODE_CBC, key))
		return -EIO;
	err = gcry_cipher_setiv(aes, sector_iv, sizeof(sector_iv));
	if (!err)
		err = encrypt ? gcry_cipher_encrypt(aes, at, len, NULL, 0) :
				gcry_cipher_decrypt(aes, at, len, NULL, 0);
	gcry_cipher_close(aes);
	return err ? -EIO : 0;
}
