/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request that would succeed, sent while allocations fail. */
#ifndef SOAK_MEMORY_ASK_H
#define SOAK_MEMORY_ASK_H

#include "nth.h"

/* Of the extent of one sector that a nonce is asked for, without a file. */
#define NONCE_LBA	77

/* The stage that the authentication must have reached. */
enum stage {
	NO_SESSION, GRANTED, HOST_CERTIFIED, DRIVE_CERTIFIED, KEY_READ,
	AUTHENTICATED,
};

struct ask {
	const char *name;
	uint32_t code;
	enum stage stage;
	bool spends;	/* its success ends the session */
	bool never;	/* must not need memory */
};

/*
 * One try with nth->n: no matter which allocation fails, the session stays unchanged and
 * the next request works. @handle: the file for the nonce, ~0 for the extent; @lba: the
 * nonce's LBA; @allowed: statuses that the request may fail with.
 */
void ask_without_memory(const struct drive *drive, struct host *host,
			const struct ask *ask, uint64_t handle, uint32_t lba,
			struct nth *nth, bool (*allowed)(uint32_t status));

#endif /* SOAK_MEMORY_ASK_H */
