/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line "ok N - name" or "not ok N - name" for each check. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/* Prints the line; returns @passed. May be called by any thread. */
bool ok(bool passed, const char *name, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for two numbers, which are shown when they differ. */
bool is(unsigned long long got, unsigned long long expected,
	const char *name, ...) __attribute__((format(printf, 3, 4)));
/* Prints the plan; returns the program's exit status. */
int tap_done(void);

#endif /* TAP_H */
