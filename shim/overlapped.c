// SPDX-License-Identifier: MIT
#include "event.h"
#include "handle.h"
#include "overlapped.h"
#include "status.h"

static void change_event(const OVERLAPPED *overlapped, bool set)
{
	/* The lowest bit means: don't notify the completion port. */
	uintptr_t event = (uintptr_t)overlapped->hEvent & ~(uintptr_t)1;

	if (event)
		ntdvd_event_change(event, set);
}

void ntdvd_overlapped_begin(OVERLAPPED *overlapped)
{
	if (!overlapped)
		return;
	change_event(overlapped, false);
	pthread_mutex_lock(&ntdvd_lock);
	overlapped->Internal = STATUS_PENDING;
	overlapped->InternalHigh = 0;
	pthread_mutex_unlock(&ntdvd_lock);
}

void ntdvd_overlapped_end(OVERLAPPED *overlapped, uint32_t status, uint32_t error,
			  uint32_t information)
{
	if (!overlapped)
		return;
	if (error && !status)
		status = ntdvd_status_from_win32(error);
	pthread_mutex_lock(&ntdvd_lock);
	overlapped->InternalHigh = information;
	overlapped->Internal = status;
	ntdvd_changed();
	pthread_mutex_unlock(&ntdvd_lock);
	change_event(overlapped, true);
}

BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
				LPDWORD lpNumberOfBytesTransferred, BOOL bWait)
{
	DWORD error;

	(void)hFile;
	if (!lpOverlapped || !lpNumberOfBytesTransferred) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	/* Another thread may be in the call. */
	pthread_mutex_lock(&ntdvd_lock);
	while (bWait && !HasOverlappedIoCompleted(lpOverlapped))
		ntdvd_wait_change();
	*lpNumberOfBytesTransferred = (DWORD)lpOverlapped->InternalHigh;
	error = HasOverlappedIoCompleted(lpOverlapped) ?
		ntdvd_status_to_win32((uint32_t)lpOverlapped->Internal) :
		ERROR_IO_INCOMPLETE;
	pthread_mutex_unlock(&ntdvd_lock);
	if (error) {
		SetLastError(error);
		return FALSE;
	}
	return TRUE;
}
