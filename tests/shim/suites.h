/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the suites of shim-test. */
#ifndef SUITES_H
#define SUITES_H

#include <stdatomic.h>

#include <windows.h>

#include "../lib/tap.h"
#include "fake.h"

/*
 * A suite: SUITE(names) { ... }. It begins with one drive, D: at /dev/aacs0
 * and /dev/sr0, and one file, /mnt/file. A new file with a suite is part of shim-test.
 */
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

#define DRIVE	"\\\\.\\D:"

/* CreateFileA() with OPEN_EXISTING. */
HANDLE open_with(const char *name, DWORD access);
/*
 * The same; ends the program when it fails. The handle is closed after the
 * suite, unless the suite has closed it.
 */
HANDLE must_open(const char *name, DWORD access);
/* DeviceIoControl() without OVERLAPPED: 0 or the error; the bytes in *got. */
DWORD request(HANDLE handle, DWORD code, void *in, DWORD in_len, void *out,
	      DWORD out_len, DWORD *got);
/*
 * Gives another thread 50 ms; that thread sets *@done at its end. If it must wait for
 * this thread it can't set *@done, so this detects a library without the wait.
 */
void give_time(atomic_bool *done);
/* IOCTL_AACS_START_SESSION, which needs the right to read. */
BOOL start_session(HANDLE handle);

#endif /* SUITES_H */
