/* SPDX-License-Identifier: MIT */
/* winioctl.h of libntdvd: the fields of I/O control codes. */
#ifndef NTDVD_WINIOCTL_H
#define NTDVD_WINIOCTL_H

#include <windows.h>

#define METHOD_BUFFERED		0
#define METHOD_IN_DIRECT	1
#define METHOD_OUT_DIRECT	2
#define METHOD_NEITHER		3

#define FILE_ANY_ACCESS		0
#define FILE_READ_ACCESS	0x0001
#define FILE_WRITE_ACCESS	0x0002

#define FILE_DEVICE_DVD		0x00000033

#define CTL_CODE(DeviceType, Function, Method, Access) \
	(((DeviceType) << 16) | ((Access) << 14) | ((Function) << 2) | (Method))

#define DEVICE_TYPE_FROM_CTL_CODE(ctrlCode) \
	(((DWORD)((ctrlCode) & 0xffff0000)) >> 16)
#define METHOD_FROM_CTL_CODE(ctrlCode)	((DWORD)((ctrlCode) & 3))

#endif /* NTDVD_WINIOCTL_H */
