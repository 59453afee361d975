// SPDX-License-Identifier: MIT
/* The requests that are not AACS: a table. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <windows.h>
#include <ntddcdrm.h>
#include <ntddscsi.h>

#include "command.h"
#include "debug.h"
#include "describe.h"
#include "disk.h"
#include "request.h"
#include "status.h"
#include "sys.h"

/* How to treat a reply that is longer than the program's buffer. */
enum too_long {
	REFUSE,		/* send nothing: ERROR_INSUFFICIENT_BUFFER */
	CUT,		/* truncate it */
	MORE_DATA,	/* truncate it, and return ERROR_MORE_DATA */
};

/* A request: a SCSI command, a function that makes the reply, or both. */
struct row {
	uint32_t code;
	uint8_t in_len;		/* bytes, at least */
	uint8_t out_len;
	enum too_long too_long;
	bool at_node;		/* needs no /dev/srN */
	bool unmounted;		/* ERROR_BUSY while the disc is mounted */

	uint8_t cdb[10];
	uint8_t cdb_len;	/* 0: no command */
	uint8_t flag_at;	/* byte of the CDB that is 1 if the input is not 0 */
	uint16_t answer_len;

	uint32_t (*make)(struct ntdvd_call *call);
};

static uint32_t lock_volume(struct ntdvd_call *call)
{
	int err = ntdvd_disk_lock(call->drive->object, call->drive->value);

	/* Windows' answer if the volume is in use. */
	if (err == -EBUSY)
		return ERROR_ACCESS_DENIED;
	return err ? ntdvd_open_error(-err) : ERROR_SUCCESS;
}

static uint32_t unlock_volume(struct ntdvd_call *call)
{
	int err = ntdvd_disk_unlock(call->drive->object, call->drive->value);

	if (err == -ENOLCK)
		return ERROR_NOT_LOCKED;
	return err ? ntdvd_open_error(-err) : ERROR_SUCCESS;
}

/* A disc may be mounted at several places. */
static uint32_t dismount_volume(struct ntdvd_call *call)
{
	unsigned int number = ntdvd_disk_number(call->drive->object);
	char path[PATH_MAX];
	int err;

	while (!(err = ntdvd_disk_mount_point(number, false, path, sizeof(path)))) {
		err = ntdvd_sys->umount(path);
		if (err) {
			ntdvd_say("%s: can't be unmounted: %s", path,
				  strerror(-err));
			return ERROR_ACCESS_DENIED;
		}
	}
	return err == -ENOENT ? ERROR_SUCCESS : ntdvd_open_error(-err);
}

#define TEST_UNIT_READY		.cdb = { 0x00 }, .cdb_len = 6
#define START_STOP_UNIT(how)	.cdb = { 0x1B, 0, 0, 0, how }, .cdb_len = 6
#define EJECT			0x02
#define LOAD			0x03

static const struct row rows[] = {
	{
		.code = IOCTL_STORAGE_CHECK_VERIFY,
		TEST_UNIT_READY,
		.make = ntdvd_describe_changes,
	}, {
		.code = IOCTL_STORAGE_CHECK_VERIFY2,
		TEST_UNIT_READY,
		.make = ntdvd_describe_changes,
	}, {
		.code = IOCTL_STORAGE_MEDIA_REMOVAL,
		.in_len = sizeof(PREVENT_MEDIA_REMOVAL),
		.cdb = { 0x1E },	/* PREVENT ALLOW MEDIUM REMOVAL */
		.cdb_len = 6,
		.flag_at = 4,
	}, {
		.code = IOCTL_STORAGE_EJECT_MEDIA,
		.unmounted = true,
		START_STOP_UNIT(EJECT),
	}, {
		.code = IOCTL_STORAGE_LOAD_MEDIA,
		START_STOP_UNIT(LOAD),
	}, {
		.code = IOCTL_STORAGE_LOAD_MEDIA2,
		START_STOP_UNIT(LOAD),
	}, {
		.code = IOCTL_STORAGE_GET_DEVICE_NUMBER,
		.out_len = sizeof(STORAGE_DEVICE_NUMBER),
		.at_node = true,
		.make = ntdvd_describe_number,
	}, {
		.code = IOCTL_STORAGE_QUERY_PROPERTY,
		.in_len = FIELD_OFFSET(STORAGE_PROPERTY_QUERY, AdditionalParameters),
		.too_long = CUT,
		.cdb = { 0x12, 0, 0, 0, 36 },	/* INQUIRY */
		.cdb_len = 6,
		.answer_len = 36,
		.make = ntdvd_describe_property,
	}, {
		.code = IOCTL_DISK_GET_DRIVE_GEOMETRY,
		.out_len = sizeof(DISK_GEOMETRY),
		.cdb = { 0x25 },	/* READ CAPACITY */
		.cdb_len = 10,
		.answer_len = 8,
		.make = ntdvd_describe_geometry,
	}, {
		.code = IOCTL_DISK_GET_DRIVE_GEOMETRY_EX,
		.out_len = FIELD_OFFSET(DISK_GEOMETRY_EX, Data),
		.too_long = CUT,
		.cdb = { 0x25 },
		.cdb_len = 10,
		.answer_len = 8,
		.make = ntdvd_describe_geometry_ex,
	}, {
		.code = IOCTL_CDROM_READ_TOC,
		.out_len = FIELD_OFFSET(CDROM_TOC, TrackData),
		.too_long = MORE_DATA,
		/* READ TOC/PMA/ATIP, format 0, addresses as MSF */
		.cdb = { 0x43, 0x02, 0, 0, 0, 0, 0, sizeof(CDROM_TOC) >> 8,
			 sizeof(CDROM_TOC) & 0xFF },
		.cdb_len = 10,
		.answer_len = sizeof(CDROM_TOC),
		.make = ntdvd_describe_toc,
	}, {
		.code = IOCTL_SCSI_GET_ADDRESS,
		.out_len = sizeof(SCSI_ADDRESS),
		.make = ntdvd_describe_address,
	}, {
		.code = IOCTL_SCSI_GET_CAPABILITIES,
		.out_len = sizeof(IO_SCSI_CAPABILITIES),
		.make = ntdvd_describe_capabilities,
	}, {
		.code = FSCTL_LOCK_VOLUME,
		.make = lock_volume,
	}, {
		.code = FSCTL_UNLOCK_VOLUME,
		.make = unlock_volume,
	}, {
		.code = FSCTL_DISMOUNT_VOLUME,
		.at_node = true,
		.make = dismount_volume,
	},
};

static const struct row *find_row(uint32_t code)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

static uint32_t send_once(int fd, struct ntdvd_command *command)
{
	uint32_t error = ntdvd_command_send(fd, command);

	return error ? error : ntdvd_command_error(command);
}

static uint32_t send_command(const struct row *row, struct ntdvd_call *call)
{
	uint8_t cdb[sizeof(row->cdb)];
	struct ntdvd_command command = {
		.cdb = cdb,
		.cdb_len = row->cdb_len,
		.direction = row->answer_len ? NTDVD_FROM_DRIVE : NTDVD_NO_DATA,
		.data = call->answer,
		.len = row->answer_len,
	};
	uint32_t error;

	memcpy(cdb, row->cdb, sizeof(cdb));
	if (row->flag_at)
		cdb[row->flag_at] = call->in[0] != 0;
	/* A unit attention reports an earlier event: send the command again. */
	error = send_once(call->fd, &command);
	if (error == ERROR_MEDIA_CHANGED && row->make != ntdvd_describe_changes)
		error = send_once(call->fd, &command);
	call->answer_len = command.transferred;
	return error;
}

/* Windows dismounts the disc. Linux would leave it mounted without a disc. */
static uint32_t check_unmounted(const struct ntdvd_call *call)
{
	unsigned int number = ntdvd_disk_number(call->drive->object);
	char path[PATH_MAX];
	int err;

	err = ntdvd_disk_mount_point(number, false, path, sizeof(path));
	if (err == -ENOENT)
		return ERROR_SUCCESS;
	if (err)
		return ntdvd_open_error(-err);
	ntdvd_say("/dev/sr%u: the disc is mounted at %s: unmount it first", number,
		  path);
	return ERROR_BUSY;
}

static uint32_t run(const struct row *row, struct ntdvd_call *call)
{
	uint32_t error = ERROR_SUCCESS;

	if (row->unmounted)
		error = check_unmounted(call);
	if (!error && row->cdb_len)
		error = send_command(row, call);
	if (!error && row->make)
		error = row->make(call);
	return error;
}

static uint32_t copy_reply(const struct row *row, const struct ntdvd_call *call,
			   struct ntdvd_io *io)
{
	uint32_t len = call->reply_len;

	if (len > io->out_len)
		len = io->out_len;
	if (len && ntdvd_sys->copy_out(io->out, call->reply, len))
		return ERROR_NOACCESS;
	io->information = len;
	return len < call->reply_len && row->too_long == MORE_DATA ?
	       ERROR_MORE_DATA : ERROR_SUCCESS;
}

uint32_t ntdvd_disk_request(const struct ntdvd_ref *drive, struct ntdvd_io *io)
{
	const struct row *row = find_row(io->code);
	bool pass = io->code == IOCTL_SCSI_PASS_THROUGH ||
		    io->code == IOCTL_SCSI_PASS_THROUGH_DIRECT;
	struct ntdvd_call call = { .drive = drive, .out_len = io->out_len };
	uint32_t in_len = io->in_len < sizeof(call.in) ? io->in_len :
							 sizeof(call.in);
	uint32_t error;

	if (!row && !pass) {
		ntdvd_debug("request %08X: libntdvd does not know it", io->code);
		return ERROR_INVALID_FUNCTION;
	}
	if (row) {
		if (io->in_len < row->in_len)
			return ERROR_BAD_LENGTH;
		if (io->out_len < row->out_len)
			return ERROR_INSUFFICIENT_BUFFER;
		if (in_len && ntdvd_sys->copy_in(call.in, io->in, in_len))
			return ERROR_NOACCESS;
	}
	if (!row || !row->at_node) {
		call.fd = ntdvd_disk_open(drive->object);
		if (call.fd < 0)
			return ntdvd_open_error(-call.fd);
	}
	if (!row)
		return ntdvd_pass_through(call.fd, io);
	error = run(row, &call);
	if (error)
		ntdvd_debug("request %08X: error %u", io->code, error);
	return error ? error : copy_reply(row, &call, io);
}
