/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random input for the drive, from the numbers of a seed. Each kind of input has a
 * file. A sanitizer ends the program at a fault in memory; what the drive answers
 * is counted here.
 */
#ifndef TEST_HOSTILE_H
#define TEST_HOSTILE_H

#include <stddef.h>

#include "../../vdrive/queue.h"
#include "../fuzz/prng.h"
#include "../unit/fixture.h"

/* Text with a 0 at its end, in memory of just its size. */
struct text {
	char *data;
	size_t len;	/* without the 0 */
};

/* hostile-commands.c */
struct commands_seen {
	unsigned long given, answered, good;
	unsigned long too_much;		/* more bytes moved than offered */
	unsigned long despite_error;	/* bytes moved, and sense data */
};

extern struct commands_seen commands_seen;

/* Makes @count commands, and between them resets, aborts and AACS-Auth. */
void hostile_commands(struct prng *prng, struct queue *queue, unsigned int count);
/* Waits for no fault; has all commands answered. */
void hostile_commands_end(struct queue *queue);

/* hostile-control.c */
struct control_seen {
	unsigned long done, refused, stop;
	unsigned long wrong;		/* malformed answers */
};

extern struct control_seen control_seen;

/* The names that words can say, in the working directory. */
void hostile_control_images(void);
void hostile_control(struct prng *prng, struct drive *drive, unsigned int count);

/* hostile-sidecar.c */
struct sidecars_seen {
	unsigned long valid, malformed;
	unsigned long no_line;		/* malformed, but in a line that is not there */
	unsigned long failed;		/* any other error */
	unsigned long other;		/* read back as another one */
};

extern struct sidecars_seen sidecars_seen;

/* A valid file. The caller frees ->data. */
struct text hostile_sidecar(struct prng *prng);
void hostile_sidecars(struct prng *prng, unsigned int count);

#endif /* TEST_HOSTILE_H */
