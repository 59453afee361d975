/* SPDX-License-Identifier: MIT */
/*
 * msvcrt-names.h of libntdvd: what Microsoft's C library has in stdio.h, stdlib.h
 * and string.h under names of its own. Windows sources don't include this header:
 * windows.h, io.h and tchar.h do.
 *
 * _snprintf and _vsnprintf always end the text with a NUL, and return the length
 * of the whole text, unlike Microsoft's.
 */
#ifndef NTDVD_MSVCRT_NAMES_H
#define NTDVD_MSVCRT_NAMES_H

#include <stdio.h>
#include <string.h>
#include <strings.h>

#ifndef __cplusplus
/* Not declared by <string.h> under -std=c11. */
char *strdup(const char *text);
#endif

#ifndef _stricmp
#define _stricmp	strcasecmp
#endif
#ifndef _strcmpi
#define _strcmpi	strcasecmp
#endif
#ifndef stricmp
#define stricmp		strcasecmp
#endif
#ifndef strcmpi
#define strcmpi		strcasecmp
#endif
#ifndef _strnicmp
#define _strnicmp	strncasecmp
#endif
#ifndef strnicmp
#define strnicmp	strncasecmp
#endif
#ifndef _strdup
#define _strdup		strdup
#endif
#ifndef _snprintf
#define _snprintf	snprintf
#endif
#ifndef _vsnprintf
#define _vsnprintf	vsnprintf
#endif
#ifndef _atoi64
#define _atoi64		atoll
#endif
#ifndef _strtoi64
#define _strtoi64	strtoll
#endif
#ifndef _strtoui64
#define _strtoui64	strtoull
#endif

#endif /* NTDVD_MSVCRT_NAMES_H */
