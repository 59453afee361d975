// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "nonce-cache.h"

static void drop(struct nonce_cache *cache, unsigned int i)
{
	cache->count--;
	memmove(&cache->slot[i], &cache->slot[i + 1],
		(cache->count - i) * sizeof(cache->slot[0]));
}

/*
 * Sets *first and *end (exclusive) to the blocks that extent and write share.
 */
static bool intersect(const struct cached_nonce *c, uint32_t lba,
		      uint32_t blocks, uint64_t *first, uint64_t *end)
{
	uint64_t c_end = (uint64_t)c->lba + c->blocks;

	*first = c->lba > lba ? c->lba : lba;
	*end = (uint64_t)lba + blocks;
	if (*end > c_end)
		*end = c_end;
	return *first < *end;
}

void nonce_cache_add(struct nonce_cache *cache, uint32_t lba, uint32_t blocks,
		     const uint8_t nonce[DISC_VALUE_LEN])
{
	struct cached_nonce *c;
	uint64_t first, end;
	unsigned int i;

	for (i = cache->count; i--;)
		if (intersect(&cache->slot[i], lba, blocks, &first, &end))
			drop(cache, i);
	if (cache->count == NONCE_CACHE_SIZE)
		drop(cache, 0);

	c = &cache->slot[cache->count++];
	memset(c, 0, sizeof(*c));
	c->lba = lba;
	c->blocks = blocks;
	memcpy(c->nonce, nonce, DISC_VALUE_LEN);
}

/* Marks the blocks as written; returns true if the whole extent is written. */
static bool mark_written(struct cached_nonce *c, uint32_t lba, uint32_t blocks)
{
	uint64_t first, end;
	uint32_t i;

	if (!intersect(c, lba, blocks, &first, &end))
		return false;
	for (; first < end; first++) {
		i = first - c->lba;
		c->written[i / 8] |= 1 << i % 8;
	}
	for (i = 0; i < c->blocks; i++)
		if (!(c->written[i / 8] & 1 << i % 8))
			return false;
	return true;
}

int nonce_cache_written(struct nonce_cache *cache, struct disc *disc,
			uint32_t lba, uint32_t blocks)
{
	unsigned int i = 0;
	int err, first_err = 0;

	while (i < cache->count) {
		struct cached_nonce *c = &cache->slot[i];

		if (!mark_written(c, lba, blocks)) {
			i++;
			continue;
		}
		err = disc_keep_nonce(disc, c->lba, c->blocks, c->nonce);
		if (!err) {
			drop(cache, i);
			continue;
		}
		if (!first_err)
			first_err = err;
		i++;
	}
	return first_err;
}

void nonce_cache_clear(struct nonce_cache *cache)
{
	memset(cache, 0, sizeof(*cache));
}
