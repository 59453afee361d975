// SPDX-License-Identifier: GPL-2.0-only
/* The drive's turn, see turn.h. */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include "kunit.h"
#include "turn.h"
#include "wait.h"

/*
 * A frozen task does not take the turn. Another task takes it when the turn has
 * been free for this time, in jiffies.
 */
#define AACS_TURN_PATIENCE	(HZ / 10)

void aacs_turn_init(struct aacs_turn *turn)
{
	spin_lock_init(&turn->lock);
	INIT_LIST_HEAD(&turn->queue);
	init_waitqueue_head(&turn->wait);
}

static void aacs_turn_hold(struct aacs_turn *turn)
{
	turn->taken = true;
	turn->holder = current;
}

static bool aacs_turn_try_locked(struct aacs_turn *turn,
				 struct list_head *waiter)
{
	lockdep_assert_held(&turn->lock);
	if (turn->taken ||
	    (!list_is_first(waiter, &turn->queue) &&
	     !time_after(jiffies, turn->given + AACS_TURN_PATIENCE)))
		return false;
	aacs_turn_hold(turn);
	list_del(waiter);
	return true;
}

static bool aacs_turn_try(struct aacs_turn *turn, struct list_head *waiter)
{
	bool mine;

	spin_lock(&turn->lock);
	mine = aacs_turn_try_locked(turn, waiter);
	spin_unlock(&turn->lock);
	return mine;
}

int aacs_turn_take(struct aacs_turn *turn, const bool *stop,
		   unsigned int state, const unsigned long *until)
{
	LIST_HEAD(waiter);
	int error = 0;
	bool mine;

	spin_lock(&turn->lock);
	/* In most cases the turn is free and no task waits. */
	mine = !READ_ONCE(*stop) && !turn->taken && list_empty(&turn->queue);
	if (mine)
		aacs_turn_hold(turn);
	else
		list_add_tail(&waiter, &turn->queue);
	spin_unlock(&turn->lock);

	while (!error && !mine) {
		error = aacs_wait_event(turn->wait, READ_ONCE(*stop) ||
					(mine = aacs_turn_try(turn, &waiter)),
					state, AACS_TURN_PATIENCE);
		if (error > 0)
			error = mine ? 0 : -ENODEV;
		else if (!error && until && time_after(jiffies, *until))
			error = -ETIMEDOUT;
	}

	if (!error)
		return 0;

	spin_lock(&turn->lock);
	list_del(&waiter);
	spin_unlock(&turn->lock);
	/* Another task may be the first now. */
	wake_up_all(&turn->wait);
	return error;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_turn_take);

void aacs_turn_give(struct aacs_turn *turn)
{
	aacs_turn_assert(turn);
	spin_lock(&turn->lock);
	turn->taken = false;
	turn->holder = NULL;
	turn->given = jiffies;
	spin_unlock(&turn->lock);
	/* In most cases no task waits. */
	if (wq_has_sleeper(&turn->wait))
		wake_up_all(&turn->wait);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_turn_give);
