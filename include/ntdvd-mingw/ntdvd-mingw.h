/* SPDX-License-Identifier: MIT */
/*
 * ntdvd-mingw.h of libntdvd: makes the Windows headers of MinGW-w64 work with
 * Linux' own gcc and g++. `pkg-config --cflags ntdvd-mingw` includes it by
 * -include before the first line of each source; no source includes it.
 *
 * MinGW-w64's headers support one system where `long` has 64 bits: Cygwin. There
 * they define DWORD, LONG and ULONG as int, and leave the C library to the system.
 * Only their first header checks for Cygwin.
 */
#ifndef NTDVD_MINGW_H
#define NTDVD_MINGW_H

#ifndef __ASSEMBLER__

#if defined(__MINGW32__) || defined(_MSC_VER)
#error "libntdvd's headers are for Linux; on Windows use the SDK's"
#endif
#ifndef __x86_64__
#error "ntdvd-mingw is for x86-64; the headers of ntdvd are for others, too"
#endif
#if __SIZEOF_WCHAR_T__ != 2
#error "compile with -fshort-wchar, as `pkg-config --cflags ntdvd-mingw` says"
#endif

/* Windows' calling conventions and DLL attributes. */
#define __stdcall
#define __cdecl
#define __fastcall
#define __thiscall
#define __vectorcall
#define _stdcall
#define _cdecl
#define _CRTIMP
#define __MINGW_IMPORT	extern

#define __CYGWIN__	1
#include <_mingw.h>
/* The source itself is not for Cygwin. */
#undef __CYGWIN__

/* After _mingw.h, which would treat it as the Windows compiler's. */
#ifndef __declspec
#define __declspec(what)
#endif

#endif /* __ASSEMBLER__ */

#endif /* NTDVD_MINGW_H */
