/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The signs of a medium change, an eject or a reset. There are five, and each
 * misses some events:
 *  - the sense data of our own commands: a drive reports a unit attention to
 *    one command only;
 *  - the disk's sequence number: it counts a change that sr has found when a
 *    program opened the disk or the block layer polled it. Two changes without
 *    an open between them count once, see disk.h;
 *  - sdev->changed: a command has met a change that sr has not handled yet;
 *  - sdev->was_reset: the SCSI midlayer drops the unit attention after a reset
 *    that the host asked for, and sets this flag;
 *  - from Linux 6.15 on, counters of the unit attentions that any command met.
 * A look at them reads memory and sends no command.
 */
#ifndef SR_AACS_MEDIA_H
#define SR_AACS_MEDIA_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <scsi/scsi_host.h>

struct aacs_drive;
struct scsi_sense_hdr;

/**
 * struct aacs_media - the signs at the last look
 * @diskseq: the disk's sequence number
 * @changed: sdev->changed
 * @was_reset: sdev->was_reset, if the module has left it set
 * @ua_new_media: the device's counter of unit attentions 28h, see compat.h
 * @ua_reset: the same for 29h
 * @generation: counts the events that the module has handled
 */
struct aacs_media {
	u64 diskseq;
	bool changed;
	bool was_reset;
	unsigned int ua_new_media;
	unsigned int ua_reset;
	unsigned int generation;
};

/**
 * aacs_media_look() - compare the signs with those at the last look
 * @drive: the drive, which is not gone
 *
 * Context: @drive->lock held, or no other task knows @drive yet.
 * Return: what has happened, for the debug message, or NULL.
 */
const char *aacs_media_look(struct aacs_drive *drive);

/**
 * aacs_media_check_sense() - has our own command met a change, an eject or a reset?
 * @drive: the drive
 * @sense: the sense data of the command, valid
 *
 * Context: @drive->lock held.
 * Return: what has happened, for the debug message, or NULL.
 */
const char *aacs_media_check_sense(struct aacs_drive *drive,
				   const struct scsi_sense_hdr *sense);

/* Is the host in error recovery, or resetting a device? */
static inline bool aacs_media_recovery(struct Scsi_Host *host)
{
	/*
	 * The midlayer writes these flags under the host's lock and reads them
	 * without it. So does this: what this look misses, the next one sees.
	 */
	return data_race(scsi_host_in_recovery(host));
}

/*
 * True if a command has met a change that sr has not handled yet. Context:
 * @drive->lock held; @drive is not gone.
 */
bool aacs_media_change_pending(const struct aacs_drive *drive);

#endif /* SR_AACS_MEDIA_H */
