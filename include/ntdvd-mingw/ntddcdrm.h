/* SPDX-License-Identifier: MIT */
/* ntddcdrm.h of libntdvd: that of MinGW-w64. */
#include "ntdvd-ntdd.h"
#include_next <ntddcdrm.h>
