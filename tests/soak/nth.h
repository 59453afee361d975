/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The n-th allocation of a system call fails, for every n there is:
 *
 *	struct nth nth = nth_begin("open");
 *	while (nth_next(&nth)) {
 *		nth_arm(&nth);
 *		...
 *		nth_disarm(&nth);
 *	}
 *	nth_end(&nth, ...);
 *
 * The kernel counts what this thread allocates, kmemleak's and the stack
 * depot's needs among it, so not every failure is one for the system call, and
 * the n-th is not the same one each time: a single pass has missed some, so
 * there are several. With FAULT_INJECTION_USERCOPY it counts what is copied from
 * and to the caller too.
 */
#ifndef SOAK_NTH_H
#define SOAK_NTH_H

#include "soak.h"

struct nth {
	const char *what;
	unsigned int n;		/* the one that fails */
	unsigned int tried;
	unsigned int failed;	/* of the system calls: the case counts it */
	bool through;		/* there was no n-th one any more */
	unsigned int passes;	/* still to come */
	struct progress progress;
};

/* Skips the case where the kernel can't make allocations fail. */
struct nth nth_begin(const char *what);
bool nth_next(struct nth *nth);
void nth_arm(const struct nth *nth);
void nth_disarm(struct nth *nth);
/* Does it count those copies too? */
bool nth_copies_fail(void);
/* Counts a call that has failed; fails the case when it was for another reason. */
void nth_failed(struct nth *nth, int error);
/* Looks for lost memory; says how many there were. @more: for the figures. */
void nth_end(const struct nth *nth, const char *more);

#endif /* SOAK_NTH_H */
