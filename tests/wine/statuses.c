// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints what libntdvd makes of each NTSTATUS: lines `NTSTATUS WIN32`, hexadecimal and
 * decimal, for host.exe.
 */
#include <stdio.h>

#include <linux/sr_aacs.h>
#include <windows.h>

#include "../../shim/status.h"

int main(void)
{
#define STATUS(name, error)						\
	if (SR_AACS_STATUS_##name)					\
		printf("%08X %u\n", SR_AACS_STATUS_##name,		\
		       ntdvd_status_to_win32(SR_AACS_STATUS_##name));
#include "../lib/statuses.def"
	return 0;
}
