/* SPDX-License-Identifier: MIT */
/*
 * OVERLAPPED: a request is done when its call returns, which Windows allows any
 * driver. NULL is no OVERLAPPED.
 */
#ifndef NTDVD_OVERLAPPED_H
#define NTDVD_OVERLAPPED_H

#include <stdint.h>

#include <windows.h>

/* Resets the event, as Windows does. */
void ntdvd_overlapped_begin(OVERLAPPED *overlapped);
/*
 * Fills in the result and sets the event. @status is the NTSTATUS that goes with
 * the Win32 code @error, or 0 if there is none.
 */
void ntdvd_overlapped_end(OVERLAPPED *overlapped, uint32_t status, uint32_t error,
			  uint32_t information);

#endif /* NTDVD_OVERLAPPED_H */
