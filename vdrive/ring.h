/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring of a target_core_user device: commands come out of it, answers go
 * back in any order. One thread at a time. See linux/target_core_user.h.
 */
#ifndef VDRIVE_RING_H
#define VDRIVE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

struct ring;

/* What ring_next() found. */
enum ring_event {
	RING_EMPTY,
	RING_COMMAND,	/* *rq: the caller's, until ring_answer() */
	RING_ABORT,	/* tasks are aborted: ids in *tmr */
	RING_RESET,	/* as RING_ABORT, and the unit is reset */
	RING_NO_MEMORY,	/* try again later */
};

struct ring_tmr {
	const uint16_t *ids;	/* of commands in flight; good until the next call */
	unsigned int count;
};

/*
 * Maps /dev/@uio, @size bytes. Returns NULL with errno set on failure; EPROTO
 * if the kernel's ring is of another version.
 */
struct ring *ring_open(const char *uio, size_t size);
/* @ring may be NULL. Requests that were not answered are never answered. */
void ring_close(struct ring *ring);

/* To poll for reading. */
int ring_fd(const struct ring *ring);
/* Takes note that the descriptor became readable. */
void ring_woken(struct ring *ring);
/* The next entry, without waiting. */
enum ring_event ring_next(struct ring *ring, struct request **rq,
			  struct ring_tmr *tmr);
/* Hands the answer to the kernel and frees @rq. */
void ring_answer(struct ring *ring, struct request *rq);

#endif /* VDRIVE_RING_H */
