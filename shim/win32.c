// SPDX-License-Identifier: MIT
/* CreateFile(), DeviceIoControl() and others, see include/ntdvd/winbase.h. */
#include <limits.h>
#include <stdbool.h>

#include <windows.h>

#include "debug.h"
#include "drives.h"
#include "event.h"
#include "file.h"
#include "name.h"
#include "overlapped.h"
#include "path.h"
#include "request.h"
#include "status.h"

#define ACCESS_FROM_CTL_CODE(code)	(((code) >> 14) & 3)

static _Thread_local DWORD last_error;

DWORD WINAPI GetLastError(VOID)
{
	return last_error;
}

void WINAPI SetLastError(DWORD dwErrCode)
{
	last_error = dwErrCode;
}

static BOOL fail(DWORD error)
{
	last_error = error;
	return FALSE;
}

static struct ntdvd_wish wish(DWORD desired, DWORD share)
{
	static const struct {
		DWORD right;
		unsigned int access;
	} rows[] = {
		{ GENERIC_READ | GENERIC_ALL | FILE_READ_DATA, NTDVD_READ },
		{ GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA, NTDVD_WRITE },
		{ DELETE | GENERIC_ALL, NTDVD_DELETE },
		{ MAXIMUM_ALLOWED, NTDVD_MAXIMUM },
	};
	struct ntdvd_wish wanted = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (desired & rows[i].right)
			wanted.access |= rows[i].access;
	if (share & FILE_SHARE_READ)
		wanted.share |= NTDVD_READ;
	if (share & FILE_SHARE_WRITE)
		wanted.share |= NTDVD_WRITE;
	if (share & FILE_SHARE_DELETE)
		wanted.share |= NTDVD_DELETE;
	return wanted;
}

/*
 * A drive always exists and can't be overwritten: as in Wine, it opens anyway.
 * libntdvd does not create files.
 */
static DWORD check_disposition(DWORD disposition, bool is_drive)
{
	switch (disposition) {
	case OPEN_EXISTING:
		return ERROR_SUCCESS;
	case CREATE_NEW:
		if (is_drive)
			return ERROR_FILE_EXISTS;
		break;
	case OPEN_ALWAYS:
	case CREATE_ALWAYS:
	case TRUNCATE_EXISTING:
		if (is_drive)
			return ERROR_SUCCESS;
		break;
	default:
		return ERROR_INVALID_PARAMETER;
	}
	ntdvd_debug("libntdvd does not create or truncate files: dwCreationDisposition must be OPEN_EXISTING");
	return ERROR_NOT_SUPPORTED;
}

static DWORD open_name(const char *file_name, struct ntdvd_wish wanted,
		       DWORD disposition, uintptr_t *value)
{
	struct ntdvd_name name = ntdvd_name_parse(file_name);
	bool is_file = name.kind == NTDVD_NAME_PATH ||
		       name.kind == NTDVD_NAME_FILE;
	char node[PATH_MAX], path[PATH_MAX];
	DWORD error;

	if (name.kind == NTDVD_NAME_UNKNOWN) {
		ntdvd_debug("%s is neither like \\\\.\\D: nor like \\\\.\\CdRom0",
			    file_name);
		return ERROR_FILE_NOT_FOUND;
	}
	error = check_disposition(disposition, !is_file);
	if (error)
		return error;
	if (name.kind == NTDVD_NAME_PATH)
		return ntdvd_file_open_path(file_name, wanted, value);
	if (!ntdvd_drives_find(&name, node, sizeof(node)))
		return name.kind == NTDVD_NAME_LETTER ||
		       name.kind == NTDVD_NAME_CDROM ? ERROR_FILE_NOT_FOUND :
						       ERROR_PATH_NOT_FOUND;
	switch (name.kind) {
	case NTDVD_NAME_ROOT:
		ntdvd_debug("%s is a directory; the drive is \\\\.\\%c:", file_name,
			    name.number);
		return ERROR_ACCESS_DENIED;
	case NTDVD_NAME_FILE:
		error = ntdvd_path_resolve(node, name.path, path, sizeof(path));
		return error ? error : ntdvd_file_open_path(path, wanted, value);
	default:
		return ntdvd_file_open_drive(node, wanted, value);
	}
}

HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
			  DWORD dwShareMode,
			  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
			  DWORD dwCreationDisposition,
			  DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
	DWORD error = ERROR_PATH_NOT_FOUND;
	uintptr_t value = 0;

	(void)lpSecurityAttributes;
	(void)dwFlagsAndAttributes;
	(void)hTemplateFile;

	if (lpFileName && *lpFileName)
		error = open_name(lpFileName, wish(dwDesiredAccess, dwShareMode),
				  dwCreationDisposition, &value);
	if (error) {
		fail(error);
		return INVALID_HANDLE_VALUE;
	}
	SetLastError(dwCreationDisposition == OPEN_ALWAYS ||
		     dwCreationDisposition == CREATE_ALWAYS ?
		     ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
	return (HANDLE)value;
}

HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess,
			  DWORD dwShareMode,
			  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
			  DWORD dwCreationDisposition,
			  DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
	char name[PATH_MAX];
	int err;

	if (!lpFileName) {
		fail(ERROR_PATH_NOT_FOUND);
		return INVALID_HANDLE_VALUE;
	}
	err = ntdvd_name_to_utf8(lpFileName, name, sizeof(name));
	if (err) {
		fail(ntdvd_open_error(-err));
		return INVALID_HANDLE_VALUE;
	}
	return CreateFileA(name, dwDesiredAccess, dwShareMode,
			   lpSecurityAttributes, dwCreationDisposition,
			   dwFlagsAndAttributes, hTemplateFile);
}

BOOL WINAPI CloseHandle(HANDLE hObject)
{
	if (hObject == INVALID_HANDLE_VALUE)
		return TRUE;
	if (!ntdvd_handle_close((uintptr_t)hObject))
		return fail(ERROR_INVALID_HANDLE);
	return TRUE;
}

static DWORD device_request(const struct ntdvd_ref *device, struct ntdvd_io *io)
{
	DWORD access = ACCESS_FROM_CTL_CODE(io->code);

	if ((device->access & access) != access) {
		ntdvd_debug("request %08X needs a handle opened with %s", io->code,
			    access == NTDVD_READ ? "GENERIC_READ" :
			    "GENERIC_READ | GENERIC_WRITE");
		return ERROR_ACCESS_DENIED;
	}
	/* Pass no code to another kind of file: Linux may know that code. */
	if (device->object->kind != NTDVD_DRIVE)
		return ERROR_INVALID_FUNCTION;
	if (DEVICE_TYPE_FROM_CTL_CODE(io->code) == FILE_DEVICE_DVD)
		return ntdvd_aacs_request(device, io);
	return ntdvd_disk_request(device, io);
}

BOOL WINAPI DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode,
			    LPVOID lpInBuffer, DWORD nInBufferSize,
			    LPVOID lpOutBuffer, DWORD nOutBufferSize,
			    LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped)
{
	struct ntdvd_io io = {
		.code = dwIoControlCode,
		.in = lpInBuffer,
		.out = lpOutBuffer,
		.in_len = lpInBuffer ? nInBufferSize : 0,
		.out_len = lpOutBuffer ? nOutBufferSize : 0,
	};
	struct ntdvd_ref device;
	DWORD error;

	if (lpBytesReturned)
		*lpBytesReturned = 0;
	if (!ntdvd_handle_get((uintptr_t)hDevice, &device))
		return fail(ERROR_INVALID_HANDLE);
	ntdvd_overlapped_begin(lpOverlapped);
	error = device_request(&device, &io);
	ntdvd_handle_put(&device);
	if (lpBytesReturned)
		*lpBytesReturned = io.information;
	ntdvd_overlapped_end(lpOverlapped, error ? io.status : 0, error,
			     io.information);
	return error ? fail(error) : TRUE;
}
