/* SPDX-License-Identifier: MIT */
/* io.h of libntdvd. MinGW-w64 has that of Microsoft's C library. */
#include "../ntdvd/io.h"
