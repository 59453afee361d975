// SPDX-License-Identifier: GPL-2.0-or-later
/* DeviceIoControl: rights, lengths, pointers, and what comes back. */
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

SUITE(requests)
{
	test_rights();
	test_passing();
	test_refused();
}
