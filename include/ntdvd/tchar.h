/* SPDX-License-Identifier: MIT */
/*
 * tchar.h of libntdvd: names for text that is char or WCHAR. Under _UNICODE it
 * has only the functions that libntdvd has for WCHAR; _tmain then needs a main()
 * of your own.
 */
#ifndef NTDVD_TCHAR_H
#define NTDVD_TCHAR_H

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <windef.h>
#include <winbase.h>

#include "msvcrt-names.h"
#include "ntdvd-printf.h"

#define _T(quote)	TEXT(quote)
#define _TEXT(quote)	TEXT(quote)

#if defined(_UNICODE) || defined(UNICODE)
#define _tcslen		lstrlenW
#define _tcscpy		lstrcpyW
#define _tcscat		lstrcatW
#define _tprintf	ntdvd_wprintf
#define _ftprintf	ntdvd_fwprintf
#define _stprintf(text, ...)	ntdvd_swprintf(text, (size_t)-1, __VA_ARGS__)
#define _sntprintf	ntdvd_swprintf
#define _fputts(text, file)	ntdvd_fwprintf(file, TEXT("%s"), text)
#define _putts(text)	ntdvd_wprintf(TEXT("%s\n"), text)
#define _tmain		wmain
#else
#define _tcslen		strlen
#define _tcscpy		strcpy
#define _tcsncpy	strncpy
#define _tcscat		strcat
#define _tcscmp		strcmp
#define _tcsncmp	strncmp
#define _tcsicmp	strcasecmp
#define _tcsnicmp	strncasecmp
#define _tcschr		strchr
#define _tcsrchr	strrchr
#define _tcsstr		strstr
#define _tcstoul	strtoul
#define _tcstol		strtol
#define _ttoi		atoi
#define _totupper	toupper
#define _totlower	tolower
#define _istalpha	isalpha
#define _istdigit	isdigit
#define _tprintf	printf
#define _ftprintf	fprintf
#define _stprintf	sprintf
#define _sntprintf	snprintf
#define _vtprintf	vprintf
#define _fgetts		fgets
#define _fputts		fputs
#define _putts		puts
#define _tfopen		fopen
#define _tgetenv	getenv
#define _tmain		main
#endif

typedef TCHAR _TCHAR;

#endif /* NTDVD_TCHAR_H */
