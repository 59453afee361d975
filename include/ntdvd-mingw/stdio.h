/* SPDX-License-Identifier: MIT */
/* stdio.h of libntdvd: libc's, and printf with the sizes of Windows. */
#include_next <stdio.h>
#include "ntdvd-redirect.h"
#include "../ntdvd/msvcrt-names.h"
