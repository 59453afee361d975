/* SPDX-License-Identifier: MIT */
/* ntdddisk.h of libntdvd: the requests of IOCTL_DISK_* are in winioctl.h. */
#include <winioctl.h>
