/* SPDX-License-Identifier: MIT */
/* The requests of DeviceIoControl(). */
#ifndef NTDVD_REQUEST_H
#define NTDVD_REQUEST_H

#include <stdint.h>

#include "handle.h"

/* A request's code and buffers. A NULL buffer has no bytes. */
struct ntdvd_io {
	uint32_t code;
	const void *in;
	void *out;
	uint32_t in_len;
	uint32_t out_len;
	uint32_t information;	/* returned: bytes in @out */
	uint32_t status;	/* returned: NTSTATUS, 0 without one */
};

/* These carry out a request of a handle and return a Win32 code. */

/* IOCTL_AACS_*, at /dev/aacsN, which refuses others with FILE_DEVICE_DVD. */
uint32_t ntdvd_aacs_request(const struct ntdvd_ref *drive, struct ntdvd_io *io);
/* All others, at /dev/srN. */
uint32_t ntdvd_disk_request(const struct ntdvd_ref *drive, struct ntdvd_io *io);
/* SCSI pass-through at the descriptor @fd of /dev/srN. */
uint32_t ntdvd_pass_through(int fd, struct ntdvd_io *io);

#endif /* NTDVD_REQUEST_H */
