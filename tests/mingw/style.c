// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiled as C and C++, never run: the ways of small Windows programs. With
 * -DWINDOWS_SIZES (ntdvd-mingw and Windows) they print a DWORD by %lu.
 */
#include <Windows.h>
#include <WinIoCtl.h>
#include <ntddscsi.h>
#include <ntddcdrm.h>
#include <scsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tchar.h>
#include <io.h>

#ifdef __cplusplus
#include <cstdio>
#include <cstring>
#include <cwchar>
#include <string>
#include <vector>
#endif

#ifdef __CYGWIN__
#error "a source for Windows must not take the system for Cygwin"
#endif

typedef struct _SPTD_SENSE {
	SCSI_PASS_THROUGH_DIRECT sptd;
	ULONG Filler;
	UCHAR Sense[32];
} SPTD_SENSE;

typedef int (__cdecl *COMPARE)(const void *, const void *);
typedef BOOL (WINAPI *CALL)(HANDLE, LPVOID, DWORD);

BOOL __stdcall Inquiry(HANDLE hDrive, LPVOID data, DWORD size);
BOOL __stdcall Eject(HANDLE hDrive);
VOID Report(DWORD error);
int __cdecl Compare(const void *a, const void *b);
__declspec(noinline) int Named(const char *name, LPTSTR where, size_t size);

#ifdef WINDOWS_SIZES
#define SIZE_OF_DWORD	"l"
#else
#define SIZE_OF_DWORD	""
#endif

BOOL __stdcall Inquiry(HANDLE hDrive, LPVOID data, DWORD size)
{
	SPTD_SENSE request;
	DWORD returned = 0;
	BOOL ok;

	ZeroMemory(&request, sizeof(request));
	request.sptd.Length = sizeof(request.sptd);
	request.sptd.CdbLength = 6;
	request.sptd.DataIn = SCSI_IOCTL_DATA_IN;
	request.sptd.SenseInfoLength = sizeof(request.Sense);
	request.sptd.SenseInfoOffset = FIELD_OFFSET(SPTD_SENSE, Sense);
	request.sptd.DataTransferLength = size;
	request.sptd.TimeOutValue = 10;
	request.sptd.DataBuffer = data;
	request.sptd.Cdb[0] = SCSIOP_INQUIRY;
	request.sptd.Cdb[3] = HIBYTE(LOWORD(size));
	request.sptd.Cdb[4] = LOBYTE(LOWORD(size));
	ok = DeviceIoControl(hDrive, IOCTL_SCSI_PASS_THROUGH_DIRECT, &request,
			     sizeof(request), &request, sizeof(request),
			     &returned, NULL);
	if (!ok)
		Report(GetLastError());
	printf("%" SIZE_OF_DWORD "u bytes, status %02X\n", returned,
	       request.sptd.ScsiStatus);
	return ok && request.sptd.ScsiStatus == SCSISTAT_GOOD;
}

BOOL __stdcall Eject(HANDLE hDrive)
{
	PREVENT_MEDIA_REMOVAL removal = { FALSE };
	LARGE_INTEGER start;
	CDROM_TOC toc;
	DWORD returned;

	start.QuadPart = 0;
	return DeviceIoControl(hDrive, IOCTL_CDROM_READ_TOC, NULL, 0, &toc,
			       sizeof(toc), &returned, NULL) &&
	       SetFilePointerEx(hDrive, start, NULL, FILE_BEGIN) &&
	       DeviceIoControl(hDrive, FSCTL_LOCK_VOLUME, NULL, 0, NULL, 0,
			       &returned, NULL) &&
	       DeviceIoControl(hDrive, IOCTL_STORAGE_MEDIA_REMOVAL, &removal,
			       sizeof(removal), NULL, 0, &returned, NULL) &&
	       DeviceIoControl(hDrive, IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL,
			       0, &returned, NULL);
}

VOID Report(DWORD error)
{
	LPTSTR text = NULL;
	TCHAR line[64];

	FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER |
		      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
		      NULL, error, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT),
		      (LPTSTR)&text, 0, NULL);
	fprintf(stderr, "error %" SIZE_OF_DWORD "u (0x%08" SIZE_OF_DWORD "X)\n",
		error, error);
	wsprintf(line, TEXT("%lu"), error);
	_tprintf(_T("%s: %s\n"), line, text ? text : _T("?"));
	LocalFree(text);
}

int __cdecl Compare(const void *a, const void *b)
{
	return _stricmp((const char *)a, (const char *)b);
}

__declspec(noinline) int Named(const char *name, LPTSTR where, size_t size)
{
	CALL call = Inquiry;
	COMPARE compare = Compare;
	char text[32];
	char *copy = _strdup(name);

	if (!copy)
		return -1;
	_snprintf(text, sizeof(text), "%s", copy);
	free(copy);
	_sntprintf(where, size, _T("\\\\.\\%c:"), _T('D'));
#ifdef LITERAL_L
	if (lstrlenW(L"wide") != 4)
		return -1;
#endif
#ifdef __cplusplus
	std::string all = std::string(text) + std::to_string(size);
	std::vector<DWORD> sizes(1, 2048);

	std::printf("%s %" SIZE_OF_DWORD "u\n", all.c_str(), sizes[0]);
	std::snprintf(text, sizeof(text), "%" SIZE_OF_DWORD "u", sizes[0]);
#endif
	return call(NULL, text, sizeof(text)) && compare(text, "name") &&
	       !_strnicmp(text, "n", 1) && GetDriveType(where) == DRIVE_CDROM &&
	       _isatty(1);
}
