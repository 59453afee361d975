// SPDX-License-Identifier: GPL-2.0-or-later
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int checks, failures;
static bool planned;

static bool report(bool good, const char *name, va_list args)
{
	pthread_mutex_lock(&lock);
	printf("%sok %u - ", good ? "" : "not ", ++checks);
	vprintf(name, args);
	putchar('\n');
	fflush(stdout);
	failures += !good;
	pthread_mutex_unlock(&lock);
	return good;
}

bool ok(bool good, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	report(good, name, args);
	va_end(args);
	return good;
}

bool is(long long got, long long want, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	report(got == want, name, args);
	va_end(args);
	if (got != want)
		printf("#   got %lld (%#llx) want %lld (%#llx)\n", got, got,
		       want, want);
	return got == want;
}

static void show_bytes(const char *label, const unsigned char *byte, size_t len)
{
	printf("#   %s ", label);
	while (len--)
		printf("%02x", *byte++);
	putchar('\n');
}

bool ok_bytes(const void *got, const void *want, size_t len, const char *name)
{
	if (ok(!memcmp(got, want, len), "%s", name))
		return true;
	show_bytes("got ", got, len);
	show_bytes("want", want, len);
	return false;
}

void tap_skip(const char *name, const char *why)
{
	ok(true, "%s # SKIP %s", name, why);
}

void tap_plan(unsigned int count)
{
	printf("1..%u\n", count);
	planned = true;
}

int tap_done(void)
{
	if (!planned)
		tap_plan(checks);
	return fflush(stdout) || failures || !checks;
}
