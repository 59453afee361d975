// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sense data, SCSI results and errno to NTSTATUS, and NTSTATUS to errno, with
 * the numbers of the Windows driver written out.
 */
#include <kunit/test.h>
#include <scsi/scsi.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_proto.h>
#include <scsi/scsi_status.h>
#include "../module/status.h"
#include "rows.h"

struct sense_row {
	const char *name;
	u8 key;
	u8 asc;
	u8 ascq;
	u32 status;
};

static const struct sense_row sense_rows[] = {
	{ "recovered error", 0x1, 0x17, 0x01, 0x00000000 },
	{ "recovered error, no code", 0x1, 0x00, 0x00, 0x00000000 },

	{ "authentication failure", 0x5, 0x6F, 0x00, 0xC0000306 },
	{ "key not present", 0x5, 0x6F, 0x01, 0xC0000307 },
	{ "key not established", 0x5, 0x6F, 0x02, 0xC0000308 },
	{ "scrambled sector", 0x5, 0x6F, 0x03, 0xC0000309 },
	{ "region mismatch", 0x5, 0x6F, 0x04, 0xC000030A },
	{ "resets exhausted", 0x5, 0x6F, 0x05, 0xC000030B },
	{ "copy protection, other", 0x5, 0x6F, 0x06, 0xC0000305 },
	{ "copy protection, last", 0x5, 0x6F, 0xFF, 0xC0000305 },
	{ "no free AGID", 0x5, 0x55, 0x00, 0xC000009A },
	{ "invalid field in CDB", 0x5, 0x24, 0x00, 0xC0000010 },
	{ "invalid field in CDB, other", 0x5, 0x24, 0x08, 0xC0000010 },
	{ "invalid opcode", 0x5, 0x20, 0x00, 0xC0000010 },
	{ "command sequence error", 0x5, 0x2C, 0x00, 0xC0000010 },
	{ "illegal request, other", 0x5, 0x26, 0x00, 0xC0000010 },
	{ "LBA out of range", 0x5, 0x21, 0x00, 0xC0000015 },
	{ "LBA out of range, other", 0x5, 0x21, 0x02, 0xC0000015 },
	{ "LUN not supported", 0x5, 0x25, 0x00, 0xC000000E },
	{ "incompatible medium, 5/30/00", 0x5, 0x30, 0x00, 0xC0000010 },
	{ "unknown format, 5/30/01", 0x5, 0x30, 0x01, 0xC0000014 },
	{ "incompatible format, 5/30/02", 0x5, 0x30, 0x02, 0xC0000014 },

	{ "no medium", 0x2, 0x3A, 0x00, 0xC0000013 },
	{ "no medium, tray closed", 0x2, 0x3A, 0x01, 0xC0000013 },
	{ "no medium, tray open", 0x2, 0x3A, 0x02, 0xC0000013 },
	{ "manual intervention", 0x2, 0x04, 0x03, 0xC0000013 },
	{ "cause not reportable", 0x2, 0x04, 0x00, 0xC00000A3 },
	{ "becoming ready", 0x2, 0x04, 0x01, 0xC00000A3 },
	{ "command required", 0x2, 0x04, 0x02, 0xC00000A3 },
	{ "format in progress", 0x2, 0x04, 0x04, 0xC00000A3 },
	{ "not ready, other", 0x2, 0x08, 0x00, 0xC00000A3 },
	{ "unknown format, 2/30/01", 0x2, 0x30, 0x01, 0xC0000014 },
	{ "incompatible format, 2/30/02", 0x2, 0x30, 0x02, 0xC0000014 },

	{ "unrecovered read error", 0x3, 0x11, 0x00, 0xC000009C },
	{ "medium error, no code", 0x3, 0x00, 0x00, 0xC000009C },
	{ "unknown format, 3/30/01", 0x3, 0x30, 0x01, 0xC0000014 },
	{ "incompatible format, 3/30/02", 0x3, 0x30, 0x02, 0xC0000014 },
	{ "hardware error", 0x4, 0x44, 0x00, 0xC0000185 },
	{ "hardware error, no code", 0x4, 0x00, 0x00, 0xC0000185 },

	{ "medium may have changed", 0x6, 0x28, 0x00, 0x80000016 },
	{ "import or export element", 0x6, 0x28, 0x01, 0x80000016 },
	{ "power on or reset", 0x6, 0x29, 0x00, 0xC0000308 },
	{ "power on", 0x6, 0x29, 0x01, 0xC0000308 },
	{ "bus reset", 0x6, 0x29, 0x02, 0xC0000308 },
	{ "device reset", 0x6, 0x29, 0x03, 0xC0000308 },
	{ "internal reset", 0x6, 0x29, 0x04, 0xC0000308 },

	{ "write protected", 0x7, 0x27, 0x00, 0xC00000A2 },
	{ "data protect, other", 0x7, 0x00, 0x00, 0xC00000A2 },

	{ "no sense", 0x0, 0x00, 0x00, 0xC0000185 },
	{ "aborted command", 0xB, 0x00, 0x00, 0xC0000185 },
	{ "miscompare", 0xE, 0x1D, 0x00, 0xC0000185 },
};

ROW_PARAM(sense);

static void status_from_sense(struct kunit *test)
{
	const struct sense_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, aacs_status_from_sense(row->key, row->asc,
						     row->ascq), row->status);
}

/* The same rows as fixed format sense data. */
static void status_from_sense_bytes(struct kunit *test)
{
	const struct sense_row *row = test->param_value;
	u8 data[18] = {
		[0] = 0x70, [2] = row->key, [7] = 10,
		[12] = row->asc, [13] = row->ascq,
	};
	struct scsi_sense_hdr sense;

	KUNIT_ASSERT_TRUE(test, scsi_normalize_sense(data, sizeof(data),
						     &sense));
	KUNIT_EXPECT_EQ(test, aacs_status_from_result(0x02, &sense),
			row->status);
}

/* ---- SCSI results ---- */

struct result_row {
	const char *name;
	u32 result;
	u8 response_code;
	u32 status;
};

/* The sense data of each result are 5/6F/01. */
#define SENSE_STATUS	0xC0000307

static const struct result_row result_rows[] = {
	{ "GOOD", 0x00, 0, 0x00000000 },
	{ "GOOD, stale sense", 0x00, 0x70, 0x00000000 },
	{ "CHECK CONDITION", 0x02, 0x70, SENSE_STATUS },
	{ "CHECK CONDITION, descriptor format", 0x02, 0x72, SENSE_STATUS },
	{ "CHECK CONDITION, no sense", 0x02, 0x00, 0xC0000185 },
	{ "CHECK CONDITION, deferred", 0x02, 0x71, 0xC0000185 },
	{ "CHECK CONDITION, deferred descriptors", 0x02, 0x73, 0xC0000185 },
	{ "BUSY", 0x08, 0, 0xC00000A3 },
	{ "BUSY, stale sense", 0x08, 0x70, 0xC00000A3 },
	{ "TASK SET FULL", 0x28, 0, 0xC00000A3 },
	{ "RESERVATION CONFLICT", 0x18, 0, 0xC0000185 },
	{ "TASK ABORTED", 0x40, 0, 0xC0000185 },
	{ "DID_NO_CONNECT", DID_NO_CONNECT << 16, 0, 0xC000000E },
	{ "DID_BAD_TARGET", DID_BAD_TARGET << 16, 0, 0xC000000E },
	{ "DID_TIME_OUT", DID_TIME_OUT << 16, 0, 0xC00000B5 },
	{ "DID_TIME_OUT with sense", DID_TIME_OUT << 16 | 0x02, 0x70, 0xC00000B5 },
	{ "DID_BUS_BUSY", DID_BUS_BUSY << 16, 0, 0xC00000A3 },
	{ "DID_REQUEUE", DID_REQUEUE << 16, 0, 0xC00000A3 },
	{ "DID_ERROR", DID_ERROR << 16, 0, 0xC0000185 },
	{ "DID_ABORT", DID_ABORT << 16, 0, 0xC0000185 },
	{ "DID_RESET", DID_RESET << 16, 0, 0xC0000185 },
	{ "DID_PARITY", DID_PARITY << 16, 0, 0xC0000185 },
};

ROW_PARAM(result);

static void status_from_result(struct kunit *test)
{
	const struct result_row *row = test->param_value;
	struct scsi_sense_hdr sense = {
		.response_code = row->response_code,
		.sense_key = ILLEGAL_REQUEST,
		.asc = 0x6F,
		.ascq = 0x01,
	};

	KUNIT_EXPECT_EQ(test, aacs_status_from_result(row->result, &sense),
			row->status);
}

/* ---- errno ---- */

struct errno_row {
	const char *name;
	int error;
	u32 status;
};

static const struct errno_row from_errno_rows[] = {
	{ "0", 0, 0x00000000 },
	{ "ENOMEM", -ENOMEM, 0xC000009A },
	{ "ENODEV", -ENODEV, 0xC000000E },
	{ "ENXIO", -ENXIO, 0xC000000E },
	{ "ENOMEDIUM", -ENOMEDIUM, 0xC0000013 },
	{ "ETIMEDOUT", -ETIMEDOUT, 0xC00000B5 },
	{ "EINTR", -EINTR, 0xC0000120 },
	{ "ERESTARTSYS", -ERESTARTSYS, 0xC0000120 },
	{ "EBUSY", -EBUSY, 0xC00000A3 },
	{ "EAGAIN", -EAGAIN, 0xC00000A3 },
	{ "EPERM", -EPERM, 0xC0000022 },
	{ "EACCES", -EACCES, 0xC0000022 },
	{ "EFAULT", -EFAULT, 0xC0000005 },
	{ "EOPNOTSUPP", -EOPNOTSUPP, 0xC00000BB },
	{ "EIO", -EIO, 0xC0000185 },
	{ "EINVAL", -EINVAL, 0xC0000185 },
	{ "unknown", -4000, 0xC0000185 },
};

static void describe_errno(const struct errno_row *row, char *text)
{
	strscpy(text, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(from_errno, from_errno_rows, describe_errno);

static void status_from_errno(struct kunit *test)
{
	const struct errno_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, aacs_status_from_errno(row->error), row->status);
}

/* The errno of ioctl(2) for each status is part of the ABI. */
static const struct errno_row to_errno_rows[] = {
	{ "SUCCESS", 0, 0x00000000 },
	{ "informational", 0, 0x40000000 },
	{ "VERIFY_REQUIRED", -ESTALE, 0x80000016 },
	{ "INFO_LENGTH_MISMATCH", -EINVAL, 0xC0000004 },
	{ "ACCESS_VIOLATION", -EFAULT, 0xC0000005 },
	{ "INVALID_PARAMETER", -EINVAL, 0xC000000D },
	{ "NO_SUCH_DEVICE", -ENODEV, 0xC000000E },
	{ "INVALID_DEVICE_REQUEST", -EOPNOTSUPP, 0xC0000010 },
	{ "NO_MEDIA_IN_DEVICE", -ENOMEDIUM, 0xC0000013 },
	{ "UNRECOGNIZED_MEDIA", -EMEDIUMTYPE, 0xC0000014 },
	{ "NONEXISTENT_SECTOR", -ENXIO, 0xC0000015 },
	{ "ACCESS_DENIED", -EACCES, 0xC0000022 },
	{ "BUFFER_TOO_SMALL", -ERANGE, 0xC0000023 },
	{ "INSUFFICIENT_RESOURCES", -EBUSY, 0xC000009A },
	{ "DEVICE_DATA_ERROR", -EIO, 0xC000009C },
	{ "MEDIA_WRITE_PROTECTED", -EROFS, 0xC00000A2 },
	{ "DEVICE_NOT_READY", -EAGAIN, 0xC00000A3 },
	{ "IO_TIMEOUT", -ETIMEDOUT, 0xC00000B5 },
	{ "NOT_SUPPORTED", -EOPNOTSUPP, 0xC00000BB },
	{ "CANCELLED", -EINTR, 0xC0000120 },
	{ "INVALID_DEVICE_STATE", -EBUSY, 0xC0000184 },
	{ "IO_DEVICE_ERROR", -EIO, 0xC0000185 },
	{ "INVALID_BUFFER_SIZE", -EMSGSIZE, 0xC0000206 },
	{ "COPY_PROTECTION_FAILURE", -EPERM, 0xC0000305 },
	{ "CSS_AUTHENTICATION_FAILURE", -EKEYREJECTED, 0xC0000306 },
	{ "CSS_KEY_NOT_PRESENT", -ENOKEY, 0xC0000307 },
	{ "CSS_KEY_NOT_ESTABLISHED", -EKEYREVOKED, 0xC0000308 },
	{ "CSS_SCRAMBLED_SECTOR", -EPERM, 0xC0000309 },
	{ "CSS_REGION_MISMATCH", -EPERM, 0xC000030A },
	{ "CSS_RESETS_EXHAUSTED", -EPERM, 0xC000030B },
	{ "unknown failure", -EIO, 0xC0000001 },
	{ "unknown warning", -EIO, 0x80000005 },
};

KUNIT_ARRAY_PARAM(to_errno, to_errno_rows, describe_errno);

static void status_to_errno(struct kunit *test)
{
	const struct errno_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, aacs_status_to_errno(row->status), row->error);
	KUNIT_EXPECT_EQ(test, aacs_status_ok(row->status), !row->error);
}

/* The names in the user-space header have the values of Windows. */
static void status_values(struct kunit *test)
{
	static const struct {
		u32 is;
		u32 want;
	} values[] = {
		{ SR_AACS_STATUS_SUCCESS, 0x00000000 },
		{ SR_AACS_STATUS_VERIFY_REQUIRED, 0x80000016 },
		{ SR_AACS_STATUS_INFO_LENGTH_MISMATCH, 0xC0000004 },
		{ SR_AACS_STATUS_INVALID_PARAMETER, 0xC000000D },
		{ SR_AACS_STATUS_NO_SUCH_DEVICE, 0xC000000E },
		{ SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0xC0000010 },
		{ SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, 0xC0000013 },
		{ SR_AACS_STATUS_UNRECOGNIZED_MEDIA, 0xC0000014 },
		{ SR_AACS_STATUS_NONEXISTENT_SECTOR, 0xC0000015 },
		{ SR_AACS_STATUS_ACCESS_DENIED, 0xC0000022 },
		{ SR_AACS_STATUS_BUFFER_TOO_SMALL, 0xC0000023 },
		{ SR_AACS_STATUS_INSUFFICIENT_RESOURCES, 0xC000009A },
		{ SR_AACS_STATUS_DEVICE_DATA_ERROR, 0xC000009C },
		{ SR_AACS_STATUS_MEDIA_WRITE_PROTECTED, 0xC00000A2 },
		{ SR_AACS_STATUS_DEVICE_NOT_READY, 0xC00000A3 },
		{ SR_AACS_STATUS_IO_TIMEOUT, 0xC00000B5 },
		{ SR_AACS_STATUS_NOT_SUPPORTED, 0xC00000BB },
		{ SR_AACS_STATUS_CANCELLED, 0xC0000120 },
		{ SR_AACS_STATUS_INVALID_DEVICE_STATE, 0xC0000184 },
		{ SR_AACS_STATUS_IO_DEVICE_ERROR, 0xC0000185 },
		{ SR_AACS_STATUS_INVALID_BUFFER_SIZE, 0xC0000206 },
		{ SR_AACS_STATUS_COPY_PROTECTION_FAILURE, 0xC0000305 },
		{ SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE, 0xC0000306 },
		{ SR_AACS_STATUS_CSS_KEY_NOT_PRESENT, 0xC0000307 },
		{ SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0xC0000308 },
		{ SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR, 0xC0000309 },
		{ SR_AACS_STATUS_CSS_REGION_MISMATCH, 0xC000030A },
		{ SR_AACS_STATUS_CSS_RESETS_EXHAUSTED, 0xC000030B },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		KUNIT_EXPECT_EQ(test, values[i].is, values[i].want);
}

static struct kunit_case status_cases[] = {
	KUNIT_CASE_PARAM(status_from_sense, sense_gen_params),
	KUNIT_CASE_PARAM(status_from_sense_bytes, sense_gen_params),
	KUNIT_CASE_PARAM(status_from_result, result_gen_params),
	KUNIT_CASE_PARAM(status_from_errno, from_errno_gen_params),
	KUNIT_CASE_PARAM(status_to_errno, to_errno_gen_params),
	KUNIT_CASE(status_values),
	{}
};

static struct kunit_suite status_suite = {
	.name = "sr_aacs_status",
	.test_cases = status_cases,
};

kunit_test_suites(&status_suite);
