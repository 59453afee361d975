/* SPDX-License-Identifier: MIT */
/* Converts the kernel's answers to codes of GetLastError(). */
#ifndef NTDVD_STATUS_H
#define NTDVD_STATUS_H

#include <stdint.h>

/*
 * Returns the Win32 code of an NTSTATUS as Windows does; for an unknown
 * NTSTATUS that is ERROR_MR_MID_NOT_FOUND.
 */
uint32_t ntdvd_status_to_win32(uint32_t status);

/*
 * Return the Win32 code for an ioctl() or open() that failed with @error (a
 * positive errno) and without an NTSTATUS.
 */
uint32_t ntdvd_ioctl_error(int error);
uint32_t ntdvd_open_error(int error);

#endif /* NTDVD_STATUS_H */
