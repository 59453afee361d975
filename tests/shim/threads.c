// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors per thread; many threads at once (also run with ThreadSanitizer). */
#include <pthread.h>
#include <stdatomic.h>

#include "suites.h"

#define THREADS	8
#define ROUNDS	500

static void *other_thread(void *unused)
{
	DWORD first = GetLastError();

	SetLastError(2);
	return (void *)(uintptr_t)(first << 8 | GetLastError());
}

SUITE(last_error)
{
	pthread_t thread;
	void *result;

	SetLastError(1);
	pthread_create(&thread, NULL, other_thread, NULL);
	pthread_join(thread, &result);
	is((uintptr_t)result, 2, "a thread begins with no error, has its own");
	is(GetLastError(), 1, "and leaves other threads' alone");
}

static atomic_uint mistakes;

static void *worker(void *argument)
{
	const char *drive = argument;

	for (int i = 0; i < ROUNDS; i++) {
		HANDLE a = open_with(drive, GENERIC_READ);
		HANDLE b = open_with(drive, GENERIC_READ);

		if (a == INVALID_HANDLE_VALUE || b == INVALID_HANDLE_VALUE ||
		    a == b)
			mistakes++;
		if (!start_session(a) || !CloseHandle(a) || CloseHandle(a))
			mistakes++;
		if (!start_session(b) || !CloseHandle(b))
			mistakes++;
	}
	return NULL;
}

SUITE(threads)
{
	static char *const drives[] = { DRIVE, "\\\\.\\CdRom1" };
	pthread_t threads[THREADS];

	fake_node("/dev/aacs1", 0x1001, FAKE_RW | FAKE_DEVICE);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, worker, drives[i % 2]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	is(mistakes, 0, "%d threads on two drives", THREADS);
	is(fake_ioctls(), 2 * THREADS * ROUNDS, "all requests arrived");
}
