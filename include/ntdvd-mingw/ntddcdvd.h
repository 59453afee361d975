/* SPDX-License-Identifier: MIT */
/* ntddcdvd.h of libntdvd: that of MinGW-w64, which ends at CSS, and the AACS requests. */
#include "ntdvd-ntdd.h"
#include_next <ntddcdvd.h>
#include "../ntdvd/ntddcdvd.h"
