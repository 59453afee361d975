// SPDX-License-Identifier: GPL-2.0-or-later
/* ReadFile() and positions. The made-up disc has one line of text. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "suites.h"

static DWORD read_some(HANDLE file, void *to, DWORD len, DWORD *got)
{
	*got = 4711;
	return ReadFile(file, to, len, got, NULL) ? 0 : GetLastError();
}

SUITE(read_file)
{
	HANDLE file, nothing;
	char text[32] = "";
	LARGE_INTEGER size, to, at;
	LONG high;
	DWORD got;

	fake_text("/mnt/file", "0123456789");
	file = must_open("/mnt/file", GENERIC_READ);
	nothing = must_open("/mnt/file", 0);
	ok(GetFileSizeEx(file, &size) && size.QuadPart == 10, "the size");
	is(read_some(file, text, 4, &got), 0, "four bytes");
	ok(got == 4 && !memcmp(text, "0123", 4), "from the beginning");
	is(read_some(file, text, 32, &got), 0, "more than there are");
	ok(got == 6 && !memcmp(text, "456789", 6), "the rest");
	is(read_some(file, text, 4, &got), 0, "at the end");
	is(got, 0, "nothing, and no error");
	is(SetFilePointer(file, 3, NULL, FILE_BEGIN), 3, "to the third byte");
	is(SetFilePointer(file, -1, NULL, FILE_CURRENT), 2, "one back");
	high = -1;
	is(SetFilePointer(file, -2, &high, FILE_END), 8, "two from the end");
	is(high, 0, "the higher half");
	is(read_some(file, text, 4, &got), 0, "from there");
	ok(got == 2 && !memcmp(text, "89", 2), "the last two");
	is(SetFilePointer(file, -1, NULL, FILE_BEGIN), INVALID_SET_FILE_POINTER,
	   "before the beginning");
	is(GetLastError(), 131, "ERROR_NEGATIVE_SEEK");
	is(SetFilePointer(file, 0, NULL, 3), INVALID_SET_FILE_POINTER,
	   "an unknown method");
	is(GetLastError(), 87, "ERROR_INVALID_PARAMETER");
	high = 1;
	is(SetFilePointer(file, -1, &high, FILE_BEGIN), 0xFFFFFFFF,
	   "the position 1FFFFFFFFh");
	is(GetLastError(), 0, "is no error");
	is(high, 1, "its higher half");
	to.QuadPart = INT64_MAX;
	ok(!SetFilePointerEx(file, to, &at, FILE_CURRENT) &&
	   GetLastError() == 87, "too far");
	to.QuadPart = 5;
	ok(SetFilePointerEx(file, to, &at, FILE_BEGIN) && at.QuadPart == 5,
	   "SetFilePointerEx");
	ok(SetFilePointerEx(file, to, NULL, FILE_BEGIN), "without a result");
	is(read_some(nothing, text, 4, &got), 5, "without GENERIC_READ");
	is(read_some(NULL, text, 4, &got), 6, "without a handle");
}

SUITE(positions)
{
	LARGE_INTEGER zero = { .QuadPart = 0 }, at;
	int wrong = 0;

	/* Once around the table of handles, and on. */
	for (int i = 0; i < 1100; i++) {
		HANDLE file = open_with("/mnt/file", GENERIC_READ);

		if (!SetFilePointerEx(file, zero, &at, FILE_CURRENT) || at.QuadPart)
			wrong++;
		SetFilePointer(file, 5, NULL, FILE_BEGIN);
		CloseHandle(file);
	}
	is(wrong, 0, "a new handle begins at 0");
}

static atomic_uint sum, readers;

/* The first reader lets another one begin. */
static void read_slowly(void)
{
	static atomic_bool never;

	if (!readers++)
		give_time(&never);
}

static void *read_thread(void *file)
{
	char byte;
	DWORD got;

	while (ReadFile(file, &byte, 1, &got, NULL) && got)
		sum += 1;
	return NULL;
}

/* Threads that read one handle get each byte once. */
SUITE(read_threads)
{
	pthread_t threads[4];
	char text[201];
	HANDLE file;

	memset(text, 'x', 200);
	text[200] = 0;
	fake_text("/mnt/file", text);
	file = must_open("/mnt/file", GENERIC_READ);
	readers = 0;
	sum = 0;
	fake_in_read = read_slowly;
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, read_thread, file);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	is(sum, 200, "four threads read 200 bytes");
}

SUITE(read_drive)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	OVERLAPPED overlapped = { .Offset = 2048, .hEvent = event };
	char sector[2048] = "";
	LARGE_INTEGER size;
	DWORD got;

	fake_text("/dev/sr0", "a sector");
	fake_node("/dev/sr0", 0xB00, FAKE_RW | FAKE_BLOCK);
	is(read_some(drive, sector, 100, &got), 87, "less than a sector");
	is(got, 0, "no bytes");
	is(read_some(drive, sector, 2048, &got), 0, "a sector");
	SetFilePointer(drive, 100, NULL, FILE_BEGIN);
	is(read_some(drive, sector, 2048, &got), 87, "not where one begins");
	ok(!GetFileSizeEx(drive, &size) && GetLastError() == 1,
	   "a drive has no size");
	is(SetFilePointer(drive, 0, NULL, FILE_END), INVALID_SET_FILE_POINTER,
	   "and no end");
	is(GetLastError(), 1, "ERROR_INVALID_FUNCTION");
	ok(!ReadFile(drive, sector, 2048, &got, &overlapped) &&
	   GetLastError() == 38, "the end, with OVERLAPPED: ERROR_HANDLE_EOF");
	is(overlapped.Internal, 0xC0000011, "STATUS_END_OF_FILE");
	is(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "the event is set");
	is(read_some(event, sector, 2048, &got), 6, "an event can't be read");
	is(SetFilePointer(event, 0, NULL, FILE_BEGIN), INVALID_SET_FILE_POINTER,
	   "nor has it a position");
	CloseHandle(event);
}
