// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A second host: AACS drive authentication and bus encryption by SG_IO and OpenSSL.
 * It follows the documents (MMC-6 and the book "AACS Introduction and Common
 * Cryptographic Elements") and shares no code with the rest of the project, so that
 * it finds mistakes that the virtual drive and libaacsauth have in common.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "second-host-crypto.h"
#include "second-host-drive.h"
#include "second-host-mkb.h"

enum { CERT_LEN = 92, VALUE_LEN = 16, PACK_LEN = 32768, CHUNK = 16 };
enum { BNG = 0x01, RDC = 0x10 };	/* flags of the feature */
enum { BEC = 0x01 };			/* in byte 1 of a certificate */

static uint8_t flags, nonce_blocks;
static bool aacs_disc;
static uint8_t host_cert[CERT_LEN], host_key[NUMBER_LEN + POINT_LEN], authority[POINT_LEN];
static uint8_t drive_cert[CERT_LEN], bus_key[KEY_LEN], data_keys[2 * KEY_LEN];
static uint8_t extents[4 + 8 * 1024];	/* the answer of format 85h */
static size_t extents_len;

/* Returns the AACS version, 0 without the feature. */
static int read_feature(void)
{
	uint8_t cdb[10] = { 0x46, 2, 0x01, 0x0D, [8] = 16 }, data[16];
	size_t len = sizeof(data);

	command(cdb, 10, false, data, &len, 0);
	if (len < 8 || get(data, 4) + 4 != len)
		fail("%zu bytes came, another number than they say", len);
	drive_media_type = get(data + 6, 2) >> 4 == 4;	/* profiles 0040h to 004Fh: BD */
	if (len == 8)
		return 0;
	if (len != 16 || get(data + 8, 2) != 0x010D || data[11] != 4)
		fail("the descriptor is malformed");
	aacs_disc = data[10] & 1;
	flags = data[12];
	nonce_blocks = data[13];
	return data[15];
}

/* ---- authentication ---- */

static void check_certificate(const uint8_t *cert)
{
	if (cert[0] != 0x01 || get(cert + 2, 2) != CERT_LEN)
		fail("this is no drive certificate");
	if (!crypto_verify(authority, cert, 52, NULL, 0, cert + 52))
		fail("the signature of the drive certificate is wrong");
	if (drive_cert[0] && memcmp(drive_cert, cert, CERT_LEN))
		fail("the drive certificate is not that of the checks before");
	memcpy(drive_cert, cert, CERT_LEN);
}

static void check_mac(const uint8_t *text, size_t len, const uint8_t *mac)
{
	if (!crypto_cmac_is(bus_key, text, len, mac))
		fail("the MAC is wrong");
}

/* Makes a bus key. Returns false if no AACS disc is in and the drive says so. */
static bool authenticate(void)
{
	uint8_t cert[4 + NUMBER_LEN + CERT_LEN], key[4 + POINT_LEN + SIGNATURE_LEN];
	uint8_t host_nonce[NUMBER_LEN], text[NUMBER_LEN + POINT_LEN];

	if (!get_agid(aacs_disc ? 0 : NOT_PRESENT))
		return false;
	crypto_random(host_nonce, NUMBER_LEN);
	memcpy(cert + 4, host_nonce, NUMBER_LEN);
	memcpy(cert + 4 + NUMBER_LEN, host_cert, CERT_LEN);
	send_key(0x01, cert, sizeof(cert));

	ask(REPORT_KEY, 0x01, 0, 0, cert, sizeof(cert), 0);
	check_certificate(cert + 4 + NUMBER_LEN);
	ask(REPORT_KEY, 0x02, 0, 0, key, sizeof(key), 0);
	if (!crypto_verify(drive_cert + 12, host_nonce, NUMBER_LEN, key + 4, POINT_LEN,
			   key + 4 + POINT_LEN))
		fail("the signature of the drive key is wrong");

	memcpy(text, cert + 4, NUMBER_LEN);
	crypto_agree(key + 4, text + NUMBER_LEN, bus_key);
	memcpy(key + 4, text + NUMBER_LEN, POINT_LEN);
	crypto_sign(host_key, text, sizeof(text), key + 4 + POINT_LEN);
	send_key(0x02, key, sizeof(key));
	return true;
}

/* ---- bus encryption ---- */

static unsigned int bus_encryption_refusal(void)
{
	return !(drive_cert[1] & BEC) ? INVALID_FIELD : aacs_disc ? 0 : NOT_PRESENT;
}

/* Needs a bus key. */
static bool read_data_keys(void)
{
	uint8_t data[36];

	if (!ask(READ_STRUCTURE, 0x84, 0, 0, data, sizeof(data), bus_encryption_refusal()))
		return false;
	memcpy(data_keys, data + 4, sizeof(data_keys));
	crypto_aes(false, bus_key, NULL, data_keys, sizeof(data_keys));
	return true;
}

static bool read_extents(void)
{
	extents_len = ask(READ_STRUCTURE, 0x85, 0, 0, extents, sizeof(extents),
			  bus_encryption_refusal());
	if (extents_len && extents_len % 8 != 4)
		fail("%zu bytes are no whole extents", extents_len);
	return extents_len;
}

static bool bus_encrypted(uint32_t lba, uint32_t blocks)
{
	for (size_t at = 4; at < extents_len; at += 8)
		if (get(extents + at, 4) < (uint64_t)lba + blocks &&
		    lba < (uint64_t)get(extents + at, 4) + get(extents + at + 4, 4))
			return true;
	return false;
}

static void move_sectors(bool write, uint32_t lba, uint32_t blocks)
{
	static const uint8_t iv[] = { 0x0B, 0xA0, 0xF8, 0xDD, 0xFE, 0xA6, 0x1F, 0xB3,
		0xD8, 0xDF, 0x9F, 0x56, 0x6A, 0x05, 0x0F, 0x78 };
	const uint8_t *key = data_keys + (write ? KEY_LEN : 0);
	uint8_t data[CHUNK * SECTOR_LEN];
	uint32_t count;

	check = write ? "write" : "read";
	/* The certificate decides, not the feature. */
	if (read_feature() && aacs_disc && authenticate() && drive_cert[1] & BEC) {
		read_data_keys();
		read_extents();
	}
	invalidate_agid();
	for (; blocks; blocks -= count, lba += count) {
		count = blocks < CHUNK ? blocks : CHUNK;
		if (!write)
			transfer(false, lba, count, data);
		else if (fread(data, SECTOR_LEN, count, stdin) != count)
			fail("standard input has too few sectors");
		for (uint32_t i = 0; i < count; i++)
			if (bus_encrypted(lba + i, 1))
				crypto_aes(write, key, iv, data + i * SECTOR_LEN + 16,
					   SECTOR_LEN - 16);
		if (write)
			transfer(true, lba, count, data);
		else if (fwrite(data, SECTOR_LEN, count, stdout) != count)
			fail("standard output: %s", strerror(errno));
	}
}

/* ---- verify ---- */

static void verify_feature(uint8_t format)
{
	int version = read_feature();

	if (!version)
		fail("the drive has none");
	printf("%s: version %d, flags %02Xh, AACS disc: %s\n", check, version, flags,
	       aacs_disc ? "yes" : "no");
}

static void verify_certificate(uint8_t format)
{
	uint8_t data[4 + CERT_LEN];

	if (!(flags & RDC))
		return;
	ask(REPORT_KEY, format, 0, 0, data, sizeof(data), 0);
	check_certificate(data + 4);
	printf("%s: the signature is right\n", check);
}

static void verify_value(uint8_t format)
{
	uint8_t data[36];

	if (!authenticate() || !ask(READ_STRUCTURE, format, 0, 0, data, 36, NOT_PRESENT))
		return;
	check_mac(data + 4, VALUE_LEN, data + 4 + VALUE_LEN);
	printf("%s: the MAC is right\n", check);
	if (ask(READ_STRUCTURE, format, 0, 0, data, 36, NOT_ESTABLISHED))
		fail("a second transfer without another authentication");
}

static void verify_data_keys(uint8_t format)
{
	if (authenticate() && read_data_keys())
		printf("%s: the drive has two\n", check);
}

static void verify_extents(uint8_t format)
{
	if (read_extents())
		printf("%s: %zu\n", check, extents_len / 8);
}

/* A nonce for the last extent of the disc that is not encrypted on the bus. */
static void verify_nonce(uint8_t format)
{
	uint8_t cdb[10] = { 0x25 }, capacity[8], answer[36], text[VALUE_LEN + 4];
	uint8_t blocks = nonce_blocks ? nonce_blocks : 1;
	static uint8_t sectors[255 * SECTOR_LEN];
	size_t len = sizeof(capacity);
	uint32_t lba;

	command(cdb, 10, false, capacity, &len, 0);
	lba = get(capacity, 4) + 1 - blocks;
	while (bus_encrypted(lba, blocks))
		lba--;
	transfer(false, lba, blocks, sectors);
	if (!authenticate() || !ask(REPORT_KEY, 0x20, lba, blocks, answer, 36,
				    flags & BNG ? WRITE_PROTECTED : INVALID_FIELD))
		return;
	memcpy(text, answer + 4, VALUE_LEN);
	put(text + VALUE_LEN, 4, lba);
	check_mac(text, sizeof(text), answer + 4 + VALUE_LEN);
	invalidate_agid();

	/* The medium keeps the nonce with the extent when that is written. */
	transfer(true, lba, blocks, sectors);
	authenticate();
	ask(REPORT_KEY, 0x21, lba, blocks, answer, 36, 0);
	if (memcmp(text, answer + 4, VALUE_LEN))
		fail("format 21h returns another nonce than 20h");
	check_mac(text, sizeof(text), answer + 4 + VALUE_LEN);
	printf("%s: the MACs of 20h and 21h are right\n", check);
}

static void verify_mkb(uint8_t format)
{
	static uint8_t mkb[255 * PACK_LEN], data[4 + PACK_LEN];
	unsigned int pack = 0, packs;
	struct mkb_facts facts;
	size_t size = 0, len;
	const char *why;

	do {
		len = ask(READ_STRUCTURE, format, pack, 0, data, sizeof(data),
			  aacs_disc ? 0 : NOT_PRESENT);
		if (!len)
			return;
		packs = data[3];
		if (len != sizeof(data) && pack + 1 < packs)
			fail("pack %u of %u is short", pack, packs);
		memcpy(mkb + size, data + 4, len - 4);
		size += len - 4;
	} while (++pack < packs);
	why = mkb_verify(mkb, size, authority, &facts);
	if (why)
		fail("%s", why);
	printf("%s: %u packs, type %08Xh, version %u, %u hosts and %u drives revoked\n", check,
	       packs, facts.type, facts.version, facts.hosts, facts.drives);
}

static void verify(void)
{
	static const struct {
		const char *name;
		void (*run)(uint8_t format);
		uint8_t format;
	} checks[] = {
		{ "feature 010Dh", verify_feature, 0 },
		{ "38h drive certificate", verify_certificate, 0x38 },
		{ "80h volume identifier", verify_value, 0x80 },
		{ "81h serial number", verify_value, 0x81 },
		{ "82h media identifier", verify_value, 0x82 },
		{ "83h media key block", verify_mkb, 0x83 },
		{ "84h data keys", verify_data_keys, 0x84 },
		{ "85h extents", verify_extents, 0x85 },
		{ "binding nonce", verify_nonce, 0 },
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		check = checks[i].name;
		checks[i].run(checks[i].format);
		invalidate_agid();
	}
}

static void load(const char *dir, const char *name, uint8_t *data, size_t len)
{
	char path[4096];
	FILE *file;

	check = name;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "re");
	for (; file && len && fscanf(file, "%2hhx", data) == 1; len--)
		data++;
	if (len)
		fail("%s is missing or malformed", path);
	fclose(file);
}

static bool number(const char *text, uint32_t *value)
{
	char rest;

	return sscanf(text, "%u%c", value, &rest) == 1;
}

int main(int argc, char **argv)
{
	const char *dir = getenv("AACS_PKI_DIR");
	uint32_t lba, blocks;

	if (argc > 2 && !strcmp(argv[1], "--pki")) {
		dir = argv[2];
		argc -= 2;
		argv += 2;
	}
	if (!(argc == 3 && !strcmp(argv[2], "verify")) &&
	    !(argc == 5 && (!strcmp(argv[2], "read") || !strcmp(argv[2], "write")) &&
	      number(argv[3], &lba) && number(argv[4], &blocks))) {
		fputs("usage: second-host [--pki DIR] /dev/srN verify\n"
		      "       second-host [--pki DIR] /dev/srN read|write LBA BLOCKS\n", stderr);
		return 2;
	}
	dir = dir ? dir : "/etc/aacs-vdrive";
	load(dir, "host.crt", host_cert, sizeof(host_cert));
	load(dir, "host.key", host_key, sizeof(host_key));
	load(dir, "authority.pub", authority, sizeof(authority));
	open_drive(argv[1]);
	if (argc == 3)
		verify();
	else
		move_sectors(argv[2][0] == 'w', lba, blocks);
	check = "standard output";
	if (fflush(stdout))
		fail("%s", strerror(errno));
	return 0;
}
