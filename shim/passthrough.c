// SPDX-License-Identifier: MIT
/* IOCTL_SCSI_PASS_THROUGH and IOCTL_SCSI_PASS_THROUGH_DIRECT. */
#include <stdbool.h>

#include <windows.h>
#include <ntddscsi.h>

#include "aacs-cdb.h"
#include "command.h"
#include "debug.h"
#include "request.h"
#include "sys.h"

/* The structures differ in one member: an offset, or a pointer of its size. */
typedef SCSI_PASS_THROUGH_DIRECT header;

_Static_assert(sizeof(SCSI_PASS_THROUGH) == sizeof(header) &&
	       offsetof(SCSI_PASS_THROUGH, DataBufferOffset) ==
	       offsetof(header, DataBuffer), "both structures have one layout");

/* True if @len bytes at @offset are after the structure and in the buffer. */
static bool inside(uint64_t offset, uint32_t len, uint32_t buffer_len)
{
	return !len || (offset >= sizeof(header) && offset <= buffer_len &&
			len <= buffer_len - offset);
}

/* The data of IOCTL_SCSI_PASS_THROUGH are in one of the request's buffers. */
static void *find_data(const struct ntdvd_io *io, const header *head)
{
	uint64_t offset = (uintptr_t)head->DataBuffer;

	if (io->code == IOCTL_SCSI_PASS_THROUGH_DIRECT)
		return head->DataBuffer;
	return head->DataIn == SCSI_IOCTL_DATA_OUT ? (char *)io->in + offset :
						     (char *)io->out + offset;
}

static bool has_data(const struct ntdvd_io *io, const header *head)
{
	bool out = head->DataIn == SCSI_IOCTL_DATA_OUT;

	return inside((uintptr_t)head->DataBuffer, head->DataTransferLength,
		      out ? io->in_len : io->out_len);
}

static bool is_valid(const struct ntdvd_io *io, header *head)
{
	if (!head->CdbLength || head->CdbLength > sizeof(head->Cdb) ||
	    head->DataIn > SCSI_IOCTL_DATA_UNSPECIFIED)
		return false;
	if (!inside(head->SenseInfoOffset, head->SenseInfoLength, io->out_len))
		return false;
	if (head->DataIn == SCSI_IOCTL_DATA_UNSPECIFIED)
		head->DataTransferLength = 0;
	return io->code == IOCTL_SCSI_PASS_THROUGH_DIRECT || has_data(io, head);
}

static uint32_t check(const struct ntdvd_io *io, header *head)
{
	if (io->in_len < sizeof(*head) || io->out_len < sizeof(*head))
		return ERROR_INVALID_PARAMETER;
	if (ntdvd_sys->copy_in(head, io->in, sizeof(*head)))
		return ERROR_NOACCESS;
	if (head->Length != sizeof(*head))
		return ERROR_REVISION_MISMATCH;
	if (!is_valid(io, head))
		return ERROR_INVALID_PARAMETER;
	if (aacs_cdb_uses_agid(head->Cdb)) {
		ntdvd_say("SCSI pass-through of AACS commands (key class 02h) is refused: use IOCTL_AACS_*");
		return ERROR_INVALID_FUNCTION;
	}
	return ERROR_SUCCESS;
}

static enum ntdvd_direction direction(const header *head)
{
	if (!head->DataTransferLength)
		return NTDVD_NO_DATA;
	return head->DataIn == SCSI_IOCTL_DATA_OUT ? NTDVD_TO_DRIVE :
						     NTDVD_FROM_DRIVE;
}

/*
 * Copies the drive's answer to the program. The number of bytes returned extends
 * to the end of the last item in the output buffer.
 */
static uint32_t give_back(const struct ntdvd_command *command, header *head,
			  struct ntdvd_io *io)
{
	uint32_t data_end = (uint32_t)(uintptr_t)head->DataBuffer +
			    command->transferred;
	uint32_t sense_len = command->sense_len, end = sizeof(*head);
	char *out = io->out;

	if (sense_len > head->SenseInfoLength)
		sense_len = head->SenseInfoLength;
	head->SenseInfoLength = (UCHAR)sense_len;
	head->ScsiStatus = command->status;
	head->DataTransferLength = command->transferred;
	if (ntdvd_sys->copy_out(out, head, sizeof(*head)) ||
	    (sense_len && ntdvd_sys->copy_out(out + head->SenseInfoOffset,
					      command->sense, sense_len)))
		return ERROR_NOACCESS;
	if (sense_len)
		end = head->SenseInfoOffset + sense_len;
	if (io->code == IOCTL_SCSI_PASS_THROUGH && command->transferred &&
	    head->DataIn == SCSI_IOCTL_DATA_IN && data_end > end)
		end = data_end;
	io->information = end;
	return ERROR_SUCCESS;
}

uint32_t ntdvd_pass_through(int fd, struct ntdvd_io *io)
{
	struct ntdvd_command command = { .cdb = NULL };
	uint32_t error;
	header head;

	error = check(io, &head);
	if (error)
		return error;
	command.cdb = head.Cdb;
	command.cdb_len = head.CdbLength;
	command.direction = direction(&head);
	command.data = find_data(io, &head);
	command.len = head.DataTransferLength;
	command.timeout = head.TimeOutValue;
	error = ntdvd_command_send(fd, &command);
	return error ? error : give_back(&command, &head, io);
}
