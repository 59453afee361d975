/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binding nonces that were generated and whose extents the host has not
 * written yet: they live in the drive's memory alone.
 */
#ifndef VDRIVE_NONCE_CACHE_H
#define VDRIVE_NONCE_CACHE_H

#include "disc.h"

#define NONCE_CACHE_SIZE	16U
#define EXTENT_BLOCKS_MAX	255U	/* one byte in the CDB */

struct cached_nonce {
	uint32_t lba;
	uint32_t blocks;
	uint8_t nonce[DISC_VALUE_LEN];
	uint8_t written[(EXTENT_BLOCKS_MAX + 7) / 8];	/* bit per block */
};

/* Oldest first. All zero is an empty one. */
struct nonce_cache {
	struct cached_nonce slot[NONCE_CACHE_SIZE];
	unsigned int count;
};

/*
 * Caches @nonce for an extent of 1 to EXTENT_BLOCKS_MAX blocks. Those whose
 * extents overlap it are gone, and the oldest if there is no room.
 */
void nonce_cache_add(struct nonce_cache *cache, uint32_t lba, uint32_t blocks,
		     const uint8_t nonce[DISC_VALUE_LEN]);

/*
 * @blocks blocks from @lba on were written: every nonce whose extent is now
 * complete moves to @disc. Returns 0, or disc_keep_nonce()'s error; the nonce
 * it concerns stays here.
 */
int nonce_cache_written(struct nonce_cache *cache, struct disc *disc,
			uint32_t lba, uint32_t blocks);

void nonce_cache_clear(struct nonce_cache *cache);

#endif /* VDRIVE_NONCE_CACHE_H */
