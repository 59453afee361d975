// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Media key blocks. A record is: type (1 byte), length of the record (3 bytes,
 * a multiple of 4), contents.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disc.h"
#include "mkb.h"

enum {
	RECORD_END = 0x02,
	RECORD_SUBSETS = 0x04,		/* explicit subset-difference */
	RECORD_MEDIA_KEYS = 0x05,
	RECORD_DRIVE_REVOCATION = 0x20,
	RECORD_VERIFY_MEDIA_KEY = 0x81,
};

#define HEADER_LEN		4
#define VERIFY_LEN		(HEADER_LEN + 16)
#define END_LEN			(HEADER_LEN + AACS_SIGNATURE_LEN)
#define SUBSET_LEN		5	/* mask and number, for each subset */
#define MEDIA_KEY_LEN		16	/* for each subset */

#define FIXED_LEN \
	(MKB_VERSION_LEN + 2 * MKB_LIST_LEN(0) + VERIFY_LEN + END_LEN + \
	 2 * HEADER_LEN)

#define MKB_TYPE		0x00031003	/* type 3 */
#define MKB_VERSION		1

int mkb_load(const char *file, uint8_t **mkb, size_t *len)
{
	uint8_t *data = malloc(DISC_MKB_MAX + 1), *fit;
	FILE *in;
	int err;

	if (!data)
		return -ENOMEM;
	in = fopen(file, "re");
	if (!in) {
		err = -errno;
		goto fail;
	}
	*len = fread(data, 1, DISC_MKB_MAX + 1, in);
	err = ferror(in) ? -EIO : 0;
	fclose(in);
	if (!err && !*len)
		err = -ENODATA;
	if (!err && *len > DISC_MKB_MAX)
		err = -EFBIG;
	if (err)
		goto fail;
	fit = realloc(data, *len);
	*mkb = fit ? fit : data;
	return 0;

fail:
	free(data);
	return err;
}

static void put32(uint8_t *at, uint32_t value)
{
	at[0] = value >> 24;
	at[1] = value >> 16;
	at[2] = value >> 8;
	at[3] = value;
}

/* Fills in pseudo-random bytes, the same in each run (xorshift). */
static void fill(uint8_t *at, size_t len, uint32_t *seed)
{
	while (len--) {
		*seed ^= *seed << 13;
		*seed ^= *seed >> 17;
		*seed ^= *seed << 5;
		*at++ = *seed;
	}
}

/* Writes a record's header; returns the place of its contents. */
static uint8_t *record(uint8_t **at, uint8_t type, size_t len)
{
	uint8_t *contents = *at + HEADER_LEN;

	put32(*at, (uint32_t)len);
	**at = type;
	*at += len;
	return contents;
}

static size_t subsets_len(size_t subsets)
{
	return (subsets * SUBSET_LEN + 3) / 4 * 4;
}

/* Made up without an authority. */
static int sign(const struct mkb_authority *authority, const uint8_t *text,
		size_t len, uint8_t *signature, uint32_t *seed)
{
	if (authority)
		return aacs_sign(authority->key, text, len, signature);
	fill(signature, AACS_SIGNATURE_LEN, seed);
	return 0;
}

/*
 * A revocation list. Its signature is over the type and version record, with which
 * the block begins, and the record before the signature.
 */
static int put_list(const struct mkb_authority *authority, const uint8_t *mkb,
		    uint8_t **at, uint8_t type, size_t count, uint32_t *seed)
{
	size_t len = MKB_LIST_LEN(count), signed_len = len - AACS_SIGNATURE_LEN;
	uint8_t *start = *at, *contents = record(at, type, len), *text;
	int err;

	put32(contents, (uint32_t)count);
	put32(contents + 4, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		memcpy(contents + 8 + i * MKB_ENTRY_LEN + 2, authority->hosts[i],
		       AACS_CERT_ID_LEN);
	text = malloc(MKB_VERSION_LEN + signed_len);
	if (!text)
		return -ENOMEM;
	memcpy(text, mkb, MKB_VERSION_LEN);
	memcpy(text + MKB_VERSION_LEN, start, signed_len);
	err = sign(authority, text, MKB_VERSION_LEN + signed_len,
		   start + signed_len, seed);
	free(text);
	return err;
}

/* Made up: only the form is real. */
static void put_keys(uint8_t **at, size_t subsets, uint32_t *seed)
{
	uint8_t *contents;

	contents = record(at, RECORD_VERIFY_MEDIA_KEY, VERIFY_LEN);
	fill(contents, 16, seed);
	contents = record(at, RECORD_SUBSETS, HEADER_LEN + subsets_len(subsets));
	for (size_t i = 0; i < subsets; i++) {
		contents[i * SUBSET_LEN] = 0x17;
		put32(contents + i * SUBSET_LEN + 1, (uint32_t)(2 * i + 1));
	}
	contents = record(at, RECORD_MEDIA_KEYS,
			  HEADER_LEN + subsets * MEDIA_KEY_LEN);
	fill(contents, subsets * MEDIA_KEY_LEN, seed);
}

int mkb_generate(size_t size, const struct mkb_authority *authority, uint8_t **mkb,
		 size_t *len)
{
	size_t hosts = authority ? authority->host_count : 0;
	size_t fixed = FIXED_LEN + hosts * MKB_ENTRY_LEN, subsets;
	uint32_t seed = 0x41414353;
	uint8_t *at, *contents;
	int err;

	if (size < DISC_MKB_MIN || size > DISC_MKB_MAX || size < fixed)
		return -EINVAL;
	at = calloc(1, size);
	if (!at)
		return -ENOMEM;
	*mkb = at;
	*len = size;

	subsets = (size - fixed) / (SUBSET_LEN + MEDIA_KEY_LEN);
	while (subsets && fixed + subsets_len(subsets) +
	       subsets * MEDIA_KEY_LEN > size)
		subsets--;

	contents = record(&at, MKB_TYPE_VERSION, MKB_VERSION_LEN);
	put32(contents, MKB_TYPE);
	put32(contents + 4, authority ? authority->version : MKB_VERSION);
	err = put_list(authority, *mkb, &at, MKB_HOST_REVOCATION, hosts, &seed);
	if (!err)
		err = put_list(authority, *mkb, &at, RECORD_DRIVE_REVOCATION, 0,
			       &seed);
	put_keys(&at, subsets, &seed);
	contents = at + HEADER_LEN;
	if (!err)
		err = sign(authority, *mkb, at - *mkb, contents, &seed);
	record(&at, RECORD_END, END_LEN);
	if (err) {
		free(*mkb);
		*mkb = NULL;
	}
	return err;
}
