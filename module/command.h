/* SPDX-License-Identifier: GPL-2.0-only */
/* One SCSI command and the wait for it. Knows no AGID. */
#ifndef SR_AACS_COMMAND_H
#define SR_AACS_COMMAND_H

#include <linux/types.h>

struct aacs_command;
struct aacs_drive;

/**
 * aacs_command_send() - have one command carried out and wait for its end
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
 * What the drive said is left in @drive->sense.
 *
 * Context: Process context, @drive->lock held.
 * Return: an NTSTATUS.
 */
u32 aacs_command_send(struct aacs_drive *drive, const struct aacs_command *cmd,
		      void *data, u32 *got);

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

#endif /* SR_AACS_COMMAND_H */
