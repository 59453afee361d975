/* SPDX-License-Identifier: MIT */
/* tchar.h of libntdvd, over the types of MinGW-w64. */
#include "../ntdvd/tchar.h"
