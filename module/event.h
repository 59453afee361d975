/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A medium change, an eject, a reset or a resume: the drive has lost its
 * sessions, and the owners are told.
 */
#ifndef SR_AACS_EVENT_H
#define SR_AACS_EVENT_H

struct aacs_drive;
struct aacs_owner;

/* So often a request begins again after unit attentions and changes. */
#define AACS_TRIES	3

#define AACS_WATCH_MS	200	/* between two looks while a task polls */

/* Takes the first look. Context: @drive is not in use yet. */
void aacs_event_init(struct aacs_drive *drive);

/**
 * aacs_event_handle() - something has happened
 * @drive: the drive; its sessions are dropped
 * @event: what, for the debug message
 *
 * A feature that the drive listed stays; that it listed none may have been the
 * medium's fault.
 *
 * Context: @drive->state held.
 */
void aacs_event_handle(struct aacs_drive *drive, const char *event);

/**
 * aacs_event_check() - has anything happened since the last look?
 * @drive: the drive; as in aacs_event_handle()
 *
 * Looks at memory, sends no command.
 *
 * Context: @drive->state held.
 */
void aacs_event_check(struct aacs_drive *drive);

/**
 * aacs_event_watch() - look every AACS_WATCH_MS while a task polls
 * @drive: the drive
 *
 * Does nothing unless a task sleeps at an owner that has a session.
 *
 * Context: @drive->state held.
 */
void aacs_event_watch(struct aacs_drive *drive);

#endif /* SR_AACS_EVENT_H */
