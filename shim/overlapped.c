// SPDX-License-Identifier: MIT
#include "event.h"
#include "overlapped.h"
#include "status.h"

static void change_event(const OVERLAPPED *overlapped, bool set)
{
	/* The lowest bit means: not to the completion port. */
	uintptr_t event = (uintptr_t)overlapped->hEvent & ~(uintptr_t)1;

	if (event)
		ntdvd_event_change(event, set);
}

void ntdvd_overlapped_begin(OVERLAPPED *overlapped)
{
	if (!overlapped)
		return;
	change_event(overlapped, false);
	overlapped->Internal = STATUS_PENDING;
	overlapped->InternalHigh = 0;
}

void ntdvd_overlapped_end(OVERLAPPED *overlapped, uint32_t status, uint32_t error,
			  uint32_t information)
{
	if (!overlapped)
		return;
	if (error && !status)
		status = ntdvd_status_from_win32(error);
	overlapped->InternalHigh = information;
	overlapped->Internal = status;
	change_event(overlapped, true);
}

BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
				LPDWORD lpNumberOfBytesTransferred, BOOL bWait)
{
	DWORD error;

	(void)hFile;
	(void)bWait;
	if (!lpOverlapped || !lpNumberOfBytesTransferred) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	/* Another thread is in the call. */
	if (!HasOverlappedIoCompleted(lpOverlapped)) {
		if (bWait && lpOverlapped->hEvent)
			WaitForSingleObject(lpOverlapped->hEvent, INFINITE);
		if (!HasOverlappedIoCompleted(lpOverlapped)) {
			SetLastError(ERROR_IO_INCOMPLETE);
			return FALSE;
		}
	}
	*lpNumberOfBytesTransferred = (DWORD)lpOverlapped->InternalHigh;
	error = ntdvd_status_to_win32((uint32_t)lpOverlapped->Internal);
	if (error) {
		SetLastError(error);
		return FALSE;
	}
	return TRUE;
}
