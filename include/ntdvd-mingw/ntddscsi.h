/* SPDX-License-Identifier: MIT */
/* ntddscsi.h of libntdvd: that of MinGW-w64. */
#include "ntdvd-ntdd.h"
#include_next <ntddscsi.h>
