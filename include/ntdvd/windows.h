/* SPDX-License-Identifier: MIT */
/*
 * windows.h of libntdvd: the definitions that Windows sources need to access an
 * optical drive with DeviceIoControl().
 *
 * All types have their sizes on Windows. DWORD and ULONG have 32 bits and are
 * not `unsigned long`: cast them for printf("%lu").
 *
 * WCHAR is a 16-bit unit of UTF-16, as on Windows. wchar_t has 32 bits on
 * Linux, therefore
 *  - TEXT("...") under UNICODE and u"..." work without changes;
 *  - L"..." works in files compiled with -fshort-wchar and gives a diagnostic of
 *    incompatible pointers in others. Files with -fshort-wchar must not call the
 *    wide functions of libc (wcslen, wprintf), which take 32-bit units.
 */
#ifndef NTDVD_WINDOWS_H
#define NTDVD_WINDOWS_H

#ifdef _WIN32
#error "libntdvd's windows.h is for Linux; on Windows use the SDK's"
#endif

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef WINAPI
#define WINAPI
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif

typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned char UCHAR, *PUCHAR;
typedef unsigned char BOOLEAN, *PBOOLEAN;
typedef uint16_t WORD, *PWORD;
typedef uint16_t USHORT, *PUSHORT;
typedef int INT, *PINT;
typedef unsigned int UINT, *PUINT;
typedef int32_t LONG, *PLONG;
typedef uint32_t ULONG, *PULONG;
typedef uint32_t DWORD, *PDWORD, *LPDWORD;
typedef LONG HRESULT;
/* Aligned to 8 bytes on Windows, on 32-bit x86 too. */
typedef int64_t LONGLONG __attribute__((aligned(8)));
typedef uint64_t ULONGLONG __attribute__((aligned(8)));
typedef ULONGLONG DWORDLONG;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR, *PULONG_PTR, DWORD_PTR;
typedef size_t SIZE_T;

typedef void *PVOID, *LPVOID, *HANDLE, **PHANDLE;
typedef const void *LPCVOID;

typedef char CHAR, *PCHAR, *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR;
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
typedef WCHAR *PWSTR, *LPWSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR;

#ifdef UNICODE
typedef WCHAR TCHAR, *LPTSTR;
typedef const WCHAR *LPCTSTR;
#if __SIZEOF_WCHAR_T__ == 2
#define NTDVD_WIDE(quote)	L##quote
#else
#define NTDVD_WIDE(quote)	u##quote
#endif
#define TEXT(quote)	NTDVD_WIDE(quote)
#else
typedef char TCHAR, *LPTSTR;
typedef const char *LPCTSTR;
#define TEXT(quote)	quote
#endif

#ifndef FALSE
#define FALSE	0
#endif
#ifndef TRUE
#define TRUE	1
#endif

#define MAXDWORD	0xffffffff
#define MAXULONGLONG	((ULONGLONG)~((ULONGLONG)0))

#define INVALID_HANDLE_VALUE	((HANDLE)(LONG_PTR)-1)

/* dwDesiredAccess */
#define FILE_READ_DATA		0x00000001U
#define FILE_WRITE_DATA		0x00000002U
#define GENERIC_READ		0x80000000U
#define GENERIC_WRITE		0x40000000U
#define GENERIC_EXECUTE		0x20000000U
#define GENERIC_ALL		0x10000000U

/* dwShareMode: ignored, see CreateFileA() */
#define FILE_SHARE_READ		0x00000001U
#define FILE_SHARE_WRITE	0x00000002U
#define FILE_SHARE_DELETE	0x00000004U

/* dwCreationDisposition */
#define CREATE_NEW		1
#define CREATE_ALWAYS		2
#define OPEN_EXISTING		3
#define OPEN_ALWAYS		4
#define TRUNCATE_EXISTING	5

/* dwFlagsAndAttributes: ignored, except FILE_FLAG_OVERLAPPED */
#define FILE_ATTRIBUTE_READONLY		0x00000001U
#define FILE_ATTRIBUTE_NORMAL		0x00000080U
#define FILE_FLAG_WRITE_THROUGH		0x80000000U
#define FILE_FLAG_OVERLAPPED		0x40000000U
#define FILE_FLAG_NO_BUFFERING		0x20000000U
#define FILE_FLAG_RANDOM_ACCESS		0x10000000U
#define FILE_FLAG_SEQUENTIAL_SCAN	0x08000000U

/* Values of GetLastError(). */
#define NO_ERROR			0
#define ERROR_SUCCESS			0
#define ERROR_INVALID_FUNCTION		1
#define ERROR_FILE_NOT_FOUND		2
#define ERROR_PATH_NOT_FOUND		3
#define ERROR_TOO_MANY_OPEN_FILES	4
#define ERROR_ACCESS_DENIED		5
#define ERROR_INVALID_HANDLE		6
#define ERROR_NOT_ENOUGH_MEMORY		8
#define ERROR_WRITE_PROTECT		19
#define ERROR_NOT_READY			21
#define ERROR_BAD_COMMAND		22
#define ERROR_CRC			23
#define ERROR_BAD_LENGTH		24
#define ERROR_SECTOR_NOT_FOUND		27
#define ERROR_GEN_FAILURE		31
#define ERROR_NOT_SUPPORTED		50
#define ERROR_FILE_EXISTS		80
#define ERROR_INVALID_PARAMETER		87
#define ERROR_SEM_TIMEOUT		121
#define ERROR_INSUFFICIENT_BUFFER	122
#define ERROR_INVALID_NAME		123
#define ERROR_ALREADY_EXISTS		183
#define ERROR_FILENAME_EXCED_RANGE	206
#define ERROR_MR_MID_NOT_FOUND		317
#define ERROR_OPERATION_ABORTED		995
#define ERROR_NOACCESS			998
#define ERROR_MEDIA_CHANGED		1110
#define ERROR_IO_DEVICE			1117
#define ERROR_NO_SYSTEM_RESOURCES	1450
#define ERROR_INVALID_USER_BUFFER	1784
#define ERROR_UNRECOGNIZED_MEDIA	1785

/*
 * Copy protection failures are also values of GetLastError(). They are signed
 * (HRESULT), as on Windows: compare as in
 * `GetLastError() == (DWORD)STG_E_CSS_KEY_NOT_PRESENT`.
 */
#define STG_E_STATUS_COPY_PROTECTION_FAILURE	((HRESULT)0x80030305)
#define STG_E_CSS_AUTHENTICATION_FAILURE	((HRESULT)0x80030306)
#define STG_E_CSS_KEY_NOT_PRESENT		((HRESULT)0x80030307)
#define STG_E_CSS_KEY_NOT_ESTABLISHED		((HRESULT)0x80030308)
#define STG_E_CSS_SCRAMBLED_SECTOR		((HRESULT)0x80030309)
#define STG_E_CSS_REGION_MISMATCH		((HRESULT)0x8003030A)
#define STG_E_RESETS_EXHAUSTED			((HRESULT)0x8003030B)

typedef struct _SECURITY_ATTRIBUTES {
	DWORD nLength;
	LPVOID lpSecurityDescriptor;
	BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

typedef struct _OVERLAPPED {
	ULONG_PTR Internal;
	ULONG_PTR InternalHigh;
	union {
		struct {
			DWORD Offset;
			DWORD OffsetHigh;
		};
		PVOID Pointer;
	};
	HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

#define ZeroMemory(dest, len)		memset((dest), 0, (len))
#define CopyMemory(dest, src, len)	memcpy((dest), (src), (len))

/*
 * CreateFileA, CreateFileW - open a drive, or a file on a disc
 *
 * The name is `\\.\X:` or `\\.\CdRomN`, also with `\\?\` (in any letter case,
 * without a suffix), or the Linux path of a regular file, for
 * AACS_READ_BINDING_NONCE.Handle. CreateFileA passes the bytes of a path to
 * Linux unchanged; CreateFileW converts UTF-16 to UTF-8.
 *
 * \\.\CdRomN is /dev/aacsN. Letters from D: on go to the existing nodes
 * /dev/aacsN in the order of N. The environment variable NTDVD_DRIVES overrides
 * this:
 *	NTDVD_DRIVES=E:=/dev/aacs1,F:=/dev/aacs0,CdRom0=/dev/aacs1
 * If it is set, only its letters exist; a CdRomN that it lacks is still
 * /dev/aacsN.
 *
 * Sharing modes, security attributes and templates have no effect. A file that
 * does not exist is not created.
 *
 * Return: a handle to be closed with CloseHandle(); INVALID_HANDLE_VALUE and
 * GetLastError(): ERROR_FILE_NOT_FOUND no such drive or file,
 * ERROR_PATH_NOT_FOUND no name or no such directory,
 * ERROR_ACCESS_DENIED no permission (or not a regular file),
 * ERROR_NOT_SUPPORTED FILE_FLAG_OVERLAPPED or a file to be created,
 * ERROR_INVALID_PARAMETER an unknown dwCreationDisposition,
 * ERROR_FILE_EXISTS CREATE_NEW of a drive, ERROR_TOO_MANY_OPEN_FILES.
 * If the environment variable NTDVD_DEBUG is set, libntdvd prints the reason on
 * standard error.
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
#ifdef UNICODE
#define CreateFile	CreateFileW
#else
#define CreateFile	CreateFileA
#endif

/*
 * DeviceIoControl - send a request and wait for its answer
 *
 * Sizes are in bytes. A NULL buffer counts as 0 bytes.
 * Both buffers may be the same. *lpBytesReturned is the number of bytes in
 * lpOutBuffer, and 0 if the call fails, even with ERROR_INSUFFICIENT_BUFFER
 * (IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE returns the size of a media key block).
 *
 * Return: TRUE, or FALSE and GetLastError(): Windows' code for the drive's
 * error, or ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED lpOverlapped is not NULL,
 * ERROR_INVALID_PARAMETER lpBytesReturned is NULL (Windows would crash),
 * ERROR_ACCESS_DENIED the handle lacks the access that the code asks for,
 * ERROR_INVALID_FUNCTION not an AACS request, or not a drive's handle,
 * ERROR_NOACCESS a buffer is not in memory.
 */
BOOL WINAPI DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode,
			    LPVOID lpInBuffer, DWORD nInBufferSize,
			    LPVOID lpOutBuffer, DWORD nOutBufferSize,
			    LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped);

/*
 * CloseHandle - close what CreateFile opened
 *
 * Closing the last handle of a process on a drive ends its sessions, after the
 * requests of other threads on that handle. As on Windows, closing
 * INVALID_HANDLE_VALUE succeeds and does nothing.
 *
 * Return: TRUE, or FALSE and ERROR_INVALID_HANDLE.
 */
BOOL WINAPI CloseHandle(HANDLE hObject);

/* The error code of the calling thread's last failed call. */
DWORD WINAPI GetLastError(VOID);
void WINAPI SetLastError(DWORD dwErrCode);

#ifdef __cplusplus
}
#endif

#endif /* NTDVD_WINDOWS_H */
