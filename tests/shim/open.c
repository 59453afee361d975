// SPDX-License-Identifier: GPL-2.0-or-later
/* CreateFile and CloseHandle: names that open, and the errors of others. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "suites.h"

static void fails_with(const char *name, DWORD access, DWORD disposition,
		       DWORD flags, DWORD error, const char *what)
{
	HANDLE handle;

	SetLastError(4711);
	handle = CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			     disposition, flags, NULL);
	ok(handle == INVALID_HANDLE_VALUE, "%s: no handle", what);
	is(GetLastError(), error, "%s: the error", what);
}

static void fails(const char *name, DWORD access, DWORD error, const char *what)
{
	fails_with(name, access, OPEN_EXISTING, 0, error, what);
}

SUITE(open_errors)
{
	static const struct {
		int err;
		DWORD win32;
	} errors[] = {
		{ -ENOENT, 2 }, { -ENXIO, 2 }, { -ENODEV, 2 }, { -ENOTDIR, 3 },
		{ -EACCES, 5 }, { -EPERM, 5 }, { -EMFILE, 4 }, { -ENFILE, 4 },
		{ -ENOMEM, 8 }, { -EIO, 31 },
	};

	fails(NULL, GENERIC_READ, 3, "NULL name");
	fails("", GENERIC_READ, 3, "empty name");
	fails("\\\\.\\E:", GENERIC_READ, 2, "second drive");
	fails("\\\\.\\C:", GENERIC_READ, 2, "drive C:");
	fails("\\\\.\\CdRom1", GENERIC_READ, 2, "CdRom1");
	fails("\\\\.\\D:\\", GENERIC_READ, 5, "root of D:");
	fails("D:\\", GENERIC_READ, 5, "D:\\");
	fails("D:", GENERIC_READ, 5, "D:");
	fails("Q:\\file", GENERIC_READ, 3, "a file on no drive");
	fails("\\\\.\\Tape0", GENERIC_READ, 2, "a tape");
	fails_with(DRIVE, GENERIC_READ, CREATE_NEW, 0, 80, "CREATE_NEW");
	fails_with(DRIVE, GENERIC_READ, 0, 0, 87, "disposition 0");
	fails_with(DRIVE, GENERIC_READ, 6, 0, 87, "disposition 6");
	is(fake_opens(), 0, "none of these opened anything");

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		fake_open_fails("/dev/aacs0", errors[i].err);
		fails(DRIVE, GENERIC_READ, errors[i].win32,
		      strerror(-errors[i].err));
	}
	fake_node("/dev/aacs0", 0, FAKE_RW | FAKE_REGULAR);
	fails(DRIVE, GENERIC_READ, 2, "a node that is a file");
}

SUITE(open_readable)
{
	fake_node("/dev/aacs0", 0x1000, FAKE_R | FAKE_DEVICE);
	fails(DRIVE, GENERIC_READ | GENERIC_WRITE, 5,
	      "writing to a node that may be read");
	is(fake_open_files(), 0, "nothing open after it");
	must_open(DRIVE, GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDONLY,
	   "a node that may be read is opened for reading");
	fails(DRIVE, GENERIC_WRITE, 5, "writing, while it is open for reading");
}

SUITE(open_writable)
{
	must_open(DRIVE, GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDWR,
	   "a node that may be written is opened for both");
}

static HANDLE open_wide(const WCHAR *name)
{
	return CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
}

SUITE(open_wide)
{
	static const WCHAR name[] = { '\\', '\\', '.', '\\', 'd', ':', 0 };
	static const WCHAR broken[] = { 0xD800, 0 };
	WCHAR longest[5000];
	HANDLE handle;
	size_t i;

	handle = open_wide(name);
	ok(handle != INVALID_HANDLE_VALUE, "CreateFileW opens \\\\.\\d:");
	CloseHandle(handle);
	ok(open_wide(NULL) == INVALID_HANDLE_VALUE && GetLastError() == 3,
	   "CreateFileW of NULL");
	ok(open_wide(broken) == INVALID_HANDLE_VALUE && GetLastError() == 123,
	   "CreateFileW of half a surrogate pair");
	for (i = 0; i < 4999; i++)
		longest[i] = 'a';
	longest[i] = 0;
	ok(open_wide(longest) == INVALID_HANDLE_VALUE && GetLastError() == 206,
	   "CreateFileW of a name that is too long");
}

SUITE(open_files)
{
	static const char *const names[] = {
		"file", "./file", "../a file", "/mnt/my disc/a file ", " ",
		"/mnt/\xC3\xA4", "./D:",
	};
	HANDLE handle;

	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	fake_node("/mnt/dir", 0, FAKE_R);
	must_open("/mnt/file", GENERIC_READ);
	is(fake_flags(FAKE_FD) & O_ACCMODE, O_RDONLY,
	   "a file is opened as asked for");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		fake_node(names[i], 0, FAKE_R | FAKE_REGULAR);
		handle = open_with(names[i], GENERIC_READ);
		ok(handle != INVALID_HANDLE_VALUE, "the file '%s'", names[i]);
		CloseHandle(handle);
	}
	fails("/mnt/dir", GENERIC_READ, 5, "a directory");
	fails("/mnt/none", GENERIC_READ, 2, "no such file");
	fails("/mnt/file", GENERIC_WRITE, 5, "a file that may not be written");
	fails_with("/mnt/new", GENERIC_READ, CREATE_NEW, 0, 50, "a new file");
}

SUITE(handles)
{
	HANDLE first = must_open(DRIVE, GENERIC_READ), second;
	int i;

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
		second = must_open(DRIVE, GENERIC_READ);
		if (second == first || CloseHandle(first))
			break;
		CloseHandle(second);
	}
	is(i, 2500, "the value of a closed handle does not come back soon");
}

/* A drive exists, so it does not matter what a program wants if it does not. */
SUITE(dispositions)
{
	static const struct {
		const char *what;
		DWORD disposition, flags, error;
	} rows[] = {
		{ "OPEN_EXISTING", OPEN_EXISTING, 0, 0 },
		{ "OPEN_ALWAYS", OPEN_ALWAYS, 0, 183 },
		{ "CREATE_ALWAYS", CREATE_ALWAYS, 0, 183 },
		{ "TRUNCATE_EXISTING", TRUNCATE_EXISTING, 0, 0 },
		{ "FILE_FLAG_OVERLAPPED", OPEN_EXISTING, FILE_FLAG_OVERLAPPED, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		HANDLE handle;

		SetLastError(4711);
		handle = CreateFileA(DRIVE, GENERIC_READ, 0, NULL,
				     rows[i].disposition, rows[i].flags, NULL);
		ok(handle != INVALID_HANDLE_VALUE, "%s opens a drive",
		   rows[i].what);
		is(GetLastError(), rows[i].error, "%s: what it tells",
		   rows[i].what);
		CloseHandle(handle);
	}
}

SUITE(handle_exhaustion)
{
	static HANDLE handles[1024];

	for (size_t i = 0; i < 1024; i++)
		handles[i] = must_open(DRIVE, GENERIC_READ);
	fails(DRIVE, GENERIC_READ, 4, "handle 1025");
	is(fake_open_files(), 1, "1024 handles on one drive are one file");
	for (size_t i = 0; i < 1024; i++)
		CloseHandle(handles[i]);
	is(fake_open_files(), 0, "and it is closed with the last of them");
}
