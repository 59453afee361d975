// SPDX-License-Identifier: GPL-2.0-or-later
/* Bus encryption: data keys (84h), extents (85h), sectors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "fixture.h"
#include "hex.h"

#define VALUES	"volume-id none\nserial-number none\nmedia-id none\n"

/* A drive with bus encryption, and a disc with these lines in FILE.aacs. */
static struct host connect_with(const char *lines)
{
	struct aacs_config config = fixture_config;

	config.bus_encryption = true;
	fixture_write(fixture.sidecar, lines, strlen(lines));
	return fixture_connect(&config, fixture_open(NULL));
}

/* By openssl: 2032 zeros under AES-128-CBC, two zero blocks under AES-128. */
CASE(vectors)
{
	uint8_t key[16], sector[AACS_SECTOR_LEN] = { 0 }, keys[32] = { 0 };
	static const uint8_t zero[AACS_SECTOR_LEN];

	hex(key, sizeof(key), "000102030405060708090a0b0c0d0e0f");
	ok(!aacs_bus_sector(key, true, sector), "a sector is encrypted");
	ok_bytes(sector, zero, 16, "its first 16 bytes are clear");
	ok_hex(sector + 16, "8af43ca1208e3e3e5757801e6c9398b1", "the next block");
	ok_hex(sector + 2032, "857632f510369d6ef097fb322f2eef44", "the last block");
	ok(!aacs_bus_sector(key, false, sector) &&
	   !memcmp(sector, zero, sizeof(zero)), "and decrypted");

	ok(!aacs_data_keys(key, true, keys), "data keys are encrypted");
	ok_hex(keys, "c6a13b37878f5b826f4f8162a1c8d879"
		     "c6a13b37878f5b826f4f8162a1c8d879", "each by itself");
}

/* The data keys, for one authentication, and what is read with them. */
CASE(data_keys)
{
	struct host host = connect_with(VALUES "bus-encrypted 16 2\n");
	uint8_t keys[32], plain[3 * AACS_SECTOR_LEN], bus[sizeof(plain)];
	struct fields f = { .length = 36 };
	size_t i;

	ok_sense(host_read_structure(&host, 0x84, f), SENSE_KEY_NOT_ESTABLISHED,
		 "84h without authentication");
	fixture_reach(&host, AUTHENTICATED);
	f.agid = host.agid;
	ok_sense(host_read_structure(&host, 0x84, f), SENSE_GOOD, "84h");
	is(host.len, 36, "36 bytes");
	ok_hex(host.data, "0022 0000", "its header");
	memcpy(keys, host.data + 4, sizeof(keys));
	aacs_data_keys(host.bus_key, false, keys);
	ok(memcmp(keys, keys + 16, 16), "two keys");
	ok_sense(host_read_structure(&host, 0x84, f), SENSE_KEY_NOT_ESTABLISHED,
		 "once for one authentication");

	/* Sectors 15, 16, 17: the last two are in the extent. */
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = i * 7 + i / 2048;
	memcpy(bus, plain, sizeof(bus));
	ok(!aacs_bus_transfer(host.drive, true, 15, 3, bus), "to the host");
	ok_bytes(bus, plain, 2048 + 16, "what is clear");
	ok(memcmp(bus + 2048 + 16, plain + 2048 + 16, 2032), "what is not");
	aacs_bus_sector(keys, false, bus + 2048);
	aacs_bus_sector(keys, false, bus + 4096);
	ok_bytes(bus, plain, sizeof(plain), "the host decrypts it");

	aacs_bus_sector(keys + 16, true, bus + 2048);
	aacs_bus_sector(keys + 16, true, bus + 4096);
	ok(!aacs_bus_transfer(host.drive, false, 15, 3, bus), "from the host");
	ok_bytes(bus, plain, sizeof(plain), "the drive decrypts it");

	aacs_drive_set_disc(host.drive, host.disc);
	fixture_reach(&host, AUTHENTICATED);
	f.agid = host.agid;
	host_read_structure(&host, 0x84, f);
	aacs_data_keys(host.bus_key, false, host.data + 4);
	ok(memcmp(host.data + 4, keys, 32), "another disc, other keys");
	fixture_disconnect(&host);
}

CASE(extents)
{
	static const uint8_t nonce[16] = { 1 };
	struct host host = connect_with(VALUES "bus-encrypted 16 2\n"
				     "bus-encrypted 4096 100\n");
	struct fields f = { .length = 100 };

	ok_sense(host_read_structure(&host, 0x85, f), SENSE_GOOD,
		 "85h, without an AGID");
	is(host.len, 20, "two extents");
	ok_hex(host.data, "0012 0000 00000010 00000002 00001000 00000064", "85h");
	ok(!aacs_bus_encrypted(host.drive, 0, 16), "not before an extent");
	ok(aacs_bus_encrypted(host.drive, 0, 17) && aacs_bus_encrypted(host.drive, 17, 1),
	   "its first and its last block");
	ok(!aacs_bus_encrypted(host.drive, 18, 4078), "not between two");
	disc_keep_nonce(host.disc, 3, 1, nonce);
	ok(strstr(fixture_read(fixture.sidecar), "bus-encrypted 16 2\nbus-encrypted 4096 100\n"),
	   "FILE.aacs keeps them when it is written");
	f.length = 4;
	host_read_structure(&host, 0x85, f);
	ok_hex(host.data, "0012 0000", "the length is that of the uncut answer");
	fixture_disconnect(&host);

	host = connect_with(VALUES);
	host_read_structure(&host, 0x85, f);
	ok_hex(host.data, "0002 0000", "a disc without extents");
	fixture_disconnect(&host);
}

/* A drive that does not have it. */
HOST_CASE(without)
{
	struct fields f = { .length = 36 };

	fixture_reach(h, AUTHENTICATED);
	f.agid = h->agid;
	ok_sense(host_read_structure(h, 0x84, f), SENSE_INVALID_FIELD_IN_CDB,
		 "84h of a drive without bus encryption");
	ok_sense(host_read_structure(h, 0x85, f), SENSE_INVALID_FIELD_IN_CDB,
		 "85h of it");
	ok(!aacs_bus_encrypted(h->drive, 0, 64), "it encrypts nothing");
}
