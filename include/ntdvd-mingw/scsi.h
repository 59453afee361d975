/* SPDX-License-Identifier: MIT */
/* scsi.h of libntdvd: for programs, not for drivers. */
#ifndef _NTSCSI_USER_MODE_
#define _NTSCSI_USER_MODE_
#endif
#include <windows.h>
#include <ntddscsi.h>
#include <ddk/scsi.h>
