// SPDX-License-Identifier: GPL-2.0-or-later
/* The HANDLE inside a request for a binding nonce, and the files behind it. */
#include <errno.h>
#include <string.h>

#include <winioctl.h>

#include "suites.h"

static const DWORD codes[] = {
	IOCTL_AACS_READ_BINDING_NONCE, IOCTL_AACS_GENERATE_BINDING_NONCE,
};

#define CODES	(sizeof(codes) / sizeof(codes[0]))
#define READ	codes[0]

/* An extent goes to the kernel as it is, with any handle beside it. */
static void test_extent(void)
{
	static const struct {
		ULONG sectors;
		ULONGLONG lba;
		uint64_t handle;
	} rows[] = {
		{ 7, 0x1234, UINT64_MAX },
		{ 7, 0x1234, 0 },		/* after a ZeroMemory() */
		{ 7, 0x1234, FAKE_FD },
		{ 7, 0x1234, 0x5A5A5A5A5A5A5A5A },
		{ 0, 0, 0 },
		{ 255, 0xFFFFFFFF, 0 },
		{ UINT32_MAX, 0x1234, 0 },	/* one of the two is an extent */
		{ UINT32_MAX, 0xFFFFFFFF, 0 },
		{ 7, UINT64_MAX, 0 },
	};
	struct sr_aacs_read_binding_nonce in, seen;
	struct fake_call call;
	HANDLE handle;
	DWORD got;
	size_t i;

	one_drive();
	handle = must_open("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in.session_id = 3;
		in.number_of_sectors = rows[i].sectors;
		in.start_lba = rows[i].lba;
		in.handle = rows[i].handle;
		ok(DeviceIoControl(handle, codes[i % CODES], &in, sizeof(in),
				   NULL, 0, &got, NULL),
		   "extent %zu goes to the kernel", i);
		call = fake_last();
		memcpy(&seen, call.in, sizeof(seen));
		is(seen.handle, UINT64_MAX, "extent %zu: no handle", i);
		ok(seen.session_id == 3 &&
		   seen.number_of_sectors == rows[i].sectors &&
		   seen.start_lba == rows[i].lba, "extent %zu: as it was", i);
		is(in.handle, rows[i].handle,
		   "extent %zu: the program's own buffer too", i);
	}
	is(fake_ioctls(), i, "the kernel saw each");
	CloseHandle(handle);
}

/* The extent is to be that of @handle. */
static struct sr_aacs_read_binding_nonce by_handle(uint64_t handle)
{
	return (struct sr_aacs_read_binding_nonce) {
		.session_id = 3, .number_of_sectors = UINT32_MAX,
		.start_lba = UINT64_MAX, .handle = handle,
	};
}

/* As a program of this word size leaves it in the 24 bytes. */
static uint64_t as_stored(HANDLE handle)
{
	uint64_t above = sizeof(HANDLE) == 4 ? 0x5A5A5A5AULL << 32 : 0;

	return above | (uintptr_t)handle;
}

/* Returns 0 or the error; the kernel's view of the input goes to *seen. */
static DWORD send(HANDLE drive, DWORD code, struct sr_aacs_read_binding_nonce in,
		  struct sr_aacs_read_binding_nonce *seen)
{
	struct sr_aacs_read_binding_nonce before = in;
	struct fake_call call;
	DWORD got, error = 0;

	if (!DeviceIoControl(drive, code, &in, sizeof(in), NULL, 0, &got, NULL))
		error = GetLastError();
	ok(!memcmp(&in, &before, sizeof(in)),
	   "code %08X: the program's own buffer stays as it was", code);
	call = fake_last();
	memcpy(seen, call.in, sizeof(*seen));
	return error;
}

/* What becomes of it in the kernel's eyes. */
static void test_file(DWORD code)
{
	struct sr_aacs_read_binding_nonce seen;
	struct fake_answer denied = {
		.err = -EACCES, .status = SR_AACS_STATUS_ACCESS_DENIED,
	};
	HANDLE drive, file, writing;

	one_drive();
	fake_node("/mnt/a file", 0, FAKE_RW | FAKE_REGULAR);
	drive = must_open("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE);
	file = must_open("/mnt/a file", GENERIC_READ);
	writing = must_open("/mnt/a file", GENERIC_WRITE);

	is(send(drive, code, by_handle(as_stored(file)), &seen), 0,
	   "code %08X: a file's handle is fine", code);
	is(seen.handle, FAKE_FD + 1, "code %08X: it becomes its descriptor",
	   code);
	ok(seen.session_id == 3 && seen.number_of_sectors == UINT32_MAX &&
	   seen.start_lba == UINT64_MAX, "code %08X: the rest as it was", code);
	is(fake_last().request.in_len, 24, "code %08X: in 24 bytes", code);

	is(send(drive, code, by_handle(as_stored(drive)), &seen), 0,
	   "code %08X: a drive's is for the kernel to judge", code);
	is(seen.handle, FAKE_FD, "code %08X: by its descriptor", code);

	fake_answer(&denied);
	is(send(drive, code, by_handle(as_stored(writing)), &seen), 5,
	   "code %08X: one for writing only is ERROR_ACCESS_DENIED", code);
	is(seen.handle, FAKE_FD + 2, "code %08X: by the kernel's word", code);

	is(fake_ioctls(), 3, "code %08X: one request each", code);
	CloseHandle(writing);
	CloseHandle(file);
	CloseHandle(drive);
}

/* All ones in the low half, with any value above. */
static void test_no_file(DWORD code)
{
	static const uint64_t handles[] = {
		UINT64_MAX, 0x5A5A5A5AFFFFFFFF, 0x00000000FFFFFFFF,
	};
	struct sr_aacs_read_binding_nonce seen;
	struct fake_answer refused = {
		.err = -EINVAL, .status = SR_AACS_STATUS_INVALID_PARAMETER,
	};
	HANDLE drive;
	size_t i;

	one_drive();
	fake_answer(&refused);
	drive = must_open("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE);
	for (i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
		is(send(drive, code, by_handle(handles[i]), &seen), 87,
		   "code %08X: INVALID_HANDLE_VALUE is the kernel's to refuse",
		   code);
		is(seen.handle, UINT64_MAX, "code %08X: as all ones", code);
	}
	is(fake_ioctls(), i, "code %08X: it saw each", code);
	CloseHandle(drive);
}

/* Refused by the library: the kernel sees none of these. */
static void test_refused(DWORD code)
{
	struct sr_aacs_read_binding_nonce in, seen;
	HANDLE drive, file, closed, neither;
	DWORD got;

	one_drive();
	fake_node("/mnt/file", 0, FAKE_RW | FAKE_REGULAR);
	drive = must_open("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE);
	file = must_open("/mnt/file", GENERIC_READ);
	closed = must_open("/mnt/file", GENERIC_READ);
	CloseHandle(closed);
	neither = must_open("/mnt/file", 0);

#define REFUSED(handle, error, what) \
	is(send(drive, code, by_handle(handle), &seen), error, \
	   "code %08X: " what, code)
	REFUSED(FAKE_FD + 1, 6, "a bare descriptor is ERROR_INVALID_HANDLE");
	REFUSED(0, 6, "NULL is ERROR_INVALID_HANDLE");
	REFUSED(as_stored(closed), 6,
		"a file that was closed is ERROR_INVALID_HANDLE");
	REFUSED(as_stored(file) + 1, 6,
		"a handle with a tag is ERROR_INVALID_HANDLE");
	REFUSED(as_stored(neither), 5,
		"a file opened with no right is ERROR_ACCESS_DENIED");
	if (sizeof(HANDLE) == 8)
		REFUSED(as_stored(file) | 1ULL << 32, 6,
			"a handle with something above it is invalid");
	ok(!DeviceIoControl(drive, code, (void *)0x10, 24, NULL, 0, &got,
			    NULL) && GetLastError() == 998,
	   "code %08X: an address that is none is ERROR_NOACCESS", code);
	is(fake_ioctls(), 0, "code %08X: the kernel saw none of those", code);

	in = by_handle(FAKE_FD + 1);
	ok(DeviceIoControl(drive, code, &in, 23, NULL, 0, &got, NULL) &&
	   DeviceIoControl(drive, code, &in, 25, NULL, 0, &got, NULL),
	   "code %08X: other lengths are the kernel's to refuse", code);
	is(fake_last().request.in, (uintptr_t)&in,
	   "code %08X: and go there untouched", code);

	CloseHandle(neither);
	CloseHandle(file);
	is(fake_open_files(), 1,
	   "code %08X: a refused request keeps nothing open", code);
	CloseHandle(drive);
}

static HANDLE held;
static unsigned int open_meanwhile;

static void close_meanwhile(void)
{
	CloseHandle(held);
	open_meanwhile = fake_open_files();
}

/* The file stays open as long as the kernel may look at it, and no longer. */
static void test_closed_meanwhile(void)
{
	struct sr_aacs_read_binding_nonce seen;
	HANDLE drive;

	one_drive();
	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	drive = must_open("\\\\.\\D:", GENERIC_READ);
	held = must_open("/mnt/file", GENERIC_READ);
	fake_in_ioctl = close_meanwhile;
	is(send(drive, READ, by_handle(as_stored(held)), &seen), 0,
	   "a file's handle closed during the request");
	is(open_meanwhile, 2, "the file was open until the end of it");
	is(fake_open_files(), 1, "and no longer");
	CloseHandle(drive);
}

SUITE(nonce_handle)
{
	size_t i;

	test_extent();
	for (i = 0; i < CODES; i++) {
		test_file(codes[i]);
		test_no_file(codes[i]);
		test_refused(codes[i]);
	}
	test_closed_meanwhile();
}
