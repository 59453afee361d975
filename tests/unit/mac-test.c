// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The MACs of libaacsauth, against published vectors (RFC 4493; NIST SP 800-38B
 * for the length of nonce || LBA), and the LBA that a MAC tells.
 */
#include <errno.h>
#include <string.h>

#include "../../auth/aacs-auth.h"
#include "../lib/tap.h"
#include "hex.h"

static const struct {
	const char *name, *key, *value, *mac;
	int64_t lba;	/* -1: of a bare value */
} macs[] = {
	{ "RFC 4493 example 2: CMAC of 16 bytes",
	  "2b7e151628aed2a6abf7158809cf4f3c",
	  "6bc1bee22e409f96e93d7e117393172a",
	  "070a16b46b4d4144f79bdd9dd04a287c", -1 },
	{ "SP 800-38B example, 20 bytes: CMAC of nonce || LBA AE2D8A57h",
	  "2b7e151628aed2a6abf7158809cf4f3c",
	  "6bc1bee22e409f96e93d7e117393172a",
	  "7d85449ea6ea19c823a7bf78837dfade", 0xae2d8a57 },
};

static void test_macs(void)
{
	uint8_t key[AACS_BUS_KEY_LEN], value[AACS_VALUE_LEN];
	uint8_t want[AACS_MAC_LEN], mac[AACS_MAC_LEN];

	for (size_t i = 0; i < ARRAY_SIZE(macs); i++) {
		int err;

		hex(key, sizeof(key), macs[i].key);
		hex(value, sizeof(value), macs[i].value);
		hex(want, sizeof(want), macs[i].mac);
		memset(mac, 0, sizeof(mac));
		if (macs[i].lba < 0)
			err = aacs_mac_value(key, value, mac);
		else
			err = aacs_mac_nonce(key, value, macs[i].lba, mac);
		ok(!err, "no error: %s", macs[i].name);
		ok_bytes(mac, want, sizeof(mac), macs[i].name);
	}

	ok(aacs_mac_equal(mac, want), "equal MACs are equal");
	for (size_t i = 0; i < sizeof(mac); i++) {
		mac[i] ^= 0x80;
		ok(!aacs_mac_equal(mac, want), "a MAC with byte %zu changed differs",
		   i);
		mac[i] ^= 0x80;
	}

	aacs_mac_nonce(key, value, 0, mac);
	aacs_mac_nonce(key, value, 1, want);
	ok(!aacs_mac_equal(mac, want), "the MAC of a nonce covers the LBA");
	aacs_mac_value(key, value, want);
	ok(!aacs_mac_equal(mac, want),
	   "the MAC of a nonce at LBA 0 is not that of the bare value");
}

/* An LBA that aacs_mac_nonce_lba() does not come up with by itself. */
#define UNTOUCHED	0x5a5a5a5a

static void test_known_lba(void)
{
	uint8_t key[AACS_BUS_KEY_LEN], value[AACS_VALUE_LEN];
	uint8_t mac[AACS_MAC_LEN];
	uint32_t lba = UNTOUCHED;

	hex(key, sizeof(key), macs[1].key);
	hex(value, sizeof(value), macs[1].value);
	hex(mac, sizeof(mac), macs[1].mac);
	is(aacs_mac_nonce_lba(key, value, mac, &lba), 0,
	   "SP 800-38B example, 20 bytes: an LBA is found");
	is(lba, 0xae2d8a57, "it is AE2D8A57h");

	hex(mac, sizeof(mac), macs[0].mac);
	lba = UNTOUCHED;
	is(aacs_mac_nonce_lba(key, value, mac, &lba), -EBADMSG,
	   "the MAC of a bare value is that of no LBA");
	is(lba, UNTOUCHED, "and none is made up");
}

/* Both ends of the range, each byte, and the last sector of BDs. */
static const uint32_t lbas[] = {
	0, 1, 0xff, 0x100, 0x10000, 0x1000000, 0x03b9aca0, 0x12345678,
	0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

#define ROUNDS	50	/* keys: enough to meet every carry in K1 and K2 */

static void test_every_lba(void)
{
	uint8_t key[AACS_BUS_KEY_LEN], value[AACS_VALUE_LEN];
	uint8_t mac[AACS_MAC_LEN];
	size_t i, round;
	uint32_t lba;

	for (i = 0; i < ARRAY_SIZE(lbas); i++) {
		for (round = 0; round < ROUNDS; round++) {
			aacs_random(key, sizeof(key));
			aacs_random(value, sizeof(value));
			lba = UNTOUCHED;
			if (aacs_mac_nonce(key, value, lbas[i], mac) ||
			    aacs_mac_nonce_lba(key, value, mac, &lba) ||
			    lba != lbas[i])
				break;
		}
		ok(round == ROUNDS, "LBA %08x is told by its MAC",
		   (unsigned int)lbas[i]);
	}
}

/* One bit, of any of the three: then there is no LBA. */
static void test_no_lba(void)
{
	uint8_t bytes[AACS_BUS_KEY_LEN + AACS_VALUE_LEN + AACS_MAC_LEN];
	uint8_t *key = bytes, *value = key + AACS_BUS_KEY_LEN;
	uint8_t *mac = value + AACS_VALUE_LEN;
	uint32_t lba = UNTOUCHED;
	size_t bit;

	hex(key, AACS_BUS_KEY_LEN, macs[1].key);
	hex(value, AACS_VALUE_LEN, macs[1].value);
	hex(mac, AACS_MAC_LEN, macs[1].mac);
	for (bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		if (aacs_mac_nonce_lba(key, value, mac, &lba) != -EBADMSG)
			break;
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	is(bit, 8 * sizeof(bytes),
	   "a change of any bit of key, nonce or MAC is found");
	is(lba, UNTOUCHED, "and no LBA is told");
}

int main(void)
{
	if (!ok(!aacs_auth_init(), "libgcrypt is ready"))
		return tap_done();
	test_macs();
	test_known_lba();
	test_every_lba();
	test_no_lba();
	return tap_done();
}
