/* SPDX-License-Identifier: MIT */
/* Converts the kernel's answers to codes of GetLastError(). */
#ifndef NTDVD_STATUS_H
#define NTDVD_STATUS_H

#include <stdint.h>

/* Of ntstatus.h, and not in <linux/sr_aacs.h>: sr_aacs does not return them. */
#define NTDVD_STATUS_BUFFER_OVERFLOW	0x80000005U
#define NTDVD_STATUS_DEVICE_BUSY	0x80000011U
#define NTDVD_STATUS_UNSUCCESSFUL	0xC0000001U
#define NTDVD_STATUS_INVALID_HANDLE	0xC0000008U
#define NTDVD_STATUS_END_OF_FILE	0xC0000011U
#define NTDVD_STATUS_NO_MEMORY		0xC0000017U
#define NTDVD_STATUS_NOT_LOCKED		0xC000002AU
#define NTDVD_STATUS_REVISION_MISMATCH	0xC0000059U
#define NTDVD_STATUS_TOO_MANY_FILES	0xC000011FU

/*
 * Returns the Win32 code of an NTSTATUS as Windows does; for an unknown
 * NTSTATUS that is ERROR_MR_MID_NOT_FOUND.
 */
uint32_t ntdvd_status_to_win32(uint32_t status);

/*
 * Returns an NTSTATUS with this Win32 code, for OVERLAPPED.Internal;
 * STATUS_UNSUCCESSFUL if no NTSTATUS has it.
 */
uint32_t ntdvd_status_from_win32(uint32_t win32);

/*
 * Return the Win32 code for an ioctl() or open() that failed with @error (a
 * positive errno) and without an NTSTATUS.
 */
uint32_t ntdvd_ioctl_error(int error);
uint32_t ntdvd_open_error(int error);

#endif /* NTDVD_STATUS_H */
