/* SPDX-License-Identifier: MIT */
/*
 * ntdvd-redirect.h of libntdvd: makes calls of printf and its family use the sizes
 * of Windows, so that `printf("%lu", dword)` is correct and gives no warning.
 *
 * Only calls are redirected: a pointer to printf, or (printf)(...), is libc's.
 * There is no include guard: <cstdio> and <cwchar> undefine the names.
 */
#include "../ntdvd/ntdvd-printf.h"

#undef printf
#define printf(...)	ntdvd_printf(__VA_ARGS__)
#undef fprintf
#define fprintf(...)	ntdvd_fprintf(__VA_ARGS__)
#undef sprintf
#define sprintf(...)	ntdvd_sprintf(__VA_ARGS__)
#undef snprintf
#define snprintf(...)	ntdvd_snprintf(__VA_ARGS__)
#undef vprintf
#define vprintf(...)	ntdvd_vprintf(__VA_ARGS__)
#undef vfprintf
#define vfprintf(...)	ntdvd_vfprintf(__VA_ARGS__)
#undef vsprintf
#define vsprintf(...)	ntdvd_vsprintf(__VA_ARGS__)
#undef vsnprintf
#define vsnprintf(...)	ntdvd_vsnprintf(__VA_ARGS__)

/* libc's take 32-bit units. <wchar.h> must have declared those first. */
#ifdef _WCHAR_H
#undef wprintf
#define wprintf(...)	ntdvd_wprintf(__VA_ARGS__)
#undef fwprintf
#define fwprintf(...)	ntdvd_fwprintf(__VA_ARGS__)
#undef swprintf
#define swprintf(...)	ntdvd_swprintf(__VA_ARGS__)
#undef vswprintf
#define vswprintf(...)	ntdvd_vswprintf(__VA_ARGS__)
#endif

/* Not yet while ntdvd-printf.h includes stdio.h. */
#if defined(__cplusplus) && defined(NTDVD_PRINTF_DECLARED) && \
	!defined(NTDVD_REDIRECT_STD)
#define NTDVD_REDIRECT_STD
/* std::printf(...) becomes std::ntdvd_printf(...). */
namespace std {
using ::ntdvd_printf;
using ::ntdvd_fprintf;
using ::ntdvd_sprintf;
using ::ntdvd_snprintf;
using ::ntdvd_vprintf;
using ::ntdvd_vfprintf;
using ::ntdvd_vsprintf;
using ::ntdvd_vsnprintf;
using ::ntdvd_wprintf;
using ::ntdvd_fwprintf;
using ::ntdvd_swprintf;
using ::ntdvd_vswprintf;
}
#endif
