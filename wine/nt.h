/* SPDX-License-Identifier: MIT */
/*
 * The parts of Windows' NT interface that libsr-aacs-wine needs, from Microsoft's
 * documentation of winternl.h, ntifs.h and ntddscsi.h. Wine's Unix side has the types of
 * its own word size; in its new WoW64 mode Wine converts the calls of 32-bit programs
 * first.
 */
#ifndef WINE_NT_H
#define WINE_NT_H

#include <stdint.h>

#define NT_ERROR(status)	((uint32_t)(status) >= 0xC0000000U)

#define STATUS_SUCCESS			0x00000000U
#define STATUS_INVALID_HANDLE		0xC0000008U

/* The rights of an open file that a code can ask for. */
#define NT_READ_DATA		1U
#define NT_WRITE_DATA		2U
/* CTL_CODE: bits 15:14 are those rights. */
#define NT_CODE_ACCESS(code)	((code) >> 14 & 3U)

#define IOCTL_SCSI_PASS_THROUGH		0x0004D004U
#define IOCTL_SCSI_PASS_THROUGH_DIRECT	0x0004D014U

/* Classes of NtSetInformationFile(). */
#define NT_COMPLETION_INFORMATION	30U
#define NT_NOTIFICATION_INFORMATION	41U
#define NT_SKIP_PORT_ON_SUCCESS		1U	/* flag of the second one */

struct nt_completion {
	void *port;
	uintptr_t key;
};

struct nt_io_status {
	union {
		uint32_t status;
		void *pointer;
	};
	uintptr_t information;
};

#endif /* WINE_NT_H */
