// SPDX-License-Identifier: GPL-2.0-or-later
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int count, failed;

static bool report(bool passed, const char *name, va_list args)
{
	pthread_mutex_lock(&lock);
	printf("%sok %u - ", passed ? "" : "not ", ++count);
	vprintf(name, args);
	putchar('\n');
	fflush(stdout);
	failed += !passed;
	pthread_mutex_unlock(&lock);
	return passed;
}

bool ok(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	report(passed, name, args);
	va_end(args);
	return passed;
}

bool is(unsigned long long got, unsigned long long expected,
	const char *name, ...)
{
	va_list args;

	va_start(args, name);
	report(got == expected, name, args);
	va_end(args);
	if (got != expected)
		printf("#   got %#llx, expected %#llx\n", got, expected);
	return got == expected;
}

int tap_done(void)
{
	printf("1..%u\n", count);
	return failed || !count;
}
