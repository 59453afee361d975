/* SPDX-License-Identifier: MIT */
/*
 * ntdvd-printf.h of libntdvd: printf and its family with the sizes of Windows,
 * where `long` has 32 bits.
 *
 * Differences from libc: %ld, %lu and %lx take 32 bits; I64, I32, I and w are
 * sizes, too; %p prints digits only; %n takes its argument and does nothing. In
 * a WCHAR format %s is a WCHAR string and %S a char string; in a char format it
 * is the other way round (%ls, %ws and %hs mean the same everywhere). char is
 * UTF-8, WCHAR UTF-16. A NULL string is "(null)". %Lf takes a long double and
 * prints it as a double. A width or precision over 1048576 is cut to that.
 *
 * Return: as libc's. ntdvd_snprintf returns the length of the whole text;
 * ntdvd_swprintf and ntdvd_vswprintf return a negative number if the text does
 * not fit.
 *
 * The functions have no attribute that lets the compiler check their formats.
 */
#ifndef NTDVD_PRINTF_H
#define NTDVD_PRINTF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#if __SIZEOF_WCHAR_T__ == 2
#define NTDVD_WCHAR	wchar_t
#elif defined(__cplusplus)
#define NTDVD_WCHAR	char16_t
#else
#define NTDVD_WCHAR	__CHAR16_TYPE__
#endif

#ifdef __cplusplus
extern "C" {
#endif

int ntdvd_printf(const char *format, ...);
int ntdvd_fprintf(FILE *file, const char *format, ...);
int ntdvd_sprintf(char *text, const char *format, ...);
int ntdvd_snprintf(char *text, size_t size, const char *format, ...);
int ntdvd_vprintf(const char *format, va_list args);
int ntdvd_vfprintf(FILE *file, const char *format, va_list args);
int ntdvd_vsprintf(char *text, const char *format, va_list args);
int ntdvd_vsnprintf(char *text, size_t size, const char *format, va_list args);

/* These print UTF-8. */
int ntdvd_wprintf(const NTDVD_WCHAR *format, ...);
int ntdvd_fwprintf(FILE *file, const NTDVD_WCHAR *format, ...);
/* size counts WCHARs. */
int ntdvd_swprintf(NTDVD_WCHAR *text, size_t size, const NTDVD_WCHAR *format,
		   ...);
int ntdvd_vswprintf(NTDVD_WCHAR *text, size_t size, const NTDVD_WCHAR *format,
		    va_list args);

#ifdef __cplusplus
}
#endif

#define NTDVD_PRINTF_DECLARED

#endif /* NTDVD_PRINTF_H */
