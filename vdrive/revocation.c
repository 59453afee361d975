// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The host revocation list of a media key block (AACS common book, 3.2.5). Its
 * record has the total number of entries and then signature blocks: the number of
 * entries in the block, the entries (number of IDs that follow, 2 bytes; ID, 6
 * bytes), the signature. This reads one block.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mkb.h"
#include "revocation.h"

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static uint64_t get_id(const uint8_t id[AACS_CERT_ID_LEN])
{
	uint64_t value = 0;

	for (size_t i = 0; i < AACS_CERT_ID_LEN; i++)
		value = value << 8 | id[i];
	return value;
}

/* The signature covers the type and version record and this record before it. */
static int check(const uint8_t *mkb, const uint8_t *record, size_t len,
		 const uint8_t authority_pub[AACS_POINT_LEN])
{
	size_t signed_len = len - AACS_SIGNATURE_LEN;
	uint8_t *text = malloc(MKB_VERSION_LEN + signed_len);
	int err;

	if (!text)
		return -ENOMEM;
	memcpy(text, mkb, MKB_VERSION_LEN);
	memcpy(text + MKB_VERSION_LEN, record, signed_len);
	err = aacs_verify(authority_pub, text, MKB_VERSION_LEN + signed_len,
			  record + signed_len);
	free(text);
	return err;
}

int revocation_learn(struct revocation *list, const uint8_t *mkb, size_t len,
		     const uint8_t authority_pub[AACS_POINT_LEN])
{
	const uint8_t *record = mkb + MKB_VERSION_LEN, *entry;
	struct revoked *entries;
	size_t record_len, count;
	uint32_t version;
	int err;

	if (len < MKB_VERSION_LEN + MKB_LIST_LEN(0) || mkb[0] != MKB_TYPE_VERSION ||
	    record[0] != MKB_HOST_REVOCATION)
		return -EBADMSG;
	version = get32(mkb + 8);
	record_len = get32(record) & 0xffffff;
	count = get32(record + 8);
	if (count > REVOCATION_MAX || record_len != MKB_LIST_LEN(count) ||
	    record_len > len - MKB_VERSION_LEN)
		return -EBADMSG;
	err = check(mkb, record, record_len, authority_pub);
	if (err || version <= list->version)
		return err;
	entries = calloc(count ? count : 1, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	entry = record + 12;
	for (size_t i = 0; i < count; i++, entry += MKB_ENTRY_LEN) {
		entries[i].first = get_id(entry + 2);
		entries[i].last = entries[i].first + (entry[0] << 8 | entry[1]);
	}
	free(list->entries);
	*list = (struct revocation){ version, count, entries };
	return 0;
}

bool revocation_has(const struct revocation *list,
		    const uint8_t id[AACS_CERT_ID_LEN])
{
	uint64_t value = get_id(id);

	for (size_t i = 0; i < list->count; i++)
		if (value >= list->entries[i].first && value <= list->entries[i].last)
			return true;
	return false;
}

void revocation_free(struct revocation *list)
{
	free(list->entries);
	*list = (struct revocation){ 0 };
}
