// SPDX-License-Identifier: MIT
#include <limits.h>
#include <string.h>

#include <scsi/sg.h>

#include <linux/sr_aacs.h>
#include <windows.h>

#include "command.h"
#include "status.h"
#include "sys.h"

#define STATUS_GOOD		0x00
#define STATUS_CHECK_CONDITION	0x02
#define STATUS_BUSY		0x08

/* SCSI host codes of sg_io_hdr_t.host_status. */
#define HOST_NO_CONNECT		0x01
#define HOST_TIME_OUT		0x03

#define ANY	-1

/*
 * From sense data to NTSTATUS, as for the AACS requests; the first matching row
 * counts. The row 53/02 (removal prevented) is ours: Windows dismounts the disc,
 * so the drive never gives this answer there.
 */
static const struct {
	int key, code, qualifier;
	uint32_t status;
} from_sense[] = {
	{ 0x1, ANY, ANY, SR_AACS_STATUS_SUCCESS },
	{ ANY, 0x30, 0x01, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ ANY, 0x30, 0x02, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ 0x2, 0x3A, ANY, SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	{ 0x2, 0x04, 0x03, SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	{ 0x2, ANY, ANY, SR_AACS_STATUS_DEVICE_NOT_READY },
	{ 0x3, ANY, ANY, SR_AACS_STATUS_DEVICE_DATA_ERROR },
	{ 0x5, 0x21, ANY, SR_AACS_STATUS_NONEXISTENT_SECTOR },
	{ 0x5, 0x25, ANY, SR_AACS_STATUS_NO_SUCH_DEVICE },
	{ 0x5, 0x53, 0x02, NTDVD_STATUS_DEVICE_BUSY },
	{ 0x5, ANY, ANY, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ 0x6, ANY, ANY, SR_AACS_STATUS_VERIFY_REQUIRED },
	{ 0x7, ANY, ANY, SR_AACS_STATUS_MEDIA_WRITE_PROTECTED },
	{ ANY, ANY, ANY, SR_AACS_STATUS_IO_DEVICE_ERROR },
};

uint32_t ntdvd_command_send(int fd, struct ntdvd_command *command)
{
	static const int directions[] = {
		[NTDVD_NO_DATA] = SG_DXFER_NONE,
		[NTDVD_TO_DRIVE] = SG_DXFER_TO_DEV,
		[NTDVD_FROM_DRIVE] = SG_DXFER_FROM_DEV,
	};
	sg_io_hdr_t io = {
		.interface_id = 'S',
		.dxfer_direction = directions[command->direction],
		.cmd_len = command->cdb_len,
		.cmdp = (unsigned char *)command->cdb,
		.mx_sb_len = sizeof(command->sense),
		.sbp = command->sense,
		.dxfer_len = command->len,
		.dxferp = command->data,
		.timeout = command->timeout > UINT_MAX / 1000 ?
			   UINT_MAX : command->timeout * 1000,
	};
	int err;

	memset(command->sense, 0, sizeof(command->sense));
	err = ntdvd_sys->ioctl(fd, SG_IO, &io);
	if (err)
		return ntdvd_ioctl_error(-err);
	command->status = io.status;
	command->sense_len = io.sb_len_wr;
	command->transferred = io.resid > 0 && (unsigned int)io.resid <= command->len ?
			       command->len - (unsigned int)io.resid : command->len;
	switch (io.host_status) {
	case 0:
		return ERROR_SUCCESS;
	case HOST_NO_CONNECT:
		return ERROR_FILE_NOT_FOUND;
	case HOST_TIME_OUT:
		return ERROR_SEM_TIMEOUT;
	default:
		/* Sense data means that the drive has answered. */
		return command->sense_len ? ERROR_SUCCESS : ERROR_IO_DEVICE;
	}
}

static bool fits(int row, int value)
{
	return row == ANY || row == value;
}

/*
 * Fixed (70h, 71h) or descriptor format (72h, 73h): SPC-4 4.5. Bytes that the
 * drive did not send are 0.
 */
static uint32_t status_of_sense(const uint8_t *sense)
{
	bool descriptor = (sense[0] & 0x7F) >= 0x72;
	int key = (descriptor ? sense[1] : sense[2]) & 0x0F;
	int code = descriptor ? sense[2] : sense[12];
	int qualifier = descriptor ? sense[3] : sense[13];
	size_t i = 0;

	while (!fits(from_sense[i].key, key) || !fits(from_sense[i].code, code) ||
	       !fits(from_sense[i].qualifier, qualifier))
		i++;
	return from_sense[i].status;
}

uint32_t ntdvd_command_error(const struct ntdvd_command *command)
{
	uint32_t status;

	switch (command->status) {
	case STATUS_GOOD:
		return ERROR_SUCCESS;
	case STATUS_BUSY:
		return ERROR_NOT_READY;
	case STATUS_CHECK_CONDITION:
		status = status_of_sense(command->sense);
		return ntdvd_status_to_win32(status);
	default:
		return ERROR_IO_DEVICE;
	}
}
