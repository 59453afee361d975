/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the n-th allocation of a system call fail, for every n:
 *
 *	struct nth nth = nth_begin("open");
 *	while (nth_next(&nth)) {
 *		nth_arm(&nth);
 *		...
 *		nth_disarm(&nth);
 *	}
 *	nth_end(&nth, ...);
 *
 * The kernel counts all allocations of this thread, also those of kmemleak and the stack
 * depot. So not every failure affects the system call, and the n-th allocation differs
 * between passes: one pass has missed some, so there are several. With
 * FAULT_INJECTION_USERCOPY it also counts copies from and to the caller.
 */
#ifndef SOAK_NTH_H
#define SOAK_NTH_H

#include "soak.h"

struct nth {
	const char *what;
	unsigned int n;		/* the one that fails */
	unsigned int tried;
	unsigned int failed;	/* of the system calls: the case counts it */
	bool through;		/* there was no n-th allocation */
	unsigned int passes;	/* still to come */
	struct progress progress;
};

/* Skips the case where the kernel can't make allocations fail. */
struct nth nth_begin(const char *what);
bool nth_next(struct nth *nth);
void nth_arm(const struct nth *nth);
void nth_disarm(struct nth *nth);
/* Does it count those copies, too? */
bool nth_copies_fail(void);
/* Counts a failed call; fails the case if the call failed for another reason. */
void nth_failed(struct nth *nth, int error);
/* Checks for leaks; prints the number of failures. @more: text for the figures. */
void nth_end(const struct nth *nth, const char *more);

#endif /* SOAK_NTH_H */
