/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring of a target_core_user device: commands and their answers. The answers may
 * have another order. Only one thread at a time may use it. See
 * linux/target_core_user.h.
 */
#ifndef VDRIVE_RING_H
#define VDRIVE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

struct ring;

/* The results of ring_next(). */
enum ring_event {
	RING_EMPTY,
	RING_COMMAND,	/* *rq belongs to the caller until ring_answer() */
	RING_ABORT,	/* the host aborts the tasks in *tmr */
	RING_RESET,	/* the same, and the host resets the unit */
	RING_NO_MEMORY,	/* try again later */
};

struct ring_tmr {
	const uint16_t *ids;	/* in flight; valid until the next call */
	unsigned int count;
};

/*
 * Maps /dev/@uio, @size bytes. Returns NULL and sets errno on failure: EPROTO
 * if the kernel's ring has another version.
 */
struct ring *ring_open(const char *uio, size_t size);
/* @ring may be NULL. Does not answer requests that are in flight. */
void ring_close(struct ring *ring);

/* The descriptor to poll for reading. */
int ring_fd(const struct ring *ring);
/* Call it when the descriptor is readable, before ring_next(). */
void ring_woken(struct ring *ring);
/* Returns the next entry; does not wait. */
enum ring_event ring_next(struct ring *ring, struct request **rq,
			  struct ring_tmr *tmr);
/* Sends the answer to the kernel and frees @rq. */
void ring_answer(struct ring *ring, struct request *rq);

#endif /* VDRIVE_RING_H */
