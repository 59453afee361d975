// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The expected answer to a call: an independent implementation of the checks in
 * Documentation/abi.rst, in their order.
 */
#include <errno.h>
#include <string.h>

#include "call.h"
#include "files.h"

#define BIT(status)	(1U << status_index(SR_AACS_STATUS_##status))

static struct expect exactly(uint32_t status, uint32_t information)
{
	return (struct expect){
		.want = WANT_STATUS, .status = status,
		.information = information,
	};
}

static struct expect one_of(uint32_t statuses)
{
	return (struct expect){ .want = WANT_DRIVE, .statuses = statuses };
}

static uint32_t input32(const struct call *call, unsigned int at)
{
	uint32_t value;

	memcpy(&value, call->input + at, sizeof(value));
	return value;
}

static uint64_t input64(const struct call *call, unsigned int at)
{
	uint64_t value;

	memcpy(&value, call->input + at, sizeof(value));
	return value;
}

static bool names_file(const struct call *call)
{
	return code_rows[call->row].extent &&
	       input32(call, 4) == UINT32_MAX && input64(call, 8) == UINT64_MAX;
}

/* The values in the input; true when they are all right. */
static bool input_is_good(const struct call *call)
{
	const struct code_row *row = &code_rows[call->row];

	if (!row->in)
		return true;
	if (!row->session)
		return input32(call, 0) <= 255;
	if (input32(call, 0) > 3 && !(row->code == IOCTL_AACS_END_SESSION &&
				      input32(call, 0) == UINT32_MAX))
		return false;
	if (names_file(call))
		return input32(call, 16) != UINT32_MAX;
	return !row->extent || (input32(call, 4) <= 255 &&
				input64(call, 8) <= UINT32_MAX);
}

/* The media key block, on a drive that no process disturbs. */
static struct expect expect_mkb(const struct call *call)
{
	uint32_t size = shared->drives[call->drive].mkb_size;

	if (input32(call, 0))	/* these discs have one layer */
		return exactly(SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	if (code_rows[call->row].code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE)
		return exactly(SR_AACS_STATUS_SUCCESS, 4);
	return call->user.out_len < size ?
		       exactly(SR_AACS_STATUS_BUFFER_TOO_SMALL, size) :
		       exactly(SR_AACS_STATUS_SUCCESS, size);
}

static bool is_foreign(const struct call *call)
{
	return call->claim && input32(call, 0) == (call->claim & 3);
}

/* The part that depends on the drive and on the state of the session. */
static struct expect expect_drive(const struct call *call)
{
	const struct code_row *row = &code_rows[call->row];
	uint32_t statuses;

	if (row->code == IOCTL_AACS_START_SESSION)
		return one_of(BIT(SUCCESS) | BIT(INSUFFICIENT_RESOURCES));
	if (!row->session)
		return expect_mkb(call);
	if (row->code == IOCTL_AACS_END_SESSION &&
	    input32(call, 0) == UINT32_MAX)
		return exactly(SR_AACS_STATUS_SUCCESS, 0);
	/* The session is not this file's; it does not matter which file has it. */
	if (is_foreign(call))
		return exactly(SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);

	statuses = BIT(CSS_KEY_NOT_ESTABLISHED) | BIT(SUCCESS);
	if (row->code == IOCTL_AACS_END_SESSION)
		return one_of(statuses);
	statuses |= BIT(INVALID_DEVICE_STATE) | BIT(CSS_AUTHENTICATION_FAILURE) |
		    BIT(CSS_KEY_NOT_PRESENT) | BIT(COPY_PROTECTION_FAILURE) |
		    BIT(INVALID_DEVICE_REQUEST);
	if (row->extent)
		statuses |= BIT(NONEXISTENT_SECTOR);
	if (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE)
		statuses |= BIT(MEDIA_WRITE_PROTECTED);
	if (names_file(call))
		statuses |= BIT(INVALID_PARAMETER) | BIT(ACCESS_DENIED) |
			    BIT(IO_DEVICE_ERROR);
	return one_of(statuses);
}

/* The checks from the drive's feature on: their result is not certain. */
static struct expect expect_checks(const struct call *call)
{
	const struct drive_shared *drive = &shared->drives[call->drive];
	const struct code_row *row = &code_rows[call->row];

	if (!drive->supported ||
	    (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE && !drive->bng))
		return exactly(SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	if (call->user.in_len != row->in)
		return exactly(row->code == IOCTL_AACS_END_SESSION ?
				       SR_AACS_STATUS_INVALID_PARAMETER :
				       SR_AACS_STATUS_INFO_LENGTH_MISMATCH, 0);
	if (call->user.out_len < row->out)
		return exactly(SR_AACS_STATUS_BUFFER_TOO_SMALL, row->out);
	if (call->user.out_len > row->out &&
	    row->code != IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		return exactly(SR_AACS_STATUS_INVALID_BUFFER_SIZE, 0);
	if (!input_is_good(call))
		return exactly(SR_AACS_STATUS_INVALID_PARAMETER, 0);
	return expect_drive(call);
}

static struct expect error(int error)
{
	return (struct expect){
		.want = WANT_ERROR, .error = error, .certain = true
	};
}

/* If the answer can't be copied to the caller, the request fails. */
static struct expect with_output(const struct call *call,
				 const struct arena *arena,
				 struct expect expect)
{
	uint32_t need = code_rows[call->row].out;

	if (code_rows[call->row].code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		need = shared->drives[call->drive].mkb_size;
	if (arena_reach(arena, call->user.out, true) >= need)
		return expect;
	if (expect.want == WANT_STATUS && expect.status == SR_AACS_STATUS_SUCCESS)
		return exactly(SR_AACS_STATUS_ACCESS_VIOLATION, 0);
	if (expect.want == WANT_DRIVE && expect.statuses & BIT(SUCCESS))
		expect.statuses = (expect.statuses & ~BIT(SUCCESS)) |
				  BIT(ACCESS_VIOLATION);
	return expect;
}

struct expect call_expect(const struct call *call, const struct arena *arena)
{
	const struct code_row *row = &code_rows[call->row];
	struct expect expect;

	if (call->fd < 0 || call->rights & SLOT_PATH)
		return error(EBADF);
	if (call->row < 0)
		return error(ENOTTY);
	if (arena_reach(arena, call->req, false) < sizeof(call->user))
		return error(EFAULT);

	if (!(call->rights & SLOT_READ) ||
	    (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE &&
	     !(call->rights & SLOT_WRITE))) {
		expect = exactly(SR_AACS_STATUS_ACCESS_DENIED, 0);
		expect.certain = true;
		return expect;
	}
	if (row->in && call->user.in_len == row->in &&
	    arena_reach(arena, call->user.in, false) < row->in) {
		expect = exactly(SR_AACS_STATUS_ACCESS_VIOLATION, 0);
		expect.certain = true;
		return expect;
	}
	return with_output(call, arena, expect_checks(call));
}
