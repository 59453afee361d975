// SPDX-License-Identifier: GPL-2.0-only
/* The request table and its validation, see request.h. */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/nospec.h>
#include "execute.h"
#include "kunit.h"
#include "request.h"
#include "status.h"

/* Bits 15:14 of a code (CTL_CODE's access). */
#define AACS_READ_ACCESS	BIT(14)
#define AACS_WRITE_ACCESS	BIT(15)

#define AACS_MKB_LEAST_OUT	8	/* bytes; the Windows driver's limit */

/* @wrong_length: the NTSTATUS for a wrong input length */
#define AACS_REQUEST(request, wrong_length)				\
	.code = IOCTL_AACS_##request, .name = #request,			\
	.in_status = SR_AACS_STATUS_##wrong_length

#define AACS_IN(type)	.in_size = sizeof(type)
#define AACS_OUT(type)	.out_size = sizeof(type)

#define AACS_TRANSFER(op, fmt)						\
	.handle = aacs_handle_transfer, .opcode = (op), .format = (fmt)

static const struct aacs_request_type aacs_request_types[] = {
	{
		AACS_REQUEST(READ_MEDIA_KEY_BLOCK_SIZE, INFO_LENGTH_MISMATCH),
		AACS_IN(u32), AACS_OUT(u32),
		.handle = aacs_handle_mkb_size,
	}, {
		AACS_REQUEST(READ_MEDIA_KEY_BLOCK, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		.out_size = AACS_MKB_LEAST_OUT, .out_variable = true,
		.handle = aacs_handle_mkb,
	}, {
		AACS_REQUEST(START_SESSION, INFO_LENGTH_MISMATCH), AACS_OUT(u32),
		.agid_use = AACS_AGID_GRANT, .handle = aacs_handle_start_session,
	}, {
		AACS_REQUEST(END_SESSION, INVALID_PARAMETER), AACS_IN(u32),
		.agid_use = AACS_AGID_END, .handle = aacs_handle_end_session,
	}, {
		AACS_REQUEST(SEND_CERTIFICATE, INFO_LENGTH_MISMATCH),
		AACS_IN(struct sr_aacs_send_certificate), .agid_use = AACS_AGID_KEEP,
		AACS_TRANSFER(AACS_MMC_SEND_KEY, AACS_KEY_CERTIFICATE),
	}, {
		AACS_REQUEST(GET_CERTIFICATE, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		AACS_OUT(struct sr_aacs_certificate), .agid_use = AACS_AGID_KEEP,
		AACS_TRANSFER(AACS_MMC_REPORT_KEY, AACS_KEY_CERTIFICATE),
	}, {
		AACS_REQUEST(GET_CHALLENGE_KEY, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		AACS_OUT(struct sr_aacs_challenge_key), .agid_use = AACS_AGID_KEEP,
		AACS_TRANSFER(AACS_MMC_REPORT_KEY, AACS_KEY_CHALLENGE),
	}, {
		AACS_REQUEST(SEND_CHALLENGE_KEY, INFO_LENGTH_MISMATCH),
		AACS_IN(struct sr_aacs_send_challenge_key), .agid_use = AACS_AGID_KEEP,
		AACS_TRANSFER(AACS_MMC_SEND_KEY, AACS_KEY_CHALLENGE),
	}, {
		AACS_REQUEST(READ_VOLUME_ID, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		AACS_OUT(struct sr_aacs_value), .agid_use = AACS_AGID_RELEASE,
		AACS_TRANSFER(AACS_MMC_READ_DISC_STRUCTURE, AACS_DISC_VOLUME_ID),
	}, {
		AACS_REQUEST(READ_SERIAL_NUMBER, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		AACS_OUT(struct sr_aacs_value), .agid_use = AACS_AGID_RELEASE,
		AACS_TRANSFER(AACS_MMC_READ_DISC_STRUCTURE, AACS_DISC_SERIAL_NUMBER),
	}, {
		AACS_REQUEST(READ_MEDIA_ID, INFO_LENGTH_MISMATCH), AACS_IN(u32),
		AACS_OUT(struct sr_aacs_value), .agid_use = AACS_AGID_RELEASE,
		AACS_TRANSFER(AACS_MMC_READ_DISC_STRUCTURE, AACS_DISC_MEDIA_ID),
	}, {
		AACS_REQUEST(READ_BINDING_NONCE, INFO_LENGTH_MISMATCH),
		AACS_IN(struct sr_aacs_read_binding_nonce),
		AACS_OUT(struct sr_aacs_value), .agid_use = AACS_AGID_RELEASE,
		AACS_TRANSFER(AACS_MMC_REPORT_KEY, AACS_KEY_READ_NONCE),
	}, {
		AACS_REQUEST(GENERATE_BINDING_NONCE, INFO_LENGTH_MISMATCH),
		AACS_IN(struct sr_aacs_read_binding_nonce),
		AACS_OUT(struct sr_aacs_value), .agid_use = AACS_AGID_BIND,
		.needs_bng = true,
		AACS_TRANSFER(AACS_MMC_REPORT_KEY, AACS_KEY_GENERATE_NONCE),
	},
};

const struct aacs_request_type *aacs_request_find(u32 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aacs_request_types); i++)
		if (aacs_request_types[i].code == code)
			return &aacs_request_types[i];
	return NULL;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_find);

u32 aacs_request_access(const struct aacs_request_type *type, bool readable,
			bool writable)
{
	if (type->code & AACS_READ_ACCESS && !readable)
		return SR_AACS_STATUS_ACCESS_DENIED;
	if (type->code & AACS_WRITE_ACCESS && !writable)
		return SR_AACS_STATUS_ACCESS_DENIED;
	return SR_AACS_STATUS_SUCCESS;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_access);

s32 aacs_request_agid(const struct aacs_request *req)
{
	if (req->type->agid_use == AACS_AGID_GRANT)
		return req->seq ? req->out.session_id : -1;
	if (req->type->agid_use == AACS_AGID_UNUSED ||
	    req->in_len != req->type->in_size)
		return -1;
	return req->in.session_id;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_agid);

bool aacs_request_has_extent(const struct aacs_request *req)
{
	return req->type->in_size == sizeof(req->in.nonce);
}

bool aacs_request_names_file(const struct aacs_request *req)
{
	return aacs_request_has_extent(req) &&
	       req->in.nonce.start_lba == U64_MAX &&
	       req->in.nonce.number_of_sectors == U32_MAX;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_names_file);

const char *aacs_request_extent_error(const struct aacs_request *req)
{
	const struct sr_aacs_read_binding_nonce *nonce = &req->in.nonce;

	if (!aacs_request_has_extent(req))
		return NULL;
	if (aacs_request_names_file(req)) {
		/* INVALID_HANDLE_VALUE. A 32-bit caller writes only this half. */
		if ((u32)nonce->handle == U32_MAX)
			return "the file's handle is invalid";
		return NULL;
	}
	if (nonce->start_lba == U64_MAX || nonce->number_of_sectors == U32_MAX)
		return "StartLba or NumberOfSectors alone names a file";
	/* The CDB has one byte for the sectors and four for the LBA. */
	if (nonce->number_of_sectors > U8_MAX)
		return "more than 255 sectors";
	if (nonce->start_lba > U32_MAX)
		return "StartLba has more than 32 bits";
	return NULL;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_extent_error);

/* The session becomes an index, which speculation must keep in range, too. */
static u32 aacs_request_validate_session(struct aacs_request *req)
{
	u32 *agid = &req->in.session_id;

	if (*agid < AACS_AGID_MAX) {
		*agid = array_index_nospec(*agid, AACS_AGID_MAX);
		return SR_AACS_STATUS_SUCCESS;
	}
	if (req->type->agid_use == AACS_AGID_END &&
	    *agid == SR_AACS_END_ALL_SESSIONS)
		return SR_AACS_STATUS_SUCCESS;
	return SR_AACS_STATUS_INVALID_PARAMETER;
}

/* Checks the values in the input structure. */
static u32 aacs_request_validate_input(struct aacs_request *req)
{
	u32 status;

	if (req->type->agid_use == AACS_AGID_GRANT)
		return SR_AACS_STATUS_SUCCESS;
	if (req->type->agid_use == AACS_AGID_UNUSED)
		return req->in.layer > U8_MAX ? SR_AACS_STATUS_INVALID_PARAMETER :
						SR_AACS_STATUS_SUCCESS;

	status = aacs_request_validate_session(req);
	if (!aacs_status_ok(status))
		return status;
	if (aacs_request_extent_error(req))
		return SR_AACS_STATUS_INVALID_PARAMETER;
	return SR_AACS_STATUS_SUCCESS;
}

u32 aacs_request_validate(struct aacs_request *req,
			  const struct aacs_feature *feature)
{
	const struct aacs_request_type *type = req->type;

	req->information = 0;
	if (!feature->supported || (type->needs_bng && !feature->bng))
		return SR_AACS_STATUS_INVALID_DEVICE_REQUEST;
	if (req->in_len != type->in_size)
		return type->in_status;
	if (req->out_len < type->out_size) {
		req->information = type->out_size;
		return SR_AACS_STATUS_BUFFER_TOO_SMALL;
	}
	if (req->out_len > type->out_size && !type->out_variable)
		return SR_AACS_STATUS_INVALID_BUFFER_SIZE;
	return aacs_request_validate_input(req);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_request_validate);
