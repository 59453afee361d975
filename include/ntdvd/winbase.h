/* SPDX-License-Identifier: MIT */
/* winbase.h of libntdvd: the functions, and the constants that they take. */
#ifndef NTDVD_WINBASE_H
#define NTDVD_WINBASE_H

#include <windef.h>
#include <winerror.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INVALID_HANDLE_VALUE	((HANDLE)(LONG_PTR)-1)
#define INFINITE		0xffffffff	/* milliseconds */

typedef struct _SECURITY_ATTRIBUTES {
	DWORD nLength;
	LPVOID lpSecurityDescriptor;
	BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

typedef struct _OVERLAPPED {
	ULONG_PTR Internal;		/* NTSTATUS */
	ULONG_PTR InternalHigh;		/* bytes */
	union {
		struct {
			DWORD Offset;
			DWORD OffsetHigh;
		};
		PVOID Pointer;
	};
	HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

/* ---- files and drives ---- */

/* dwDesiredAccess */
#define FILE_READ_DATA		0x00000001U
#define FILE_WRITE_DATA		0x00000002U
#define FILE_READ_ATTRIBUTES	0x00000080U
#define DELETE			0x00010000U
#define SYNCHRONIZE		0x00100000U
#define MAXIMUM_ALLOWED		0x02000000U
#define GENERIC_ALL		0x10000000U
#define GENERIC_EXECUTE		0x20000000U
#define GENERIC_WRITE		0x40000000U
#define GENERIC_READ		0x80000000U

/* dwShareMode */
#define FILE_SHARE_READ		0x00000001U
#define FILE_SHARE_WRITE	0x00000002U
#define FILE_SHARE_DELETE	0x00000004U

/* dwCreationDisposition */
#define CREATE_NEW		1
#define CREATE_ALWAYS		2
#define OPEN_EXISTING		3
#define OPEN_ALWAYS		4
#define TRUNCATE_EXISTING	5

/* dwFlagsAndAttributes: without effect */
#define FILE_ATTRIBUTE_READONLY		0x00000001U
#define FILE_ATTRIBUTE_NORMAL		0x00000080U
#define FILE_FLAG_WRITE_THROUGH		0x80000000U
#define FILE_FLAG_OVERLAPPED		0x40000000U
#define FILE_FLAG_NO_BUFFERING		0x20000000U
#define FILE_FLAG_RANDOM_ACCESS		0x10000000U
#define FILE_FLAG_SEQUENTIAL_SCAN	0x08000000U
#define FILE_FLAG_BACKUP_SEMANTICS	0x02000000U

/*
 * CreateFileA, CreateFileW - open a drive, or a file
 *
 * The name is one of
 *  - a drive: `\\.\X:` or `\\.\CdRomN`. `\\?\` and `\??\` are prefixes, too; a
 *    slash may replace a backslash, the case of letters does not matter, spaces
 *    and dots at the end are dropped. Linux' names are /dev/aacsN, /dev/srN and
 *    srN.
 *  - a file on the disc in a drive: `X:\path`, where Linux has mounted it.
 *    If no file has exactly this name, the case of letters is ignored.
 *  - the Linux path of a regular file.
 * CreateFileA takes the bytes of a path as they are; CreateFileW converts UTF-16
 * to UTF-8.
 *
 * \\.\CdRomN is /dev/aacsN. Letters from D: on go to the existing nodes
 * /dev/aacsN in the order of N. The environment variable NTDVD_DRIVES overrides
 * this:
 *	NTDVD_DRIVES=E:=/dev/aacs1,F:=/dev/aacs0,CdRom0=/dev/aacs1
 * If it is set, only its letters exist; a CdRomN that it lacks is still
 * /dev/aacsN.
 *
 * Share modes apply among the handles of this process. Even with
 * FILE_FLAG_OVERLAPPED, a request is complete when its call returns. Security
 * attributes, templates and the other flags have no effect. CreateFile never
 * creates a file.
 *
 * Return: a handle to be closed with CloseHandle(); INVALID_HANDLE_VALUE and
 * GetLastError():
 *  - ERROR_FILE_NOT_FOUND: no such drive, file or directory;
 *  - ERROR_PATH_NOT_FOUND: an empty name, `X:\path` without such a drive, or a
 *    path through a file;
 *  - ERROR_ACCESS_DENIED: no permission, or no regular file (`D:\` is a
 *    directory);
 *  - ERROR_SHARING_VIOLATION: another handle does not share it;
 *  - ERROR_NOT_READY: `X:\path` while no disc is mounted;
 *  - ERROR_NOT_SUPPORTED: a file to be created or truncated;
 *  - ERROR_INVALID_PARAMETER: an unknown dwCreationDisposition;
 *  - ERROR_FILE_EXISTS: CREATE_NEW of a drive;
 *  - ERROR_TOO_MANY_OPEN_FILES.
 * If the module, the node of the drive or the right to use it is missing, one
 * line on standard error says so. The environment variable NTDVD_DEBUG=0
 * silences it; NTDVD_DEBUG=1 gives the reason for other failures, too.
 */
HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
			  DWORD dwShareMode,
			  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
			  DWORD dwCreationDisposition,
			  DWORD dwFlagsAndAttributes, HANDLE hTemplateFile);
HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess,
			  DWORD dwShareMode,
			  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
			  DWORD dwCreationDisposition,
			  DWORD dwFlagsAndAttributes, HANDLE hTemplateFile);

/*
 * CloseHandle - close a handle of CreateFile or CreateEvent
 *
 * Closing the last handle of a process on a drive waits for the requests of other
 * threads on that handle, then ends the sessions. As on Windows, closing
 * INVALID_HANDLE_VALUE succeeds and does nothing.
 *
 * Return: TRUE, or FALSE and ERROR_INVALID_HANDLE.
 */
BOOL WINAPI CloseHandle(HANDLE hObject);

/*
 * DeviceIoControl - send a request and wait for its answer
 *
 * Sizes are in bytes. A NULL buffer counts as 0 bytes. Both buffers may be the
 * same. *lpBytesReturned is the number of bytes in lpOutBuffer, and 0 if the
 * call fails, even with ERROR_INSUFFICIENT_BUFFER
 * (IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE returns the size of a media key block).
 * After ERROR_MORE_DATA lpOutBuffer has as much of the answer as fits.
 * lpBytesReturned may be NULL.
 *
 * If lpOverlapped is not NULL, the call fills in its Internal and InternalHigh
 * and sets the event before it returns.
 *
 * The requests are IOCTL_AACS_* of ntddcdvd.h, and those of winioctl.h,
 * ntddscsi.h and ntddcdrm.h.
 *
 * Return: TRUE, or FALSE and GetLastError(): Windows' code for the drive's
 * error, or
 *  - ERROR_INVALID_HANDLE;
 *  - ERROR_ACCESS_DENIED: the handle lacks the access that the code asks for;
 *  - ERROR_INVALID_FUNCTION: none of these requests, or not a drive's handle;
 *  - ERROR_BAD_LENGTH: the input is too short;
 *  - ERROR_INSUFFICIENT_BUFFER: the output buffer is too short;
 *  - ERROR_NOACCESS: the address of a buffer is not valid.
 */
BOOL WINAPI DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode,
			    LPVOID lpInBuffer, DWORD nInBufferSize,
			    LPVOID lpOutBuffer, DWORD nOutBufferSize,
			    LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped);

/*
 * ReadFile - read from a file, or from the sectors of the disc
 *
 * A drive is read by whole sectors of 2048 bytes (else
 * ERROR_INVALID_PARAMETER). At the end *lpNumberOfBytesRead is 0. With
 * lpOverlapped the read starts at its Offset, not at the handle's position, and
 * fails at the end with ERROR_HANDLE_EOF. The handle needs GENERIC_READ
 * (ERROR_ACCESS_DENIED).
 */
BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
		     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped);

/* dwMoveMethod */
#define FILE_BEGIN		0
#define FILE_CURRENT		1
#define FILE_END		2	/* of a file, not of a drive */
#define INVALID_SET_FILE_POINTER	((DWORD)-1)

/*
 * SetFilePointer, SetFilePointerEx - the position of the next ReadFile()
 *
 * Threads that use one handle wait for each other, as on Windows.
 *
 * SetFilePointer returns the lower half of the new position. If that is
 * INVALID_SET_FILE_POINTER, call GetLastError(), which may return NO_ERROR.
 * Errors: ERROR_NEGATIVE_SEEK, ERROR_INVALID_PARAMETER.
 */
DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove,
			    PLONG lpDistanceToMoveHigh, DWORD dwMoveMethod);
BOOL WINAPI SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove,
			     PLARGE_INTEGER lpNewFilePointer,
			     DWORD dwMoveMethod);
/* The size of a file in bytes; ERROR_INVALID_FUNCTION for a drive. */
BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize);

/* ---- the list of drives ---- */

#define DRIVE_UNKNOWN		0
#define DRIVE_NO_ROOT_DIR	1
#define DRIVE_REMOVABLE		2
#define DRIVE_FIXED		3
#define DRIVE_REMOTE		4
#define DRIVE_CDROM		5
#define DRIVE_RAMDISK		6

/*
 * GetDriveTypeA, GetDriveTypeW - DRIVE_CDROM for `X:\` or `X:` of an optical
 * drive; DRIVE_NO_ROOT_DIR for others; DRIVE_FIXED for NULL, the disk with the
 * working directory
 */
UINT WINAPI GetDriveTypeA(LPCSTR lpRootPathName);
UINT WINAPI GetDriveTypeW(LPCWSTR lpRootPathName);
/* The letters of optical drives, as a mask: bit 0 is A:, bit 3 is D:, and so on. */
DWORD WINAPI GetLogicalDrives(VOID);

/* ---- events, and requests with an OVERLAPPED ---- */

#define WAIT_OBJECT_0	0
#define WAIT_FAILED	((DWORD)0xffffffff)
#define STATUS_PENDING	((DWORD)0x00000103)

#define HasOverlappedIoCompleted(lpOverlapped) \
	(((DWORD)(lpOverlapped)->Internal) != STATUS_PENDING)

/*
 * CreateEventA, CreateEventW - an event that only this process knows
 *
 * ERROR_NOT_SUPPORTED: lpName is not NULL. An auto-reset event wakes one thread.
 */
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes,
			   BOOL bManualReset, BOOL bInitialState,
			   LPCSTR lpName);
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes,
			   BOOL bManualReset, BOOL bInitialState,
			   LPCWSTR lpName);
BOOL WINAPI SetEvent(HANDLE hEvent);
BOOL WINAPI ResetEvent(HANDLE hEvent);
/*
 * WaitForSingleObject - wait until an event is set
 *
 * Handles of files and drives are always set, since their requests are complete
 * when the call returns.
 *
 * Return: WAIT_OBJECT_0, WAIT_TIMEOUT, or WAIT_FAILED and ERROR_INVALID_HANDLE.
 */
DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds);
/*
 * GetOverlappedResult - the result of the request that filled lpOverlapped in
 *
 * Return: TRUE if it succeeded; else FALSE and its error, or ERROR_IO_INCOMPLETE:
 * it is under way in another thread, and bWait is FALSE.
 */
BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
				LPDWORD lpNumberOfBytesTransferred, BOOL bWait);

/* ---- errors ---- */

/* The error code of the calling thread's last failed call. */
DWORD WINAPI GetLastError(VOID);
void WINAPI SetLastError(DWORD dwErrCode);

#define FORMAT_MESSAGE_ALLOCATE_BUFFER	0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS	0x00000200
#define FORMAT_MESSAGE_FROM_STRING	0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE	0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM	0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY	0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK	0x000000FF

#define LANG_NEUTRAL		0x00
#define LANG_ENGLISH		0x09
#define SUBLANG_NEUTRAL		0x00
#define SUBLANG_DEFAULT		0x01
#define SUBLANG_ENGLISH_US	0x01
#define MAKELANGID(primary, sub)	((((WORD)(sub)) << 10) | (WORD)(primary))

/*
 * FormatMessageA, FormatMessageW - the text for a code of GetLastError()
 *
 * With FORMAT_MESSAGE_FROM_SYSTEM only. The texts are libntdvd's own, in
 * English, and end with a full stop and CR LF (a space with
 * FORMAT_MESSAGE_MAX_WIDTH_MASK). With FORMAT_MESSAGE_ALLOCATE_BUFFER *lpBuffer
 * is a pointer for LocalFree().
 *
 * Return: the length of the text without the final NUL; 0 and
 * ERROR_MR_MID_NOT_FOUND for an unknown code, ERROR_INSUFFICIENT_BUFFER,
 * ERROR_INVALID_PARAMETER for other sources, ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
			    DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
			    va_list *Arguments);
DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
			    DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
			    va_list *Arguments);

/* ---- memory, time, strings ---- */

#define LMEM_FIXED	0x0000
#define LMEM_MOVEABLE	0x0002		/* taken for LMEM_FIXED */
#define LMEM_ZEROINIT	0x0040
#define LPTR		(LMEM_FIXED | LMEM_ZEROINIT)

/* Returns NULL with ERROR_NOT_ENOUGH_MEMORY if memory runs out. */
HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes);
/* Returns NULL. */
HLOCAL WINAPI LocalFree(HLOCAL hMem);

VOID WINAPI Sleep(DWORD dwMilliseconds);
/* Milliseconds since the system started. */
DWORD WINAPI GetTickCount(VOID);
ULONGLONG WINAPI GetTickCount64(VOID);

int WINAPI lstrlenA(LPCSTR lpString);
int WINAPI lstrlenW(LPCWSTR lpString);
LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2);
LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2);
LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2);
LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2);

/*
 * wsprintfA, wsprintfW - format a string
 *
 * They write at most 1024 units with the final NUL, and cut off the rest.
 *
 * %c %C %d %i %u %x %X %p %s %S with the sizes h, l (32 bits), ll, I64 and w.
 * Return: the length without the NUL.
 */
int WINAPIV wsprintfA(LPSTR lpOut, LPCSTR lpFmt, ...);
int WINAPIV wsprintfW(LPWSTR lpOut, LPCWSTR lpFmt, ...);

#ifdef UNICODE
#define CreateEvent	CreateEventW
#define CreateFile	CreateFileW
#define FormatMessage	FormatMessageW
#define GetDriveType	GetDriveTypeW
#define lstrcat		lstrcatW
#define lstrcpy		lstrcpyW
#define lstrlen		lstrlenW
#define wsprintf	wsprintfW
#else
#define CreateEvent	CreateEventA
#define CreateFile	CreateFileA
#define FormatMessage	FormatMessageA
#define GetDriveType	GetDriveTypeA
#define lstrcat		lstrcatA
#define lstrcpy		lstrcpyA
#define lstrlen		lstrlenA
#define wsprintf	wsprintfA
#endif

#ifdef __cplusplus
}
#endif

#endif /* NTDVD_WINBASE_H */
