// SPDX-License-Identifier: GPL-2.0-or-later
/* FormatMessage(), and the memory and strings around it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../shim/status.h"
#include "suites.h"

#define SYSTEM	(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

static bool has_text(DWORD code)
{
	char text[256];
	DWORD len = FormatMessageA(SYSTEM, NULL, code, 0, text, sizeof(text),
				   NULL);

	return len > 10 && text[len] == 0 && strlen(text) == len &&
	       !strcmp(text + len - 3, ".\r\n");
}

/* Every code that the library can hand out. */
SUITE(message_for_each)
{
	static const uint32_t statuses[] = {
#define STATUS(name, err)	SR_AACS_STATUS_##name,
#include "../lib/statuses.def"
	};
	static const DWORD own[] = {
		ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY,
		ERROR_SHARING_VIOLATION, ERROR_HANDLE_EOF, ERROR_FILE_EXISTS,
		ERROR_NEGATIVE_SEEK, ERROR_NOT_LOCKED, ERROR_BUSY,
		ERROR_ALREADY_EXISTS, ERROR_MORE_DATA, ERROR_IO_INCOMPLETE,
		ERROR_IO_PENDING, ERROR_REVISION_MISMATCH,
		ERROR_MR_MID_NOT_FOUND, ERROR_SUCCESS, WAIT_TIMEOUT,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++)
		ok(has_text(ntdvd_status_to_win32(statuses[i])),
		   "NTSTATUS %08X has a text", statuses[i]);
	for (i = 0; i < ARRAY_SIZE(own); i++)
		ok(has_text(own[i]), "error %u has a text", own[i]);
	for (int err = 1; err < 134; err++)
		if (!has_text(ntdvd_open_error(err)) ||
		    !has_text(ntdvd_ioctl_error(err)))
			ok(false, "errno %d has a text", err);
}

SUITE(message)
{
	static const WCHAR wide[] = u"The handle is not open.\r\n";
	char text[64], *allocated = NULL;
	WCHAR wide_text[64], *wide_allocated = NULL;
	DWORD len;

	len = FormatMessageA(SYSTEM, NULL, ERROR_INVALID_HANDLE, 0, text,
			     sizeof(text), NULL);
	ok(len == 25 && !strcmp(text, "The handle is not open.\r\n"), "a text");
	len = FormatMessageA(SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
			     ERROR_INVALID_HANDLE, 0, text, sizeof(text), NULL);
	ok(len == 25 - 1 && !strcmp(text, "The handle is not open. "),
	   "a text without a line break");
	len = FormatMessageW(SYSTEM, NULL, ERROR_INVALID_HANDLE, 0, wide_text,
			     ARRAY_SIZE(wide_text), NULL);
	ok(len == 25 && !memcmp(wide_text, wide, sizeof(wide)), "a wide text");
	len = FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
			     ERROR_INVALID_HANDLE, 0, (LPSTR)&allocated, 0, NULL);
	ok(len == 25 && allocated && strlen(allocated) == len,
	   "a text in a buffer of its own");
	ok(!LocalFree(allocated), "which LocalFree() frees");
	len = FormatMessageW(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
			     ERROR_INVALID_HANDLE, 0, (LPWSTR)&wide_allocated, 0,
			     NULL);
	ok(len == 25 && lstrlenW(wide_allocated) == 25, "a wide one, too");
	LocalFree(wide_allocated);

	ok(!FormatMessageA(SYSTEM, NULL, ERROR_INVALID_HANDLE, 0, text, 25, NULL) &&
	   GetLastError() == 122, "a buffer that is a byte too short");
	ok(!FormatMessageA(SYSTEM, NULL, 4711, 0, text, sizeof(text), NULL) &&
	   GetLastError() == 317, "a code without a text");
	ok(!FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "text", 0, 0, text,
			   sizeof(text), NULL) && GetLastError() == 87,
	   "a text of the program's own");
	ok(!FormatMessageA(SYSTEM, NULL, 5, 0, NULL, 0, NULL) &&
	   GetLastError() == 87, "no buffer");
	ok(!FormatMessageW(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, 5, 0,
			   (LPWSTR)&wide_allocated, 0x80000001, NULL) &&
	   GetLastError() == 87, "a buffer of over 64 KiB");
}

SUITE(memory)
{
	ULONGLONG before = GetTickCount64(), after;
	char text[16], *zeros = LocalAlloc(LPTR, 100);
	WCHAR wide[16];
	int sum = 0;

	for (int i = 0; zeros && i < 100; i++)
		sum |= zeros[i];
	ok(zeros && !sum, "LPTR: memory of zeros");
	LocalFree(zeros);
	ok(!LocalAlloc(LMEM_FIXED, SIZE_MAX - 4096) && GetLastError() == 8,
	   "no memory");
	Sleep(20);
	after = GetTickCount64();
	ok(after - before >= 20, "Sleep() and GetTickCount64(): milliseconds");
	ok((DWORD)(GetTickCount() - (DWORD)after) < 60000, "GetTickCount()");
	ok(lstrcpyA(text, "ab") == text && lstrcatA(text, "cd") == text &&
	   !strcmp(text, "abcd") && lstrlenA(text) == 4, "strings");
	ok(lstrcpyW(wide, u"ab") == wide && lstrcatW(wide, u"cd") == wide &&
	   !memcmp(wide, u"abcd", 10) && lstrlenW(wide) == 4, "wide ones");
	ok(!lstrlenA(NULL) && !lstrlenW(NULL), "NULL has no length");
	ok(!lstrcpyA(text, NULL) && !lstrcpyA(NULL, text) &&
	   !lstrcatA(text, NULL) && !lstrcatA(NULL, text) &&
	   !lstrcpyW(wide, NULL) && !lstrcpyW(NULL, wide) &&
	   !lstrcatW(wide, NULL) && !lstrcatW(NULL, wide), "and is not copied");
}
