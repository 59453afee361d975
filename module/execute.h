/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carries a request out: validation, the AGID's check, the commands, the
 * AGID's new state. The handlers are the ones that the request table names.
 */
#ifndef SR_AACS_EXECUTE_H
#define SR_AACS_EXECUTE_H

#include "request.h"

/**
 * aacs_request_execute() - answer one request
 * @drive: the drive
 * @owner: the open file that asks
 * @req: type, lengths and input are set; the answer is left in it
 *
 * Context: Process context, no lock held; may sleep for the time of the
 *	    commands. User memory is touched by @req->deliver alone.
 * Return: an NTSTATUS; SR_AACS_STATUS_CANCELLED when a fatal signal came first.
 */
u32 aacs_request_execute(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req);

/**
 * aacs_request_undo() - the answer could not be handed over
 * @drive: the drive
 * @owner: the open file that asked
 * @req: a request that succeeded
 *
 * Gives up the session that @req has started, or has bound to a nonce that no
 * program knows. What other requests used has been released, or can be used
 * again.
 *
 * Context: Process context; does not wait for the drive.
 */
void aacs_request_undo(struct aacs_drive *drive, struct aacs_owner *owner,
		       const struct aacs_request *req);

/* The handlers. Context: Process context, no lock held. */
u32 aacs_handle_start_session(struct aacs_drive *drive, struct aacs_owner *owner,
			   struct aacs_request *req);
u32 aacs_handle_end_session(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req);
u32 aacs_handle_transfer(struct aacs_drive *drive, struct aacs_owner *owner,
		      struct aacs_request *req);

/* In mkb.c; the same context. */
u32 aacs_handle_mkb_size(struct aacs_drive *drive, struct aacs_owner *owner,
		      struct aacs_request *req);
u32 aacs_handle_mkb(struct aacs_drive *drive, struct aacs_owner *owner,
		 struct aacs_request *req);

#endif /* SR_AACS_EXECUTE_H */
