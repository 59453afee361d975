/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to aacs*.c: the drive and the tables of formats. */
#ifndef VDRIVE_AACS_FORMATS_H
#define VDRIVE_AACS_FORMATS_H

#include "aacs.h"
#include "agid.h"
#include "nonce-cache.h"
#include "revocation.h"

#define HEADER_LEN		4U	/* length (2), reserved (2) */
#define LENGTH_FIELD_LEN	2U	/* the length does not count itself */
#define CERT_DATA_LEN		(HEADER_LEN + AACS_NONCE_LEN + AACS_CERT_LEN)
#define CERT_ALONE_LEN		(HEADER_LEN + AACS_CERT_LEN)
#define KEY_DATA_LEN		(HEADER_LEN + AACS_POINT_LEN + AACS_SIGNATURE_LEN)

struct aacs_drive {
	struct aacs_config config;
	struct disc *disc;
	struct agid agid[AACS_AGIDS_MAX];
	struct nonce_cache cache;
	struct revocation revoked;	/* hosts */
	/* read data key, write data key; for the current disc */
	uint8_t data_keys[2 * AACS_DATA_KEY_LEN];
	uint8_t answer[AACS_ANSWER_MAX];
};

/* The fields of a CDB that the formats below use. */
struct command {
	uint32_t lba;		/* also the address: the MKB pack */
	uint8_t blocks;		/* also the layer */
	uint16_t length;	/* allocation, or parameter list */
	uint8_t format;
	struct agid *agid;	/* NULL if the drive lacks this AGID */
};

enum format_flags {
	NEEDS_DISC = 1 << 0,	/* an AACS disc */
	NEEDS_AGID = 1 << 1,	/* in a state that allows the event */
	NEEDS_BNG = 1 << 2,
	HAS_EXTENT = 1 << 3,
	WRITES = 1 << 4,
	NEEDS_BEC = 1 << 5,
	NEEDS_RDC = 1 << 6,
};

/*
 * A key format or disc structure. @handle runs after the checks that @flags
 * names. Its @data follows the header of the parameter list or of the answer;
 * @handle fills in the answer, which is zero at first. The caller updates the
 * AGID's state.
 */
struct format {
	uint8_t code;
	uint8_t flags;
	enum agid_event event;
	uint16_t len;		/* of the answer, or of the parameter list */
	struct sense (*handle)(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data);
};

/* For REPORT KEY, SEND KEY, READ DISC STRUCTURE; NULL if unknown. */
const struct format *aacs_report_format(uint8_t code);
const struct format *aacs_send_format(uint8_t code);
const struct format *aacs_value_format(uint8_t code);

#endif /* VDRIVE_AACS_FORMATS_H */
