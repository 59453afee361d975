// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.exe D: - a Windows program that has nothing of this project. The codes and
 * structures are those of Microsoft's documentation of ntddcdvd.h, written out, so
 * that an error in the project's headers can't hide here.
 *
 * Prints `NAME ok|error N bytes B` for each request: N is GetLastError(), B the
 * number of bytes that DeviceIoControl() tells. Exit status: 0 if all succeeded,
 * 1 if one failed, 2 for wrong usage.
 */
#include <windows.h>
#include <stdio.h>

/* CTL_CODE(FILE_DEVICE_DVD, 0x430 and so on, METHOD_BUFFERED, FILE_READ_ACCESS) */
#define AACS_READ_MEDIA_KEY_BLOCK_SIZE	0x003350C0u
#define AACS_START_SESSION		0x003350C8u
#define AACS_END_SESSION		0x003350CCu

typedef char ulong_has_four_bytes[sizeof(ULONG) == 4 ? 1 : -1];

static int failures;

static void request(HANDLE drive, const char *name, DWORD code, void *in,
		    DWORD in_len, void *out, DWORD out_len)
{
	DWORD bytes = 0;
	DWORD error = 0;

	if (!DeviceIoControl(drive, code, in, in_len, out, out_len, &bytes, NULL))
		error = GetLastError();
	/* A request that fails without an error is a failure, too. */
	if (!error && bytes != out_len)
		error = ERROR_INVALID_DATA;
	if (error) {
		printf("%s error %lu bytes %lu\n", name, error, bytes);
		failures++;
	} else {
		printf("%s ok bytes %lu\n", name, bytes);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	ULONG layer = 0;
	ULONG size = 0;
	ULONG session = 0xFFFFFFFE;
	char path[16];
	HANDLE drive;

	if (argc != 2 || strlen(argv[1]) != 2 || argv[1][1] != ':') {
		fprintf(stderr, "usage: probe D:\n");
		return 2;
	}
	sprintf(path, "\\\\.\\%s", argv[1]);
	drive = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
			    FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			    OPEN_EXISTING, 0, NULL);
	if (drive == INVALID_HANDLE_VALUE) {
		printf("CreateFile error %lu bytes 0\n", GetLastError());
		return 1;
	}
	request(drive, "START_SESSION", AACS_START_SESSION, NULL, 0, &session,
		sizeof(session));
	request(drive, "READ_MEDIA_KEY_BLOCK_SIZE",
		AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer, sizeof(layer), &size,
		sizeof(size));
	request(drive, "END_SESSION", AACS_END_SESSION, &session,
		sizeof(session), NULL, 0);
	CloseHandle(drive);
	return failures != 0;
}
