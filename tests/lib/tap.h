/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results as TAP lines: `ok N - name` or `not ok N - name`. A test program ends
 * with `return tap_done();`: the exit code is 1 after any failure, or if the program
 * has made no check. Any thread may call these functions.
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* Reports one check under a printf-like name; returns @good. */
bool ok(bool good, const char *name, ...)
	__attribute__((format(printf, 2, 3)));
/* Checks that two numbers are equal; shows both if they are not. */
bool is(long long got, long long want, const char *name, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for @len bytes. */
bool ok_bytes(const void *got, const void *want, size_t len, const char *name);
/* Skips the check @name, for this reason. */
void tap_skip(const char *name, const char *why);
/* Prints the plan before the first check, if it is known. */
void tap_plan(unsigned int count);
/* Prints the plan if it is not printed yet; returns the exit code. */
int tap_done(void);

#endif /* TAP_H */
