/* SPDX-License-Identifier: MIT */
/* ntddstor.h of libntdvd: the requests of IOCTL_STORAGE_* are in winioctl.h. */
#include <winioctl.h>
