// SPDX-License-Identifier: MIT
/*
 * aacs-info D: [HOST-CERTIFICATE] - prints type and version of the media key block
 * of a disc, and starts a session. With a file that has a host's certificate it
 * prints the id of the drive's certificate, too. It needs no keys.
 *
 * Media key blocks are large and drives are slow. So it sends that request on a
 * handle for overlapped requests, which lets a program do something else
 * meanwhile, and waits for an event.
 */
#define PROGRAM "aacs-info"

#include "example.h"

#include <stdlib.h>
#include <ntddcdvd.h>

/* The first record of a media key block: type 10h, length 12. */
#define TYPE_AND_VERSION	0x10
#define TYPE_AND_VERSION_LEN	12

/* The lengths of a certificate and of its ID, and the ID's offset. */
#define CERTIFICATE_LEN		92	/* bytes */
#define CERTIFICATE_ID		4
#define CERTIFICATE_ID_LEN	6

static unsigned long big_endian(const UCHAR *bytes)
{
	return (unsigned long)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 |
	       bytes[3];
}

/* Like DeviceIoControl(), on a handle opened with FILE_FLAG_OVERLAPPED. */
static BOOL overlapped(HANDLE drive, DWORD code, void *in, DWORD in_len,
		       void *out, DWORD out_len, DWORD *got)
{
	OVERLAPPED pending;
	DWORD error;
	BOOL ok;

	ZeroMemory(&pending, sizeof(pending));
	pending.hEvent = CreateEvent(NULL, TRUE, FALSE, NULL);
	if (!pending.hEvent)
		return FALSE;
	ok = DeviceIoControl(drive, code, in, in_len, out, out_len, NULL,
			     &pending);
	/* It may be complete already, or go on. The event is set in both cases. */
	if (ok || GetLastError() == ERROR_IO_PENDING)
		ok = WaitForSingleObject(pending.hEvent, INFINITE) ==
		     WAIT_OBJECT_0 &&
		     GetOverlappedResult(drive, &pending, got, FALSE);
	error = GetLastError();
	CloseHandle(pending.hEvent);
	SetLastError(error);
	return ok;
}

static void print_media_key_block(const UCHAR *block, DWORD len)
{
	printf("media key block: %lu bytes\n", (unsigned long)len);
	if (len >= TYPE_AND_VERSION_LEN && block[0] == TYPE_AND_VERSION)
		printf("media key block: type %08lx, version %lu\n",
		       big_endian(block + 4), big_endian(block + 8));
}

static BOOL media_key_block(HANDLE drive)
{
	static const char name[] = "IOCTL_AACS_READ_MEDIA_KEY_BLOCK";
	AACS_LAYER_NUMBER layer = 0;
	DWORD got = 0;
	UCHAR *block;
	ULONG size;
	BOOL ok;

	if (!overlapped(drive, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer,
			sizeof(layer), &size, sizeof(size), &got)) {
		report_error("IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE");
		return FALSE;
	}
	block = malloc(size);
	if (!block) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		report_error(name);
		return FALSE;
	}
	ok = overlapped(drive, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer,
			sizeof(layer), block, size, &got);
	if (ok)
		print_media_key_block(block, got);
	else
		report_error(name);
	free(block);
	return ok;
}

/* The first line of the file: the certificate's 92 bytes in hexadecimal. */
static BOOL read_certificate(const char *path, UCHAR *bytes)
{
	char text[2 * CERTIFICATE_LEN + 1] = "";
	const DWORD len = sizeof(text) - 1;
	unsigned int byte;
	DWORD got = 0;
	HANDLE file;
	int i;

	file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL,
			   OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		report_error(path);
		return FALSE;
	}
	if (!ReadFile(file, text, len, &got, NULL))
		report_error(path);
	CloseHandle(file);
	for (i = 0; i < CERTIFICATE_LEN && got == len; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			break;
		bytes[i] = (UCHAR)byte;
	}
	if (i == CERTIFICATE_LEN)
		return TRUE;
	fprintf(stderr, "aacs-info: %s: not a certificate\n", path);
	return FALSE;
}

/* A drive sends its certificate after it has accepted the host's. */
static BOOL certificate(HANDLE drive, DVD_SESSION_ID session, const char *path)
{
	AACS_SEND_CERTIFICATE host;
	AACS_CERTIFICATE answer;
	DWORD got;
	int i;

	ZeroMemory(&host, sizeof(host));
	host.SessionId = session;
	/* A nonce of zeros: the drive's signature is not checked here. */
	if (!read_certificate(path, host.Certificate.Certificate))
		return FALSE;
	if (!DeviceIoControl(drive, IOCTL_AACS_SEND_CERTIFICATE, &host,
			     sizeof(host), NULL, 0, &got, NULL)) {
		report_error("IOCTL_AACS_SEND_CERTIFICATE");
		return FALSE;
	}
	if (!DeviceIoControl(drive, IOCTL_AACS_GET_CERTIFICATE, &session,
			     sizeof(session), &answer, sizeof(answer), &got,
			     NULL)) {
		report_error("IOCTL_AACS_GET_CERTIFICATE");
		return FALSE;
	}
	printf("certificate: id ");
	for (i = 0; i < CERTIFICATE_ID_LEN; i++)
		printf("%02x", answer.Certificate[CERTIFICATE_ID + i]);
	printf("\n");
	return TRUE;
}

static BOOL run_session(HANDLE drive, const char *path)
{
	DVD_SESSION_ID session;
	DWORD got;
	BOOL ok;

	if (!ask(drive, "IOCTL_AACS_START_SESSION", IOCTL_AACS_START_SESSION,
		 &session, sizeof(session), sizeof(session)))
		return FALSE;
	printf("session: %lu\n", (unsigned long)session);
	ok = !path || certificate(drive, session, path);
	if (!DeviceIoControl(drive, IOCTL_AACS_END_SESSION, &session,
			     sizeof(session), NULL, 0, &got, NULL)) {
		/* A drive may end a session when it refuses a request. */
		if (ok)
			report_error("IOCTL_AACS_END_SESSION");
		return FALSE;
	}
	printf("session: ended\n");
	return ok;
}

int main(int argc, char **argv)
{
	HANDLE drive;
	BOOL ok;

	if (argc < 2 || argc > 3 || !is_drive_letter(argv[1])) {
		fprintf(stderr, "usage: aacs-info D: [HOST-CERTIFICATE]\n");
		return 2;
	}
	drive = open_drive(argv[1], GENERIC_READ, FILE_FLAG_OVERLAPPED);
	if (drive == INVALID_HANDLE_VALUE)
		return 1;
	ok = media_key_block(drive);
	CloseHandle(drive);

	drive = open_drive(argv[1], GENERIC_READ, 0);
	if (drive == INVALID_HANDLE_VALUE)
		return 1;
	ok &= run_session(drive, argc == 3 ? argv[2] : NULL);
	CloseHandle(drive);
	return ok ? 0 : 1;
}
