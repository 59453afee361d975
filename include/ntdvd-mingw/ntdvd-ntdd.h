/* SPDX-License-Identifier: MIT */
/*
 * ntdvd-ntdd.h of libntdvd: headers that the ntdd*.h of MinGW-w64 need first. If
 * winioctl.h came after ntddstor.h, they would define some structures twice.
 */
#include <windows.h>
#include <winioctl.h>
