// SPDX-License-Identifier: GPL-2.0-or-later
/* Every NTSTATUS and errno of the ABI, and the Win32 code Windows has for it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "suites.h"

static const struct {
	uint32_t status;
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
};

/* The kernel did not get as far as a status. */
static const struct {
	int err;
	uint32_t win32;
} errnos[] = {
	{ EFAULT, 998 }, { ENOTTY, 1 }, { EINTR, 995 }, { ENODEV, 2 },
	{ ENXIO, 2 }, { EACCES, 5 }, { EPERM, 5 }, { ENOMEM, 1450 },
	{ EIO, 31 },
};

static void answers(HANDLE handle, const struct fake_answer *answer,
		    uint32_t win32, const char *what)
{
	DWORD got = 99;
	ULONG id;

	fake_answer(answer);
	SetLastError(4711);
	ok(!DeviceIoControl(handle, IOCTL_AACS_START_SESSION, NULL, 0, &id,
			    sizeof(id), &got, NULL), "%s: FALSE", what);
	is(GetLastError(), win32, "%s: the code", what);
	is(got, 0, "%s: no bytes", what);
}

SUITE(status)
{
	HANDLE handle;
	char what[32];
	size_t i;

	one_drive();
	handle = must_open("\\\\.\\D:", GENERIC_READ);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_answer answer = {
			.err = -rows[i].err, .status = rows[i].status,
			.information = 0x8000,
		};

		snprintf(what, sizeof(what), "NTSTATUS %08X", rows[i].status);
		answers(handle, &answer, rows[i].win32, what);
	}
	for (i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		struct fake_answer answer = {
			.err = -errnos[i].err, .no_status = true,
		};

		snprintf(what, sizeof(what), "errno %s",
			 strerrorname_np(errnos[i].err));
		answers(handle, &answer, errnos[i].win32, what);
	}
	CloseHandle(handle);
}
