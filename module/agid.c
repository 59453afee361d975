// SPDX-License-Identifier: GPL-2.0-only
/* The AGID table, see agid.h. */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/poll.h>
#include <linux/sr_aacs.h>
#include "agid.h"
#include "kunit.h"

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

bool aacs_agid_drop(struct aacs_agid_table *table, unsigned int agid)
{
	struct aacs_owner *owner = table->slot[agid].owner;

	if (!owner)
		return false;
	aacs_agid_free(table, agid);
	table->leftover |= BIT(agid);
	WRITE_ONCE(owner->lost, true);
	wake_up_interruptible_poll(&owner->wait, EPOLLPRI);
	return true;
}

void aacs_agid_drop_ended(struct aacs_agid_table *table, unsigned int agid)
{
	aacs_agid_drop(table, agid);
	aacs_agid_free(table, agid);
}

void aacs_agid_end_later(struct aacs_agid_table *table, unsigned int agid)
{
	aacs_agid_free(table, agid);
	table->leftover |= BIT(agid);
	table->to_end |= BIT(agid);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_end_later);

void aacs_agid_grant(struct aacs_agid_table *table, unsigned int agid,
		     struct aacs_owner *owner)
{
	aacs_agid_drop_ended(table, agid);
	table->slot[agid].state = AACS_AGID_GRANTED;
	table->slot[agid].owner = owner;
	table->slot[agid].seq++;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_grant);

void aacs_agid_bind(struct aacs_agid_table *table, unsigned int agid)
{
	table->slot[agid].state = AACS_AGID_BOUND;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_bind);

void aacs_agid_free(struct aacs_agid_table *table, unsigned int agid)
{
	table->slot[agid].state = AACS_AGID_FREE;
	table->slot[agid].owner = NULL;
	table->leftover &= ~BIT(agid);
	table->to_end &= ~BIT(agid);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_agid_free);

bool aacs_agid_drop_all(struct aacs_agid_table *table)
{
	bool dropped = false;
	unsigned int agid;

	for (agid = 0; agid < AACS_AGID_MAX; agid++)
		dropped |= aacs_agid_drop(table, agid);
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
