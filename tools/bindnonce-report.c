// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "aacs-host.h"
#include "bindnonce-linux.h"
#include "bindnonce-report.h"

struct meaning {
	DWORD code;
	const char *text;
};

static const struct meaning meanings[] = {
	{ ERROR_INVALID_FUNCTION,
	  "the drive does not support the request: no AACS, no binding nonces, or not with this disc" },
	{ ERROR_FILE_NOT_FOUND, "no such drive" },
	{ ERROR_PATH_NOT_FOUND, "no such drive" },
	{ ERROR_ACCESS_DENIED, "no permission to use the drive" },
	{ ERROR_WRITE_PROTECT, "the disc is write-protected" },
	{ ERROR_NOT_READY, "the drive has no disc or is not ready" },
	{ ERROR_BAD_COMMAND, "the session is in the wrong state" },
	{ ERROR_CRC, "the drive can't read the disc" },
	{ ERROR_SECTOR_NOT_FOUND, "the disc has no such block" },
	{ ERROR_INVALID_PARAMETER, "a value is out of range" },
	{ ERROR_SEM_TIMEOUT, "the drive did not answer in time" },
	{ ERROR_FILENAME_EXCED_RANGE, "the name is too long" },
	{ ERROR_OPERATION_ABORTED, "interrupted" },
	{ ERROR_MEDIA_CHANGED, "the disc was changed" },
	{ ERROR_IO_DEVICE, "the drive reported an error or sent garbage" },
	{ ERROR_NO_SYSTEM_RESOURCES,
	  "all sessions (AGIDs) of the drive are in use" },
	{ ERROR_UNRECOGNIZED_MEDIA, "the drive does not recognize the disc" },
	{ (DWORD)STG_E_STATUS_COPY_PROTECTION_FAILURE,
	  "copy protection failure" },
	{ (DWORD)STG_E_CSS_AUTHENTICATION_FAILURE,
	  "the drive does not trust this host's certificate or signature" },
	{ (DWORD)STG_E_CSS_KEY_NOT_PRESENT,
	  "not an AACS disc, or the disc has no such value" },
	{ (DWORD)STG_E_CSS_KEY_NOT_ESTABLISHED,
	  "the session is gone: disc changed, drive reset, or not authenticated" },
};

static const char *meaning(DWORD code)
{
	size_t i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == code)
			return meanings[i].text;
	return "unknown error";
}

static void begin(const char *step, const char *name)
{
	if (name)
		fprintf(stderr, "bindnonce: %s '%s': ", step, name);
	else
		fprintf(stderr, "bindnonce: %s: ", step);
}

int win32_failed(const char *step, const char *name, const char *text)
{
	DWORD code = GetLastError();

	begin(step, name);
	fprintf(stderr, code > 0xFFFF ? "error 0x%08lX: %s\n" : "error %lu: %s\n",
		(unsigned long)code, text ? text : meaning(code));
	return 1;
}

int request_failed(const char *step, const char *name)
{
	return win32_failed(step, name, linux_explain(GetLastError()));
}

int host_failed(const char *step, int err)
{
	fprintf(stderr, "bindnonce: %s: %s\n", step, aacs_host_error(err));
	return 1;
}

int bad_length(const char *step, const char *name, DWORD got)
{
	begin(step, name);
	fprintf(stderr, "the answer has a wrong length, %lu bytes\n", (unsigned long)got);
	return 1;
}

void hint(const char *text)
{
	fprintf(stderr, "bindnonce: %s\n", text);
}
