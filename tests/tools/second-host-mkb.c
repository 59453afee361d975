// SPDX-License-Identifier: GPL-2.0-or-later
/* A record is a type (1 byte), its length with these 4 bytes (3 bytes) and contents. */
#include "second-host-crypto.h"
#include "second-host-mkb.h"

enum { END = 0x02, TYPE_AND_VERSION = 0x10, DRIVE_LIST = 0x20, HOST_LIST = 0x21 };
enum { VERSION_LEN = 12, ENTRY_LEN = 8 };

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

/*
 * A list has the number of all entries, then blocks of: the number of entries, these,
 * and a signature over the type and version record and the list up to here.
 */
static const char *verify_list(const uint8_t *mkb, const uint8_t *list, size_t len,
			       const uint8_t *authority, uint32_t *total)
{
	size_t at = 8, seen = 0, count;

	do {
		if (at + 4 > len)
			return "a revocation list is too short";
		count = get32(list + at);
		at += 4 + ENTRY_LEN * count;
		if (at + SIGNATURE_LEN > len)
			return "a revocation list is too short";
		if (!crypto_verify(authority, mkb, VERSION_LEN, list, at, list + at))
			return list[0] == HOST_LIST ? "the signature of the host list is wrong" :
				"the signature of the drive list is wrong";
		at += SIGNATURE_LEN;
		seen += count;
	} while (at < len);
	*total = get32(list + 4);
	return seen == *total ? NULL : "a revocation list has another number of entries";
}

const char *mkb_verify(const uint8_t *mkb, size_t size, const uint8_t *authority,
		       struct mkb_facts *facts)
{
	const uint8_t *at = mkb, *end = mkb + size;
	const char *why;
	size_t len;

	*facts = (struct mkb_facts){ .hosts = UINT32_MAX, .drives = UINT32_MAX };
	for (;; at += len) {
		if (end - at < 4)
			return "there is no end record";
		len = get32(at) & 0xFFFFFF;
		if (len < 4 || len > (size_t)(end - at))
			return "a record has a wrong length";
		if ((at == mkb) != (at[0] == TYPE_AND_VERSION && len == VERSION_LEN))
			return "the type and version record is not the first record";
		if (at[0] == END)
			break;
		why = NULL;
		if (at[0] == HOST_LIST)
			why = verify_list(mkb, at, len, authority, &facts->hosts);
		if (at[0] == DRIVE_LIST)
			why = verify_list(mkb, at, len, authority, &facts->drives);
		if (why)
			return why;
	}
	facts->type = get32(mkb + 4);
	facts->version = get32(mkb + 8);
	if (facts->hosts == UINT32_MAX || facts->drives == UINT32_MAX)
		return "a revocation list is missing";
	if (len != 4 + SIGNATURE_LEN ||
	    !crypto_verify(authority, mkb, at - mkb, NULL, 0, at + 4))
		return "the signature of the end record is wrong";
	for (at += len; at < end; at++)
		if (*at)
			return "the end record is not followed by zeros";
	return NULL;
}
