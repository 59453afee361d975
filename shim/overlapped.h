/* SPDX-License-Identifier: MIT */
/*
 * OVERLAPPED: a request is complete when its call returns; Windows allows any
 * driver to do that. NULL means no OVERLAPPED.
 */
#ifndef NTDVD_OVERLAPPED_H
#define NTDVD_OVERLAPPED_H

#include <stdint.h>

#include <windows.h>

/* Resets the event, as Windows does. */
void ntdvd_overlapped_begin(OVERLAPPED *overlapped);
/*
 * Fills in the result and sets the event. @status is the NTSTATUS of the Win32
 * code @error, or 0 if the code has no NTSTATUS.
 */
void ntdvd_overlapped_end(OVERLAPPED *overlapped, uint32_t status, uint32_t error,
			  uint32_t information);

#endif /* NTDVD_OVERLAPPED_H */
