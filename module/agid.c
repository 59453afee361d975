// SPDX-License-Identifier: GPL-2.0-only
/* The AGID table, see agid.h. */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/poll.h>
#include <linux/sr_aacs.h>
#include "agid.h"
#include "kunit.h"
#include "trace.h"

u32 aacs_agid_check(const struct aacs_agid_table *table, unsigned int agid,
		    const struct aacs_owner *owner, enum aacs_agid_use use)
{
	if (agid >= AACS_AGID_MAX || table->slot[agid].owner != owner)
		return SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
	if (table->slot[agid].state == AACS_AGID_BOUND && use != AACS_AGID_END)
		return SR_AACS_STATUS_INVALID_DEVICE_STATE;
	return SR_AACS_STATUS_SUCCESS;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_check);

/* Frees @agid; @change is for the tracepoint. */
static noinline void aacs_agid_clear(struct aacs_agid_table *table,
				     unsigned int agid, const char *change)
{
	AACS_TRACE(agid, table, agid, change);
	table->slot[agid].state = AACS_AGID_FREE;
	table->slot[agid].owner = NULL;
	table->leftover &= ~BIT(agid);
	table->to_end &= ~BIT(agid);
}

bool aacs_agid_drop(struct aacs_agid_table *table, unsigned int agid,
		    const char *reason)
{
	struct aacs_owner *owner = table->slot[agid].owner;

	if (!owner)
		return false;
	aacs_agid_clear(table, agid, reason);
	table->leftover |= BIT(agid);
	table->lost = reason;
	WRITE_ONCE(owner->lost, true);
	wake_up_interruptible_poll(&owner->wait, EPOLLPRI);
	return true;
}

void aacs_agid_drop_ended(struct aacs_agid_table *table, unsigned int agid,
			  const char *reason)
{
	aacs_agid_drop(table, agid, reason);
	table->leftover &= ~BIT(agid);
	table->to_end &= ~BIT(agid);
}

void aacs_agid_end_later(struct aacs_agid_table *table, unsigned int agid)
{
	aacs_agid_clear(table, agid, "given up");
	table->leftover |= BIT(agid);
	table->to_end |= BIT(agid);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_end_later);

void aacs_agid_grant(struct aacs_agid_table *table, unsigned int agid,
		     struct aacs_owner *owner)
{
	aacs_agid_drop_ended(table, agid, "granted-again");
	AACS_TRACE(agid, table, agid, "granted");
	table->slot[agid].state = AACS_AGID_GRANTED;
	table->slot[agid].owner = owner;
	table->slot[agid].seq++;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_grant);

void aacs_agid_bind(struct aacs_agid_table *table, unsigned int agid)
{
	AACS_TRACE(agid, table, agid, "bound");
	table->slot[agid].state = AACS_AGID_BOUND;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_bind);

void aacs_agid_free(struct aacs_agid_table *table, unsigned int agid)
{
	aacs_agid_clear(table, agid, "ended");
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_free);

void aacs_agid_free_refused(struct aacs_agid_table *table, unsigned int agid)
{
	aacs_agid_clear(table, agid, "not ended");
	table->leftover |= BIT(agid);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_free_refused);

bool aacs_agid_drop_all(struct aacs_agid_table *table, const char *reason)
{
	bool dropped = false;
	unsigned int agid;

	for (agid = 0; agid < AACS_AGID_MAX; agid++)
		dropped |= aacs_agid_drop(table, agid, reason);
	table->to_end = 0;
	return dropped;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_drop_all);

unsigned int aacs_agid_held(const struct aacs_agid_table *table,
			    const struct aacs_owner *owner)
{
	unsigned int agid, mask = 0;

	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		if (table->slot[agid].state == AACS_AGID_FREE)
			continue;
		if (!owner || table->slot[agid].owner == owner)
			mask |= BIT(agid);
	}
	return mask;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_held);
