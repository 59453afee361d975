/* SPDX-License-Identifier: MIT */
/* ntdddisk.h of libntdvd: that of MinGW-w64. */
#include "ntdvd-ntdd.h"
#include_next <ntdddisk.h>
