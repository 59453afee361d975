// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tests of libntdvd on a made-up kernel. No device is needed.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "suites.h"

#define DEADLINE	40	/* seconds: a deadlock ends the program */

/* The sanitizers end a program that asks for too much memory, unless told not to. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return __asan_default_options();
}

static HANDLE opened[4096];
static atomic_uint opened_count;

HANDLE open_with(const char *name, DWORD access)
{
	return CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE,
			   NULL, OPEN_EXISTING, 0, NULL);
}

HANDLE must_open(const char *name, DWORD access)
{
	HANDLE handle = open_with(name, access);

	if (handle == INVALID_HANDLE_VALUE) {
		ok(false, "opening %s (error %u)", name, GetLastError());
		exit(1);
	}
	opened[opened_count++] = handle;
	return handle;
}

DWORD request(HANDLE handle, DWORD code, void *in, DWORD in_len, void *out,
	      DWORD out_len, DWORD *got)
{
	*got = 4711;
	return DeviceIoControl(handle, code, in, in_len, out, out_len, got,
			       NULL) ? 0 : GetLastError();
}

void give_time(atomic_bool *done)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	for (int i = 0; i < 50 && !*done; i++)
		nanosleep(&ms, NULL);
}

BOOL start_session(HANDLE handle)
{
	DWORD got;
	ULONG id;

	return DeviceIoControl(handle, IOCTL_AACS_START_SESSION, NULL, 0, &id,
			       sizeof(id), &got, NULL);
}

static struct suite *suites, **last = &suites;

void suite_register(struct suite *suite)
{
	*last = suite;
	last = &suite->next;
}

int main(void)
{
	alarm(DEADLINE);
	for (const struct suite *suite = suites; suite; suite = suite->next) {
		fake_reset();
		fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
		fake_node("/dev/sr0", 0xB00, FAKE_RW | FAKE_BLOCK);
		fake_node("/mnt/file", 0, FAKE_RW | FAKE_REGULAR);
		suite->run();
		while (opened_count)
			CloseHandle(opened[--opened_count]);
		is(fake_open_files(), 0, "suite %s leaves nothing open",
		   suite->name);
	}
	return tap_done();
}
