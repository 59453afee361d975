/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside aacs*.c: the drive, and a row for each key format and structure. */
#ifndef VDRIVE_AACS_FORMATS_H
#define VDRIVE_AACS_FORMATS_H

#include "aacs.h"
#include "agid.h"
#include "nonce-cache.h"

#define HEADER_LEN		4U	/* length (2), reserved (2) */
#define LENGTH_FIELD_LEN	2U	/* the length does not count itself */
#define CERT_DATA_LEN		(HEADER_LEN + AACS_NONCE_LEN + AACS_CERT_LEN)
#define KEY_DATA_LEN		(HEADER_LEN + AACS_POINT_LEN + AACS_SIGNATURE_LEN)

struct aacs_drive {
	struct aacs_config config;
	struct disc *disc;
	struct agid agid[AACS_AGIDS_MAX];
	struct nonce_cache cache;
	uint8_t answer[AACS_ANSWER_MAX];
};

/* The fields of a CDB that the formats below use. */
struct command {
	uint32_t lba;		/* also the address: the MKB pack */
	uint8_t blocks;		/* also the layer */
	uint16_t length;	/* allocation, or parameter list */
	uint8_t format;
	struct agid *agid;	/* NULL if the drive has no such one */
};

enum format_flags {
	NEEDS_DISC = 1 << 0,	/* an AACS one */
	NEEDS_AGID = 1 << 1,	/* in the state that its event asks for */
	NEEDS_BNG = 1 << 2,
	HAS_EXTENT = 1 << 3,
	WRITES = 1 << 4,
};

/*
 * A key format or disc structure. @handle is called when all checks that the
 * row asks for have passed. @data is what follows the header: of the answer,
 * zeroed for it to fill in, or of the parameter list. The AGID's state is
 * looked after by the caller.
 */
struct format {
	uint8_t code;
	uint8_t flags;
	enum agid_event event;
	uint16_t len;		/* of the answer, or of the parameter list */
	struct sense (*handle)(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data);
};

/* REPORT KEY, SEND KEY, READ DISC STRUCTURE; NULL where there is no such. */
const struct format *aacs_report_format(uint8_t code);
const struct format *aacs_send_format(uint8_t code);
const struct format *aacs_value_format(uint8_t code);

#endif /* VDRIVE_AACS_FORMATS_H */
