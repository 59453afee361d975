/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A drive that goes away and comes back while programs ask it. */
#ifndef SOAK_COME_AND_GO_H
#define SOAK_COME_AND_GO_H

#include "soak.h"

struct way {
	const char *name;
	const char *figures;
	/*
	 * The target answers with an error of the transport when its LUN is
	 * about to go, before the module is told.
	 */
	bool transport_fails;
	void (*away)(struct drive *drive);
	void (*back)(struct drive *drive);
};

void come_and_go(struct fixture *f, const struct way *this_way,
		 unsigned int rounds);

#endif /* SOAK_COME_AND_GO_H */
