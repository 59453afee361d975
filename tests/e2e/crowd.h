/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that start sessions on a drive, many at once. */
#ifndef E2E_CROWD_H
#define E2E_CROWD_H

#include <stdbool.h>

#include "../fixture/fixture.h"

#define CROWD_ROUNDS	25

struct crowd {
	struct drive *drive;
	bool disturbed;		/* a program changes discs meanwhile */
};

/*
 * One round: a session with a refused step in it, and the block's size. Returns
 * whether it got a session.
 */
unsigned int crowd_round(const struct crowd *crowd, int fd);
/* CROWD_ROUNDS of them; tells how many sessions it got. */
void crowd_program(int tell, void *arg);

#endif /* E2E_CROWD_H */
