/* SPDX-License-Identifier: MIT */
/*
 * windows.h of libntdvd: for Windows sources that access an optical drive.
 * As on Windows it includes winioctl.h, but not under WIN32_LEAN_AND_MEAN.
 *
 * Documentation/porting.rst lists the contents and the differences from Windows.
 */
#ifndef NTDVD_WINDOWS_H
#define NTDVD_WINDOWS_H

#include "msvcrt-names.h"
#include <windef.h>
#include <winerror.h>
#include <winbase.h>
#ifndef WIN32_LEAN_AND_MEAN
#include <winioctl.h>
#endif

#endif /* NTDVD_WINDOWS_H */
