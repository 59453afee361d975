// SPDX-License-Identifier: GPL-2.0-or-later
/* How the end of a request is told: event, completion port, APC. */
#include "host.h"

#include <winternl.h>

static void overlapped(void)
{
	HANDLE handle = open_drive(GENERIC_READ, FILE_FLAG_OVERLAPPED);
	OVERLAPPED ov = { .hEvent = CreateEventA(NULL, TRUE, FALSE, NULL) };
	DWORD agid, n = 0, value = 0xC0000185;

	check(DeviceIoControl(handle, END, &value, 4, NULL, 0, NULL, &ov) == FALSE &&
	      GetLastError() == ERROR_IO_DEVICE &&
	      WaitForSingleObject(ov.hEvent, 0) == WAIT_TIMEOUT,
	      "a request that fails does not set the event");
	check(DeviceIoControl(handle, START, NULL, 0, &agid, 4, NULL, &ov) &&
	      WaitForSingleObject(ov.hEvent, 0) == WAIT_OBJECT_0 &&
	      GetOverlappedResult(handle, &ov, &n, FALSE) && n == 4,
	      "one that succeeds sets it");
	CloseHandle(ov.hEvent);
	CloseHandle(handle);
}

/* True if a packet of one request with @ov is in the port. */
static BOOL packet(HANDLE handle, HANDLE port, OVERLAPPED *ov)
{
	OVERLAPPED *got = NULL;
	ULONG_PTR key = 0;
	DWORD agid, n = 0;

	if (!DeviceIoControl(handle, START, NULL, 0, &agid, 4, NULL, ov))
		return FALSE;
	return GetQueuedCompletionStatus(port, &n, &key, &got, 0) && key == 77 && n == 4 &&
	       got == ov;
}

static void ports(void)
{
	HANDLE handle = open_drive(GENERIC_READ, FILE_FLAG_OVERLAPPED), port, again;
	OVERLAPPED ov = { 0 };

	port = CreateIoCompletionPort(handle, NULL, 77, 0);
	check(port && packet(handle, port, &ov), "a completion port gets a packet");
	ov.hEvent = (HANDLE)((ULONG_PTR)CreateEventA(NULL, TRUE, FALSE, NULL) | 1);
	check(!packet(handle, port, &ov), "no packet if the event's low bit is set");
	ov.hEvent = NULL;
	SetFileCompletionNotificationModes(handle, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
	check(!packet(handle, port, &ov), "no packet if the program wants none");
	CloseHandle(handle);
	again = open_drive(GENERIC_READ, FILE_FLAG_OVERLAPPED);
	check(again == handle && !packet(again, port, &ov),
	      "no packet for another file with the same HANDLE");
	CloseHandle(again);
	CloseHandle(port);
}

static void *apc_context;

static void WINAPI called(void *context, IO_STATUS_BLOCK *io, ULONG reserved)
{
	if (io->Information == 4)
		apc_context = context;
}

static void apc(HANDLE handle)
{
	NTSTATUS (WINAPI *control)(HANDLE file, HANDLE event, void *apc, void *context,
				   IO_STATUS_BLOCK *io, ULONG code, void *in,
				   ULONG in_len, void *out, ULONG out_len) =
		(void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtDeviceIoControlFile");
	DWORD agid, value = 0xC000009A;
	IO_STATUS_BLOCK io;
	NTSTATUS status;

	status = control(handle, NULL, called, &agid, &io, START, NULL, 0, &agid, 4);
	SleepEx(0, TRUE);
	check(!status && apc_context == &agid, "an APC is called");
	status = control(handle, NULL, NULL, NULL, &io, END, &value, 4, NULL, 0);
	check((ULONG)status == value, "NtDeviceIoControlFile() returns the module's NTSTATUS");
}

void completion(HANDLE handle)
{
	overlapped();
	ports();
	apc(handle);
}
