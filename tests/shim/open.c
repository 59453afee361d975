// SPDX-License-Identifier: GPL-2.0-or-later
/* CreateFile and CloseHandle: what opens, and which error otherwise. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "suites.h"

static void fails(const char *name, DWORD access, DWORD disposition,
		  DWORD flags, DWORD error, const char *what)
{
	HANDLE handle;

	SetLastError(4711);
	handle = CreateFileA(name, access, 0, NULL, disposition, flags, NULL);
	ok(handle == INVALID_HANDLE_VALUE, "%s: no handle", what);
	is(GetLastError(), error, "%s: the error", what);
}

static void test_errors(void)
{
	static const struct {
		int err;
		DWORD win32;
	} errors[] = {
		{ -ENOENT, 2 }, { -ENXIO, 2 }, { -ENODEV, 2 }, { -ENOTDIR, 3 },
		{ -EACCES, 5 }, { -EPERM, 5 }, { -EMFILE, 4 }, { -ENFILE, 4 },
		{ -ENOMEM, 8 }, { -EIO, 31 },
	};
	const char *d = "\\\\.\\D:";
	size_t i;

	one_drive();
	fails(NULL, GENERIC_READ, OPEN_EXISTING, 0, 3, "NULL name");
	fails("", GENERIC_READ, OPEN_EXISTING, 0, 3, "empty name");
	fails("\\\\.\\E:", GENERIC_READ, OPEN_EXISTING, 0, 2, "second drive");
	fails("\\\\.\\C:", GENERIC_READ, OPEN_EXISTING, 0, 2, "drive C:");
	fails("\\\\.\\CdRom1", GENERIC_READ, OPEN_EXISTING, 0, 2, "CdRom1");
	fails("\\\\.\\D:\\", GENERIC_READ, OPEN_EXISTING, 0, 2, "root of D:");
	fails("\\\\.\\Tape0", GENERIC_READ, OPEN_EXISTING, 0, 2, "a tape");
	fails(d, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, 50,
	      "FILE_FLAG_OVERLAPPED");
	fails(d, GENERIC_READ, CREATE_NEW, 0, 80, "CREATE_NEW");
	fails(d, GENERIC_READ, CREATE_ALWAYS, 0, 5, "CREATE_ALWAYS");
	fails(d, GENERIC_READ, TRUNCATE_EXISTING, 0, 5, "TRUNCATE_EXISTING");
	fails(d, GENERIC_READ, 0, 0, 87, "disposition 0");
	fails(d, GENERIC_READ, 6, 0, 87, "disposition 6");
	is(fake_opens(), 0, "none of these opened anything");

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		fake_open_fails("/dev/aacs0", errors[i].err);
		fails(d, GENERIC_READ, OPEN_EXISTING, 0, errors[i].win32,
		      strerrorname_np(-errors[i].err));
	}
	fake_node("/dev/aacs0", 0, FAKE_RW | FAKE_REGULAR);
	fails(d, GENERIC_READ, OPEN_EXISTING, 0, 2, "a node that is a file");
	is(fake_open_files(), 0, "nothing open after the errors");
}

static void test_permissions(void)
{
	HANDLE handle;

	fake_reset();
	fake_node("/dev/aacs0", 0x1000, FAKE_R | FAKE_DEVICE);
	fails("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, 0, 5,
	      "writing to a node that may be read");
	is(fake_open_files(), 0, "nothing open after it");
	handle = must_open("\\\\.\\D:", GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDONLY,
	   "a node that may be read is opened for reading");
	fails("\\\\.\\D:", GENERIC_WRITE, OPEN_EXISTING, 0, 5,
	      "writing, while it is open for reading");
	CloseHandle(handle);

	one_drive();
	handle = must_open("\\\\.\\D:", GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDWR,
	   "a node that may be written is opened for both");
	CloseHandle(handle);
}

static void test_wide(void)
{
	static const WCHAR name[] = {
		'\\', '\\', '.', '\\', 'd', ':', 0,
	};
	static const WCHAR broken[] = { 0xD800, 0 };
	WCHAR longest[5000];
	HANDLE handle;
	size_t i;

	one_drive();
	handle = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
			     NULL);
	ok(handle != INVALID_HANDLE_VALUE, "CreateFileW opens \\\\.\\d:");
	CloseHandle(handle);
	handle = CreateFileW(NULL, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
			     NULL);
	ok(handle == INVALID_HANDLE_VALUE && GetLastError() == 3,
	   "CreateFileW of NULL");
	handle = CreateFileW(broken, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
			     NULL);
	ok(handle == INVALID_HANDLE_VALUE && GetLastError() == 123,
	   "CreateFileW of half a surrogate pair");
	for (i = 0; i < 4999; i++)
		longest[i] = 'a';
	longest[i] = 0;
	handle = CreateFileW(longest, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
			     NULL);
	ok(handle == INVALID_HANDLE_VALUE && GetLastError() == 206,
	   "CreateFileW of a name that is too long");
}

static void test_files(void)
{
	static const char *const names[] = {
		"file", "./file", "../a file", "/mnt/my disc/a file ", " ",
		"/mnt/\xC3\xA4", "D:", "D:\\file",
	};
	HANDLE handle;
	size_t i;

	fake_reset();
	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	fake_node("/mnt/dir", 0, FAKE_R);
	handle = must_open("/mnt/file", GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDONLY,
	   "a file is opened as asked for");
	CloseHandle(handle);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		fake_node(names[i], 0, FAKE_R | FAKE_REGULAR);
		handle = open_with(names[i], GENERIC_READ);
		ok(handle != INVALID_HANDLE_VALUE, "the file '%s'", names[i]);
		CloseHandle(handle);
	}
	fails("/mnt/dir", GENERIC_READ, OPEN_EXISTING, 0, 5, "a directory");
	fails("/mnt/none", GENERIC_READ, OPEN_EXISTING, 0, 2, "no such file");
	fails("/mnt/file", GENERIC_WRITE, OPEN_EXISTING, 0, 5,
	      "a file that may not be written");
	fails("/mnt/new", GENERIC_READ, CREATE_NEW, 0, 50, "a new file");
}

static void test_handles(void)
{
	HANDLE first, second;
	int i;

	one_drive();
	first = must_open("\\\\.\\D:", GENERIC_READ);
	is(GetLastError(), 0, "success leaves no error behind");
	ok((uintptr_t)first > 0xFFF && (uintptr_t)first <= 0xFFFFFFFC &&
	   !((uintptr_t)first & 3), "a handle is no descriptor");
	ok(CloseHandle(first), "closing it");
	SetLastError(0);
	ok(!CloseHandle(first) && GetLastError() == 6, "closing it twice");
	ok(!CloseHandle(NULL) && GetLastError() == 6, "closing NULL");
	ok(!CloseHandle((HANDLE)(uintptr_t)FAKE_FD) && GetLastError() == 6,
	   "closing a descriptor");
	ok(CloseHandle(INVALID_HANDLE_VALUE),
	   "closing INVALID_HANDLE_VALUE succeeds, as on Windows");

	/* Once around the table and on: the old value must stay invalid. */
	for (i = 0; i < 2500; i++) {
		second = must_open("\\\\.\\D:", GENERIC_READ);
		if (second == first || CloseHandle(first))
			break;
		CloseHandle(second);
	}
	is(i, 2500, "the value of a closed handle does not come back soon");

	second = CreateFileA("\\\\.\\D:", GENERIC_READ, 0, NULL, OPEN_ALWAYS,
			     0, NULL);
	ok(second != INVALID_HANDLE_VALUE && GetLastError() == 183,
	   "OPEN_ALWAYS says that the drive was there");
	CloseHandle(second);
}

static void test_exhaustion(void)
{
	static HANDLE handles[1024];
	size_t i;

	one_drive();
	for (i = 0; i < 1024; i++)
		handles[i] = must_open("\\\\.\\D:", GENERIC_READ);
	ok(open_with("\\\\.\\D:", GENERIC_READ) == INVALID_HANDLE_VALUE &&
	   GetLastError() == 4, "handle 1025 is refused");
	is(fake_open_files(), 1, "1024 handles on one drive are one file");
	for (i = 0; i < 1024; i++)
		CloseHandle(handles[i]);
	is(fake_open_files(), 0, "and it is closed with the last of them");
}

SUITE(open)
{
	test_errors();
	test_permissions();
	test_wide();
	test_files();
	test_handles();
	test_exhaustion();
}
