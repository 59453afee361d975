// SPDX-License-Identifier: MIT
/* FormatMessage(): texts for the codes that libntdvd returns. */
#include <stdlib.h>
#include <string.h>

#include <windows.h>

static const struct {
	DWORD code;
	const char *text;
} messages[] = {
	{ ERROR_SUCCESS, "The operation succeeded" },
	{ ERROR_INVALID_FUNCTION, "The drive does not support this request" },
	{ ERROR_FILE_NOT_FOUND, "There is no such drive or file" },
	{ ERROR_PATH_NOT_FOUND, "There is no such directory or drive" },
	{ ERROR_TOO_MANY_OPEN_FILES, "The program has too many files open" },
	{ ERROR_ACCESS_DENIED, "Access is not permitted" },
	{ ERROR_INVALID_HANDLE, "The handle is not open" },
	{ ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory" },
	{ ERROR_INVALID_DATA, "The data are not valid" },
	{ ERROR_WRITE_PROTECT, "The disc is write-protected" },
	{ ERROR_NOT_READY, "The drive has no disc, or is not ready" },
	{ ERROR_BAD_COMMAND, "The session does not allow this request now" },
	{ ERROR_CRC, "The drive can't read the data on the disc" },
	{ ERROR_BAD_LENGTH, "The input has the wrong length" },
	{ ERROR_SECTOR_NOT_FOUND, "The disc has no such sector" },
	{ ERROR_GEN_FAILURE, "The request failed" },
	{ ERROR_SHARING_VIOLATION, "Another handle has it open and does not share it" },
	{ ERROR_HANDLE_EOF, "The end of the file is reached" },
	{ ERROR_NOT_SUPPORTED, "This is not supported" },
	{ ERROR_FILE_EXISTS, "The file exists" },
	{ ERROR_INVALID_PARAMETER, "A parameter is not valid" },
	{ ERROR_SEM_TIMEOUT, "The drive did not answer in time" },
	{ ERROR_INSUFFICIENT_BUFFER, "The output buffer is too small" },
	{ ERROR_INVALID_NAME, "The name is not valid" },
	{ ERROR_NEGATIVE_SEEK, "The position would be before the beginning of the file" },
	{ ERROR_NOT_LOCKED, "The volume is not locked by this handle" },
	{ ERROR_BUSY, "The drive is in use: its disc is mounted, or its door is locked" },
	{ ERROR_ALREADY_EXISTS, "It exists already" },
	{ ERROR_FILENAME_EXCED_RANGE, "The name is too long" },
	{ ERROR_MORE_DATA, "There are more data than the buffer holds" },
	{ ERROR_MR_MID_NOT_FOUND, "There is no text for this error" },
	{ ERROR_OPERATION_ABORTED, "The request was cancelled" },
	{ ERROR_IO_INCOMPLETE, "The request is not done yet" },
	{ ERROR_IO_PENDING, "The request is under way" },
	{ ERROR_NOACCESS, "A buffer is not in the program's memory" },
	{ ERROR_MEDIA_CHANGED, "The disc was changed" },
	{ ERROR_IO_DEVICE, "The drive reports an error" },
	{ ERROR_REVISION_MISMATCH, "The structure has the wrong length" },
	{ ERROR_NO_SYSTEM_RESOURCES, "The drive has no free AGID, or there is not enough memory" },
	{ ERROR_INVALID_USER_BUFFER, "The buffer has the wrong size" },
	{ ERROR_UNRECOGNIZED_MEDIA, "The drive does not know this kind of disc, or can't use it for this" },
	{ WAIT_TIMEOUT, "The wait timed out" },
	{ (DWORD)STG_E_STATUS_COPY_PROTECTION_FAILURE, "The drive reports a copy protection error" },
	{ (DWORD)STG_E_CSS_AUTHENTICATION_FAILURE, "The authentication failed" },
	{ (DWORD)STG_E_CSS_KEY_NOT_PRESENT, "The disc has no such key" },
	{ (DWORD)STG_E_CSS_KEY_NOT_ESTABLISHED, "There is no authenticated session, or it was lost" },
	{ (DWORD)STG_E_CSS_SCRAMBLED_SECTOR, "The sector is protected, and the session is not authenticated" },
	{ (DWORD)STG_E_CSS_REGION_MISMATCH, "The region of the disc is not that of the drive" },
	{ (DWORD)STG_E_RESETS_EXHAUSTED, "The region of the drive can't be changed any more" },
};

/* The longest text, its end and a NUL. */
#define TEXT_MAX	128
/* 64 KiB: Windows accepts no larger buffer. */
#define ROOM_MAX	65535

/* Returns the length, or 0 and an error. */
static DWORD find_text(DWORD flags, DWORD code, char text[TEXT_MAX])
{
	const char *end = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK ? ". " : ".\r\n";
	size_t i;

	if ((flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_STRING)) !=
	    FORMAT_MESSAGE_FROM_SYSTEM) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return 0;
	}
	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		if (messages[i].code != code)
			continue;
		strcpy(text, messages[i].text);
		strcat(text, end);
		return (DWORD)strlen(text);
	}
	SetLastError(ERROR_MR_MID_NOT_FOUND);
	return 0;
}

/*
 * Returns the buffer for the text: the program's, of @room units, or a new one;
 * then stores its address at @buffer for the program. NULL and an error otherwise.
 */
static void *place(DWORD flags, void *buffer, DWORD room, DWORD len, size_t unit)
{
	DWORD units = len + 1;
	void *memory;

	if (!buffer || room > ROOM_MAX) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
		if (room >= units)
			return buffer;
		SetLastError(ERROR_INSUFFICIENT_BUFFER);
		return NULL;
	}
	memory = LocalAlloc(LMEM_FIXED, (room > units ? room : units) * unit);
	*(void **)buffer = memory;
	return memory;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
			    DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
			    va_list *Arguments)
{
	char text[TEXT_MAX];
	DWORD len = find_text(dwFlags, dwMessageId, text);
	char *to;

	(void)lpSource;
	(void)dwLanguageId;
	(void)Arguments;
	if (!len)
		return 0;
	to = place(dwFlags, lpBuffer, nSize, len, sizeof(*to));
	if (!to)
		return 0;
	memcpy(to, text, len + 1);
	return len;
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
			    DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
			    va_list *Arguments)
{
	char text[TEXT_MAX];
	DWORD len = find_text(dwFlags, dwMessageId, text), i;
	WCHAR *to;

	(void)lpSource;
	(void)dwLanguageId;
	(void)Arguments;
	if (!len)
		return 0;
	to = place(dwFlags, lpBuffer, nSize, len, sizeof(*to));
	if (!to)
		return 0;
	/* The texts are ASCII. */
	for (i = 0; i <= len; i++)
		to[i] = (unsigned char)text[i];
	return len;
}
