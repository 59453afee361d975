/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Media key blocks, from a file or generated. */
#ifndef VDRIVE_MKB_H
#define VDRIVE_MKB_H

#include <stddef.h>
#include <stdint.h>

#include "../auth/aacs-auth.h"

/* Parts that revocation.c reads. */
#define MKB_TYPE_VERSION	0x10	/* record types */
#define MKB_HOST_REVOCATION	0x21
#define MKB_VERSION_LEN		12U	/* of the type and version record */
#define MKB_ENTRY_LEN		8U	/* of a revocation list */
/* A revocation list record of one signature block. */
#define MKB_LIST_LEN(entries) \
	(12U + MKB_ENTRY_LEN * (entries) + AACS_SIGNATURE_LEN)

/* The authority's statements in a block. */
struct mkb_authority {
	const struct aacs_keypair *key;
	uint32_t version;
	const uint8_t (*hosts)[AACS_CERT_ID_LEN];	/* revoked */
	size_t host_count;
};

/*
 * Both functions return *len bytes in *mkb, which the caller frees with free(),
 * or a negative errno value: -EFBIG for more than DISC_MKB_MAX bytes, -ENODATA
 * for an empty file.
 */
int mkb_load(const char *file, uint8_t **mkb, size_t *len);

/*
 * Generates a block of @size bytes (DISC_MKB_MIN to DISC_MKB_MAX, else -EINVAL, as
 * for a list that does not fit). Its records have the types, order and lengths of a
 * real block (AACS common book, chapter 3). Type and version, the revocation lists
 * and the signatures are real; subsets and media keys are made up. Zeros follow the
 * last record. With @authority NULL the version is 1, the lists are empty, the
 * signatures made up, and the same size gives the same block. No two packs of a
 * block are equal.
 */
int mkb_generate(size_t size, const struct mkb_authority *authority, uint8_t **mkb,
		 size_t *len);

#endif /* VDRIVE_MKB_H */
