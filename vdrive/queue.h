/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands between the ring and the drive: carried out as they come, but for
 * those that a fault changes or holds back, and those that the host aborts.
 */
#ifndef VDRIVE_QUEUE_H
#define VDRIVE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "drive.h"
#include "ring.h"

struct queue {
	struct drive *drive;
	struct ring *ring;
	unsigned int timeout;	/* s; the kernel's for a command; 0: none */
	struct request *held;	/* soonest first */
	bool starved;		/* of memory for a request */
};

/* Serves all that is in the ring, and the held commands that are due. */
void queue_serve(struct queue *queue);
/* How long there is nothing to do but for the ring: ms for poll(2). */
int queue_wait(const struct queue *queue);
/* From now on no command is held for longer than @ms. */
void queue_hurry(struct queue *queue, int64_t ms);

#endif /* VDRIVE_QUEUE_H */
