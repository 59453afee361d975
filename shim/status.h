/* SPDX-License-Identifier: MIT */
/* From what the kernel answers to what GetLastError() says. Pure. */
#ifndef NTDVD_STATUS_H
#define NTDVD_STATUS_H

#include <stdint.h>

/*
 * The Win32 code that Windows has for an NTSTATUS. One that it could not know
 * gives ERROR_MR_MID_NOT_FOUND, as on Windows.
 */
uint32_t ntdvd_status_to_win32(uint32_t status);

/*
 * The Win32 code for an ioctl() or open() that failed with @error (a positive
 * errno) without telling an NTSTATUS.
 */
uint32_t ntdvd_ioctl_error(int error);
uint32_t ntdvd_open_error(int error);

#endif /* NTDVD_STATUS_H */
