/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A drive's turn: one command at a time, first come, first served. The turn is
 * held for one command and belongs to it, not to a task: when the task that
 * sent the command leaves, the turn stays with the command until its end.
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
 * @lock: guards the rest; a leaf
 * @queue: the tasks that wait, in the order in which they came
 * @taken: a command holds the turn
 * @given: when it was last given back, in jiffies
 * @holder: the task that acts for the command, for assertions: NULL while it
 *	    is free or belongs to a command that no task waits for
 * @wait: where the tasks sleep
 */
struct aacs_turn {
	spinlock_t lock; /* a leaf */
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
 * @stop: gives up waiting once this is true; @turn->wait is woken then
 * @state: how to sleep, see wait.h
 * @until: gives up at this time, in jiffies; NULL for never
 *
 * Context: Process context; @turn is not held by the task, nor any lock with
 *	    AACS_SLEEP.
 * Return: 0; -ERESTARTSYS for a fatal signal, -ENODEV for @stop, -ETIMEDOUT.
 */
int aacs_turn_take(struct aacs_turn *turn, const bool *stop,
		   unsigned int state, const unsigned long *until);

/* Gives the turn to the next task. Context: any; the turn is held. */
void aacs_turn_give(struct aacs_turn *turn);

/* The turn passes from the task to the command, and back to a task. */
static inline void aacs_turn_pass_to_command(struct aacs_turn *turn)
{
	WRITE_ONCE(turn->holder, NULL);
}

static inline void aacs_turn_pass_to_task(struct aacs_turn *turn)
{
	WRITE_ONCE(turn->holder, current);
}

/* What lockdep can't see: warns, once, if the task does not have the turn. */
static inline void aacs_turn_assert(const struct aacs_turn *turn)
{
	if (IS_ENABLED(CONFIG_PROVE_LOCKING))
		WARN_ON_ONCE(READ_ONCE(turn->holder) != current);
}

#endif /* SR_AACS_TURN_H */
