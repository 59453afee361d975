/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results as TAP lines: `ok N - name` or `not ok N - name`. A test program ends
 * with `return tap_done();`, whose exit code is 1 after any failure, or when
 * not one check was made.
 */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

static int tap_checks, tap_failures;

/* Reports one check under a printf-like name; returns @good. */
__attribute__((format(printf, 2, 3)))
static bool ok(bool good, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	printf("%sok %d - ", good ? "" : "not ", ++tap_checks);
	vprintf(name, args);
	putchar('\n');
	va_end(args);
	if (!good)
		tap_failures++;
	return good;
}

static inline void tap_bytes(const char *label, const void *data, size_t len)
{
	const unsigned char *byte = data;

	printf("#   %s ", label);
	while (len--)
		printf("%02x", *byte++);
	putchar('\n');
}

/* The two are equal; shows both when they are not. */
static inline bool ok_bytes(const void *got, const void *want, size_t len,
			    const char *name)
{
	if (ok(!memcmp(got, want, len), "%s", name))
		return true;
	tap_bytes("got ", got, len);
	tap_bytes("want", want, len);
	return false;
}

static inline bool ok_int(long long got, long long want, const char *name)
{
	if (ok(got == want, "%s", name))
		return true;
	printf("#   got %lld want %lld\n", got, want);
	return false;
}

/* Sense data; shows both as key/asc/ascq when they differ. */
#define ok_sense(got, want, name) \
	do { \
		struct sense sense_got = (got), sense_want = (want); \
		if (!ok(sense_equal(sense_got, sense_want), "%s", name)) \
			printf("#   got %x/%02x/%02x want %x/%02x/%02x\n", \
			       sense_got.key, sense_got.asc, sense_got.ascq, \
			       sense_want.key, sense_want.asc, sense_want.ascq); \
	} while (0)

/* The plan, and the exit code. */
static inline int tap_done(void)
{
	printf("1..%d\n", tap_checks);
	if (fflush(stdout))
		return 1;
	return !tap_checks || tap_failures;
}

#endif /* UNIT_TAP_H */
