/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One SCSI command and the wait for it. Knows no AGID.
 *
 * The command, its data and its answer belong to the holder of the drive's turn
 * and stand in the drive, so that the end of a command needs no memory and a
 * task may leave at any time: what the command does to the sessions is then
 * done by a work item once it has ended, and the turn passes on after that.
 */
#ifndef SR_AACS_COMMAND_H
#define SR_AACS_COMMAND_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <scsi/scsi_common.h>
#include "mmc.h"

struct aacs_drive;
struct scsi_device;

/**
 * struct aacs_run - a command under way
 * @cmd: the command
 * @data: @cmd->data_len bytes, fit for DMA; zeroed first when they come from the
 *	  drive
 * @pack: memory from kvmalloc() that is freed at the end of the command if its
 *	  task has left, or NULL
 * @effect: what the end of the command means for the sessions; called by the
 *	    work item if the task has left
 * @sdev: the SCSI device, from scsi_device_get()
 * @state: how the task sleeps, see wait.h
 * @until: when the command times out, in jiffies; 0 for the usual time
 * @status: an NTSTATUS
 * @got: bytes moved
 * @sense: what the drive said
 * @heard: the drive, or its host, has ended the command
 * @limit_told: the log has the host's limit
 * @left: the task has left
 * @flags: one bit, set by the first of two: the task that leaves and the command
 *	   that ends
 * @done: the command has ended
 * @work: ends a command whose task has left
 */
struct aacs_run {
	const struct aacs_command *cmd;
	void *data;
	void *pack;
	void (*effect)(struct aacs_drive *drive);
	struct scsi_device *sdev;
	unsigned int state;
	unsigned long until;

	u32 status;
	u32 got;
	struct scsi_sense_hdr sense;
	bool heard;
	bool limit_told;

	bool detached;
	unsigned long flags;
	struct completion done;
	struct work_struct work;
};

/*
 * For the work of this module; neither bound to a processor nor freezable. Drives
 * that have just appeared may take their time to answer, so these first questions
 * have a queue of their own.
 */
extern struct workqueue_struct *aacs_workqueue;
extern struct workqueue_struct *aacs_probe_workqueue;

int aacs_command_init(void);
/* Waits for commands that no task waits for, and for all work. */
void aacs_command_exit(void);

/* What must end before the module may go: commands, works that come later. */
extern atomic_t aacs_busy;
static inline void aacs_busy_get(void)
{
	atomic_inc(&aacs_busy);
}

void aacs_busy_put(void);

/* Context: @drive is not in use yet. */
void aacs_run_init(struct aacs_drive *drive);

/* The time that a drive may take for a command, in jiffies. */
unsigned long aacs_command_timeout(void);

/**
 * aacs_command_send() - have @drive->run carried out and wait for its end
 * @drive: the drive; @cmd to @until of its run are filled in
 *
 * Also waits until the host is out of error recovery: a reset aborts a command
 * before it is itself reported.
 *
 * Context: Process context, the drive's turn is held.
 * Return: true when the answer stands in @drive->run; false when a fatal signal
 * or @until came first: the turn, @sdev and @pack belong to the command then.
 */
bool aacs_command_send(struct aacs_drive *drive);

/**
 * aacs_command_detach() - the task does not wait any more
 * @drive: the drive
 *
 * Context: Process context, the drive's turn is held by a command under way.
 * Return: true if the task has left; false if the command ended first.
 */
bool aacs_command_detach(struct aacs_drive *drive);

/* The drive spins a disc up, say: it has not taken the command. */
bool aacs_run_becoming_ready(const struct aacs_run *run);

/* The command met a unit attention. */
bool aacs_run_unit_attention(const struct aacs_run *run);

/* How the drive refuses the command: AACS_MMC_REFUSED(), or 0 if it does not. */
u16 aacs_run_refused(const struct aacs_run *run);

#endif /* SR_AACS_COMMAND_H */
