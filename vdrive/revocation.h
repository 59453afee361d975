/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hosts that the authority has revoked: the newest list that the drive has seen
 * in a media key block. A real drive keeps the list in flash memory, this one only
 * while it runs.
 */
#ifndef VDRIVE_REVOCATION_H
#define VDRIVE_REVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../auth/aacs-auth.h"

#define REVOCATION_MAX	4096U	/* entries that are kept */

struct revocation {
	uint32_t version;	/* of the media key block; 0: none yet */
	size_t count;
	struct revoked {
		uint64_t first, last;	/* IDs, 48 bits */
	} *entries;
};

/*
 * Takes the list of a media key block if it is newer. Returns 0; on failure keeps the
 * former list and returns a negative errno value: -EBADMSG for a block that is
 * malformed or not signed by this authority.
 */
int revocation_learn(struct revocation *list, const uint8_t *mkb, size_t len,
		     const uint8_t authority_pub[AACS_POINT_LEN]);
bool revocation_has(const struct revocation *list,
		    const uint8_t id[AACS_CERT_ID_LEN]);
void revocation_free(struct revocation *list);

#endif /* VDRIVE_REVOCATION_H */
