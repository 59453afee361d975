// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiled, never run: a Windows source in each of its character sets. With
 * -DLITERAL_L also with L"" literals, which takes -fshort-wchar on Linux.
 */
#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

HANDLE open_drive(void);
HANDLE open_drive(void)
{
	LPCTSTR name = TEXT("\\\\.\\D:");

#ifdef LITERAL_L
	HANDLE drive = CreateFileW(L"\\\\.\\CdRom0", GENERIC_READ, 0, NULL,
				   OPEN_EXISTING, 0, NULL);

	if (drive != INVALID_HANDLE_VALUE)
		return drive;
#endif
	return CreateFile(name, GENERIC_READ | GENERIC_WRITE,
			  FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			  OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
}
