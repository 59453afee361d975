/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The AGIDs of one drive: which open file holds each, and what it may still be
 * used for. Knows no device and takes no lock: the caller holds the drive's.
 */
#ifndef SR_AACS_AGID_H
#define SR_AACS_AGID_H

#include <linux/bits.h>
#include <linux/types.h>
#include <linux/wait.h>

/* An AGID is two bits on the wire (MMC-6, REPORT KEY byte 10). */
#define AACS_AGID_MAX		4
#define AACS_AGID_ALL		(BIT(AACS_AGID_MAX) - 1)

/**
 * struct aacs_owner - an open file, which may hold AGIDs
 * @lost: a session was taken away since the owner last asked for one; read
 *	  without the lock by poll()
 * @wait: tasks in poll(), woken when @lost is set
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
	AACS_AGID_UNUSED,	/* names none */
	AACS_AGID_GRANT,	/* brings one */
	AACS_AGID_KEEP,
	AACS_AGID_RELEASE,	/* released when the request succeeds */
	AACS_AGID_BIND,		/* bound when the request succeeds */
	AACS_AGID_END,
};

/**
 * struct aacs_agid_table - a drive's AGIDs
 * @slot: indexed by AGID; @slot.owner is NULL in a free one, @slot.seq
 *	  counts how often it was granted
 * @stale: mask of those that no owner holds, but the drive may: taken from
 *	   their owners, or given up by them and not ended, and not granted since
 * @owed: of these, the ones that their owners gave up: they are to be ended at
 *	  the drive
 */
struct aacs_agid_table {
	struct {
		enum aacs_agid_state state;
		struct aacs_owner *owner;
		unsigned int seq;
	} slot[AACS_AGID_MAX];
	unsigned int leftover;
	unsigned int to_end;
};

/**
 * aacs_agid_check() - may this owner use this AGID so?
 * @table: the drive's AGIDs
 * @agid: 0 to 3
 * @owner: the caller
 * @use: what the request does to it
 *
 * Return: SR_AACS_STATUS_SUCCESS; SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED when @owner does not
 * hold @agid, even if another owner does; SR_AACS_STATUS_INVALID_DEVICE_STATE when it is bound
 * and @use is not AACS_AGID_END.
 */
u32 aacs_agid_check(const struct aacs_agid_table *table, unsigned int agid,
		    const struct aacs_owner *owner, enum aacs_agid_use use);

/**
 * aacs_agid_grant() - the drive has granted this AGID to this owner
 * @table: the drive's AGIDs
 * @agid: 0 to 3
 * @owner: the new owner
 *
 * The drive knows best: a session that the table still has under this AGID is
 * one that the drive has forgotten, so it is dropped and its owner told.
 */
void aacs_agid_grant(struct aacs_agid_table *table, unsigned int agid,
		     struct aacs_owner *owner);

/* @agid, which is held, has generated a nonce. */
void aacs_agid_bind(struct aacs_agid_table *table, unsigned int agid);

/* Takes the session away from its owner, if it has one, which poll() tells. */
bool aacs_agid_drop(struct aacs_agid_table *table, unsigned int agid);

/* The same of one that the drive does not hold any more. */
void aacs_agid_drop_ended(struct aacs_agid_table *table, unsigned int agid);

/* Frees @agid, which the drive may still hold; its owner knows. */
void aacs_agid_end_later(struct aacs_agid_table *table, unsigned int agid);

/* Frees @agid, which has been ended at the drive; its owner knows. */
void aacs_agid_free(struct aacs_agid_table *table, unsigned int agid);

/**
 * aacs_agid_drop_all() - every session is gone at the drive
 * @table: the drive's AGIDs; it is owed none any more
 *
 * Return: true when an owner lost a session.
 */
bool aacs_agid_drop_all(struct aacs_agid_table *table);

/* The AGIDs that @owner holds, as a bit mask; NULL: of all owners. */
unsigned int aacs_agid_held(const struct aacs_agid_table *table,
			    const struct aacs_owner *owner);

#endif /* SR_AACS_AGID_H */
