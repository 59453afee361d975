/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake SCSI host with one optical drive on it, for real sr and the module on
 * top. It answers what sr asks, grants AGIDs, keeps the AACS commands that it
 * was sent, byte for byte, and can be told to misbehave.
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

#define FAKE_LOG	600
#define FAKE_FAULTS	4
#define FAKE_EVENTS	4

/* A command descriptor block; GET CONFIGURATION has 10 bytes and two zeros. */
struct fake_cdb {
	u8 byte[12];
};

enum fake_kind {
	FAKE_SENSE = 1,		/* @arg: key << 16 | asc << 8 | ascq */
	FAKE_DEFERRED,		/* the same, about a command of earlier times */
	FAKE_RESULT,		/* @arg: a SCSI result, host byte and all */
	FAKE_LENGTH,		/* @arg: what stands in the length field */
	FAKE_BYTE3,		/* @arg: byte 3 of the answer (packs) */
	FAKE_SHORT,		/* @arg: bytes that are transferred */
	FAKE_SILENT_SHORT,	/* the same; the host says that all came */
	FAKE_ZERO,		/* GOOD, full length, all zero */
	FAKE_LOST,		/* carried out; @arg: a SCSI result instead of the answer */
	FAKE_LOST_ZERO,		/* carried out; the answer is all zero */
	FAKE_CHANGE,		/* the medium changes just before */
	FAKE_QUIET_CHANGE,	/* the same, met by somebody else's command */
	FAKE_HANG,		/* no answer before fake_answer_hung() */
};

#define FAKE_ANY	(-1)

/**
 * struct fake_fault - how the drive is to misbehave
 * @kind: in which way
 * @opcode: of the commands that are meant
 * @format: key format or disc structure format; FAKE_ANY
 * @arg: see enum fake_kind
 * @skip: so many of these commands are answered well first
 * @count: so many are not then; 0 for one
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
 * @sdev: its SCSI device; NULL once it was removed
 * @lock: queuecommand runs in any context
 * @has_feature: GET CONFIGURATION knows feature 010Dh
 * @feature: its descriptor
 * @profile: the current one
 * @agids: how many AGIDs there are
 * @frees: an AGID is free after one protected transfer, as AACS wants it
 * @old: knows neither GET CONFIGURATION nor anything newer
 * @granted: bit mask of AGIDs
 * @disc: a number that all that is read from the disc depends on
 * @packs: of the media key block
 * @last_pack: bytes of the last one
 * @unit_attention: asc << 8 | ascq, first come, first served
 * @unit_attentions: how many
 * @event: media event that GET EVENT STATUS NOTIFICATION has to tell
 * @empty: there is no disc in
 * @next_packs: @packs of the next disc; 0: the same
 * @log: the AACS commands and GET CONFIGURATION of 010Dh, in order
 * @logged: how many
 * @timeout: of the last of them, in jiffies
 * @sent: the data of the last SEND KEY
 * @sent_len: bytes of it
 * @fault: see fake_inject_fault()
 * @hung: the command that waits
 * @hanging: completed when one does
 * @answer: answers it, see fake_answer_hung_later()
 * @refuse_abort: the host can't abort a command
 * @refuse_device_reset: nor reset the device
 * @aborts: aborted commands
 * @device_resets: of the host
 * @bus_resets: of the host
 * @buf: an answer
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

/* Adds a host with its drive; sr is bound on return. An ERR_PTR() on failure. */
struct fake_drive *fake_drive_add(void);
/* Unplugs the drive and removes the host. */
void fake_drive_remove(struct fake_drive *fake);
/* Unplugs the drive; the host stays. */
void fake_unplug(struct fake_drive *fake);

/* The next command that fits is answered so. */
void fake_inject_fault(struct fake_drive *fake, struct fake_fault fault);
/* Whatever fake_inject_fault() has ordered is called off. */
void fake_clear_faults(struct fake_drive *fake);
/* Is every ordered misbehaviour done? */
bool fake_faults_done(struct fake_drive *fake);

/* Another disc: drops AGIDs, raises 6/28/00 and the NewMedia event. */
void fake_change(struct fake_drive *fake);
/* The button was pressed: drops AGIDs, raises the MediaRemoval event. */
void fake_eject(struct fake_drive *fake);
/* The drive loses its sessions and says nothing of it. */
void fake_forget_sessions(struct fake_drive *fake);
/* A reset that the drive made up: drops AGIDs, raises 6/29/@ascq. */
void fake_reset(struct fake_drive *fake, u8 ascq);
/* The host resets device or bus, and tells the midlayer, as drivers do. */
void fake_host_device_reset(struct fake_drive *fake);
void fake_host_bus_reset(struct fake_drive *fake);

/*
 * Answers the command that hangs, as the next misbehaviour orders; false if
 * there is none (any more).
 */
bool fake_answer_hung(struct fake_drive *fake);
/* The same, from a work item, a moment later: the caller may be waiting then. */
void fake_answer_hung_later(struct fake_drive *fake);
/* Lets the midlayer believe that the hanging command's time is over. */
bool fake_time_out_hung(struct fake_drive *fake);

/* AGIDs that are granted at the drive. */
unsigned int fake_granted(struct fake_drive *fake);
/* Byte @i of what the drive with this disc answers after the header. */
u8 fake_payload(u8 disc, u8 opcode, u8 format, unsigned int i);
/* Byte @i of the media key block of this disc. */
u8 fake_mkb(u8 disc, unsigned int i);

/* Starts a new log. */
void fake_clear_log(struct fake_drive *fake);

/* ---- between fake_drive.c, fake_fault.c and fake_host.c; @lock is held ---- */

/* What a command is answered with: GOOD and @len bytes of @buf if all is 0. */
struct fake_answer {
	u8 key;
	u16 code;	/* asc << 8 | ascq */
	bool deferred;
	u32 result;
	unsigned int len;
	unsigned int kept_back;	/* of these, at the end */
};

/* What a well-behaved drive does. */
struct fake_answer fake_execute(struct fake_drive *fake,
				struct scsi_cmnd *scmd);
struct fake_answer fake_sense(u8 key, u16 code);
struct fake_answer fake_good(unsigned int len);
/* The key format, disc structure format or feature of an AACS command. */
int fake_format(const u8 *cdb);
void fake_change_locked(struct fake_drive *fake);
void fake_reset_locked(struct fake_drive *fake, u8 ascq);

/* The misbehaviour that is meant for this command, taken off its count. */
const struct fake_fault *fake_take_fault(struct fake_drive *fake,
					 const u8 *cdb);
/* What a drive does that misbehaves so; not for FAKE_HANG. */
struct fake_answer fake_answer_with_fault(struct fake_drive *fake,
					  struct scsi_cmnd *scmd,
					  const struct fake_fault *fault);

#define FAKE_BUF	(4 + 32768)	/* bytes of @buf */

#endif /* SR_AACS_KUNIT_FAKE_HOST_H */
