/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carries out a request: validation, the check of its AGID, the commands, the
 * AGID's new state. The request table names the handlers.
 */
#ifndef SR_AACS_EXECUTE_H
#define SR_AACS_EXECUTE_H

#include "request.h"

/**
 * aacs_request_execute() - carry out one request
 * @drive: the drive
 * @owner: the caller's open file
 * @req: type, lengths, input and @deliver are set; returns the answer
 *
 * Context: Process context, no lock held; sleeps while commands are under way.
 *	    Only @req->deliver writes to user memory.
 * Return: an NTSTATUS; CANCELLED if a fatal signal came first.
 */
u32 aacs_request_execute(struct aacs_drive *drive, struct aacs_owner *owner,
			 struct aacs_request *req);

/**
 * aacs_request_undo() - give up a session if the answer can't reach the caller
 * @drive: the drive
 * @owner: the caller's open file
 * @req: a request that succeeded
 *
 * Ends the session that @req has started, or has bound to a nonce that no
 * program knows. Does nothing for other requests: they have released their
 * session, or the caller can use it again.
 *
 * Context: Process context; does not wait for the drive.
 */
void aacs_request_undo(struct aacs_drive *drive, struct aacs_owner *owner,
		       const struct aacs_request *req);

/* The handlers. Context: Process context, no lock held. */
u32 aacs_handle_start_session(struct aacs_drive *drive,
			      struct aacs_owner *owner,
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
/* At the module's exit, when there are no drives. */
void aacs_mkb_exit(void);

#endif /* SR_AACS_EXECUTE_H */
