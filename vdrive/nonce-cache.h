/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Generated binding nonces that wait until the host writes their extents. They are
 * only in the drive's memory.
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

/* Oldest first. An empty cache is all zero. */
struct nonce_cache {
	struct cached_nonce slot[NONCE_CACHE_SIZE];
	unsigned int count;
};

/*
 * Caches @nonce for an extent of 1 to EXTENT_BLOCKS_MAX blocks. Drops the
 * nonces of overlapping extents, and the oldest nonce if the cache is full.
 */
void nonce_cache_add(struct nonce_cache *cache, uint32_t lba, uint32_t blocks,
		     const uint8_t nonce[DISC_VALUE_LEN]);

/*
 * The host has written @blocks blocks from @lba on: moves each nonce with a complete
 * extent to @disc. Returns 0; if disc_keep_nonce() fails, returns its error and keeps
 * that nonce.
 */
int nonce_cache_written(struct nonce_cache *cache, struct disc *disc,
			uint32_t lba, uint32_t blocks);

void nonce_cache_clear(struct nonce_cache *cache);

#endif /* VDRIVE_NONCE_CACHE_H */
