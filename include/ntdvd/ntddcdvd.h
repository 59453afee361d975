/* SPDX-License-Identifier: MIT */
/*
 * ntddcdvd.h of libntdvd: the AACS requests to an optical drive.
 *
 * libntdvd does not support the CSS requests. This header needs only windows.h
 * and winioctl.h. It also compiles with those of a Windows compiler, if the
 * compiler's own ntddcdvd.h lacks AACS.
 */
#ifndef NTDVD_NTDDCDVD_H
#define NTDVD_NTDDCDVD_H

#include <winioctl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* basetsd.h of Windows defines it, that of Wine 8 does not. */
#ifndef MAXULONGLONG
#define MAXULONGLONG	((ULONGLONG)~((ULONGLONG)0))
#endif

#ifndef IOCTL_DVD_BASE
#define IOCTL_DVD_BASE	FILE_DEVICE_DVD
#endif

/* <linux/sr_aacs.h> has the same codes. */
#ifndef IOCTL_AACS_START_SESSION
/* AACS_LAYER_NUMBER -> ULONG: bytes of the layer's media key block */
#define IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE \
	CTL_CODE(IOCTL_DVD_BASE, 0x430, METHOD_BUFFERED, FILE_READ_ACCESS)
/* AACS_LAYER_NUMBER -> the media key block, a multiple of 32768 bytes */
#define IOCTL_AACS_READ_MEDIA_KEY_BLOCK \
	CTL_CODE(IOCTL_DVD_BASE, 0x431, METHOD_BUFFERED, FILE_READ_ACCESS)
/* nothing -> DVD_SESSION_ID */
#define IOCTL_AACS_START_SESSION \
	CTL_CODE(IOCTL_DVD_BASE, 0x432, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID or DVD_END_ALL_SESSIONS -> nothing */
#define IOCTL_AACS_END_SESSION \
	CTL_CODE(IOCTL_DVD_BASE, 0x433, METHOD_BUFFERED, FILE_READ_ACCESS)
/* AACS_SEND_CERTIFICATE -> nothing */
#define IOCTL_AACS_SEND_CERTIFICATE \
	CTL_CODE(IOCTL_DVD_BASE, 0x434, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID -> AACS_CERTIFICATE */
#define IOCTL_AACS_GET_CERTIFICATE \
	CTL_CODE(IOCTL_DVD_BASE, 0x435, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID -> AACS_CHALLENGE_KEY */
#define IOCTL_AACS_GET_CHALLENGE_KEY \
	CTL_CODE(IOCTL_DVD_BASE, 0x436, METHOD_BUFFERED, FILE_READ_ACCESS)
/* AACS_SEND_CHALLENGE_KEY -> nothing */
#define IOCTL_AACS_SEND_CHALLENGE_KEY \
	CTL_CODE(IOCTL_DVD_BASE, 0x437, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID -> AACS_VOLUME_ID */
#define IOCTL_AACS_READ_VOLUME_ID \
	CTL_CODE(IOCTL_DVD_BASE, 0x438, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID -> AACS_SERIAL_NUMBER */
#define IOCTL_AACS_READ_SERIAL_NUMBER \
	CTL_CODE(IOCTL_DVD_BASE, 0x439, METHOD_BUFFERED, FILE_READ_ACCESS)
/* DVD_SESSION_ID -> AACS_MEDIA_ID */
#define IOCTL_AACS_READ_MEDIA_ID \
	CTL_CODE(IOCTL_DVD_BASE, 0x43A, METHOD_BUFFERED, FILE_READ_ACCESS)
/* AACS_READ_BINDING_NONCE -> AACS_BINDING_NONCE */
#define IOCTL_AACS_READ_BINDING_NONCE \
	CTL_CODE(IOCTL_DVD_BASE, 0x43B, METHOD_BUFFERED, FILE_READ_ACCESS)
/* AACS_READ_BINDING_NONCE -> AACS_BINDING_NONCE; needs write access too */
#define IOCTL_AACS_GENERATE_BINDING_NONCE \
	CTL_CODE(IOCTL_DVD_BASE, 0x43C, METHOD_BUFFERED, \
		 FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#endif

typedef ULONG DVD_SESSION_ID, *PDVD_SESSION_ID;
#ifndef DVD_END_ALL_SESSIONS
#define DVD_END_ALL_SESSIONS	((DVD_SESSION_ID)0xffffffff)
#endif

/* 0 to 255 */
typedef ULONG AACS_LAYER_NUMBER, *PAACS_LAYER_NUMBER;

typedef struct _AACS_CERTIFICATE {		/* 112 bytes */
	UCHAR Nonce[20];
	UCHAR Certificate[92];
} AACS_CERTIFICATE, *PAACS_CERTIFICATE;

typedef struct _AACS_CHALLENGE_KEY {		/* 80 bytes */
	UCHAR EllipticCurvePoint[40];
	UCHAR Signature[40];
} AACS_CHALLENGE_KEY, *PAACS_CHALLENGE_KEY;

typedef struct _AACS_VOLUME_ID {		/* 32 bytes */
	UCHAR VolumeID[16];
	UCHAR MAC[16];
} AACS_VOLUME_ID, *PAACS_VOLUME_ID;

typedef struct _AACS_SERIAL_NUMBER {		/* 32 bytes */
	UCHAR PrerecordedSerialNumber[16];
	UCHAR MAC[16];
} AACS_SERIAL_NUMBER, *PAACS_SERIAL_NUMBER;

typedef struct _AACS_MEDIA_ID {			/* 32 bytes */
	UCHAR MediaID[16];
	UCHAR MAC[16];
} AACS_MEDIA_ID, *PAACS_MEDIA_ID;

typedef struct _AACS_SEND_CERTIFICATE {		/* 116 bytes */
	DVD_SESSION_ID SessionId;
	AACS_CERTIFICATE Certificate;
} AACS_SEND_CERTIFICATE, *PAACS_SEND_CERTIFICATE;

typedef struct _AACS_SEND_CHALLENGE_KEY {	/* 84 bytes */
	DVD_SESSION_ID SessionId;
	AACS_CHALLENGE_KEY ChallengeKey;
} AACS_SEND_CHALLENGE_KEY, *PAACS_SEND_CHALLENGE_KEY;

typedef struct _AACS_BINDING_NONCE {		/* 32 bytes */
	UCHAR BindingNonce[16];
	UCHAR MAC[16];
} AACS_BINDING_NONCE, *PAACS_BINDING_NONCE;

/*
 * 24 bytes. Either NumberOfSectors (1 to 255) and StartLba name the extent, and
 * Handle is INVALID_HANDLE_VALUE (libntdvd ignores it). Or both are all ones
 * (MAXULONG, MAXULONGLONG), and the extent is that of the file Handle. Errors,
 * which don't end the session: ERROR_INVALID_PARAMETER: the file is not a
 * regular file on the disc in that drive with one extent of 1 to 255 sectors of
 * 2048 bytes; ERROR_ACCESS_DENIED: Handle was not opened with GENERIC_READ;
 * ERROR_INVALID_HANDLE: Handle is not open.
 */
typedef struct _AACS_READ_BINDING_NONCE {
	DVD_SESSION_ID SessionId;
	ULONG NumberOfSectors;
	ULONGLONG StartLba;
	union {
		HANDLE Handle;
		ULONGLONG ForceStructureLengthToMatch64bit;
	};
} AACS_READ_BINDING_NONCE, *PAACS_READ_BINDING_NONCE;

#ifdef __cplusplus
}
#endif

#endif /* NTDVD_NTDDCDVD_H */
