/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A drive's turn: one command at a time, first come, first served. The turn
 * belongs to a command, not to a task: if the task that sent the command stops
 * waiting, the command keeps the turn until it ends.
 */
#ifndef SR_AACS_TURN_H
#define SR_AACS_TURN_H

#include <linux/bug.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

/**
 * struct aacs_turn - the turn of one drive
 * @lock: guards the rest; no other lock is taken under it
 * @queue: the waiting tasks, oldest first
 * @taken: a command holds the turn
 * @given: when a command last gave it back, in jiffies
 * @holder: the task that acts for the command, for assertions; NULL while the
 *	    turn is free, and while no task waits for the command
 * @wait: where the tasks sleep
 */
struct aacs_turn {
	spinlock_t lock; /* innermost */
	struct list_head queue;
	bool taken;
	unsigned long given;
	struct task_struct *holder;
	wait_queue_head_t wait;
};

void aacs_turn_init(struct aacs_turn *turn);

/**
 * aacs_turn_take() - wait for the turn
 * @turn: the turn
 * @stop: stop waiting once this is true; setting it wakes @turn->wait
 * @state: how to sleep, see wait.h
 * @until: stop waiting at this time, in jiffies; NULL: no limit
 *
 * Context: Process context. The task does not hold @turn, and no lock if @state
 *	    is AACS_SLEEP.
 * Return: 0; -ERESTARTSYS after a fatal signal; -ENODEV after @stop; -ETIMEDOUT
 * after @until.
 */
int aacs_turn_take(struct aacs_turn *turn, const bool *stop,
		   unsigned int state, const unsigned long *until);

/* Gives the turn to the next task. Context: process context, turn held. */
void aacs_turn_give(struct aacs_turn *turn);

/* The turn stays with the command, and no task acts for it. */
static inline void aacs_turn_pass_to_command(struct aacs_turn *turn)
{
	WRITE_ONCE(turn->holder, NULL);
}

/* The current task acts for the command that holds the turn. */
static inline void aacs_turn_pass_to_task(struct aacs_turn *turn)
{
	WRITE_ONCE(turn->holder, current);
}

/* Warns if the task does not hold the turn. lockdep can't see the turn. */
static inline void aacs_turn_assert(const struct aacs_turn *turn)
{
	if (IS_ENABLED(CONFIG_PROVE_LOCKING))
		WARN_ON_ONCE(READ_ONCE(turn->holder) != current);
}

#endif /* SR_AACS_TURN_H */
