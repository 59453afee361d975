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

SUITE(rights)
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
	struct sr_aacs_read_binding_nonce in = { .handle = -1 };
	DWORD got;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool both = rows[i].reads && rows[i].writes;
		unsigned int before = fake_ioctls();
		DWORD desired = rows[i].desired;
		HANDLE handle = must_open(DRIVE, desired);

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
		is(fake_ioctls() - before,
		   1u + rows[i].reads + rows[i].writes + both,
		   "access %08X: the kernel saw only those", desired);
		CloseHandle(handle);
	}
}

SUITE(passing)
{
	struct fake_answer answer = { .information = 4, .out_len = 4 };
	uint8_t in[116], out[112] = { 0 };
	HANDLE handle = must_open(DRIVE, GENERIC_READ);
	struct fake_call call;
	DWORD got = 0;

	memset(in, 0x5A, sizeof(in));
	memcpy(answer.out, "\1\2\3\4", 4);
	fake_answer(&answer);
	SetLastError(4711);
	ok(DeviceIoControl(handle, IOCTL_AACS_SEND_CERTIFICATE, in,
			   sizeof(in), out, sizeof(out), &got, NULL),
	   "a request that succeeds");
	is(GetLastError(), 4711, "success does not touch the last error");
	ok(DeviceIoControl(handle, IOCTL_AACS_SEND_CERTIFICATE, in,
			   sizeof(in), out, sizeof(out), NULL, NULL),
	   "a program that does not ask for the bytes returned");
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
}

SUITE(refused)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	HANDLE closed = must_open(DRIVE, GENERIC_READ);
	HANDLE file = must_open("/mnt/file", GENERIC_READ);
	DWORD got;
	const struct {
		const char *what;
		HANDLE handle;
		DWORD code;
		DWORD error;
	} rows[] = {
		{ "INVALID_HANDLE_VALUE", INVALID_HANDLE_VALUE, SESSION, 6 },
		{ "NULL handle", NULL, SESSION, 6 },
		{ "a descriptor", (HANDLE)(uintptr_t)FAKE_FD, SESSION, 6 },
		{ "a handle with a tag", (char *)drive + 1, SESSION, 6 },
		{ "a closed handle", closed, SESSION, 6 },
		{ "a file's handle", file, SESSION, 1 },
		{ "the code of another device", drive, CTL_CODE(0x2D, 0x301, 0, 1), 1 },
		{ "Linux's FIONCLEX", drive, 0x5450, 1 },
	};

	CloseHandle(closed);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ULONG id;

		got = 99;
		SetLastError(4711);
		ok(!DeviceIoControl(rows[i].handle, rows[i].code, NULL, 0, &id,
				    sizeof(id), &got, NULL),
		   "%s: fails", rows[i].what);
		is(GetLastError(), rows[i].error, "%s: the error",
		   rows[i].what);
		is(got, 0, "%s: no bytes", rows[i].what);
	}
	is(fake_ioctls(), 0, "the kernel saw none of these");
}
