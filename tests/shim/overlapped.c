// SPDX-License-Identifier: GPL-2.0-or-later
/* OVERLAPPED and events. */
#include <errno.h>
#include <pthread.h>

#include "suites.h"

static ULONG id;

static BOOL start(HANDLE handle, OVERLAPPED *overlapped, DWORD *got)
{
	return DeviceIoControl(handle, IOCTL_AACS_START_SESSION, NULL, 0, &id,
			       sizeof(id), got, overlapped);
}

static HANDLE watched;
static DWORD meanwhile;

static void look_at_event(void)
{
	meanwhile = WaitForSingleObject(watched, 0);
}

SUITE(overlapped)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);
	OVERLAPPED overlapped = { .Internal = 1, .hEvent = event };
	struct fake_answer answer = { .information = 4 };
	DWORD got = 99;

	fake_answer(&answer);
	ok(start(drive, &overlapped, &got), "a request is done at once");
	is(got, 4, "the bytes returned");
	is(overlapped.Internal, 0, "Internal is STATUS_SUCCESS");
	is(overlapped.InternalHigh, 4, "InternalHigh are the bytes");
	is(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "the event is set");
	ok(HasOverlappedIoCompleted(&overlapped), "HasOverlappedIoCompleted");
	got = 99;
	ok(GetOverlappedResult(drive, &overlapped, &got, FALSE),
	   "GetOverlappedResult");
	is(got, 4, "and its bytes");
	ok(start(drive, &overlapped, NULL), "lpBytesReturned may be NULL");

	answer = (struct fake_answer) {
		.err = -EIO, .status = SR_AACS_STATUS_CSS_KEY_NOT_PRESENT,
		.information = 7,
	};
	fake_answer(&answer);
	ok(!start(drive, &overlapped, &got) && GetLastError() == 0x80030307,
	   "a request fails");
	is(overlapped.Internal, 0xC0000307, "Internal is its NTSTATUS");
	is(overlapped.InternalHigh, 0, "no bytes");
	SetLastError(0);
	ok(!GetOverlappedResult(drive, &overlapped, &got, TRUE) &&
	   GetLastError() == 0x80030307, "GetOverlappedResult tells its error");
	overlapped.hEvent = (HANDLE)((uintptr_t)event | 1);
	ResetEvent(event);
	start(drive, &overlapped, &got);
	is(WaitForSingleObject(event, 0), WAIT_OBJECT_0,
	   "the lowest bit of hEvent has no effect");
	ok(!GetOverlappedResult(drive, NULL, &got, TRUE) && GetLastError() == 87,
	   "GetOverlappedResult without OVERLAPPED");
	watched = event;
	fake_in_ioctl = look_at_event;
	start(drive, &overlapped, &got);
	fake_in_ioctl = NULL;
	is(meanwhile, WAIT_TIMEOUT, "the event is reset while a request is under way");
	overlapped.Internal = STATUS_PENDING;
	overlapped.hEvent = NULL;
	ok(!GetOverlappedResult(drive, &overlapped, &got, FALSE) &&
	   GetLastError() == 996, "one that is not done: ERROR_IO_INCOMPLETE");
	CloseHandle(event);
}

/* Each error of a request comes back out of Internal. */
SUITE(overlapped_errors)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	OVERLAPPED overlapped = { .hEvent = NULL };
	static const DWORD codes[] = {
		0x00090018,	/* locks */
		0x00090018,	/* is locked: 5 */
		0x2D4804,	/* no input: 24 */
		0x2D1080,	/* no output: 122 */
		0x12345678,	/* no such request: 1 */
		0x4D014,	/* no structure: 87 */
	};
	DWORD got;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		DWORD error = 0, again = 0;

		if (!DeviceIoControl(drive, codes[i], NULL, 0, NULL, 0, &got,
				     &overlapped))
			error = GetLastError();
		if (!GetOverlappedResult(drive, &overlapped, &got, FALSE))
			again = GetLastError();
		is(again, error, "request %08X: error %u", codes[i], error);
		is(error != 0, i != 0, "request %08X fails", codes[i]);
	}
}

static atomic_bool has_result;

static void *wait_for_result(void *overlapped)
{
	DWORD got = 99, error = 0;

	if (!GetOverlappedResult(NULL, overlapped, &got, TRUE))
		error = GetLastError();
	has_result = true;
	return (void *)(uintptr_t)(error || got == 4 ? error : 1);
}

static OVERLAPPED shared;
static pthread_t result_thread;

static void start_waiting(void)
{
	pthread_create(&result_thread, NULL, wait_for_result, &shared);
	give_time(&has_result);
}

/* Another thread waits for the result; there is no event. */
SUITE(overlapped_wait)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	struct fake_answer answer = { .information = 4 };
	void *result;

	fake_answer(&answer);
	fake_in_ioctl = start_waiting;
	start(drive, &shared, NULL);
	pthread_join(result_thread, &result);
	is((uintptr_t)result, 0, "GetOverlappedResult waits without an event");
}

static void *set(void *event)
{
	SetEvent(event);
	return NULL;
}

SUITE(events)
{
	HANDLE manual = CreateEventW(NULL, TRUE, FALSE, NULL);
	HANDLE automatic = CreateEventA(NULL, FALSE, TRUE, NULL);
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	pthread_t thread;
	DWORD got;

	ok(manual && automatic && manual != automatic, "two events");
	is(WaitForSingleObject(manual, 0), WAIT_TIMEOUT, "one that is not set");
	is(WaitForSingleObject(manual, 20), WAIT_TIMEOUT, "nor is after 20 ms");
	is(WaitForSingleObject(automatic, 0), WAIT_OBJECT_0, "one that is set");
	is(WaitForSingleObject(automatic, 0), WAIT_TIMEOUT,
	   "waiting resets an auto-reset event");
	ok(SetEvent(manual), "SetEvent");
	is(WaitForSingleObject(manual, INFINITE), WAIT_OBJECT_0,
	   "a manual-reset event");
	is(WaitForSingleObject(manual, INFINITE), WAIT_OBJECT_0, "stays set");
	ok(ResetEvent(manual), "ResetEvent");
	is(WaitForSingleObject(manual, 0), WAIT_TIMEOUT, "resets it");
	pthread_create(&thread, NULL, set, manual);
	is(WaitForSingleObject(manual, INFINITE), WAIT_OBJECT_0,
	   "another thread sets it");
	pthread_join(thread, NULL);

	is(WaitForSingleObject(drive, 0), WAIT_OBJECT_0,
	   "a drive's handle is set: its requests are done");
	ok(!SetEvent(drive) && GetLastError() == 6, "but it is no event");
	is(request(manual, IOCTL_AACS_START_SESSION, NULL, 0, NULL, 0, &got), 5,
	   "an event is no drive");
	ok(!CreateEventA(NULL, TRUE, FALSE, "name") && GetLastError() == 50,
	   "no event has a name");
	CloseHandle(manual);
	CloseHandle(automatic);
	is(WaitForSingleObject(manual, 0), WAIT_FAILED, "a closed one");
	is(GetLastError(), 6, "has an invalid handle");
}
