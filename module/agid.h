/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The AGIDs of one drive: which open file holds each AGID, and what the file
 * may still use it for. Knows no device. Takes no lock: the caller holds
 * @lock of struct aacs_drive.
 */
#ifndef SR_AACS_AGID_H
#define SR_AACS_AGID_H

#include <linux/bits.h>
#include <linux/types.h>
#include <linux/wait.h>

/* An AGID has two bits in a CDB (MMC-6, REPORT KEY byte 10). */
#define AACS_AGID_MAX		4
#define AACS_AGID_ALL		(BIT(AACS_AGID_MAX) - 1)

/**
 * struct aacs_owner - an open file, which may hold AGIDs
 * @lost: the file has lost a session since it last got one; poll() reads this
 *	  without the lock
 * @wait: tasks in poll(); setting @lost wakes them
 */
struct aacs_owner {
	bool lost;
	wait_queue_head_t wait;
};

static inline void aacs_owner_init(struct aacs_owner *owner)
{
	owner->lost = false;
	init_waitqueue_head(&owner->wait);
}

enum aacs_agid_state {
	AACS_AGID_FREE,
	AACS_AGID_GRANTED,	/* good for one protected transfer */
	AACS_AGID_BOUND,	/* has generated a nonce: can only be ended */
};

/* What a request does to the AGID that it names. */
enum aacs_agid_use {
	AACS_AGID_UNUSED,	/* the request names no AGID */
	AACS_AGID_GRANT,	/* the request gets one */
	AACS_AGID_KEEP,
	AACS_AGID_RELEASE,	/* success releases it */
	AACS_AGID_BIND,		/* success binds it to a nonce */
	AACS_AGID_END,
};

/**
 * struct aacs_agid_table - a drive's AGIDs
 * @slot: indexed by AGID; @slot.owner is NULL in a free slot, @slot.seq counts
 *	  the sessions that this AGID has named
 * @leftover: mask of the AGIDs that no open file holds but the drive may hold:
 *	      their sessions were dropped or given up, and not ended at the drive
 * @to_end: the part of @leftover that the module will end at the drive, since
 *	    the owners gave these AGIDs up
 * @lost: why sessions were last dropped, see aacs_agid_drop(); NULL once the
 *	  uevent has told it
 * @drive: the N of /dev/aacsN, for the tracepoints
 */
struct aacs_agid_table {
	struct {
		enum aacs_agid_state state;
		struct aacs_owner *owner;
		unsigned int seq;
	} slot[AACS_AGID_MAX];
	unsigned int leftover;
	unsigned int to_end;
	const char *lost;
	unsigned int drive;
};

/**
 * aacs_agid_check() - may this owner use this AGID in this way?
 * @table: the drive's AGIDs
 * @agid: any number; no file holds one above 3
 * @owner: the caller
 * @use: what the request does to the AGID
 *
 * Return: an NTSTATUS:
 * * SUCCESS;
 * * CSS_KEY_NOT_ESTABLISHED if @owner does not hold @agid;
 * * INVALID_DEVICE_STATE if @agid is bound to a nonce and @use is not
 *   AACS_AGID_END.
 */
u32 aacs_agid_check(const struct aacs_agid_table *table, unsigned int agid,
		    const struct aacs_owner *owner, enum aacs_agid_use use);

/**
 * aacs_agid_grant() - the drive has granted this AGID to this owner
 * @table: the drive's AGIDs
 * @agid: 0 to 3
 * @owner: the new owner
 *
 * If another open file holds @agid in the table, the drive has forgotten that
 * session: this drops it and tells its owner.
 */
void aacs_agid_grant(struct aacs_agid_table *table, unsigned int agid,
		     struct aacs_owner *owner);

/* The owner of @agid has generated a nonce under it. */
void aacs_agid_bind(struct aacs_agid_table *table, unsigned int agid);

/**
 * aacs_agid_drop() - take a session away from its owner
 * @table: the drive's AGIDs
 * @agid: 0 to 3; becomes a leftover if an open file holds it
 * @reason: "medium-change", "eject", "reset", "resume", "removal",
 *	    "granted-again" or "forgotten": the drive knows no such session
 *
 * Wakes the owner's poll().
 *
 * Return: true if an open file held @agid.
 */
bool aacs_agid_drop(struct aacs_agid_table *table, unsigned int agid,
		    const char *reason);

/*
 * Takes @agid from its owner, if it has one. The drive does not hold @agid: it
 * is no leftover.
 */
void aacs_agid_drop_ended(struct aacs_agid_table *table, unsigned int agid,
			  const char *reason);

/* Frees @agid, which its owner gives up and the module ends at the drive. */
void aacs_agid_end_later(struct aacs_agid_table *table, unsigned int agid);

/* Frees @agid, which has been ended at the drive. Its owner knows. */
void aacs_agid_free(struct aacs_agid_table *table, unsigned int agid);

/* Frees @agid, which the drive can't end: it becomes a leftover. */
void aacs_agid_free_refused(struct aacs_agid_table *table, unsigned int agid);

/**
 * aacs_agid_drop_all() - the drive has lost all its sessions
 * @table: the drive's AGIDs
 * @reason: see aacs_agid_drop()
 *
 * Takes all sessions from their owners. The module ends none of them at the
 * drive.
 *
 * Return: true if an open file held one.
 */
bool aacs_agid_drop_all(struct aacs_agid_table *table, const char *reason);

/* Mask of the AGIDs that @owner holds; NULL: that any owner holds. */
unsigned int aacs_agid_held(const struct aacs_agid_table *table,
			    const struct aacs_owner *owner);

#endif /* SR_AACS_AGID_H */
