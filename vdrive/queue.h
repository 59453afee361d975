/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands between the ring and the drive. Executes them in order, except those
 * that a fault changes or holds back and those that the host aborts.
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
	unsigned int timeout;	/* s that the kernel waits; 0: no limit */
	struct request *held;	/* soonest first */
	bool no_memory;		/* for the next request */
};

/* Serves the commands in the ring and the held commands that are due. */
void queue_serve(struct queue *queue);
/* Returns the timeout for poll(2) until the next held command is due. */
int queue_wait(const struct queue *queue);
/* Limits the remaining time of held commands to @ms. */
void queue_limit_hold(struct queue *queue, int64_t ms);

#endif /* VDRIVE_QUEUE_H */
