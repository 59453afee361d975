/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a medium change, an eject or a reset is noticed.
 *
 * Five witnesses, none of which sees everything:
 *  - the sense data of our own commands (whoever meets a unit attention gets
 *    it alone);
 *  - the disk's sequence number, which goes up when sr's open or the block
 *    layer's polling has seen a change. The block layer counts changes with
 *    no open between them once, so the disk is opened before every grant;
 *  - sdev->changed: a command has met the change, sr has not looked yet;
 *  - sdev->was_reset: the SCSI midlayer swallows the unit attention after a
 *    reset that the host asked for;
 *  - from Linux 6.15 on, counters of the unit attentions that others have met.
 * Memory is looked at, the drive is not asked.
 */
#ifndef SR_AACS_MEDIA_H
#define SR_AACS_MEDIA_H

#include <linux/types.h>

struct aacs_drive;
struct scsi_sense_hdr;

/**
 * struct aacs_media - what was last seen of the medium
 * @diskseq: the disk's sequence number
 * @changed: sdev->changed was set
 * @ua_new_media: the device's counter of unit attentions 28h, where it has one
 * @ua_reset: the same of 29h
 * @generation: counts what was noticed: changes, ejects, resets
 */
struct aacs_media {
	u64 diskseq;
	bool changed;
	unsigned int ua_new_media;
	unsigned int ua_reset;
	unsigned int generation;
};

/* Takes what is there for the beginning. Context: nobody else has @drive. */
void aacs_media_init(struct aacs_drive *drive);

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

/**
 * aacs_media_sense() - one of our own commands met a change or a reset?
 * @drive: the drive; as in aacs_media_check()
 * @sense: what the drive said
 *
 * Context: @drive->lock held.
 */
void aacs_media_sense(struct aacs_drive *drive,
		      const struct scsi_sense_hdr *sense);

/* Look every AACS_WATCH_MS while a session is open. @drive->lock held. */
void aacs_media_watch(struct aacs_drive *drive);
#define AACS_WATCH_MS	200

/* The work function of @drive->watch. */
struct work_struct;
void aacs_media_watch_work(struct work_struct *work);

#endif /* SR_AACS_MEDIA_H */
