/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FILE.aacs, which disc.h describes, in memory and as text. */
#ifndef VDRIVE_SIDECAR_H
#define VDRIVE_SIDECAR_H

#include "disc.h"

struct kept_nonce {
	uint32_t lba;
	uint32_t blocks;
	uint8_t nonce[DISC_VALUE_LEN];
};

struct sidecar {
	bool aacs;
	bool has[DISC_VALUES];
	uint8_t value[DISC_VALUES][DISC_VALUE_LEN];
	struct kept_nonce *nonces;	/* no two overlap */
	size_t count;
	uint32_t mkb_version;		/* 0: not given */
	uint8_t revoked[DISC_REVOKED_MAX][AACS_CERT_ID_LEN];
	size_t revoked_count;
	struct disc_extent *extents;	/* bus-encrypted */
	size_t extent_count;
};

/*
 * Returns 0 or a negative errno value: -ENOENT if there is no such file,
 * -EINVAL if line *line is malformed, or with *line 0 if it is not a regular file.
 */
int sidecar_load(struct sidecar *car, const char *path, unsigned int *line);
/* Replaces the whole file. */
int sidecar_save(const struct sidecar *car, const char *path);
/* Frees what @car points to. */
void sidecar_clear(struct sidecar *car);

const uint8_t *sidecar_nonce(const struct sidecar *car, uint32_t lba,
			     uint32_t blocks);
/* Makes @next a copy of @car with @nonce instead of those that it overlaps. */
int sidecar_with_nonce(const struct sidecar *car, struct sidecar *next,
		       const struct kept_nonce *nonce);

#endif /* VDRIVE_SIDECAR_H */
