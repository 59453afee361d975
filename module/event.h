/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * After a medium change, an eject, a reset, a resume or the drive's removal its
 * sessions are gone. The module drops them and tells their owners.
 */
#ifndef SR_AACS_EVENT_H
#define SR_AACS_EVENT_H

struct aacs_drive;

/* How often a request is tried while unit attentions and changes interrupt it. */
#define AACS_TRIES	3

/* Milliseconds between two looks at the drive's media while a task polls. */
#define AACS_WATCH_MS	200

/*
 * Initialises @drive->watch and takes the first look at @drive->media. Context:
 * no other task knows @drive yet.
 */
void aacs_event_init(struct aacs_drive *drive);

/**
 * aacs_event_handle() - drop all sessions
 * @drive: the drive
 * @event: what happened, see aacs_agid_drop()
 *
 * The module forgets the current profile. It keeps feature 010Dh if the drive
 * has listed it; if not, the medium may have been the reason, and the module
 * asks again.
 *
 * Context: @drive->lock held.
 */
void aacs_event_handle(struct aacs_drive *drive, const char *event);

/**
 * aacs_event_tell() - send a uevent for sessions that were dropped
 * @drive: the drive; @agids.lost has the reason
 *
 * A work item sends it, within AACS_WATCH_MS: KOBJ_CHANGE of the node with
 * AACS_SESSIONS_LOST=REASON. Sends none while the drive is removed: the 'remove'
 * uevent follows.
 *
 * Context: @drive->lock held.
 */
void aacs_event_tell(struct aacs_drive *drive);

/**
 * aacs_event_check() - handle what has happened since the last look
 * @drive: the drive
 *
 * Reads memory and sends no command.
 *
 * Context: @drive->lock held.
 */
void aacs_event_check(struct aacs_drive *drive);

/**
 * aacs_event_watch() - check every AACS_WATCH_MS while a task polls
 * @drive: the drive
 *
 * Does nothing unless a task sleeps in poll() on a file that holds a session.
 *
 * Context: @drive->lock held.
 */
void aacs_event_watch(struct aacs_drive *drive);

#endif /* SR_AACS_EVENT_H */
