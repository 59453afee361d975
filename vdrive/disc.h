/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disc: an image file of 2048-byte blocks, and beside it FILE.aacs with what
 * an AACS disc carries outside its user data: volume identifier, pre-recorded
 * media serial number, media identifier and the binding nonces with their
 * extents. The media key block comes from a file or is made up.
 *
 * FILE.aacs is text, one item on each line, and is made with random values
 * when it is missing:
 *
 *	# comment
 *	volume-id 32 hex digits, or "none"
 *	serial-number 32 hex digits, or "none"
 *	media-id 32 hex digits, or "none"
 *	nonce LBA BLOCKS 32 hex digits		(any number of these lines)
 *	aacs no					(instead of all the others)
 *
 * A value whose line is missing is one that the disc has not, like "none".
 *
 * It is replaced as a whole (temporary file, fsync, rename), so that a crash
 * leaves the old or the new state. A disc belongs to one thread at a time.
 */
#ifndef VDRIVE_DISC_H
#define VDRIVE_DISC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISC_BLOCK_SIZE		2048U
#define DISC_VALUE_LEN		16U
#define DISC_PACK_SIZE		32768U		/* of a media key block */
#define DISC_MKB_MAX		(255U * DISC_PACK_SIZE)
#define DISC_MKB_MIN		256U		/* of a generated one */
#define DISC_MKB_DEFAULT	(DISC_PACK_SIZE + 4096U)

struct disc;

struct disc_params {
	const char *mkb_file;	/* NULL: a generated media key block */
	size_t mkb_size;	/* bytes of that; 0: DISC_MKB_DEFAULT */
	bool plain;		/* a new FILE.aacs says "aacs no" */
	bool write_protected;	/* open the image for reading only */
};

enum disc_value {
	DISC_VOLUME_ID,
	DISC_SERIAL_NUMBER,
	DISC_MEDIA_ID,
	DISC_VALUES
};

/*
 * Opens @image and its FILE.aacs. An image that can't be opened for writing
 * (EACCES, EROFS), or that nobody may write (mode 0444, which would not keep
 * root out), is a write-protected disc. Bytes after the last whole block are
 * out of reach; an image of no whole block, or of more than 2^32 - 1, is
 * refused. Where FILE.aacs can't be made the random values live as long as
 * the disc is open. Nothing of @params is kept. Returns NULL on an error: errno is set
 * and *why, if @why is not NULL, is a message that names the file (static
 * memory, good until the next call).
 */
struct disc *disc_open(const char *image, const struct disc_params *params,
		       const char **why);
/* Closes the image; @disc may be NULL. Everything was saved before. */
void disc_close(struct disc *disc);

/* The name given to disc_open(). */
const char *disc_image(const struct disc *disc);
/* The open image; O_RDONLY if the disc is write-protected. */
int disc_fd(const struct disc *disc);
/* Size in blocks of DISC_BLOCK_SIZE bytes, at least 1. */
uint32_t disc_blocks(const struct disc *disc);
bool disc_write_protected(const struct disc *disc);
/* False for a disc that carries nothing of AACS. */
bool disc_is_aacs(const struct disc *disc);

/* DISC_VALUE_LEN bytes, or NULL where the disc has none. */
const uint8_t *disc_value(const struct disc *disc, enum disc_value which);
/* The media key block, *len bytes (1 to DISC_MKB_MAX); NULL if not AACS. */
const uint8_t *disc_mkb(const struct disc *disc, size_t *len);

/* The nonce kept for exactly this extent, or NULL. */
const uint8_t *disc_nonce(const struct disc *disc, uint32_t lba,
			  uint32_t blocks);
/*
 * Keeps @nonce with the extent and saves FILE.aacs; nonces of extents that
 * overlap this one are gone, since a block carries one nonce only. Returns 0,
 * or a negative errno value with the disc as it was before.
 */
int disc_keep_nonce(struct disc *disc, uint32_t lba, uint32_t blocks,
		    const uint8_t nonce[DISC_VALUE_LEN]);

#endif /* VDRIVE_DISC_H */
