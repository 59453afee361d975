// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>

#include "medium.h"

/* 25 GB; of a DVD 4.7 GB */
#define BD_LAYER	12219392U
#define DVD_LAYER	2295104U

/*
 * Pressed discs have a volume identifier and a serial number, recordable ones a
 * media identifier.
 */
#define PRESSED		(1U << DISC_VOLUME_ID | 1U << DISC_SERIAL_NUMBER)
#define RECORDABLE	(1U << DISC_MEDIA_ID)

static const struct medium media[] = {
	{ "bd-re", PROFILE_BD_RE, true, "BDW", BD_LAYER, RECORDABLE },
	{ "bd-r", PROFILE_BD_R, false, "BDR", BD_LAYER, RECORDABLE },
	{ "bd-rom", PROFILE_BD_ROM, false, "BDO", BD_LAYER, PRESSED },
	{ "dvd-rom", PROFILE_DVD_ROM, false, "", DVD_LAYER, PRESSED },
};

const struct medium *medium_find(const char *name)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		if (!strcmp(media[i].name, name))
			return &media[i];
	}
	return NULL;
}
