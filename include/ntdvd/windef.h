/* SPDX-License-Identifier: MIT */
/*
 * windef.h of libntdvd: the basic types, with their sizes on Windows.
 *
 * DWORD and ULONG have 32 bits and are not `unsigned long`: cast them for
 * printf("%lu"), or compile with `pkg-config --cflags ntdvd-mingw`.
 *
 * WCHAR is a 16-bit unit of UTF-16, as on Windows. wchar_t has 32 bits on
 * Linux, therefore
 *  - TEXT("...") under UNICODE and u"..." work without changes;
 *  - L"..." works in files compiled with -fshort-wchar; in others the compiler
 *    reports incompatible pointers. Files with -fshort-wchar must not call the
 *    wide functions of libc (wcslen, wprintf), which take 32-bit units.
 */
#ifndef NTDVD_WINDEF_H
#define NTDVD_WINDEF_H

#if defined(__MINGW32__) || defined(_MSC_VER)
#error "libntdvd's headers are for Linux; on Windows use the SDK's"
#endif

#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Windows' calling conventions and DLL attributes; they do nothing here. */
#ifndef WINAPI
#define WINAPI
#endif
#define WINAPIV
#define APIENTRY	WINAPI
#define CALLBACK	WINAPI
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __declspec
#define __declspec(what)
#endif

#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#define UNREFERENCED_PARAMETER(name)	((void)(name))

/* Types of Microsoft's compiler. */
#ifndef __int64
#define __int64 long long
#endif

typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned char UCHAR, *PUCHAR;
typedef unsigned char BOOLEAN, *PBOOLEAN;
typedef int16_t SHORT, *PSHORT;
typedef uint16_t WORD, *PWORD, *LPWORD;
typedef uint16_t USHORT, *PUSHORT;
typedef int INT, *PINT, *LPINT;
typedef unsigned int UINT, *PUINT;
typedef int32_t LONG, *PLONG, *LPLONG;
typedef uint32_t ULONG, *PULONG;
typedef uint32_t DWORD, *PDWORD, *LPDWORD;
typedef int32_t LONG32, INT32;
typedef uint32_t ULONG32, UINT32, DWORD32;
typedef LONG HRESULT;
typedef float FLOAT;
/* Aligned to 8 bytes on Windows, on 32-bit x86 too. */
#ifdef __i386__
typedef long long LONGLONG __attribute__((aligned(8)));
typedef unsigned long long ULONGLONG __attribute__((aligned(8)));
#else
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
#endif
typedef LONGLONG LONG64, INT64, *PLONGLONG;
typedef ULONGLONG DWORDLONG, ULONG64, UINT64, DWORD64, *PULONGLONG;
typedef intptr_t LONG_PTR, INT_PTR;
typedef uintptr_t ULONG_PTR, *PULONG_PTR, UINT_PTR, DWORD_PTR;
typedef size_t SIZE_T;

typedef union _LARGE_INTEGER {			/* 8 bytes */
	struct {
		DWORD LowPart;
		LONG HighPart;
	};
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {			/* 8 bytes */
	struct {
		DWORD LowPart;
		DWORD HighPart;
	};
	struct {
		DWORD LowPart;
		DWORD HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef void *PVOID, *LPVOID, *HANDLE, **PHANDLE, **LPHANDLE;
typedef const void *LPCVOID;
typedef HANDLE HLOCAL, HMODULE, HINSTANCE;

typedef char CHAR, *PCHAR, *LPCH, *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR;
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
typedef WCHAR *PWCHAR, *PWSTR, *LPWSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR;

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const WCHAR *PCTSTR, *LPCTSTR;
#if __SIZEOF_WCHAR_T__ == 2
#define NTDVD_WIDE(quote)	L##quote
#else
#define NTDVD_WIDE(quote)	u##quote
#endif
#define TEXT(quote)	NTDVD_WIDE(quote)
#else
typedef char TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const char *PCTSTR, *LPCTSTR;
#define TEXT(quote)	quote
#endif

#ifndef NULL
#define NULL	0
#endif
#ifndef FALSE
#define FALSE	0
#endif
#ifndef TRUE
#define TRUE	1
#endif

#define MAX_PATH	260
#define MAXBYTE		0xff
#define MAXWORD		0xffff
#define MAXDWORD	0xffffffff
#define MAXULONG	0xffffffff
#define MAXULONGLONG	((ULONGLONG)~((ULONGLONG)0))

#if !defined(NOMINMAX) && !defined(__cplusplus)
#ifndef max
#define max(a, b)	(((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b)	(((a) < (b)) ? (a) : (b))
#endif
#endif

#define MAKEWORD(low, high) \
	((WORD)(((BYTE)(low)) | ((WORD)((BYTE)(high))) << 8))
#define MAKELONG(low, high) \
	((LONG)(((WORD)(low)) | ((DWORD)((WORD)(high))) << 16))
#define LOWORD(value)	((WORD)((value) & 0xffff))
#define HIWORD(value)	((WORD)(((value) >> 16) & 0xffff))
#define LOBYTE(value)	((BYTE)((value) & 0xff))
#define HIBYTE(value)	((BYTE)(((value) >> 8) & 0xff))

#define FIELD_OFFSET(type, field)	((LONG)offsetof(type, field))

#define ZeroMemory(dest, len)		memset((dest), 0, (len))
#define FillMemory(dest, len, byte)	memset((dest), (byte), (len))
#define CopyMemory(dest, src, len)	memcpy((dest), (src), (len))
#define MoveMemory(dest, src, len)	memmove((dest), (src), (len))
#define RtlZeroMemory	ZeroMemory
#define RtlCopyMemory	CopyMemory

#ifdef __cplusplus
}
#endif

#endif /* NTDVD_WINDEF_H */
