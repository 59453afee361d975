// SPDX-License-Identifier: GPL-2.0-or-later
/* DeviceIoControl: rights, lengths, pointers, and what comes back. */
#include <errno.h>
#include <string.h>

#include <winioctl.h>

#include "suites.h"

#define SESSION	IOCTL_AACS_START_SESSION	/* needs reading */
#define NONCE	IOCTL_AACS_GENERATE_BINDING_NONCE	/* needs both */
#define WRITES	CTL_CODE(FILE_DEVICE_DVD, 0x7FF, METHOD_BUFFERED, \
			 FILE_WRITE_ACCESS)
#define ANY	CTL_CODE(FILE_DEVICE_DVD, 0x7FE, METHOD_BUFFERED, \
			 FILE_ANY_ACCESS)

static void test_rights(void)
{
	static const struct {
		DWORD desired;
		bool reads, writes;
	} rows[] = {
		{ 0, false, false },
		{ GENERIC_READ, true, false },
		{ GENERIC_WRITE, false, true },
		{ GENERIC_READ | GENERIC_WRITE, true, true },
		{ GENERIC_ALL, true, true },
		{ GENERIC_EXECUTE, false, false },
		{ FILE_READ_DATA, true, false },
		{ FILE_WRITE_DATA, false, true },
	};
	DWORD got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		DWORD desired = rows[i].desired;
		struct sr_aacs_read_binding_nonce in = { .handle = -1 };
		HANDLE handle;
		bool both = rows[i].reads && rows[i].writes;

		one_drive();
		handle = must_open("\\\\.\\D:", desired);
		is(DeviceIoControl(handle, SESSION, NULL, 0, NULL, 0, &got,
				   NULL), rows[i].reads,
		   "access %08X: a request that reads", desired);
		if (!rows[i].reads)
			is(GetLastError(), 5,
			   "access %08X: ERROR_ACCESS_DENIED", desired);
		is(DeviceIoControl(handle, WRITES, NULL, 0, NULL, 0, &got,
				   NULL), rows[i].writes,
		   "access %08X: a request that writes", desired);
		is(DeviceIoControl(handle, NONCE, &in, sizeof(in), NULL, 0,
				   &got, NULL), both,
		   "access %08X: a request that does both", desired);
		ok(DeviceIoControl(handle, ANY, NULL, 0, NULL, 0, &got, NULL),
		   "access %08X: a request that needs none", desired);
		is(fake_ioctls(), 1u + rows[i].reads + rows[i].writes + both,
		   "access %08X: the kernel saw only those", desired);
		CloseHandle(handle);
	}
}

static void test_passing(void)
{
	struct fake_answer answer = { .information = 4, .out_len = 4 };
	uint8_t in[116], out[112] = { 0 };
	struct fake_call call;
	HANDLE handle;
	DWORD got = 0;

	one_drive();
	handle = must_open("\\\\.\\D:", GENERIC_READ);
	memset(in, 0x5A, sizeof(in));
	memcpy(answer.out, "\1\2\3\4", 4);
	fake_answer(&answer);
	SetLastError(4711);
	ok(DeviceIoControl(handle, IOCTL_AACS_SEND_CERTIFICATE, in,
			   sizeof(in), out, sizeof(out), &got, NULL),
	   "a request that succeeds");
	is(GetLastError(), 4711, "success does not touch the last error");
	is(got, 4, "the bytes returned");
	ok(!memcmp(out, "\1\2\3\4\0", 5), "the output");
	call = fake_last();
	is(call.code, 0x003350D0, "the code is the ioctl number");
	is(call.fd, FAKE_FD, "the descriptor");
	is(call.request.in, (uintptr_t)in, "the input buffer");
	is(call.request.out, (uintptr_t)out, "the output buffer");
	is(call.request.in_len, 116, "the input length");
	is(call.request.out_len, 112, "the output length");

	DeviceIoControl(handle, SESSION, NULL, 99, NULL, 98, &got, NULL);
	call = fake_last();
	ok(!call.request.in_len && !call.request.out_len,
	   "NULL buffers have length 0");
	DeviceIoControl(handle, SESSION, in, 0, in, 0, &got, NULL);
	call = fake_last();
	ok(!call.request.in_len && call.request.in == (uintptr_t)in &&
	   call.request.out == (uintptr_t)in,
	   "both buffers may be one, and may have no length");
	CloseHandle(handle);
}

static void test_refused(void)
{
	OVERLAPPED overlapped = { 0 };
	HANDLE handle, file;
	DWORD got = 99;
	ULONG id;

	one_drive();
	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	handle = must_open("\\\\.\\D:", GENERIC_READ);
	file = must_open("/mnt/file", GENERIC_READ);
#define REFUSED(what, error, call) do { \
	got = 99; \
	SetLastError(4711); \
	ok(!(call), "%s: fails", what); \
	is(GetLastError(), error, "%s: the error", what); \
} while (0)
	REFUSED("OVERLAPPED", 50,
		DeviceIoControl(handle, SESSION, NULL, 0, &id, sizeof(id),
				&got, &overlapped));
	is(got, 0, "OVERLAPPED: no bytes");
	REFUSED("no lpBytesReturned", 87,
		DeviceIoControl(handle, SESSION, NULL, 0, &id, sizeof(id),
				NULL, NULL));
	REFUSED("INVALID_HANDLE_VALUE", 6,
		DeviceIoControl(INVALID_HANDLE_VALUE, SESSION, NULL, 0, &id,
				sizeof(id), &got, NULL));
	is(got, 0, "INVALID_HANDLE_VALUE: no bytes");
	REFUSED("NULL handle", 6,
		DeviceIoControl(NULL, SESSION, NULL, 0, &id, sizeof(id), &got,
				NULL));
	REFUSED("a descriptor", 6,
		DeviceIoControl((HANDLE)(uintptr_t)FAKE_FD, SESSION, NULL, 0,
				&id, sizeof(id), &got, NULL));
	REFUSED("a handle with a tag", 6,
		DeviceIoControl((HANDLE)((uintptr_t)handle + 1), SESSION, NULL,
				0, &id, sizeof(id), &got, NULL));
	REFUSED("a file's handle", 1,
		DeviceIoControl(file, SESSION, NULL, 0, &id, sizeof(id), &got,
				NULL));
	REFUSED("the code of another device", 1,
		DeviceIoControl(handle, CTL_CODE(0x2D, 0x200, 0, 1), NULL, 0,
				NULL, 0, &got, NULL));
	REFUSED("Linux's FIONCLEX", 1,
		DeviceIoControl(handle, 0x5450, NULL, 0, NULL, 0, &got, NULL));
	is(fake_ioctls(), 0, "the kernel saw none of these");
	CloseHandle(handle);
	REFUSED("a closed handle", 6,
		DeviceIoControl(handle, SESSION, NULL, 0, &id, sizeof(id),
				&got, NULL));
	CloseHandle(file);
}

void test_requests(void)
{
	test_rights();
	test_passing();
	test_refused();
}

/* An extent goes to the kernel as it is, whatever the handle beside it. */
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
		ok(DeviceIoControl(handle, i % 2 ? NONCE :
				   IOCTL_AACS_READ_BINDING_NONCE, &in,
				   sizeof(in), NULL, 0, &got, NULL),
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

/* What AACS_READ_BINDING_NONCE.Handle becomes where the extent is the file's. */
static void test_file(void)
{
	struct sr_aacs_read_binding_nonce in = {
		.session_id = 3, .number_of_sectors = UINT32_MAX,
		.start_lba = UINT64_MAX,
	};
	struct sr_aacs_read_binding_nonce seen;
	struct fake_call call;
	HANDLE handle, file;
	uint64_t before;
	DWORD got;

	one_drive();
	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	handle = must_open("\\\\.\\D:", GENERIC_READ | GENERIC_WRITE);
	file = must_open("/mnt/file", GENERIC_READ);
#define SEND(code, length) \
	DeviceIoControl(handle, code, &in, length, NULL, 0, &got, NULL)

	in.handle = UINT64_MAX;
	ok(SEND(NONCE, 24), "INVALID_HANDLE_VALUE is fine");
	call = fake_last();
	memcpy(&seen, call.in, sizeof(seen));
	is(seen.handle, UINT64_MAX, "and reaches the kernel");
	is(call.request.in_len, 24, "in 24 bytes");

	in.handle = 0x5A5A5A5AFFFFFFFF;
	ok(SEND(IOCTL_AACS_READ_BINDING_NONCE, 24),
	   "so is that of a 32-bit program, with anything above");
	call = fake_last();
	memcpy(&seen, call.in, sizeof(seen));
	is(seen.handle, UINT64_MAX, "and becomes all ones");

	in.handle = (uintptr_t)file;
	if (sizeof(HANDLE) == 4)
		in.handle |= 0x5A5A5A5AULL << 32;
	before = in.handle;
	ok(SEND(IOCTL_AACS_READ_BINDING_NONCE, 24), "a file's handle is fine");
	call = fake_last();
	memcpy(&seen, call.in, sizeof(seen));
	is(seen.handle, FAKE_FD + 1, "and becomes its descriptor");
	is(in.handle, before, "the program's own buffer stays as it was");
	ok(seen.session_id == 3 && seen.number_of_sectors == UINT32_MAX &&
	   seen.start_lba == UINT64_MAX, "and the rest as well");

	in.handle = (uintptr_t)handle;
	ok(SEND(NONCE, 24), "so is a drive's, for the kernel to judge");

	in.handle = FAKE_FD + 1;
	ok(!SEND(NONCE, 24) && GetLastError() == 6,
	   "a bare descriptor is ERROR_INVALID_HANDLE");
	in.handle = 0;
	ok(!SEND(IOCTL_AACS_READ_BINDING_NONCE, 24) && GetLastError() == 6,
	   "NULL is ERROR_INVALID_HANDLE");
	if (sizeof(HANDLE) == 8) {
		in.handle = (uintptr_t)file | 1ULL << 32;
		ok(!SEND(NONCE, 24) && GetLastError() == 6,
		   "a handle with something above it is invalid");
	}
	is(fake_ioctls(), 4, "the kernel saw none of those");

	in.handle = FAKE_FD + 1;
	ok(SEND(NONCE, 23) && SEND(NONCE, 25),
	   "other lengths are the kernel's to refuse");
	call = fake_last();
	is(call.request.in, (uintptr_t)&in, "and go there untouched");
	ok(!DeviceIoControl(handle, NONCE, (void *)0x10, 24, NULL, 0, &got,
			    NULL) && GetLastError() == 998,
	   "an address that is none is ERROR_NOACCESS");

	CloseHandle(file);
	in.handle = (uintptr_t)file;
	ok(!SEND(NONCE, 24) && GetLastError() == 6,
	   "a file that was closed is ERROR_INVALID_HANDLE");
	is(fake_open_files(), 1, "a refused request keeps nothing open");
	CloseHandle(handle);
}

void test_nonce_handle(void)
{
	test_extent();
	test_file();
}
