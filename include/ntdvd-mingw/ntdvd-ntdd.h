/* SPDX-License-Identifier: MIT */
/*
 * ntdvd-ntdd.h of libntdvd: what the ntdd*.h of MinGW-w64 need before them. With
 * winioctl.h after ntddstor.h they define the same structures twice.
 */
#include <windows.h>
#include <winioctl.h>
