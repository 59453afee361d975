// SPDX-License-Identifier: GPL-2.0-or-later
/* Every NTSTATUS and errno of the ABI, and the Win32 code Windows has for it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../shim/status.h"
#include "suites.h"

static const struct {
	uint32_t status;	/* 0: the kernel did not get as far as one */
	int err;
	uint32_t win32;
} rows[] = {
	{ 0x80000016, EIO, 1110 },
	{ 0xC0000004, EINVAL, 24 },
	{ 0xC0000005, EFAULT, 998 },
	{ 0xC000000D, EINVAL, 87 },
	{ 0xC000000E, ENODEV, 2 },
	{ 0xC0000010, EOPNOTSUPP, 1 },
	{ 0xC0000013, ENOMEDIUM, 21 },
	{ 0xC0000014, EMEDIUMTYPE, 1785 },
	{ 0xC0000015, EINVAL, 27 },
	{ 0xC0000022, EACCES, 5 },
	{ 0xC0000023, ENOSPC, 122 },
	{ 0xC000009A, EBUSY, 1450 },
	{ 0xC000009C, EIO, 23 },
	{ 0xC00000A2, EROFS, 19 },
	{ 0xC00000A3, EAGAIN, 21 },
	{ 0xC00000B5, ETIMEDOUT, 121 },
	{ 0xC00000BB, EOPNOTSUPP, 50 },
	{ 0xC0000120, EINTR, 995 },
	{ 0xC0000184, EBUSY, 22 },
	{ 0xC0000185, EIO, 1117 },
	{ 0xC0000206, EINVAL, 1784 },
	{ 0xC0000305, EKEYREJECTED, 0x80030305 },
	{ 0xC0000306, EKEYREJECTED, 0x80030306 },
	{ 0xC0000307, ENOKEY, 0x80030307 },
	{ 0xC0000308, EKEYEXPIRED, 0x80030308 },
	{ 0xC0000309, EKEYREJECTED, 0x80030309 },
	{ 0xC000030A, EKEYREJECTED, 0x8003030A },
	{ 0xC000030B, EKEYREJECTED, 0x8003030B },
	{ 0xC0000123, EIO, 317 },	/* none of the ABI's */
	{ 0, EFAULT, 998 },
	{ 0, ENOTTY, 1 },
	{ 0, EINTR, 995 },
	{ 0, ENODEV, 2 },
	{ 0, ENXIO, 2 },
	{ 0, EACCES, 5 },
	{ 0, EPERM, 5 },
	{ 0, ENOMEM, 1450 },
	{ 0, EIO, 1117 },
};

SUITE(status)
{
	HANDLE handle = must_open(DRIVE, GENERIC_READ);
	char what[48];
	ULONG id;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_answer answer = {
			.err = -rows[i].err, .status = rows[i].status,
			.no_status = !rows[i].status, .information = 0x8000,
		};
		DWORD got = 99;

		snprintf(what, sizeof(what), "NTSTATUS %08X, %s",
			 rows[i].status, strerror(rows[i].err));
		fake_answer(&answer);
		SetLastError(4711);
		ok(!DeviceIoControl(handle, IOCTL_AACS_START_SESSION, NULL, 0,
				    &id, sizeof(id), &got, NULL),
		   "%s: FALSE", what);
		is(GetLastError(), rows[i].win32, "%s: the code", what);
		is(got, 0, "%s: no bytes", what);
	}
}

/* For OVERLAPPED.Internal, out of which GetOverlappedResult() makes the code again. */
SUITE(status_from_win32)
{
	is(ntdvd_status_from_win32(ERROR_TOO_MANY_OPEN_FILES), 0xC000011F,
	   "a code with an NTSTATUS");
	is(ntdvd_status_from_win32(4711), 0xC0000001,
	   "a code without: STATUS_UNSUCCESSFUL");
}
