/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake SCSI host with one optical drive, for the real sr and the module. The
 * drive answers sr's commands, grants AGIDs and logs the AACS commands byte for
 * byte. A test can inject faults.
 */
#ifndef SR_AACS_KUNIT_FAKE_HOST_H
#define SR_AACS_KUNIT_FAKE_HOST_H

#include <linux/completion.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_host.h>

struct scsi_cmnd;

#define FAKE_TAGS	4	/* commands that the host takes at a time */
#define FAKE_LOG	600
#define FAKE_FAULTS	4
#define FAKE_EVENTS	4

/* A CDB; the 10 bytes of GET CONFIGURATION are padded with two zeros. */
struct fake_cdb {
	u8 byte[12];
};

enum fake_kind {
	FAKE_SENSE = 1,		/* @arg: key << 16 | asc << 8 | ascq */
	FAKE_DEFERRED,		/* the same as a deferred error */
	FAKE_RESULT,		/* @arg: the SCSI result with its host byte */
	FAKE_LENGTH,		/* @arg: the length field of the answer */
	FAKE_BYTE3,		/* @arg: byte 3 of the answer (packs) */
	FAKE_SHORT,		/* @arg: bytes transferred */
	FAKE_SILENT_SHORT,	/* the same, but the host reports no residue */
	FAKE_RESIDUE,		/* @arg: the residue that the host reports */
	FAKE_ZERO,		/* GOOD, full length, all zero, not executed */
	FAKE_LOST,		/* executed; @arg: a SCSI result, no answer */
	FAKE_LOST_ZERO,		/* executed; the answer is all zero */
	FAKE_CHANGE,		/* the medium changes before the command */
	FAKE_QUIET_CHANGE,	/* the medium changes after the command, */
				/* and another command got the 6/28/00 */
	FAKE_HANG,		/* no answer until fake_answer_hung() */
};

#define FAKE_ANY	(-1)

/**
 * struct fake_fault - a fault of the drive
 * @kind: the fault
 * @opcode: of the commands that it hits
 * @format: key format or disc structure format of these; FAKE_ANY
 * @arg: see enum fake_kind
 * @skip: the drive answers this many of these commands correctly first
 * @count: the fault hits this many afterwards; 0 means 1
 */
struct fake_fault {
	enum fake_kind kind;
	u8 opcode;
	int format;
	u32 arg;
	unsigned int skip;
	unsigned int count;
};

/**
 * struct fake_drive - the drive
 * @host: its host
 * @sdev: its SCSI device; NULL after fake_unplug()
 * @lock: a spinlock, since queuecommand runs in any context
 * @has_feature: GET CONFIGURATION reports feature 010Dh
 * @feature: the descriptor of that feature
 * @profile: the current profile
 * @agids: number of AGIDs
 * @frees: the drive frees an AGID after one protected transfer, as AACS demands
 * @old: the drive does not support GET CONFIGURATION
 * @granted: bit mask of granted AGIDs
 * @disc: number of the disc; everything read from the disc depends on it
 * @packs: packs of the media key block
 * @last_pack: bytes of the last pack
 * @unit_attention: pending unit attentions, a queue of asc << 8 | ascq
 * @unit_attentions: length of that queue
 * @event: the media event for the next GET EVENT STATUS NOTIFICATION
 * @empty: the drive has no disc
 * @next_packs: @packs of the next disc; 0 if unchanged
 * @log: the AACS commands and GET CONFIGURATION 010Dh, in order
 * @logged: number of commands since the log was cleared
 * @timeout: timeout of the last of them, in jiffies
 * @sent: the data of the last SEND KEY
 * @sent_len: bytes in @sent
 * @fault: see fake_inject_fault()
 * @hung: the command that hangs
 * @hanging: completed when a command begins to hang
 * @answer: see fake_answer_hung_later()
 * @refuse_abort: the host fails to abort a command
 * @refuse_device_reset: the host fails to reset the device
 * @aborts: number of commands that the host aborted
 * @device_resets: number of device resets by the host
 * @bus_resets: number of bus resets by the host
 * @buf: the answer, FAKE_BUF bytes
 */
struct fake_drive {
	struct Scsi_Host *host;
	struct scsi_device *sdev;

	spinlock_t lock; /* guards what follows */
	bool has_feature;
	u8 feature[8];
	u16 profile;
	unsigned int agids;
	bool frees;
	bool old;
	unsigned int granted;
	u8 disc;
	unsigned int packs;
	unsigned int last_pack;
	u16 unit_attention[FAKE_EVENTS];
	unsigned int unit_attentions;
	u8 event;
	bool empty;
	unsigned int next_packs;

	struct fake_cdb log[FAKE_LOG];
	unsigned int logged;
	unsigned int timeout;
	u8 sent[128];
	unsigned int sent_len;

	struct fake_fault fault[FAKE_FAULTS];
	struct scsi_cmnd *hung;
	struct completion hanging;
	struct delayed_work answer;
	bool refuse_abort;
	bool refuse_device_reset;
	unsigned int aborts;
	unsigned int device_resets;
	unsigned int bus_resets;

	u8 *buf;
};

/**
 * fake_drive_add() - add a host with its drive
 *
 * Return: the drive, which sr is bound to; an ERR_PTR() on failure.
 */
struct fake_drive *fake_drive_add(void);

/**
 * fake_drive_remove() - unplug the drive and remove the host
 * @fake: the drive; freed
 */
void fake_drive_remove(struct fake_drive *fake);

/**
 * fake_unplug() - unplug the drive; the host stays
 * @fake: the drive
 */
void fake_unplug(struct fake_drive *fake);

/**
 * fake_inject_fault() - let the next matching commands fail
 * @fake: the drive
 * @fault: the fault
 */
void fake_inject_fault(struct fake_drive *fake, struct fake_fault fault);

/**
 * fake_clear_faults() - cancel the faults that have not happened yet
 * @fake: the drive
 */
void fake_clear_faults(struct fake_drive *fake);

/**
 * fake_faults_done() - ask whether all injected faults have happened
 * @fake: the drive
 *
 * Return: true if none is left.
 */
bool fake_faults_done(struct fake_drive *fake);

/**
 * fake_change() - insert another disc
 * @fake: the drive; drops its AGIDs, raises 6/28/00 and the NewMedia event
 */
void fake_change(struct fake_drive *fake);

/**
 * fake_eject() - press the eject button
 * @fake: the drive; drops its AGIDs, raises the MediaRemoval event
 */
void fake_eject(struct fake_drive *fake);

/**
 * fake_forget_sessions() - drop all AGIDs and report nothing
 * @fake: the drive
 */
void fake_forget_sessions(struct fake_drive *fake);

/**
 * fake_reset() - let the drive reset itself
 * @fake: the drive; drops its AGIDs, raises 6/29/@ascq
 * @ascq: the kind of reset
 */
void fake_reset(struct fake_drive *fake, u8 ascq);

/**
 * fake_host_device_reset() - reset the drive and report that to the midlayer
 * @fake: the drive; drops its AGIDs, raises 6/29/03
 */
void fake_host_device_reset(struct fake_drive *fake);

/**
 * fake_host_bus_reset() - reset the bus and report that to the midlayer
 * @fake: the drive; drops its AGIDs, raises 6/29/02
 */
void fake_host_bus_reset(struct fake_drive *fake);

/**
 * fake_answer_hung() - answer the command that hangs
 * @fake: the drive; the next fault, if it matches, applies to this answer
 *
 * Return: false if no command hangs, or the command hangs again.
 */
bool fake_answer_hung(struct fake_drive *fake);

/**
 * fake_answer_hung_later() - answer the command that hangs after half a second
 * @fake: the drive
 *
 * For a test that is about to wait for that command itself.
 */
void fake_answer_hung_later(struct fake_drive *fake);

/**
 * fake_time_out_hung() - let the midlayer time out the command that hangs
 * @fake: the drive
 *
 * Return: false if no command hangs.
 */
bool fake_time_out_hung(struct fake_drive *fake);

/**
 * fake_granted() - get the AGIDs that the drive has granted
 * @fake: the drive
 *
 * Return: a bit mask.
 */
unsigned int fake_granted(struct fake_drive *fake);

/**
 * fake_payload() - get one byte of a key or disc structure
 * @disc: number of the disc
 * @opcode: the command
 * @format: key format or disc structure format
 * @i: offset behind the header
 *
 * Return: the byte.
 */
u8 fake_payload(u8 disc, u8 opcode, u8 format, unsigned int i);

/**
 * fake_mkb() - get one byte of the media key block
 * @disc: number of the disc
 * @i: offset
 *
 * Return: the byte.
 */
u8 fake_mkb(u8 disc, unsigned int i);

/**
 * fake_clear_log() - clear the log of commands
 * @fake: the drive
 */
void fake_clear_log(struct fake_drive *fake);

/* ---- fake_drive.c, fake_fault.c and fake_host.c only; @lock is held ---- */

#define FAKE_BUF	(4 + 32768)

/**
 * struct fake_answer - the end of a command: GOOD unless @key or @result is set
 * @key: sense key
 * @code: asc << 8 | ascq
 * @deferred: the sense data are of a deferred error
 * @result: SCSI result
 * @len: bytes of @buf that the host reports as transferred
 * @kept_back: bytes of @len, at the end, that the host does not transfer
 * @residue: what the host reports as not transferred; 0 for the truth
 */
struct fake_answer {
	u8 key;
	u16 code;
	bool deferred;
	u32 result;
	unsigned int len;
	unsigned int kept_back;
	unsigned int residue;
};

/**
 * fake_execute() - execute a command without a fault
 * @fake: the drive
 * @scmd: the command
 *
 * Return: the answer.
 */
struct fake_answer fake_execute(struct fake_drive *fake,
				struct scsi_cmnd *scmd);

/**
 * fake_sense() - make an answer of sense data
 * @key: sense key
 * @code: asc << 8 | ascq
 *
 * Return: the answer.
 */
struct fake_answer fake_sense(u8 key, u16 code);

/**
 * fake_good() - make an answer of data
 * @len: bytes in @buf
 *
 * Return: the answer.
 */
struct fake_answer fake_good(unsigned int len);

/**
 * fake_format() - get the format that a command names
 * @cdb: the command
 *
 * Return: the key format, disc structure format or feature; FAKE_ANY if the
 * command has none of these.
 */
int fake_format(const u8 *cdb);

/**
 * fake_change_locked() - see fake_change()
 * @fake: the drive
 */
void fake_change_locked(struct fake_drive *fake);

/**
 * fake_reset_locked() - see fake_reset()
 * @fake: the drive
 * @ascq: the kind of reset
 */
void fake_reset_locked(struct fake_drive *fake, u8 ascq);

/**
 * fake_take_fault() - find the fault for a command and count it down
 * @fake: the drive
 * @cdb: the command
 *
 * Return: the fault; NULL if the command is to succeed.
 */
const struct fake_fault *fake_take_fault(struct fake_drive *fake,
					 const u8 *cdb);

/**
 * fake_answer_with_fault() - execute a command with a fault
 * @fake: the drive
 * @scmd: the command
 * @fault: the fault; not FAKE_HANG
 *
 * Return: the answer.
 */
struct fake_answer fake_answer_with_fault(struct fake_drive *fake,
					  struct scsi_cmnd *scmd,
					  const struct fake_fault *fault);

#endif /* SR_AACS_KUNIT_FAKE_HOST_H */
