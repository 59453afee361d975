/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AACS side of the drive: feature 010Dh, REPORT KEY and SEND KEY of key
 * class 02h, READ DISC STRUCTURE formats 80h to 83h (MMC-6; AACS common book,
 * chapter 4). It knows CDB bytes, AGIDs and the disc, and nothing of how
 * commands come or data leave.
 *
 * A struct aacs_drive belongs to one thread at a time. The caller has already
 * dealt with what is not AACS: unit attentions, a drive becoming ready. A
 * missing disc is answered here (2/3A/00), since not every key format needs one.
 */
#ifndef VDRIVE_AACS_H
#define VDRIVE_AACS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../auth/aacs-auth.h"
#include "disc.h"
#include "sense.h"

#define AACS_AGIDS_MAX		4U
#define AACS_FEATURE_LEN	8U
#define AACS_KEY_CLASS		0x02	/* CDB byte 7 of REPORT and SEND KEY */
/* Room for every answer: the header and a whole pack of the MKB. */
#define AACS_ANSWER_MAX		(4U + DISC_PACK_SIZE)
/* Room for aacs_describe_agids(). */
#define AACS_DESCRIPTION_MAX	128U

struct aacs_config {
	bool aacs;		/* false: a drive that knows nothing of AACS */
	bool bng;		/* can generate binding nonces */
	bool bus_encryption;	/* feature bits BEC and WBE */
	unsigned int agids;	/* 1 to AACS_AGIDS_MAX */
	unsigned int nonce_blocks; /* feature byte 5, 0 to 255 */
	struct aacs_identity id; /* the drive's; not looked at without .aacs */
};

struct aacs_drive;

/*
 * A drive with an empty tray; *config is copied. aacs_auth_init() must have
 * been called. NULL: no memory (ENOMEM) or config out of range (EINVAL).
 */
struct aacs_drive *aacs_drive_new(const struct aacs_config *config);
/* @drive may be NULL. The disc stays the caller's. */
void aacs_drive_free(struct aacs_drive *drive);

/*
 * The disc that lies in the drive from now on; NULL: tray empty or open. Call
 * it at every medium change, eject and load, even of the same disc: it drops
 * all AGIDs and the nonces not written yet. The disc stays the caller's, who
 * calls this again before disc_close().
 */
void aacs_drive_set_disc(struct aacs_drive *drive, struct disc *disc);

/* Any 6/29: drops all AGIDs and the nonces not written yet. */
void aacs_drive_reset(struct aacs_drive *drive);

/* Writes feature descriptor 010Dh; returns its 8 bytes, 0 without AACS. */
size_t aacs_feature(const struct aacs_drive *drive,
		    uint8_t desc[AACS_FEATURE_LEN]);

/*
 * REPORT KEY (A4h). The answer goes to @data, at most @max bytes of it and
 * never more than the CDB's allocation length; *len is what is to be moved (0
 * unless good). The length field in the answer stays full when it is cut. A
 * key class other than 02h is answered 5/24/00: look at byte 7 first.
 */
struct sense aacs_report_key(struct aacs_drive *drive, const uint8_t cdb[12],
			     uint8_t *data, size_t max, size_t *len);

/*
 * SEND KEY (A3h). @len is how many bytes of the parameter list really came,
 * which may be less than the CDB says (that is 5/1A/00).
 */
struct sense aacs_send_key(struct aacs_drive *drive, const uint8_t cdb[12],
			   const uint8_t *data, size_t len);

/*
 * READ DISC STRUCTURE (ADh) with format 80h to 83h in byte 7; any other is
 * answered 5/24/00. @data, @max and *len as for aacs_report_key().
 */
struct sense aacs_read_disc_structure(struct aacs_drive *drive,
				      const uint8_t cdb[12], uint8_t *data,
				      size_t max, size_t *len);

/*
 * A host's write of @blocks blocks from @lba on has reached the disc. A cached
 * nonce whose whole extent has now been written, by one write or several, is
 * kept with the disc. Returns 0, or a negative errno value when FILE.aacs
 * can't be saved: the caller answers the write with SENSE_WRITE_ERROR, and
 * the nonce stays cached for another try.
 */
int aacs_written(struct aacs_drive *drive, uint32_t lba, uint32_t blocks);

/*
 * One line for each AGID, "N STATE\n", as `aacs-vdrivectl NAME agids` prints
 * it. STATE: free, granted, host-certified, drive-certified, key-sent,
 * authenticated, spent. Returns the length; @buf is always terminated.
 */
size_t aacs_describe_agids(const struct aacs_drive *drive, char *buf,
			   size_t max);

#endif /* VDRIVE_AACS_H */
