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

/* Everything at one drive: /dev/srN is opened, replaced and closed meanwhile. */
static void *mixed_worker(void *number)
{
	static const DWORD requests[] = {
		IOCTL_STORAGE_CHECK_VERIFY, FSCTL_LOCK_VOLUME,
		IOCTL_STORAGE_EJECT_MEDIA, FSCTL_UNLOCK_VOLUME,
		IOCTL_AACS_START_SESSION, FSCTL_DISMOUNT_VOLUME,
	};
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

	for (size_t i = 0; i < ROUNDS; i++) {
		OVERLAPPED overlapped = { .hEvent = event };
		HANDLE handle = open_with(DRIVE, GENERIC_READ);
		DWORD code = requests[(i + (uintptr_t)number) %
				      ARRAY_SIZE(requests)];
		DWORD error = 0, got;
		ULONG out;

		if (!DeviceIoControl(handle, code, NULL, 0, &out, sizeof(out),
				     &got, &overlapped))
			error = GetLastError();
		/* Only a lock may be refused: another thread has it. */
		if (error && !(error == 5 && code == FSCTL_LOCK_VOLUME) &&
		    !(error == 158 && code == FSCTL_UNLOCK_VOLUME))
			mistakes++;
		if (WaitForSingleObject(event, INFINITE) != WAIT_OBJECT_0 ||
		    !CloseHandle(handle))
			mistakes++;
	}
	CloseHandle(event);
	return NULL;
}

SUITE(threads_mixed)
{
	pthread_t threads[THREADS];

	mistakes = 0;
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mixed_worker, (void *)i);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	is(mistakes, 0, "%d threads with all kinds of requests on a drive",
	   THREADS);
	is(fake_open_files(), 0, "leave nothing open");
}

/* One event, set for each of the waiting threads. */
static void *waiter(void *event)
{
	return (void *)(uintptr_t)WaitForSingleObject(event, INFINITE);
}

SUITE(auto_reset)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
	pthread_t threads[THREADS];
	unsigned int woken = 0;
	void *result;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, waiter, event);
	for (int i = 0; i < THREADS; i++) {
		SetEvent(event);
		/* Until one of them has taken it. */
		while (WaitForSingleObject(event, 0) == WAIT_OBJECT_0)
			SetEvent(event);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		woken += (uintptr_t)result == WAIT_OBJECT_0;
	}
	is(woken, THREADS, "an event wakes a thread each time that it is set");
	CloseHandle(event);
}
