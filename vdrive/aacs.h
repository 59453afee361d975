/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AACS commands of the drive: feature 010Dh, REPORT KEY and SEND KEY of key
 * class 02h, READ DISC STRUCTURE formats 80h to 85h (MMC-6; AACS common book,
 * chapter 4). The code does not depend on the transport of commands and data.
 *
 * Only one thread at a time may use a struct aacs_drive. The caller handles
 * unit attentions and a drive that is becoming ready. These functions handle a
 * missing disc (2/3A/00), since some key formats need no disc.
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
	bool aacs;		/* false: a drive without AACS */
	bool bng;		/* can generate binding nonces */
	bool bus_encryption;	/* feature bits BEC and WBE */
	bool only_reads_encrypted; /* BEC without WBE */
	bool rmc;		/* feature bit RMC, which changes nothing else */
	bool no_certificate;	/* feature bit RDC is 0, no key format 38h */
	bool short_pack;	/* don't pad a media key block's last pack */
	unsigned int agids;	/* 1 to AACS_AGIDS_MAX */
	unsigned int nonce_blocks; /* feature byte 5, 0 to 255 */
	struct aacs_identity id; /* the drive's; unused without .aacs */
};

struct aacs_drive;

/*
 * Creates a drive with an empty tray from a copy of *config. Call
 * aacs_auth_init() first. Returns NULL and sets errno: ENOMEM, or EINVAL for a
 * bad @config.
 */
struct aacs_drive *aacs_drive_new(const struct aacs_config *config);
/* @drive may be NULL. The caller keeps the disc. */
void aacs_drive_free(struct aacs_drive *drive);

/*
 * Sets the disc in the drive; NULL: tray empty or open. Call it at every medium
 * change, eject and load, even of the same disc: it drops all AGIDs and the
 * nonces that are not yet on the disc. The caller keeps the disc and calls this
 * again before disc_close().
 */
void aacs_drive_set_disc(struct aacs_drive *drive, struct disc *disc);

/* For any 6/29: drops all AGIDs and the nonces not yet on the disc. */
void aacs_drive_reset(struct aacs_drive *drive);

/* Writes feature descriptor 010Dh; returns its 8 bytes, 0 without AACS. */
size_t aacs_feature(const struct aacs_drive *drive,
		    uint8_t desc[AACS_FEATURE_LEN]);

/*
 * REPORT KEY (A4h). Copies the answer to @data, at most @max bytes and at most
 * the CDB's allocation length, and sets *len to the number of bytes (0 on
 * error). The length field in the answer is that of the uncut answer. A key
 * class (byte 7) other than 02h fails with 5/24/00.
 */
struct sense aacs_report_key(struct aacs_drive *drive, const uint8_t cdb[12],
			     uint8_t *data, size_t max, size_t *len);

/*
 * SEND KEY (A3h). @len is the number of bytes that the host sent; if it is less
 * than the length in the CDB, the command fails with 5/1A/00.
 */
struct sense aacs_send_key(struct aacs_drive *drive, const uint8_t cdb[12],
			   const uint8_t *data, size_t len);

/*
 * READ DISC STRUCTURE (ADh) with format 80h to 85h in byte 7; other formats
 * fail with 5/24/00. @data, @max and *len as for aacs_report_key().
 */
struct sense aacs_read_disc_structure(struct aacs_drive *drive,
				      const uint8_t cdb[12], uint8_t *data,
				      size_t max, size_t *len);

/*
 * The host has written @blocks blocks from @lba on. If one or several writes have
 * now covered the extent of a cached nonce, moves the nonce to the disc. Returns 0,
 * or a negative errno value if FILE.aacs can't be saved: the nonce stays cached,
 * and the caller fails the write with SENSE_WRITE_ERROR.
 */
int aacs_written(struct aacs_drive *drive, uint32_t lba, uint32_t blocks);

/*
 * Bus encryption: aacs_bus_encrypted() is true if any of these blocks has it.
 * aacs_bus_transfer() encrypts those blocks for the host, or decrypts those from
 * the host. Returns 0 or a negative errno value.
 */
bool aacs_bus_encrypted(const struct aacs_drive *drive, uint32_t lba,
			uint32_t blocks);
int aacs_bus_transfer(const struct aacs_drive *drive, bool to_host, uint32_t lba,
		      uint32_t blocks, uint8_t *data);

/*
 * Writes one line for each AGID, "N STATE\n", for `aacs-vdrivectl NAME agids`.
 * STATE is one of free, granted, host-certified, drive-certified, key-sent,
 * authenticated, spent. Returns the length; always terminates @buf.
 */
size_t aacs_describe_agids(const struct aacs_drive *drive, char *buf,
			   size_t max);

#endif /* VDRIVE_AACS_H */
