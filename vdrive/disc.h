/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disc: an image file of 2048-byte blocks and FILE.aacs with the data that an
 * AACS disc has outside its user data: volume identifier, pre-recorded media
 * serial number, media identifier and the binding nonces with their extents.
 * The media key block comes from a file or is generated.
 *
 * FILE.aacs is text with one item on each line. If it is missing, the drive
 * creates it with random values:
 *
 *	# comment
 *	volume-id 32 hex digits, or "none"
 *	serial-number 32 hex digits, or "none"
 *	media-id 32 hex digits, or "none"
 *	nonce LBA BLOCKS 32 hex digits		(any number of these lines)
 *	bus-encrypted LBA BLOCKS		(as many as DISC_EXTENTS_MAX)
 *	mkb-version N				(of a generated block; 1)
 *	revoked-host 12 hex digits		(by it; as many as DISC_REVOKED_MAX)
 *	aacs no					(instead of all the others)
 *
 * A missing line means "none".
 *
 * The drive replaces the whole file (temporary file, fsync, rename), so that a
 * crash leaves the old or the new state. Only one thread at a time may use a
 * disc.
 */
#ifndef VDRIVE_DISC_H
#define VDRIVE_DISC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../auth/aacs-auth.h"

#define DISC_BLOCK_SIZE		2048U
#define DISC_BLOCKS_MAX		(1U << 30)	/* 2 TiB */
#define DISC_VALUE_LEN		16U
#define DISC_PACK_SIZE		32768U		/* of a media key block */
#define DISC_MKB_MAX		(255U * DISC_PACK_SIZE)
#define DISC_MKB_MIN		256U		/* of a generated one */
#define DISC_MKB_DEFAULT	(DISC_PACK_SIZE + 4096U)

struct disc;

struct disc_params {
	/* signs a generated media key block; NULL: made-up signatures */
	const struct aacs_authority *authority;
	const char *mkb_file;	/* media key block; NULL: generate one */
	size_t mkb_size;	/* of the generated one; 0: DISC_MKB_DEFAULT */
	bool plain;		/* write "aacs no" to a new FILE.aacs */
	unsigned int values;	/* in a new FILE.aacs: 1 << enum disc_value; 0: all */
	bool write_protected;	/* open the image for reading only */
};

enum disc_value {
	DISC_VOLUME_ID,
	DISC_SERIAL_NUMBER,
	DISC_MEDIA_ID,
	DISC_VALUES
};

/*
 * Opens @image and its FILE.aacs. The disc is write-protected if @image can't
 * be opened for writing (EACCES, EROFS) or has no write permission (mode 0444,
 * which does not stop root). Bytes after the last whole block are ignored; an
 * image of less than 1 or more than DISC_BLOCKS_MAX blocks is an error. If FILE.aacs
 * can't be created, the random values last until disc_close(). The disc keeps no
 * pointer to @params. On an error the function returns NULL, sets errno and, if
 * @why is not NULL, sets *why to a message with the file's name, in static memory,
 * valid until the next call.
 */
struct disc *disc_open(const char *image, const struct disc_params *params,
		       const char **why);
/* Closes the image; @disc may be NULL. Saves nothing. */
void disc_close(struct disc *disc);

/* The name given to disc_open(). */
const char *disc_image(const struct disc *disc);
/* The open image; O_RDONLY if the disc is write-protected. */
int disc_fd(const struct disc *disc);
/* Size in blocks of DISC_BLOCK_SIZE bytes, at least 1. */
uint32_t disc_blocks(const struct disc *disc);
bool disc_write_protected(const struct disc *disc);
/* False for a disc without AACS. */
bool disc_is_aacs(const struct disc *disc);

/* DISC_VALUE_LEN bytes, or NULL if the disc lacks the value. */
const uint8_t *disc_value(const struct disc *disc, enum disc_value which);
/* The media key block, *len bytes (1 to DISC_MKB_MAX); NULL if not AACS. */
const uint8_t *disc_mkb(const struct disc *disc, size_t *len);

/* The extents that a drive with bus encryption encrypts on the bus. */
#define DISC_EXTENTS_MAX	4096U
#define DISC_REVOKED_MAX	8U

struct disc_extent {
	uint32_t lba;
	uint32_t blocks;
};

const struct disc_extent *disc_bus_extents(const struct disc *disc, size_t *count);

/* The nonce of exactly this extent, or NULL. */
const uint8_t *disc_nonce(const struct disc *disc, uint32_t lba,
			  uint32_t blocks);
/*
 * Stores @nonce for the extent and saves FILE.aacs. A block has only one nonce,
 * so this removes the nonces of overlapping extents. Returns 0; on failure returns
 * a negative errno value and does not change the disc.
 */
int disc_keep_nonce(struct disc *disc, uint32_t lba, uint32_t blocks,
		    const uint8_t nonce[DISC_VALUE_LEN]);

#endif /* VDRIVE_DISC_H */
