/* SPDX-License-Identifier: MIT */
/* Converts the answers of a drive or of Linux to Windows' structures. */
#ifndef NTDVD_DESCRIBE_H
#define NTDVD_DESCRIBE_H

#include <stdint.h>

/* A request under way, with the answer of the command that its row names. */
struct ntdvd_call {
	const struct ntdvd_ref *drive;
	int fd;			/* of /dev/srN */
	uint32_t out_len;	/* size of the program's buffer, bytes */
	uint8_t in[16];		/* the input's first bytes, then zeros */
	uint8_t answer[1024];
	uint32_t answer_len;
	uint8_t reply[1024] __attribute__((aligned(8)));	/* for the program */
	uint32_t reply_len;
};

/* Each makes the reply to one kind of request and returns a Win32 code. */

/* READ CAPACITY -> DISK_GEOMETRY or DISK_GEOMETRY_EX */
uint32_t ntdvd_describe_geometry(struct ntdvd_call *call);
uint32_t ntdvd_describe_geometry_ex(struct ntdvd_call *call);
/* READ TOC/PMA/ATIP -> CDROM_TOC */
uint32_t ntdvd_describe_toc(struct ntdvd_call *call);
/* TEST UNIT READY -> nothing, or ULONG */
uint32_t ntdvd_describe_changes(struct ntdvd_call *call);
/* INQUIRY -> STORAGE_DEVICE_DESCRIPTOR or STORAGE_ADAPTER_DESCRIPTOR */
uint32_t ntdvd_describe_property(struct ntdvd_call *call);
/* SCSI_ADDRESS, IO_SCSI_CAPABILITIES, STORAGE_DEVICE_NUMBER */
uint32_t ntdvd_describe_address(struct ntdvd_call *call);
uint32_t ntdvd_describe_capabilities(struct ntdvd_call *call);
uint32_t ntdvd_describe_number(struct ntdvd_call *call);

#endif /* NTDVD_DESCRIBE_H */
