// SPDX-License-Identifier: GPL-2.0-or-later
/* The HANDLE inside a request for a binding nonce, and the files behind it. */
#include <errno.h>
#include <string.h>

#include "suites.h"

static const DWORD codes[] = {
	IOCTL_AACS_READ_BINDING_NONCE, IOCTL_AACS_GENERATE_BINDING_NONCE,
};

/* An extent goes to the kernel unchanged, with any value of the handle. */
SUITE(nonce_extent)
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
	HANDLE handle = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	struct fake_call call;
	DWORD got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		in.session_id = 3;
		in.number_of_sectors = rows[i].sectors;
		in.start_lba = rows[i].lba;
		in.handle = rows[i].handle;
		ok(DeviceIoControl(handle, codes[i % 2], &in, sizeof(in),
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
}

/* The extent of the file @handle. */
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
static DWORD send(HANDLE drive, DWORD code, uint64_t file,
		  struct sr_aacs_read_binding_nonce *seen)
{
	struct sr_aacs_read_binding_nonce in = by_handle(file), before = in;
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

#define NOT_SENT	0	/* refused by the library */

/* The input that the kernel gets. */
SUITE(nonce_handle)
{
	static const struct fake_answer good;
	static const struct fake_answer denied = {
		.err = -EACCES, .status = SR_AACS_STATUS_ACCESS_DENIED,
	};
	static const struct fake_answer refused = {
		.err = -EINVAL, .status = SR_AACS_STATUS_INVALID_PARAMETER,
	};
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	HANDLE file = must_open("/mnt/file", GENERIC_READ);
	HANDLE writing = must_open("/mnt/file", GENERIC_WRITE);
	HANDLE neither = must_open("/mnt/file", 0);
	HANDLE closed = must_open("/mnt/file", GENERIC_READ);
	const struct row {
		const char *what;
		uint64_t handle;
		const struct fake_answer *answer;	/* the kernel's */
		DWORD error;
		uint64_t seen;
	} rows[] = {
		{ "a file", as_stored(file), &good, 0, FAKE_FD + 1 },
		{ "a drive", as_stored(drive), &good, 0, FAKE_FD },
		{ "for writing only", as_stored(writing), &denied, 5, FAKE_FD + 2 },
		/* A low half of all ones is no handle, with any value above it. */
		{ "INVALID_HANDLE_VALUE", UINT64_MAX, &refused, 87, UINT64_MAX },
		{ "5A5A5A5Ah above", 0x5A5A5A5AFFFFFFFF, &refused, 87, UINT64_MAX },
		{ "0 above", 0x00000000FFFFFFFF, &refused, 87, UINT64_MAX },
		{ "a bare descriptor", FAKE_FD + 1, &good, 6, NOT_SENT },
		{ "NULL", 0, &good, 6, NOT_SENT },
		{ "a file that was closed", as_stored(closed), &good, 6, NOT_SENT },
		{ "a handle with a tag", as_stored(file) + 1, &good, 6, NOT_SENT },
		{ "a file opened with no right", as_stored(neither), &good, 5, NOT_SENT },
		/* The last: a handle of 32 bits may have anything above it. */
		{ "a file with a bit above", as_stored(file) | 1ULL << 32, &good, 6, NOT_SENT },
	};
	size_t count = ARRAY_SIZE(rows) - (sizeof(HANDLE) == 4), i;
	struct sr_aacs_read_binding_nonce seen;

	CloseHandle(closed);
	for (i = 0; i < 2 * count; i++) {
		const struct row *row = &rows[i / 2];
		unsigned int before = fake_ioctls();
		DWORD code = codes[i % 2];

		fake_answer(row->answer);
		is(send(drive, code, row->handle, &seen), row->error,
		   "code %08X, %s: the error", code, row->what);
		is(fake_ioctls() - before, row->seen != NOT_SENT,
		   "code %08X, %s: how often the kernel is asked", code, row->what);
		if (row->seen == NOT_SENT)
			continue;
		is(seen.handle, row->seen,
		   "code %08X, %s: what the kernel sees", code, row->what);
		ok(seen.session_id == 3 &&
		   seen.number_of_sectors == UINT32_MAX &&
		   seen.start_lba == UINT64_MAX &&
		   fake_last().request.in_len == 24,
		   "code %08X, %s: the rest as it was", code, row->what);
	}
}

/* Inputs that are not 24 readable bytes. */
SUITE(nonce_bad_input)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	struct sr_aacs_read_binding_nonce in[2] = { by_handle(FAKE_FD + 1) };
	DWORD got;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		unsigned int before = fake_ioctls();
		DWORD code = codes[i];

		ok(!DeviceIoControl(drive, code, (void *)0x10, 24, NULL, 0,
				    &got, NULL) && GetLastError() == 998,
		   "code %08X: a bad address is ERROR_NOACCESS", code);
		is(fake_ioctls(), before,
		   "code %08X: the kernel saw none of it", code);
		ok(DeviceIoControl(drive, code, in, 23, NULL, 0, &got, NULL) &&
		   DeviceIoControl(drive, code, in, 25, NULL, 0, &got, NULL),
		   "code %08X: other lengths are the kernel's to refuse", code);
		is(fake_last().request.in, (uintptr_t)in,
		   "code %08X: and go there untouched", code);
	}
}

static HANDLE held;
static unsigned int open_meanwhile;

static void close_meanwhile(void)
{
	CloseHandle(held);
	open_meanwhile = fake_open_files();
}

/* The file stays open as long as the kernel may look at it, and no longer. */
SUITE(closed_meanwhile)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	struct sr_aacs_read_binding_nonce seen;

	held = must_open("/mnt/file", GENERIC_READ);
	fake_in_ioctl = close_meanwhile;
	is(send(drive, codes[0], as_stored(held), &seen), 0,
	   "a file's handle closed during the request");
	is(open_meanwhile, 2, "the file was open until the end of it");
	is(fake_open_files(), 1, "and no longer");
}
