/* SPDX-License-Identifier: MIT */
/* wchar.h of libntdvd: libc's, and wprintf for a WCHAR of 16 bits. */
#include_next <wchar.h>
#include "ntdvd-redirect.h"
