// SPDX-License-Identifier: MIT
/* ReadFile() and the position that it reads from. */
#include <windows.h>

#include "disk.h"
#include "handle.h"
#include "overlapped.h"
#include "status.h"
#include "sys.h"

static BOOL result(DWORD error)
{
	if (error)
		SetLastError(error);
	return !error;
}

/* Returns a descriptor, or -1 and a Win32 code. */
static int readable(const struct ntdvd_ref *file, DWORD *error)
{
	int fd = file->object->fd;

	*error = ERROR_SUCCESS;
	if (file->object->kind == NTDVD_EVENT)
		*error = ERROR_INVALID_HANDLE;
	else if (!(file->access & NTDVD_READ))
		*error = ERROR_ACCESS_DENIED;
	if (*error || file->object->kind != NTDVD_DRIVE)
		return *error ? -1 : fd;
	fd = ntdvd_disk_open(file->object);
	if (fd < 0)
		*error = ntdvd_open_error(-fd);
	return fd;
}

static DWORD read_at(const struct ntdvd_ref *file, void *buffer, DWORD len,
		     uint64_t position, DWORD *got)
{
	DWORD error;
	int fd = readable(file, &error);
	ssize_t done;

	if (error)
		return error;
	if (file->object->kind == NTDVD_DRIVE &&
	    (len % NTDVD_SECTOR_LEN || position % NTDVD_SECTOR_LEN))
		return ERROR_INVALID_PARAMETER;
	done = ntdvd_sys->pread(fd, buffer, len, position);
	if (done < 0)
		return ntdvd_ioctl_error((int)-done);
	*got = (DWORD)done;
	return ERROR_SUCCESS;
}

/* Without an OVERLAPPED, reads at the handle's position and advances it. */
static DWORD read_on(const struct ntdvd_ref *file, void *buffer, DWORD len,
		     DWORD *got)
{
	uint64_t position = ntdvd_position_begin(file);
	DWORD error = read_at(file, buffer, len, position, got);

	ntdvd_position_end(file, position + *got);
	return error;
}

static DWORD read_overlapped(const struct ntdvd_ref *file, void *buffer,
			     DWORD len, OVERLAPPED *overlapped, DWORD *got)
{
	uint64_t position = (uint64_t)overlapped->OffsetHigh << 32 |
			    overlapped->Offset;
	DWORD error;

	ntdvd_overlapped_begin(overlapped);
	error = read_at(file, buffer, len, position, got);
	if (!error && !*got && len)
		error = ERROR_HANDLE_EOF;
	ntdvd_overlapped_end(overlapped, 0, error, *got);
	return error;
}

BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
		     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
{
	struct ntdvd_ref file;
	DWORD got = 0;
	DWORD error;

	if (lpNumberOfBytesRead)
		*lpNumberOfBytesRead = 0;
	if (!ntdvd_handle_get((uintptr_t)hFile, &file))
		return result(ERROR_INVALID_HANDLE);
	if (lpOverlapped)
		error = read_overlapped(&file, lpBuffer, nNumberOfBytesToRead,
					lpOverlapped, &got);
	else
		error = read_on(&file, lpBuffer, nNumberOfBytesToRead, &got);
	ntdvd_handle_put(&file);
	if (lpNumberOfBytesRead)
		*lpNumberOfBytesRead = got;
	return result(error);
}

/* The size of a file in bytes; a Win32 code for other objects. */
static DWORD file_size(const struct ntdvd_ref *file, int64_t *size)
{
	struct ntdvd_node node;
	int err;

	if (file->object->kind == NTDVD_EVENT)
		return ERROR_INVALID_HANDLE;
	if (file->object->kind == NTDVD_DRIVE)
		return ERROR_INVALID_FUNCTION;
	err = ntdvd_sys->fstat(file->object->fd, &node);
	if (err)
		return ntdvd_open_error(-err);
	*size = (int64_t)node.size;
	return ERROR_SUCCESS;
}

BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize)
{
	struct ntdvd_ref file;
	int64_t size = 0;
	DWORD error;

	if (!ntdvd_handle_get((uintptr_t)hFile, &file))
		return result(ERROR_INVALID_HANDLE);
	error = lpFileSize ? file_size(&file, &size) : ERROR_INVALID_PARAMETER;
	ntdvd_handle_put(&file);
	if (!error)
		lpFileSize->QuadPart = size;
	return result(error);
}

/* Finds the position that a distance starts from: *from. */
static DWORD origin(const struct ntdvd_ref *file, DWORD method, int64_t current,
		    int64_t *from)
{
	if (file->object->kind == NTDVD_EVENT)
		return ERROR_INVALID_HANDLE;
	switch (method) {
	case FILE_BEGIN:
		*from = 0;
		return ERROR_SUCCESS;
	case FILE_CURRENT:
		*from = current;
		return ERROR_SUCCESS;
	case FILE_END:
		return file_size(file, from);
	default:
		return ERROR_INVALID_PARAMETER;
	}
}

static DWORD seek(const struct ntdvd_ref *file, int64_t distance, DWORD method,
		  int64_t *position)
{
	int64_t current = (int64_t)ntdvd_position_begin(file);
	int64_t from = 0;
	DWORD error = origin(file, method, current, &from);

	if (!error && __builtin_add_overflow(from, distance, position))
		error = ERROR_INVALID_PARAMETER;
	if (!error && *position < 0)
		error = ERROR_NEGATIVE_SEEK;
	ntdvd_position_end(file, (uint64_t)(error ? current : *position));
	return error;
}

BOOL WINAPI SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove,
			     PLARGE_INTEGER lpNewFilePointer,
			     DWORD dwMoveMethod)
{
	struct ntdvd_ref file;
	int64_t position = 0;
	DWORD error;

	if (!ntdvd_handle_get((uintptr_t)hFile, &file))
		return result(ERROR_INVALID_HANDLE);
	error = seek(&file, liDistanceToMove.QuadPart, dwMoveMethod, &position);
	ntdvd_handle_put(&file);
	if (!error && lpNewFilePointer)
		lpNewFilePointer->QuadPart = position;
	return result(error);
}

/* Without an upper half the distance is signed, and the result has 32 bits. */
DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove,
			    PLONG lpDistanceToMoveHigh, DWORD dwMoveMethod)
{
	LARGE_INTEGER distance, position;

	distance.QuadPart = lDistanceToMove;
	if (lpDistanceToMoveHigh)
		distance.HighPart = *lpDistanceToMoveHigh;
	if (!SetFilePointerEx(hFile, distance, &position, dwMoveMethod))
		return INVALID_SET_FILE_POINTER;
	if (lpDistanceToMoveHigh)
		*lpDistanceToMoveHigh = position.HighPart;
	SetLastError(NO_ERROR);
	return position.LowPart;
}
