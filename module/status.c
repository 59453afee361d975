// SPDX-License-Identifier: GPL-2.0-only
/*
 * Status tables, see status.h. The NTSTATUS values are those of the published
 * Windows driver; a comment marks each row that differs.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <scsi/scsi.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_eh.h>
#include <scsi/scsi_proto.h>
#include <scsi/scsi_status.h>
#include "kunit.h"
#include "status.h"

#define AACS_ANY	0xFF	/* matches any sense key or code */

/* The first row that matches counts. */
static const struct aacs_sense_row {
	u8 key;
	u8 asc;
	u8 ascq;
	u32 status;
} aacs_sense_status[] = {
	{ RECOVERED_ERROR, AACS_ANY, AACS_ANY, SR_AACS_STATUS_SUCCESS },

	{ NOT_READY, 0x3A, AACS_ANY, SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	{ NOT_READY, 0x30, 0x01, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ NOT_READY, 0x30, 0x02, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ NOT_READY, 0x04, 0x03, SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	{ NOT_READY, AACS_ANY, AACS_ANY, SR_AACS_STATUS_DEVICE_NOT_READY },

	{ AACS_ANY, 0x30, 0x01, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ AACS_ANY, 0x30, 0x02, SR_AACS_STATUS_UNRECOGNIZED_MEDIA },

	{ MEDIUM_ERROR, AACS_ANY, AACS_ANY, SR_AACS_STATUS_DEVICE_DATA_ERROR },

	{ ILLEGAL_REQUEST, 0x6F, 0x00, SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE },
	{ ILLEGAL_REQUEST, 0x6F, 0x01, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT },
	{ ILLEGAL_REQUEST, 0x6F, 0x02, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ ILLEGAL_REQUEST, 0x6F, 0x03, SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR },
	{ ILLEGAL_REQUEST, 0x6F, 0x04, SR_AACS_STATUS_CSS_REGION_MISMATCH },
	{ ILLEGAL_REQUEST, 0x6F, 0x05, SR_AACS_STATUS_CSS_RESETS_EXHAUSTED },
	{ ILLEGAL_REQUEST, 0x6F, AACS_ANY, SR_AACS_STATUS_COPY_PROTECTION_FAILURE },
	{ ILLEGAL_REQUEST, 0x55, 0x00, SR_AACS_STATUS_INSUFFICIENT_RESOURCES },
	{ ILLEGAL_REQUEST, 0x21, AACS_ANY, SR_AACS_STATUS_NONEXISTENT_SECTOR },
	{ ILLEGAL_REQUEST, 0x25, AACS_ANY, SR_AACS_STATUS_NO_SUCH_DEVICE },
	{ ILLEGAL_REQUEST, AACS_ANY, AACS_ANY, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },

	/* Windows answers IO_DEVICE_ERROR to 29h, although the AGID is gone. */
	{ UNIT_ATTENTION, 0x28, AACS_ANY, SR_AACS_STATUS_VERIFY_REQUIRED },
	{ UNIT_ATTENTION, 0x29, AACS_ANY, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },

	{ DATA_PROTECT, AACS_ANY, AACS_ANY, SR_AACS_STATUS_MEDIA_WRITE_PROTECTED },
};

u32 aacs_status_from_sense(u8 key, u8 asc, u8 ascq)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aacs_sense_status); i++) {
		const struct aacs_sense_row *row = &aacs_sense_status[i];

		if ((row->key == AACS_ANY || row->key == key) &&
		    (row->asc == AACS_ANY || row->asc == asc) &&
		    (row->ascq == AACS_ANY || row->ascq == ascq))
			return row->status;
	}
	return SR_AACS_STATUS_IO_DEVICE_ERROR;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_status_from_sense);

/* Errors of the transport: the drive has not answered. */
static const struct {
	u8 host;
	u32 status;
} aacs_host_status[] = {
	{ DID_NO_CONNECT, SR_AACS_STATUS_NO_SUCH_DEVICE },
	{ DID_BAD_TARGET, SR_AACS_STATUS_NO_SUCH_DEVICE },
	{ DID_TIME_OUT, SR_AACS_STATUS_IO_TIMEOUT },
	{ DID_BUS_BUSY, SR_AACS_STATUS_DEVICE_NOT_READY },
	{ DID_IMM_RETRY, SR_AACS_STATUS_DEVICE_NOT_READY },
	{ DID_REQUEUE, SR_AACS_STATUS_DEVICE_NOT_READY },
};

u32 aacs_status_from_result(u32 result, const struct scsi_sense_hdr *sense)
{
	u8 host = result >> 16;
	size_t i;

	if (host != DID_OK) {
		for (i = 0; i < ARRAY_SIZE(aacs_host_status); i++)
			if (aacs_host_status[i].host == host)
				return aacs_host_status[i].status;
		return SR_AACS_STATUS_IO_DEVICE_ERROR;
	}

	switch (result & 0xFF) {
	case SAM_STAT_GOOD:
	case SAM_STAT_CONDITION_MET:
		return SR_AACS_STATUS_SUCCESS;
	case SAM_STAT_CHECK_CONDITION:
		/* Deferred sense data is about an earlier command. */
		if (!scsi_sense_valid(sense) || scsi_sense_is_deferred(sense))
			return SR_AACS_STATUS_IO_DEVICE_ERROR;
		return aacs_status_from_sense(sense->sense_key, sense->asc,
					      sense->ascq);
	case SAM_STAT_BUSY:
	case SAM_STAT_TASK_SET_FULL:
		return SR_AACS_STATUS_DEVICE_NOT_READY;
	default:
		return SR_AACS_STATUS_IO_DEVICE_ERROR;
	}
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_status_from_result);

u32 aacs_status_from_errno(int error)
{
	switch (error) {
	case 0:
		return SR_AACS_STATUS_SUCCESS;
	case -ENOMEM:
		return SR_AACS_STATUS_INSUFFICIENT_RESOURCES;
	case -ENODEV:
	case -ENXIO:
		return SR_AACS_STATUS_NO_SUCH_DEVICE;
	case -ENOMEDIUM:
		return SR_AACS_STATUS_NO_MEDIA_IN_DEVICE;
	case -EBUSY:
	case -EAGAIN:
		return SR_AACS_STATUS_DEVICE_NOT_READY;
	case -ETIMEDOUT:
		return SR_AACS_STATUS_IO_TIMEOUT;
	case -EINTR:
	case -ERESTARTSYS:
		return SR_AACS_STATUS_CANCELLED;
	case -EPERM:
	case -EACCES:
		return SR_AACS_STATUS_ACCESS_DENIED;
	case -EFAULT:
		return SR_AACS_STATUS_ACCESS_VIOLATION;
	case -EOPNOTSUPP:
		return SR_AACS_STATUS_NOT_SUPPORTED;
	case -EPROTO: /* a malformed answer */
	default:
		return SR_AACS_STATUS_IO_DEVICE_ERROR;
	}
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_status_from_errno);

static const struct {
	u32 status;
	int error;
} aacs_status_errno[] = {
	{ SR_AACS_STATUS_VERIFY_REQUIRED, -ESTALE },
	{ SR_AACS_STATUS_INFO_LENGTH_MISMATCH, -EINVAL },
	{ SR_AACS_STATUS_ACCESS_VIOLATION, -EFAULT },
	{ SR_AACS_STATUS_INVALID_PARAMETER, -EINVAL },
	{ SR_AACS_STATUS_NO_SUCH_DEVICE, -ENODEV },
	{ SR_AACS_STATUS_INVALID_DEVICE_REQUEST, -EOPNOTSUPP },
	{ SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, -ENOMEDIUM },
	{ SR_AACS_STATUS_UNRECOGNIZED_MEDIA, -EMEDIUMTYPE },
	{ SR_AACS_STATUS_NONEXISTENT_SECTOR, -ENXIO },
	{ SR_AACS_STATUS_ACCESS_DENIED, -EACCES },
	{ SR_AACS_STATUS_BUFFER_TOO_SMALL, -ERANGE },
	{ SR_AACS_STATUS_INSUFFICIENT_RESOURCES, -EBUSY },
	{ SR_AACS_STATUS_DEVICE_DATA_ERROR, -EIO },
	{ SR_AACS_STATUS_MEDIA_WRITE_PROTECTED, -EROFS },
	{ SR_AACS_STATUS_DEVICE_NOT_READY, -EAGAIN },
	{ SR_AACS_STATUS_IO_TIMEOUT, -ETIMEDOUT },
	{ SR_AACS_STATUS_NOT_SUPPORTED, -EOPNOTSUPP },
	{ SR_AACS_STATUS_CANCELLED, -EINTR },
	{ SR_AACS_STATUS_INVALID_DEVICE_STATE, -EBUSY },
	{ SR_AACS_STATUS_IO_DEVICE_ERROR, -EIO },
	{ SR_AACS_STATUS_INVALID_BUFFER_SIZE, -EMSGSIZE },
	{ SR_AACS_STATUS_COPY_PROTECTION_FAILURE, -EPERM },
	{ SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE, -EKEYREJECTED },
	{ SR_AACS_STATUS_CSS_KEY_NOT_PRESENT, -ENOKEY },
	{ SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, -EKEYREVOKED },
	{ SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR, -EPERM },
	{ SR_AACS_STATUS_CSS_REGION_MISMATCH, -EPERM },
	{ SR_AACS_STATUS_CSS_RESETS_EXHAUSTED, -EPERM },
};

int aacs_status_to_errno(u32 status)
{
	size_t i;

	if (aacs_status_ok(status))
		return 0;
	for (i = 0; i < ARRAY_SIZE(aacs_status_errno); i++)
		if (aacs_status_errno[i].status == status)
			return aacs_status_errno[i].error;
	return -EIO;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_status_to_errno);
