/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The thirteen requests: one const row each, and the checks that come before
 * any command. Knows no device but through a row's handler.
 */
#ifndef SR_AACS_REQUEST_H
#define SR_AACS_REQUEST_H

#include <linux/sr_aacs.h>
#include "agid.h"
#include "mmc.h"

struct aacs_drive;
struct aacs_request;

/**
 * struct aacs_request_type - what one code means
 * @name: for messages
 * @run: carries the validated request out; no lock is held
 * @code: the ioctl number; bits 15:14 are the access that it asks for
 * @in_status: answer to a wrong input length
 * @in_size: bytes of the input structure, 0 for none
 * @out_size: bytes of the output structure, 0 for none; for a variable one the
 *	      least that is accepted
 * @out_variable: any longer output buffer will do
 * @needs_bng: only on a drive that can generate binding nonces
 * @agid: what the request does to its AGID, an enum aacs_agid_use
 * @opcode: of the command that carries it, when @run is the generic transfer
 * @format: key format or disc structure format
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
	u8 agid;
	u8 opcode;
	u8 format;
};

/**
 * struct aacs_request - one request on its way
 * @type: its row
 * @in_len: length of the caller's input buffer in bytes
 * @out_len: length of the caller's output buffer in bytes
 * @in: the input, when @in_len is the type's @in_size; all begin with the
 *	session or the layer
 * @out: a fixed-size answer, @information bytes of it valid on success
 * @deliver: takes the answer of READ_MEDIA_KEY_BLOCK in pieces: @len bytes of
 *	     @data at @offset; 0 or a negative errno
 * @information: bytes of the answer, or bytes needed
 * @grant: which grant of its AGID it used or was; set beforehand: the only one
 *	   that it may use
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

/* The row of @code; NULL when no row has it. */
const struct aacs_request_type *aacs_request_find(u32 code);

/**
 * aacs_request_access() - may this open file ask that?
 * @type: the request
 * @readable: the file was opened for reading
 * @writable: the file was opened for writing
 *
 * Return: SR_AACS_STATUS_SUCCESS or SR_AACS_STATUS_ACCESS_DENIED.
 */
u32 aacs_request_access(const struct aacs_request_type *type, bool readable,
			bool writable);

/**
 * aacs_request_names_file() - is the extent left to the file system?
 * @req: validated, or with an input of the right length
 *
 * StartLba and NumberOfSectors are all ones, and Handle is the file.
 *
 * Return: true if so; the two are to be filled in before it is carried out.
 */
bool aacs_request_names_file(const struct aacs_request *req);

/**
 * aacs_request_extent_error() - what is wrong with the extent?
 * @req: with an input of the right length
 *
 * Return: NULL for nothing, also where there is none; else for a debug message.
 */
const char *aacs_request_extent_error(const struct aacs_request *req);

/**
 * aacs_request_validate() - the checks of the Windows driver, in its order
 * @req: type, lengths and, where the input length is right, input are set
 * @feature: what the drive can do
 *
 * Sets @req->information: the length needed with SR_AACS_STATUS_BUFFER_TOO_SMALL,
 * else 0.
 *
 * Return: an NTSTATUS.
 */
u32 aacs_request_validate(struct aacs_request *req,
			  const struct aacs_feature *feature);

#endif /* SR_AACS_REQUEST_H */
