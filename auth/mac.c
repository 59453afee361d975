// SPDX-License-Identifier: GPL-2.0-or-later
/* The MACs of values that a drive sends: CMACs under the bus key. */
#include <errno.h>
#include <string.h>

#include <gcrypt.h>

#include "aacs-auth.h"

#define BLOCK_LEN	16	/* of AES */
#define LBA_LEN		4

static int cmac(const uint8_t *bk, const void *msg, size_t len, uint8_t *mac)
{
	size_t mac_len = AACS_MAC_LEN;
	gcry_mac_hd_t hd;
	int err = -EIO;

	if (gcry_mac_open(&hd, GCRY_MAC_CMAC_AES, 0, NULL))
		return -EIO;
	if (!gcry_mac_setkey(hd, bk, AACS_BUS_KEY_LEN) &&
	    !gcry_mac_write(hd, msg, len) &&
	    !gcry_mac_read(hd, mac, &mac_len) && mac_len == AACS_MAC_LEN)
		err = 0;
	gcry_mac_close(hd);
	return err;
}

int aacs_mac_value(const uint8_t bk[AACS_BUS_KEY_LEN],
		   const uint8_t value[AACS_VALUE_LEN],
		   uint8_t mac[AACS_MAC_LEN])
{
	return cmac(bk, value, AACS_VALUE_LEN, mac);
}

int aacs_mac_nonce(const uint8_t bk[AACS_BUS_KEY_LEN],
		   const uint8_t nonce[AACS_VALUE_LEN], uint32_t lba,
		   uint8_t mac[AACS_MAC_LEN])
{
	uint8_t msg[AACS_VALUE_LEN + LBA_LEN];

	memcpy(msg, nonce, AACS_VALUE_LEN);
	msg[AACS_VALUE_LEN] = lba >> 24;
	msg[AACS_VALUE_LEN + 1] = lba >> 16;
	msg[AACS_VALUE_LEN + 2] = lba >> 8;
	msg[AACS_VALUE_LEN + 3] = lba;
	return cmac(bk, msg, sizeof(msg), mac);
}

/* Doubling in GF(2^128), as in CMAC's subkeys (RFC 4493, 2.3). */
static void double_block(uint8_t block[BLOCK_LEN])
{
	uint8_t carry = block[0] >> 7;
	size_t i;

	for (i = 0; i < BLOCK_LEN - 1; i++)
		block[i] = block[i] << 1 | block[i + 1] >> 7;
	block[i] = block[i] << 1 ^ (carry ? 0x87 : 0);
}

/* Recovers the padded last block of a CMAC from the first block and @mac. */
static int last_block(gcry_cipher_hd_t aes, const uint8_t *nonce,
		      const uint8_t *mac, uint8_t last[BLOCK_LEN])
{
	static const uint8_t zero[BLOCK_LEN];
	uint8_t chain[BLOCK_LEN], subkey[BLOCK_LEN];
	size_t i;
	int err = -EIO;

	if (!gcry_cipher_encrypt(aes, chain, BLOCK_LEN, nonce, BLOCK_LEN) &&
	    !gcry_cipher_encrypt(aes, subkey, BLOCK_LEN, zero, BLOCK_LEN) &&
	    !gcry_cipher_decrypt(aes, last, BLOCK_LEN, mac, BLOCK_LEN)) {
		double_block(subkey);
		double_block(subkey);	/* K2: for a padded last block */
		for (i = 0; i < BLOCK_LEN; i++)
			last[i] ^= chain[i] ^ subkey[i];
		err = 0;
	}
	explicit_bzero(chain, sizeof(chain));
	explicit_bzero(subkey, sizeof(subkey));
	return err;
}

int aacs_mac_nonce_lba(const uint8_t bk[AACS_BUS_KEY_LEN],
		       const uint8_t nonce[AACS_VALUE_LEN],
		       const uint8_t mac[AACS_MAC_LEN], uint32_t *lba)
{
	static const uint8_t padding[BLOCK_LEN - LBA_LEN] = { 0x80 };
	gcry_cipher_hd_t aes;
	uint8_t last[BLOCK_LEN];
	int err = -EIO;

	if (gcry_cipher_open(&aes, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB,
			     0))
		return -EIO;
	if (!gcry_cipher_setkey(aes, bk, AACS_BUS_KEY_LEN))
		err = last_block(aes, nonce, mac, last);
	gcry_cipher_close(aes);
	if (err)
		return err;
	if (memcmp(last + LBA_LEN, padding, sizeof(padding)))
		return -EBADMSG;
	*lba = (uint32_t)last[0] << 24 | last[1] << 16 | last[2] << 8 | last[3];
	return 0;
}

int aacs_mac_equal(const uint8_t a[AACS_MAC_LEN],
		   const uint8_t b[AACS_MAC_LEN])
{
	uint8_t differ = 0;
	size_t i;

	for (i = 0; i < AACS_MAC_LEN; i++)
		differ |= a[i] ^ b[i];
	return !differ;
}
