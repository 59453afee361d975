/* SPDX-License-Identifier: MIT */
/* string.h of libntdvd: libc's, with the names of Microsoft's. */
#include_next <string.h>
#include "../ntdvd/msvcrt-names.h"
