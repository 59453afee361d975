/* SPDX-License-Identifier: MIT */
/* For sources that spell it WinIoCtl.h: Windows ignores the case of letters. */
#include <windows.h>
#include <winioctl.h>
