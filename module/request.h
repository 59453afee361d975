/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The thirteen requests: a const table with one row for each, and the checks
 * before any command. Knows no device; only a row's handler does.
 */
#ifndef SR_AACS_REQUEST_H
#define SR_AACS_REQUEST_H

#include <linux/sr_aacs.h>
#include "agid.h"
#include "mmc.h"

struct aacs_drive;
struct aacs_request;

/**
 * struct aacs_request_type - one row of the table
 * @name: the request's name, without IOCTL_AACS_
 * @handle: carries out a validated request; no lock is held
 * @code: the ioctl number; bits 15:14 are the access that it needs
 * @in_status: the NTSTATUS for a wrong input length
 * @in_size: size of the input structure in bytes, 0 for none
 * @out_size: size of the output structure in bytes, 0 for none; the smallest
 *	      size that is accepted if @out_variable is set
 * @out_variable: the output buffer may be longer than @out_size
 * @needs_bng: needs a drive that can generate binding nonces
 * @agid_use: what the request does to its AGID, an enum aacs_agid_use
 * @opcode: operation code, if @handle is aacs_handle_transfer()
 * @format: key format or disc structure format, likewise
 */
struct aacs_request_type {
	const char *name;
	u32 (*handle)(struct aacs_drive *drive, struct aacs_owner *owner,
		      struct aacs_request *req);
	u32 code;
	u32 in_status;
	u16 in_size;
	u16 out_size;
	bool out_variable;
	bool needs_bng;
	u8 agid_use;
	u8 opcode;
	u8 format;
};

/**
 * struct aacs_request - one request of a caller
 * @type: its row in the table
 * @in_len: length of the caller's input buffer in bytes
 * @out_len: length of the caller's output buffer in bytes
 * @in: the input, if @in_len is the type's @in_size. Each structure starts with
 *	the session or with the layer
 * @out: an answer of fixed size; @information bytes are valid on success
 * @deliver: copies a pack of READ_MEDIA_KEY_BLOCK's answer to the caller: @len
 *	     bytes of @data to @offset; returns 0 or a negative errno
 * @information: bytes of the answer, or bytes needed
 * @seq: which session under its AGID the request must use, 0 for any; returned:
 *	 which one it used or started
 */
struct aacs_request {
	const struct aacs_request_type *type;
	u32 in_len;
	u32 out_len;
	union {
		u32 session_id;
		u32 layer;
		struct sr_aacs_send_certificate certificate;
		struct sr_aacs_send_challenge_key challenge_key;
		struct sr_aacs_read_binding_nonce nonce;
	} in;
	union {
		u32 session_id;
		u32 mkb_size;
		u8 payload[sizeof(struct sr_aacs_certificate)];
	} out;
	int (*deliver)(struct aacs_request *req, u32 offset, const void *data,
		       u32 len);
	u32 information;
	unsigned int seq;
};

/* The row with @code, or NULL. */
const struct aacs_request_type *aacs_request_find(u32 code);

/**
 * aacs_request_access() - is the file open for the access that a code needs?
 * @type: the request
 * @readable: the file was opened for reading
 * @writable: the file was opened for writing
 *
 * Return: an NTSTATUS: SUCCESS or ACCESS_DENIED.
 */
u32 aacs_request_access(const struct aacs_request_type *type, bool readable,
			bool writable);

/*
 * The AGID that the request names, or has got; -1 if none. END_SESSION of all
 * names -1.
 */
s32 aacs_request_agid(const struct aacs_request *req);

/* True for the two requests with an extent: only they have this input. */
bool aacs_request_has_extent(const struct aacs_request *req);

/**
 * aacs_request_names_file() - does the request name a file, not an extent?
 * @req: has an input of the right length
 *
 * If so, StartLba and NumberOfSectors are all ones and Handle is the file; the
 * caller of this function finds the file's extent.
 *
 * Return: true for a file.
 */
bool aacs_request_names_file(const struct aacs_request *req);

/**
 * aacs_request_extent_error() - what is wrong with the request's extent?
 * @req: has an input of the right length
 *
 * Return: a text for the debug message; NULL if nothing is wrong or the request
 * has no extent.
 */
const char *aacs_request_extent_error(const struct aacs_request *req);

/**
 * aacs_request_validate() - make the Windows driver's checks, in its order
 * @req: type and lengths are set, and the input if its length is right
 * @feature: what the drive can do
 *
 * Sets @req->information to the length that BUFFER_TOO_SMALL asks for, else 0.
 *
 * Return: an NTSTATUS.
 */
u32 aacs_request_validate(struct aacs_request *req,
			  const struct aacs_feature *feature);

#endif /* SR_AACS_REQUEST_H */
