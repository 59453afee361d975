/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of discs that the drive can have (--profile). */
#ifndef VDRIVE_MEDIUM_H
#define VDRIVE_MEDIUM_H

#include <stdbool.h>
#include <stdint.h>

#include "disc.h"

/* Profiles (MMC-6 5.4.1) */
#define PROFILE_NONE	0x0000
#define PROFILE_DVD_ROM	0x0010
#define PROFILE_BD_ROM	0x0040
#define PROFILE_BD_R	0x0041
#define PROFILE_BD_RE	0x0043

#define MEDIUM_LAYERS_MAX	4U

struct medium {
	const char *name;	/* of --profile */
	uint16_t profile;
	bool rewritable;	/* false: a finished disc, which is read-only */
	/* Disc type identifier of a BD's disc information; "": a DVD. */
	const char *type;
	uint32_t layer_blocks;	/* of a layer, in blocks of DISC_BLOCK_SIZE */
	/* The AACS values of such a medium: disc_params.values */
	unsigned int values;
};

/* Returns NULL if no medium has this name. */
const struct medium *medium_find(const char *name);

static inline bool medium_is_bd(const struct medium *medium)
{
	return medium->type[0];
}

/* Layers of a disc of @blocks blocks: 1 to 4, as many as a BD can have. */
static inline unsigned int medium_layers(const struct medium *medium,
					 uint32_t blocks)
{
	unsigned int layers = 1 + (blocks - 1) / medium->layer_blocks;

	return layers < MEDIUM_LAYERS_MAX ? layers : MEDIUM_LAYERS_MAX;
}

#endif /* VDRIVE_MEDIUM_H */
