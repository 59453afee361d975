/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suites of shim-test, and what they share. */
#ifndef SUITES_H
#define SUITES_H

#include <windows.h>

#include "../lib/tap.h"
#include "fake.h"

void test_abi(void);
void test_names(void);
void test_open(void);
void test_drives(void);
void test_requests(void);
void test_nonce_handle(void);
void test_status(void);
void test_sharing(void);
void test_fork(void);
void test_threads(void);

/* One drive D: at /dev/aacs0, and everything else forgotten. */
void one_drive(void);
/* CreateFileA() with OPEN_EXISTING. */
HANDLE open_with(const char *name, DWORD access);
/* The same; ends the program when it fails. */
HANDLE must_open(const char *name, DWORD access);

#endif /* SUITES_H */
