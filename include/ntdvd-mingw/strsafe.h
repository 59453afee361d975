/* SPDX-License-Identifier: MIT */
/*
 * strsafe.h of libntdvd: wraps that of MinGW-w64, which calls Microsoft's C
 * library. In C the functions are in the source itself; Windows has them in a
 * library.
 */
#ifndef NTDVD_STRSAFE_H
#define NTDVD_STRSAFE_H

#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#pragma push_macro("_vsnprintf")
#pragma push_macro("_vsnwprintf")
#undef _vsnprintf
#undef _vsnwprintf
/* Microsoft's size does not include the final NUL; strsafe.h leaves room for it. */
#define _vsnprintf(text, size, format, args) \
	ntdvd_vsnprintf(text, (size) + 1, format, args)
#define _vsnwprintf(text, size, format, args) \
	ntdvd_vswprintf(text, (size) + 1, format, args)
#ifndef __cplusplus
#pragma push_macro("__inline")
#pragma push_macro("__CRT_INLINE")
#undef __inline
#undef __CRT_INLINE
#define __inline	static __inline__ __attribute__((__unused__))
#define __CRT_INLINE	static __inline__ __attribute__((__unused__))
#endif

#include_next <strsafe.h>

#ifndef __cplusplus
#pragma pop_macro("__CRT_INLINE")
#pragma pop_macro("__inline")
#endif
#pragma pop_macro("_vsnwprintf")
#pragma pop_macro("_vsnprintf")

#endif /* NTDVD_STRSAFE_H */
