/* SPDX-License-Identifier: MIT */
/* ntddstor.h of libntdvd: that of MinGW-w64. */
#include "ntdvd-ntdd.h"
#include_next <ntddstor.h>
