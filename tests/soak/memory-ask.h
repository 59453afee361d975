/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request with all that it takes to succeed, made while memory fails. */
#ifndef SOAK_MEMORY_ASK_H
#define SOAK_MEMORY_ASK_H

#include "nth.h"

/* Of the extent of one sector that a nonce is asked for, without a file. */
#define NONCE_LBA	77

/* How far the authentication must have got before. */
enum stage {
	NO_SESSION, GRANTED, HOST_CERTIFIED, DRIVE_CERTIFIED, KEY_READ,
	AUTHENTICATED,
};

struct ask {
	const char *name;
	uint32_t code;
	enum stage stage;
	bool spends;	/* the session is over when it has worked */
	bool never;	/* must not need memory */
};

/*
 * One try with nth->n: whichever allocation fails, the session is as it was and the next
 * one works. @handle: the file that a nonce is asked for, ~0 for the extent;
 * @lba: where the nonce is; @allowed: statuses that it may fail with.
 */
void ask_without_memory(const struct drive *drive, struct host *host,
			const struct ask *ask, uint64_t handle, uint32_t lba,
			struct nth *nth, bool (*allowed)(uint32_t status));

#endif /* SOAK_MEMORY_ASK_H */
