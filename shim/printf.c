// SPDX-License-Identifier: MIT
/* wsprintf, and the functions of ntdvd-printf.h. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <winbase.h>

#include "format.h"
#include "ntdvd-printf.h"

#define WSPRINTF_UNITS	1024	/* Windows' limit, with the NUL */

static int length(uint64_t count)
{
	if (count <= INT_MAX)
		return (int)count;
	errno = EOVERFLOW;
	return -1;
}

static int in_file(FILE *file, bool wide, const void *format, va_list list)
{
	struct ntdvd_out out = { .wide = wide, .file = file };

	flockfile(file);
	ntdvd_format(&out, format, list);
	funlockfile(file);
	return out.failed ? -1 : length(out.count);
}

/* Returns the length of the whole text. */
static uint64_t in_memory(void *units, size_t size, bool wide,
			  const void *format, va_list list)
{
	struct ntdvd_out out = { .wide = wide, .units = units, .size = size };
	size_t end;

	ntdvd_format(&out, format, list);
	end = out.count < size ? (size_t)out.count : size - 1;
	if (size && wide)
		((uint16_t *)units)[end] = 0;
	else if (size)
		((char *)units)[end] = 0;
	return out.count;
}

static int cut(uint64_t count)
{
	return count < WSPRINTF_UNITS ? (int)count : WSPRINTF_UNITS - 1;
}

int WINAPIV wsprintfA(LPSTR lpOut, LPCSTR lpFmt, ...)
{
	va_list args;
	uint64_t count;

	va_start(args, lpFmt);
	count = in_memory(lpOut, WSPRINTF_UNITS, false, lpFmt, args);
	va_end(args);
	return cut(count);
}

int WINAPIV wsprintfW(LPWSTR lpOut, LPCWSTR lpFmt, ...)
{
	va_list args;
	uint64_t count;

	va_start(args, lpFmt);
	count = in_memory(lpOut, WSPRINTF_UNITS, true, lpFmt, args);
	va_end(args);
	return cut(count);
}

int ntdvd_vfprintf(FILE *file, const char *format, va_list args)
{
	return in_file(file, false, format, args);
}

int ntdvd_vprintf(const char *format, va_list args)
{
	return ntdvd_vfprintf(stdout, format, args);
}

int ntdvd_vsnprintf(char *text, size_t size, const char *format, va_list args)
{
	return length(in_memory(text, size, false, format, args));
}

int ntdvd_vsprintf(char *text, const char *format, va_list args)
{
	return ntdvd_vsnprintf(text, SIZE_MAX, format, args);
}

int ntdvd_fprintf(FILE *file, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = ntdvd_vfprintf(file, format, args);
	va_end(args);
	return len;
}

int ntdvd_printf(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = ntdvd_vprintf(format, args);
	va_end(args);
	return len;
}

int ntdvd_snprintf(char *text, size_t size, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = ntdvd_vsnprintf(text, size, format, args);
	va_end(args);
	return len;
}

int ntdvd_sprintf(char *text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = ntdvd_vsprintf(text, format, args);
	va_end(args);
	return len;
}

int ntdvd_wprintf(const NTDVD_WCHAR *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = in_file(stdout, true, format, args);
	va_end(args);
	return len;
}

int ntdvd_fwprintf(FILE *file, const NTDVD_WCHAR *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = in_file(file, true, format, args);
	va_end(args);
	return len;
}

int ntdvd_vswprintf(NTDVD_WCHAR *text, size_t size, const NTDVD_WCHAR *format,
		    va_list args)
{
	uint64_t count = in_memory(text, size, true, format, args);

	return count < size ? length(count) : -1;
}

int ntdvd_swprintf(NTDVD_WCHAR *text, size_t size, const NTDVD_WCHAR *format,
		   ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = ntdvd_vswprintf(text, size, format, args);
	va_end(args);
	return len;
}
