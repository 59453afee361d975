/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sessions at the drive: start, end, give up, drop at an event; and the
 * commands that may meet one.
 */
#ifndef SR_AACS_SESSION_H
#define SR_AACS_SESSION_H

#include <linux/types.h>

struct aacs_command;
struct aacs_drive;
struct aacs_owner;

/* Unit attentions or media changes in a row that a request sits out. */
#define AACS_TRIES	3

/* Makes @drive's sessions ready for use. Context: nobody else has @drive. */
void aacs_session_init(struct aacs_drive *drive);

/**
 * aacs_drive_send_once() - have one command carried out and wait for its end
 * @drive: the drive
 * @cmd: the command
 * @data: @cmd->data_len bytes, fit for DMA; zeroed first when they come from
 *	  the drive
 * @got: returned: bytes moved; may be NULL
 *
 * A drive that is becoming ready has not taken the command: it is sent again for
 * up to the time that a command may take, unless the caller is killed or at its
 * end, or the drive removed. No other answer makes it go out twice.
 *
 * Sense data that tells of a change, an eject or a reset drops all sessions.
 *
 * Context: Process context, @drive->lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_drive_send_once(struct aacs_drive *drive,
			 const struct aacs_command *cmd, void *data, u32 *got);

/* For a command with no AGID in play: after a unit attention, once more. */
u32 aacs_drive_send(struct aacs_drive *drive, const struct aacs_command *cmd,
		    void *data, u32 *got);

/**
 * aacs_drive_end_session() - invalidate an AGID at the drive
 * @drive: the drive
 * @agid: 0 to 3
 *
 * By SEND KEY 3Fh as Windows does, and where the drive doesn't know that by
 * REPORT KEY 3Fh. The table is not touched, unless a change is met.
 *
 * Context: Process context, @drive->lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_drive_end_session(struct aacs_drive *drive, unsigned int agid);

/**
 * aacs_session_ended() - is a session over?
 * @status: what aacs_drive_end_session() returned
 *
 * Return: true when the drive has ended it, or says that it has no such session
 * (any more); false when it may still be there. It may be there, too, after a
 * change or reset that was met on the way: see struct aacs_media.generation.
 */
bool aacs_session_ended(u32 status);

/**
 * aacs_drive_abandon() - end a session that nobody will ask for again
 * @drive: the drive
 * @agid: 0 to 3; free in the table afterwards, and noted as stale there if the
 *	  drive may still have it
 *
 * Context: Process context, @drive->lock held.
 */
void aacs_drive_abandon(struct aacs_drive *drive, unsigned int agid);

/**
 * aacs_drive_end_owner() - end all that one open file holds
 * @drive: the drive
 * @owner: the owner; holds nothing afterwards, and has no request under way
 *
 * Context: Process context; takes @drive->lock, unless @owner never held any.
 */
void aacs_drive_end_owner(struct aacs_drive *drive, struct aacs_owner *owner);

/**
 * aacs_drive_drop_all() - the drive has lost its sessions
 * @drive: the drive
 * @reason: for the debug message
 *
 * Context: @drive->lock held.
 */
void aacs_drive_drop_all(struct aacs_drive *drive, const char *reason);

/**
 * aacs_media_check() - has anything happened since the last look?
 * @drive: the drive; its sessions are dropped if so, and its feature is read
 *	   again at the next request
 *
 * Context: @drive->lock held.
 */
void aacs_media_check(struct aacs_drive *drive);

/**
 * aacs_media_recheck() - has anything happened while a command was under way?
 * @drive: the drive; as in aacs_media_check()
 *
 * A reset aborts a command before it is itself reported, so this waits for
 * error recovery to end.
 *
 * Context: Process context, @drive->lock held.
 */
void aacs_media_recheck(struct aacs_drive *drive);

/**
 * aacs_media_event() - something has happened
 * @drive: the drive; as in aacs_media_check()
 * @event: what, for the debug message
 *
 * Context: @drive->lock held.
 */
void aacs_media_event(struct aacs_drive *drive, const char *event);

/**
 * aacs_media_settle() - have sr look at the drive, before an AGID is granted
 * @drive: the drive
 *
 * Opens the disk for a moment, as any program that looks at the drive does:
 * read-only, non-blocking, without locking the door. That clears the block
 * layer's pending event, so that the next change counts.
 *
 * Context: Process context, @drive->lock held.
 * Return: STATUS_SUCCESS or why sr could not be asked.
 */
u32 aacs_media_settle(struct aacs_drive *drive);

/* Asks for an AGID once; @again: worth asking again. @drive->lock held. */
u32 aacs_get_agid(struct aacs_drive *drive, int *agid, bool *again);
/* Ends AGIDs that nobody holds and the drive may have kept; true if one is free. */
bool aacs_end_stale(struct aacs_drive *drive);
/* Ends one session; @over: it is. @drive->lock held. */
u32 aacs_end_session(struct aacs_drive *drive, unsigned int agid, bool *over);
/* Ends the sessions of @owner and those that nobody holds. @drive->lock held. */
u32 aacs_end_all_sessions(struct aacs_drive *drive,
			  const struct aacs_owner *owner);

/* Look every AACS_WATCH_MS while a session is open. @drive->lock held. */
void aacs_media_watch(struct aacs_drive *drive);
#define AACS_WATCH_MS	200

#endif /* SR_AACS_SESSION_H */
