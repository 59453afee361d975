/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One SCSI command and the wait for it. Knows no AGID.
 *
 * The command, its data and its answer are part of struct aacs_drive and belong
 * to the holder of the drive's turn. So the end of a command needs no memory,
 * and a task may stop waiting at any time: a work item then does what the
 * command means for the sessions, and gives the turn to the next task.
 */
#ifndef SR_AACS_COMMAND_H
#define SR_AACS_COMMAND_H

#include <linux/completion.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <scsi/scsi_common.h>
#include "mmc.h"

struct aacs_drive;
struct scsi_device;

#define AACS_RUN_DECIDED	0	/* bit in aacs_run.flags */

/**
 * struct aacs_run - a command under way
 * @cmd: the command
 * @data: @cmd->data_len bytes; zeroed before a command that reads
 * @pack: memory from kvmalloc() that the work item frees, or NULL
 * @effect: does what the answer means for the sessions; the work item calls it
 * @sdev: the SCSI device, from scsi_device_get()
 * @task_state: how the task sleeps, see wait.h
 * @until: when the command times out, in jiffies; 0 for the module's timeout
 * @status: an NTSTATUS
 * @got: number of bytes moved
 * @start: when the command was sent, in nanoseconds of CLOCK_MONOTONIC; 0 unless
 *	   the tracepoint needs it
 * @sense: the drive's sense data
 * @completed: the drive or its host has ended the command
 * @limit_logged: the kernel log has the host's limit
 * @detached: no task waits for the command
 * @flags: the bit AACS_RUN_DECIDED. The task sets it when it stops waiting, the
 *	   block layer's callback when the command ends; the second of the two
 *	   finishes the command
 * @done: the command has ended
 * @work: ends a command that no task waits for
 */
struct aacs_run {
	const struct aacs_command *cmd;
	void *data;
	void *pack;
	void (*effect)(struct aacs_drive *drive);
	struct scsi_device *sdev;
	unsigned int task_state;
	unsigned long until;

	u32 status;
	u32 got;
	u64 start;
	struct scsi_sense_hdr sense;
	bool completed;
	bool limit_logged;

	bool detached;
	unsigned long flags;
	struct completion done;
	struct work_struct work;
};

/*
 * The module's work queues, neither bound to a processor nor freezable. A drive
 * that has just appeared may take long to answer, so reading its feature has a
 * queue of its own.
 */
extern struct workqueue_struct *aacs_workqueue;
extern struct workqueue_struct *aacs_probe_workqueue;

int aacs_command_init(void);
/* Waits for commands that no task waits for, and for all work. */
void aacs_command_exit(void);

/* Counts what must end before the module can be unloaded: commands, works. */
extern refcount_t aacs_busy;
static inline void aacs_busy_get(void)
{
	refcount_inc(&aacs_busy);
}

void aacs_busy_put(void);

/* Context: no other task knows @drive yet. */
void aacs_run_init(struct aacs_drive *drive);

/* The time that a drive may take for a command, in jiffies. */
unsigned long aacs_command_timeout(void);

/**
 * aacs_command_send() - send the command of @drive->run and wait for its end
 * @drive: the drive; @cmd to @until of its run are set
 *
 * Also waits until the host has left error recovery: a reset aborts a command
 * before the midlayer reports the reset.
 *
 * Context: Process context, the drive's turn is held.
 * Return: true if @drive->run has the answer; false if a fatal signal or @until
 * came first: then the turn, @sdev and @pack belong to the command.
 */
bool aacs_command_send(struct aacs_drive *drive);

/**
 * aacs_command_detach() - stop waiting for the command
 * @drive: the drive
 *
 * Context: Process context; a command under way holds the drive's turn.
 * Return: true if the command goes on without the task; false if it had ended.
 */
bool aacs_command_detach(struct aacs_drive *drive);

/* The drive has not taken the command: it spins a disc up, for example. */
bool aacs_run_becoming_ready(const struct aacs_run *run);

/* The command met a unit attention. */
bool aacs_run_unit_attention(const struct aacs_run *run);

/* The drive's reason to refuse the command: AACS_MMC_REFUSED(), or 0. */
u16 aacs_run_refused(const struct aacs_run *run);

#endif /* SR_AACS_COMMAND_H */
