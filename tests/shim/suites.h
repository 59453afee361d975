/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suites of shim-test, and what they share. */
#ifndef SUITES_H
#define SUITES_H

#include <windows.h>

#include "../lib/tap.h"
#include "fake.h"

/* A suite: SUITE(names) { ... }. A new file with one is part of shim-test. */
struct suite {
	const char *name;
	void (*run)(void);
	struct suite *next;
};

#define SUITE(title)							\
	static void suite_##title(void);				\
	__attribute__((constructor)) static void register_##title(void)	\
	{								\
		static struct suite suite = { #title, suite_##title, NULL }; \
									\
		suite_register(&suite);					\
	}								\
	static void suite_##title(void)

void suite_register(struct suite *suite);

/* One drive D: at /dev/aacs0, and everything else forgotten. */
void one_drive(void);
/* CreateFileA() with OPEN_EXISTING. */
HANDLE open_with(const char *name, DWORD access);
/* The same; ends the program when it fails. */
HANDLE must_open(const char *name, DWORD access);

#endif /* SUITES_H */
