/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a medium change, an eject or a reset is noticed.
 *
 * Five sources, each of which misses something:
 *  - the sense data of our own commands (the command that meets a unit
 *    attention is the only one to get it);
 *  - the disk's sequence number, which goes up when sr's open or the block
 *    layer's polling has seen a change. The block layer counts changes with
 *    no open between them once, so the disk is opened before every grant;
 *  - sdev->changed: a command has met the change, sr has not looked yet;
 *  - sdev->was_reset: the SCSI midlayer swallows the unit attention after a
 *    reset that the host asked for;
 *  - from Linux 6.15 on, counters of the unit attentions that others have met.
 * Looking reads memory and sends no command.
 */
#ifndef SR_AACS_MEDIA_H
#define SR_AACS_MEDIA_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <scsi/scsi_host.h>

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

/**
 * aacs_media_look() - compare the sources with the last look
 * @drive: the drive
 *
 * Context: @drive->state held, or @drive is not in use yet; it is not gone.
 * Return: what happened since the last look, for the debug message, or NULL.
 */
const char *aacs_media_look(struct aacs_drive *drive);

/**
 * aacs_media_sense() - has one of our own commands met a change or a reset?
 * @drive: the drive
 * @sense: what the drive said
 *
 * Context: @drive->state held.
 * Return: what happened, for the debug message, or NULL.
 */
const char *aacs_media_sense(struct aacs_drive *drive,
			     const struct scsi_sense_hdr *sense);

/* Is the host in error recovery, or resetting a device? */
static inline bool aacs_media_recovery(struct Scsi_Host *host)
{
	/*
	 * The midlayer writes these flags under the host's lock, and reads them
	 * without it, as this does: the next look sees what this one misses.
	 */
	return data_race(scsi_host_in_recovery(host));
}

/* A change that sr has not looked at. Context: as above; @drive is not gone. */
bool aacs_media_changed(const struct aacs_drive *drive);

#endif /* SR_AACS_MEDIA_H */
