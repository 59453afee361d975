// SPDX-License-Identifier: GPL-2.0-or-later
/* Share modes among the handles of a process, and MAXIMUM_ALLOWED. */
#include <errno.h>

#include "suites.h"

#define R	GENERIC_READ
#define W	GENERIC_WRITE
#define SR	FILE_SHARE_READ
#define SW	FILE_SHARE_WRITE
#define SD	FILE_SHARE_DELETE

static HANDLE open_shared(const char *name, DWORD access, DWORD share)
{
	return CreateFileA(name, access, share, NULL, OPEN_EXISTING, 0, NULL);
}

SUITE(share_modes)
{
	static const struct {
		DWORD access, share;	/* of the first handle */
		DWORD access2, share2;
		DWORD error;		/* of the second one */
	} rows[] = {
		{ R, SR | SW, R, SR | SW, 0 },
		{ R | W, SR | SW, R | W, SR | SW, 0 },
		{ R, 0, R, SR | SW, 32 },
		{ R, SR | SW, R, 0, 32 },
		{ R, SR, R, SR, 0 },
		{ R, SR, W, SR | SW, 32 },
		{ R, SW, W, SR, 0 },
		{ R | W, SR | SW, R, SR, 32 },
		{ W, SW, W, SW, 0 },
		{ R, SR | SW, DELETE, SR | SW, 32 },
		{ R, SR | SW | SD, DELETE, SR | SW, 0 },
		{ DELETE, SR | SW, R, SR | SW, 32 },
		/* A handle without these rights does not count. */
		{ 0, 0, R | W, 0, 0 },
		{ R | W, 0, 0, 0, 0 },
		{ R | W, 0, FILE_READ_ATTRIBUTES | SYNCHRONIZE, 0, 0 },
		/* The meaning of MAXIMUM_ALLOWED is known only after the open. */
		{ MAXIMUM_ALLOWED, SR, R, SR, 32 },
		{ MAXIMUM_ALLOWED, SR, R, SR | SW, 0 },
	};
	static const char *const names[] = { DRIVE, "/mnt/file" };

	for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			HANDLE first = open_shared(names[n], rows[i].access,
						   rows[i].share);
			HANDLE second = open_shared(names[n], rows[i].access2,
						    rows[i].share2);

			is(second == INVALID_HANDLE_VALUE ? GetLastError() : 0,
			   rows[i].error,
			   "%s: access %08X, share %X, then %08X, %X",
			   names[n], rows[i].access, rows[i].share,
			   rows[i].access2, rows[i].share2);
			CloseHandle(first);
			if (second != INVALID_HANDLE_VALUE)
				CloseHandle(second);
		}
	}
}

SUITE(share_ends)
{
	HANDLE lock = open_shared(DRIVE, R, 0), other;

	fake_node("/dev/aacs1", 0x1001, FAKE_RW | FAKE_DEVICE);
	other = open_shared("\\\\.\\E:", R, 0);
	ok(other != INVALID_HANDLE_VALUE, "another drive is not affected");
	CloseHandle(other);
	ok(open_shared(DRIVE, R, SR) == INVALID_HANDLE_VALUE,
	   "a drive that is not shared");
	is(fake_open_files(), 1, "the handle that was refused leaves nothing");
	CloseHandle(lock);
	other = open_shared(DRIVE, R, SR);
	ok(other != INVALID_HANDLE_VALUE, "is free when its handle is closed");
	CloseHandle(other);
}

SUITE(maximum_allowed)
{
	HANDLE handle = open_shared(DRIVE, MAXIMUM_ALLOWED, SR | SW);
	struct sr_aacs_read_binding_nonce in = { .handle = -1 };
	DWORD got;

	is(request(handle, IOCTL_AACS_GENERATE_BINDING_NONCE, &in, sizeof(in),
		   NULL, 0, &got), 0, "MAXIMUM_ALLOWED may write");
	CloseHandle(handle);
	fake_node("/dev/aacs0", 0x1000, FAKE_R | FAKE_DEVICE);
	handle = open_shared(DRIVE, MAXIMUM_ALLOWED, SR | SW);
	ok(start_session(handle), "a node that may be read: it may read");
	ok(open_shared(DRIVE, MAXIMUM_ALLOWED | GENERIC_WRITE, SR | SW) ==
	   INVALID_HANDLE_VALUE && GetLastError() == 5,
	   "a request for writing, too, does not get less");
	is(request(handle, IOCTL_AACS_GENERATE_BINDING_NONCE, &in, sizeof(in),
		   NULL, 0, &got), 5, "but not write");
	CloseHandle(handle);
	fake_node("/mnt/file", 0, FAKE_R | FAKE_REGULAR);
	ok(open_shared("/mnt/file", MAXIMUM_ALLOWED | GENERIC_WRITE, SR) ==
	   INVALID_HANDLE_VALUE && GetLastError() == 5, "the same for a file");
	handle = open_shared("/mnt/file", MAXIMUM_ALLOWED, SR);
	ok(handle != INVALID_HANDLE_VALUE, "a file that may be read opens, too");
	CloseHandle(handle);
}
