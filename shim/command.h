/* SPDX-License-Identifier: MIT */
/* Sends a SCSI command by Linux' SG_IO. */
#ifndef NTDVD_COMMAND_H
#define NTDVD_COMMAND_H

#include <stdint.h>

#define NTDVD_CDB_MAX	16
#define NTDVD_SENSE_MAX	96

enum ntdvd_direction {
	NTDVD_NO_DATA,
	NTDVD_TO_DRIVE,
	NTDVD_FROM_DRIVE,
};

struct ntdvd_command {
	const uint8_t *cdb;
	uint8_t cdb_len;		/* 1 to NTDVD_CDB_MAX */
	enum ntdvd_direction direction;
	void *data;
	uint32_t len;			/* bytes */
	uint32_t timeout;		/* seconds; 0: Linux' default */

	/* the answer */
	uint32_t transferred;		/* bytes */
	uint8_t status;			/* SAM */
	uint8_t sense_len;
	uint8_t sense[NTDVD_SENSE_MAX];
};

/*
 * Sends the command to the open /dev/srN and waits. Returns ERROR_SUCCESS if the
 * drive has answered, even with an error; otherwise a Win32 code.
 */
uint32_t ntdvd_command_send(int fd, struct ntdvd_command *command);

/* The Win32 code of the drive's answer, ERROR_SUCCESS if that is good. */
uint32_t ntdvd_command_error(const struct ntdvd_command *command);

#endif /* NTDVD_COMMAND_H */
