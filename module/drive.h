/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One optical drive that sr drives: its lifetime, its lock, what it can do,
 * and sending it a command.
 */
#ifndef SR_AACS_DRIVE_H
#define SR_AACS_DRIVE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <scsi/scsi_common.h>
#include "agid.h"
#include "media.h"
#include "mmc.h"

struct gendisk;
struct scsi_device;

/**
 * struct aacs_drive - a drive that sr is bound to
 * @dev: /dev/aacsN; the drive lives as long as this has references
 * @cdev: its character device
 * @node: in the list of drives, see discover.c
 * @sdev: the SCSI device, referenced until the drive is removed: a file that
 *	  stays open must not keep it, as it does not keep the host's driver
 * @disk: sr's disk, referenced until the drive is removed
 * @lock: one command at a time; guards all that follows
 * @leaving: about to be removed: nothing waits for the drive any more; needs no
 *	     lock
 * @gone: unplugged, or sr was unbound: neither @sdev nor @disk is there for
 *	  whoever takes @lock now; read it with aacs_drive_gone()
 * @feature_known: @feature is that of the medium that is in
 * @feature: what the drive can do
 * @agids: its AGIDs
 * @media: what is watched for medium changes and resets
 * @sense: what the drive said to the last command
 * @buf: for the data of one command, AACS_BUF_LEN bytes, fit for DMA
 * @wait: pollers
 * @watch: looks for medium changes while a session is open
 * @probe: reads the feature once the drive has appeared
 */
struct aacs_drive {
	struct device dev;
	struct cdev cdev;
	struct list_head node;
	struct scsi_device *sdev;
	struct gendisk *disk;

	bool leaving;
	struct mutex lock; /* one command at a time; see above */
	bool gone;
	bool feature_known;
	struct aacs_feature feature;
	struct aacs_agid_table agids;
	struct aacs_media media;
	struct scsi_sense_hdr sense;
	u8 *buf;

	wait_queue_head_t wait;
	struct delayed_work watch;
	struct work_struct probe;
};

static inline bool aacs_drive_gone(const struct aacs_drive *drive)
{
	return READ_ONCE(drive->gone);
}

#define AACS_BUF_LEN	128	/* the longest but the media key block is 116 */

/**
 * aacs_drive_add() - a drive has appeared
 * @sdev: its SCSI device
 * @disk: sr's disk on it; the reference passes to the drive, on an error too
 *
 * Makes /dev/aacsN with the number of srN and has feature 010Dh read.
 *
 * Context: Process context.
 * Return: the drive, or an ERR_PTR().
 */
struct aacs_drive *aacs_drive_add(struct scsi_device *sdev,
				  struct gendisk *disk);

/**
 * aacs_drive_remove() - the drive goes away
 * @drive: a drive that is in no list any more; not to be used afterwards
 * @alive: commands still reach it, so its sessions are ended there too
 *
 * All sessions are dropped and pollers told; files may stay open. Waits for a
 * command that is under way.
 *
 * Context: Process context; takes @drive->lock.
 */
void aacs_drive_remove(struct aacs_drive *drive, bool alive);

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

/* The last command met a unit attention. Context: @drive->lock held. */
bool aacs_drive_unit_attention(const struct aacs_drive *drive);

/**
 * aacs_drive_plain_status() - a status as it is with no AGID in play
 * @drive: the drive
 * @status: of the last command
 *
 * A reset has taken no AGID from a command that has none.
 *
 * Return: an NTSTATUS.
 */
u32 aacs_drive_plain_status(const struct aacs_drive *drive, u32 status);

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
 * aacs_drive_feature() - make sure that @drive->feature is known
 * @drive: the drive
 *
 * Context: Process context, @drive->lock held.
 * Return: STATUS_SUCCESS, also for a drive without the feature; else why it
 * could not be read.
 */
u32 aacs_drive_feature(struct aacs_drive *drive);

#endif /* SR_AACS_DRIVE_H */
