/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * sr_aacs: AACS drive authentication for every optical drive that sr is bound to.
 *
 * /dev/aacsN takes the thirteen IOCTL_AACS_* requests of Windows' ntddcdvd.h.
 * The Windows code is the ioctl number itself; the argument is a pointer to
 * struct sr_aacs_request. See Documentation/abi.rst.
 */
#ifndef _UAPI_LINUX_SR_AACS_H
#define _UAPI_LINUX_SR_AACS_H

#include <linux/types.h>

/*
 * CTL_CODE(FILE_DEVICE_DVD, function, METHOD_BUFFERED, access). Bits 15:14 are
 * the access that the code asks of the open file: 1 reading, 2 writing. libntdvd's
 * ntddcdvd.h has the same thirteen, for the same numbers.
 */
#ifndef IOCTL_AACS_START_SESSION
#define IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE	0x003350C0
#define IOCTL_AACS_READ_MEDIA_KEY_BLOCK		0x003350C4
#define IOCTL_AACS_START_SESSION		0x003350C8
#define IOCTL_AACS_END_SESSION			0x003350CC
#define IOCTL_AACS_SEND_CERTIFICATE		0x003350D0
#define IOCTL_AACS_GET_CERTIFICATE		0x003350D4
#define IOCTL_AACS_GET_CHALLENGE_KEY		0x003350D8
#define IOCTL_AACS_SEND_CHALLENGE_KEY		0x003350DC
#define IOCTL_AACS_READ_VOLUME_ID		0x003350E0
#define IOCTL_AACS_READ_SERIAL_NUMBER		0x003350E4
#define IOCTL_AACS_READ_MEDIA_ID		0x003350E8
#define IOCTL_AACS_READ_BINDING_NONCE		0x003350EC
#define IOCTL_AACS_GENERATE_BINDING_NONCE	0x0033D0F0
#endif

/**
 * struct sr_aacs_request - one request, the same for 32- and 64-bit callers
 * @in: user address of the input buffer
 * @out: user address of the output buffer; may be the same one
 * @in_len: size of the input buffer in bytes
 * @out_len: size of the output buffer in bytes
 * @status: returned: NTSTATUS, one of SR_AACS_STATUS_* below
 * @information: returned: bytes put into the output buffer, or bytes needed
 *
 * ioctl(2) returns 0 when @status is a success and -1 with a matching errno
 * when it is not; @status and @information are filled in both cases, unless
 * this structure itself can't be reached (EFAULT) or the code is not one of
 * ours (ENOTTY).
 */
struct sr_aacs_request {
	__aligned_u64 in;
	__aligned_u64 out;
	__u32 in_len;
	__u32 out_len;
	__u32 status;
	__u32 information;
};

/* What the buffers hold; names and sizes as in Windows' ntddcdvd.h. */

#define SR_AACS_END_ALL_SESSIONS	0xFFFFFFFFU	/* DVD_END_ALL_SESSIONS */
#define SR_AACS_MKB_PACK_SIZE		32768U		/* bytes */

struct sr_aacs_certificate {		/* AACS_CERTIFICATE, 112 bytes */
	__u8 nonce[20];
	__u8 certificate[92];
};

struct sr_aacs_challenge_key {		/* AACS_CHALLENGE_KEY, 80 bytes */
	__u8 point[40];
	__u8 signature[40];
};

/* AACS_VOLUME_ID, AACS_SERIAL_NUMBER, AACS_MEDIA_ID, AACS_BINDING_NONCE */
struct sr_aacs_value {			/* 32 bytes */
	__u8 value[16];
	__u8 mac[16];
};

struct sr_aacs_send_certificate {	/* AACS_SEND_CERTIFICATE, 116 bytes */
	__u32 session_id;
	struct sr_aacs_certificate certificate;
};

struct sr_aacs_send_challenge_key {	/* AACS_SEND_CHALLENGE_KEY, 84 bytes */
	__u32 session_id;
	struct sr_aacs_challenge_key challenge_key;
};

/**
 * struct sr_aacs_read_binding_nonce - AACS_READ_BINDING_NONCE, 24 bytes
 * @session_id: the AGID, 0 to 3
 * @number_of_sectors: 0 to 255, or all ones
 * @start_lba: 0 to 0xFFFFFFFF, or all ones
 * @handle: read only if the other two are all ones. It is then a descriptor of
 *	    the caller, and the extent is that of its file: a regular file on the
 *	    drive's disc, open for reading and in one piece of 1 to 255 sectors.
 *	    Only the low 32 bits count; all ones there is INVALID_HANDLE_VALUE
 */
struct sr_aacs_read_binding_nonce {
	__u32 session_id;
	__u32 number_of_sectors;
	__aligned_u64 start_lba;
	__aligned_u64 handle;
};

/*
 * The NTSTATUS values that a request can answer with, STATUS_* in Windows'
 * ntstatus.h.
 */
#define SR_AACS_STATUS_SUCCESS				0x00000000U
#define SR_AACS_STATUS_VERIFY_REQUIRED			0x80000016U
#define SR_AACS_STATUS_INFO_LENGTH_MISMATCH		0xC0000004U
#define SR_AACS_STATUS_ACCESS_VIOLATION			0xC0000005U
#define SR_AACS_STATUS_INVALID_PARAMETER		0xC000000DU
#define SR_AACS_STATUS_NO_SUCH_DEVICE			0xC000000EU
#define SR_AACS_STATUS_INVALID_DEVICE_REQUEST		0xC0000010U
#define SR_AACS_STATUS_NO_MEDIA_IN_DEVICE		0xC0000013U
#define SR_AACS_STATUS_UNRECOGNIZED_MEDIA		0xC0000014U
#define SR_AACS_STATUS_NONEXISTENT_SECTOR		0xC0000015U
#define SR_AACS_STATUS_ACCESS_DENIED			0xC0000022U
#define SR_AACS_STATUS_BUFFER_TOO_SMALL			0xC0000023U
#define SR_AACS_STATUS_INSUFFICIENT_RESOURCES		0xC000009AU
#define SR_AACS_STATUS_DEVICE_DATA_ERROR		0xC000009CU
#define SR_AACS_STATUS_MEDIA_WRITE_PROTECTED		0xC00000A2U
#define SR_AACS_STATUS_DEVICE_NOT_READY			0xC00000A3U
#define SR_AACS_STATUS_IO_TIMEOUT			0xC00000B5U
#define SR_AACS_STATUS_NOT_SUPPORTED			0xC00000BBU
#define SR_AACS_STATUS_CANCELLED			0xC0000120U
#define SR_AACS_STATUS_INVALID_DEVICE_STATE		0xC0000184U
#define SR_AACS_STATUS_IO_DEVICE_ERROR			0xC0000185U
#define SR_AACS_STATUS_INVALID_BUFFER_SIZE		0xC0000206U
#define SR_AACS_STATUS_COPY_PROTECTION_FAILURE		0xC0000305U
#define SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE	0xC0000306U
#define SR_AACS_STATUS_CSS_KEY_NOT_PRESENT		0xC0000307U
#define SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED		0xC0000308U
#define SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR		0xC0000309U
#define SR_AACS_STATUS_CSS_REGION_MISMATCH		0xC000030AU
#define SR_AACS_STATUS_CSS_RESETS_EXHAUSTED		0xC000030BU

#endif /* _UAPI_LINUX_SR_AACS_H */
