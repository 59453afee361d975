// SPDX-License-Identifier: MIT
/* The exported functions, which include/ntdvd/windows.h describes. */
#include <limits.h>
#include <stdbool.h>

#include <linux/sr_aacs.h>
#include <windows.h>
#include <winioctl.h>

#include "debug.h"
#include "drives.h"
#include "handle.h"
#include "name.h"
#include "status.h"
#include "sys.h"

#define ACCESS_FROM_CTL_CODE(code)	(((code) >> 14) & 3)

/* Not a status of the kernel: tells whether ioctl() has set one. */
#define STATUS_NONE	0xFFFFFFFFU

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

static unsigned int rights(DWORD desired)
{
	unsigned int access = 0;

	if (desired & (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA))
		access |= NTDVD_READ;
	if (desired & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA))
		access |= NTDVD_WRITE;
	return access;
}

/* A drive exists and can't be truncated; libntdvd creates no files. */
static DWORD check_disposition(DWORD disposition, bool is_path)
{
	switch (disposition) {
	case OPEN_EXISTING:
		return ERROR_SUCCESS;
	case OPEN_ALWAYS:
	case CREATE_NEW:
	case CREATE_ALWAYS:
	case TRUNCATE_EXISTING:
		break;
	default:
		return ERROR_INVALID_PARAMETER;
	}
	if (is_path) {
		ntdvd_debug("libntdvd does not create or truncate files: dwCreationDisposition must be OPEN_EXISTING");
		return ERROR_NOT_SUPPORTED;
	}
	switch (disposition) {
	case OPEN_ALWAYS:
		return ERROR_SUCCESS;
	case CREATE_NEW:
		return ERROR_FILE_EXISTS;
	default:
		return ERROR_ACCESS_DENIED;
	}
}

static DWORD open_name(const char *file_name, DWORD desired, DWORD disposition,
		       uintptr_t *value)
{
	struct ntdvd_name name = ntdvd_name_parse(file_name);
	char node[PATH_MAX];
	DWORD error;

	if (name.kind == NTDVD_NAME_UNKNOWN) {
		ntdvd_debug("%s is neither like \\\\.\\D: nor like \\\\.\\CdRom0",
			    file_name);
		return ERROR_FILE_NOT_FOUND;
	}
	error = check_disposition(disposition, name.kind == NTDVD_NAME_PATH);
	if (error)
		return error;
	if (name.kind == NTDVD_NAME_PATH)
		return ntdvd_handle_open_path(file_name, rights(desired),
					      value);
	if (!ntdvd_drives_find(&name, node, sizeof(node)))
		return ERROR_FILE_NOT_FOUND;
	return ntdvd_handle_open_drive(node, rights(desired), value);
}

HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
			  DWORD dwShareMode,
			  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
			  DWORD dwCreationDisposition,
			  DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
	uintptr_t value = 0;
	DWORD error;

	(void)dwShareMode;
	(void)lpSecurityAttributes;
	(void)hTemplateFile;

	if (!lpFileName || !*lpFileName) {
		error = ERROR_PATH_NOT_FOUND;
	} else if (dwFlagsAndAttributes & FILE_FLAG_OVERLAPPED) {
		ntdvd_debug("FILE_FLAG_OVERLAPPED: libntdvd does not support overlapped requests");
		error = ERROR_NOT_SUPPORTED;
	} else {
		error = open_name(lpFileName, dwDesiredAccess,
				  dwCreationDisposition, &value);
	}
	if (error) {
		fail(error);
		return INVALID_HANDLE_VALUE;
	}
	SetLastError(dwCreationDisposition == OPEN_ALWAYS ?
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

/* The kernel's request and the objects that it points to. */
struct request {
	struct sr_aacs_request kernel;
	struct sr_aacs_read_binding_nonce nonce;
	struct ntdvd_ref file;		/* of nonce.handle */
	bool has_file;
};

/* All ones: the extent is that of the file Handle. */
static bool extent_from_file(const struct sr_aacs_read_binding_nonce *nonce)
{
	return nonce->start_lba == MAXULONGLONG &&
	       nonce->number_of_sectors == MAXDWORD;
}

/*
 * Replaces the HANDLE in the input with a descriptor. A 32-bit program writes
 * only its lower half. If the program names an extent, the HANDLE has no
 * meaning and often is NULL; replace it with INVALID_HANDLE_VALUE. Returns a
 * Win32 code.
 */
static DWORD translate_handle(struct request *req)
{
	uintptr_t value;

	/* The kernel reports a wrong length. */
	if (req->kernel.in_len != sizeof(req->nonce))
		return ERROR_SUCCESS;
	if (ntdvd_sys->copy_in(&req->nonce, (void *)(uintptr_t)req->kernel.in,
			       sizeof(req->nonce)))
		return ERROR_NOACCESS;
	req->kernel.in = (uintptr_t)&req->nonce;

	if (!extent_from_file(&req->nonce) ||
	    (uint32_t)req->nonce.handle == UINT32_MAX) {
		req->nonce.handle = UINT64_MAX;
		return ERROR_SUCCESS;
	}
	value = (uintptr_t)req->nonce.handle;
	if (!ntdvd_handle_get(value, &req->file))
		return ERROR_INVALID_HANDLE;
	req->has_file = true;
	/* The kernel can't check this: each descriptor has a right. */
	if (!req->file.access) {
		ntdvd_debug("Handle was opened with neither GENERIC_READ nor GENERIC_WRITE");
		return ERROR_ACCESS_DENIED;
	}
	req->nonce.handle = req->file.fd;
	return ERROR_SUCCESS;
}

static DWORD send_request(int fd, DWORD code, struct request *req)
{
	int err;

	req->kernel.status = STATUS_NONE;
	err = ntdvd_sys->ioctl(fd, code, &req->kernel);
	if (!err)
		return ERROR_SUCCESS;
	if (req->kernel.status == STATUS_NONE ||
	    req->kernel.status == SR_AACS_STATUS_SUCCESS) {
		ntdvd_debug("request %08X: errno %d", code, -err);
		return ntdvd_ioctl_error(-err);
	}
	ntdvd_debug("request %08X: NTSTATUS %08X, information %u", code,
		    req->kernel.status, req->kernel.information);
	return ntdvd_status_to_win32(req->kernel.status);
}

static DWORD device_request(const struct ntdvd_ref *device, DWORD code,
			    struct request *req)
{
	DWORD access = ACCESS_FROM_CTL_CODE(code);
	DWORD error = ERROR_SUCCESS;

	if ((device->access & access) != access) {
		ntdvd_debug("request %08X needs a handle opened with %s", code,
			    access == FILE_READ_ACCESS ? "GENERIC_READ" :
			    "GENERIC_READ | GENERIC_WRITE");
		return ERROR_ACCESS_DENIED;
	}
	/* Don't pass other codes: another Linux file may know them. */
	if (!device->is_drive ||
	    DEVICE_TYPE_FROM_CTL_CODE(code) != FILE_DEVICE_DVD)
		return ERROR_INVALID_FUNCTION;

	if (code == IOCTL_AACS_READ_BINDING_NONCE ||
	    code == IOCTL_AACS_GENERATE_BINDING_NONCE)
		error = translate_handle(req);
	if (!error)
		error = send_request(device->fd, code, req);
	if (req->has_file)
		ntdvd_handle_put(&req->file);
	return error;
}

BOOL WINAPI DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode,
			    LPVOID lpInBuffer, DWORD nInBufferSize,
			    LPVOID lpOutBuffer, DWORD nOutBufferSize,
			    LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped)
{
	struct request req = {
		.kernel = {
			.in = (uintptr_t)lpInBuffer,
			.out = (uintptr_t)lpOutBuffer,
			.in_len = lpInBuffer ? nInBufferSize : 0,
			.out_len = lpOutBuffer ? nOutBufferSize : 0,
		},
	};
	struct ntdvd_ref device;
	DWORD error;

	if (lpBytesReturned)
		*lpBytesReturned = 0;
	if (!ntdvd_handle_get((uintptr_t)hDevice, &device))
		return fail(ERROR_INVALID_HANDLE);
	if (lpOverlapped) {
		ntdvd_debug("lpOverlapped: libntdvd does not support overlapped requests");
		error = ERROR_NOT_SUPPORTED;
	} else if (!lpBytesReturned) {
		error = ERROR_INVALID_PARAMETER;
	} else {
		error = device_request(&device, dwIoControlCode, &req);
	}
	ntdvd_handle_put(&device);
	if (error)
		return fail(error);
	*lpBytesReturned = req.kernel.information;
	return TRUE;
}
