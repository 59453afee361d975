// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef _WIN32

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

#include "bindnonce-linux.h"
#include "drive.h"
#include "explain.h"

static unsigned int number;
static bool generating;
static char text[512];

/* Names that CreateFile() takes as they are, or with \\.\ before them. */
static bool is_windows_name(const char *name)
{
	return name[0] == '\\' || (isalpha((unsigned char)name[0]) && name[1] == ':') ||
	       !strncasecmp(name, "cdrom", 5);
}

const char *linux_find_drive(const char **name, int to_generate)
{
	static char node[32];
	static struct why why;

	generating = to_generate;
	if (!drive_find(*name, &number, &why) ||
	    !drive_usable(number, generating ? R_OK | W_OK : R_OK, &why)) {
		SetLastError(why.err == EACCES || why.err == EPERM ? ERROR_ACCESS_DENIED :
			     ERROR_FILE_NOT_FOUND);
		return why.text;
	}
	if (!is_windows_name(*name)) {
		snprintf(node, sizeof(node), "/dev/aacs%u", number);
		*name = node;
	}
	return NULL;
}

const char *linux_check_drive(HANDLE drive, const char **step)
{
	DVD_SESSION_ID session;
	DWORD got;

	if (generating && drive_number_attribute(number, "supported") == 1 &&
	    !drive_number_attribute(number, "binding_nonce")) {
		*step = "generating the binding nonce";
		SetLastError(ERROR_INVALID_FUNCTION);
		return linux_explain(ERROR_INVALID_FUNCTION);
	}
	/* "No AACS" may be out of date in sysfs: then let the request decide. */
	if (drive_number_attribute(number, "supported"))
		return NULL;
	if (DeviceIoControl(drive, IOCTL_AACS_START_SESSION, NULL, 0, &session,
			    sizeof(session), &got, NULL)) {
		DeviceIoControl(drive, IOCTL_AACS_END_SESSION, &session,
				sizeof(session), NULL, 0, &got, NULL);
		return NULL;
	}
	*step = "starting a session";
	return linux_explain(GetLastError());
}

const char *linux_explain(DWORD code)
{
	static const struct {
		DWORD code;
		enum failure failure;
	} rows[] = {
		{ ERROR_INVALID_FUNCTION, FAILURE_REFUSED },
		{ ERROR_NOT_READY, FAILURE_NOT_READY },
		{ (DWORD)STG_E_CSS_KEY_NOT_PRESENT, FAILURE_NO_VALUE },
		{ ERROR_SEM_TIMEOUT, FAILURE_TIMEOUT },
		{ ERROR_NO_SYSTEM_RESOURCES, FAILURE_NO_AGID },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].code != code)
			continue;
		explain_failure(rows[i].failure, number, generating, text, sizeof(text));
		SetLastError(code);
		return text;
	}
	return NULL;
}

#endif /* _WIN32 */
