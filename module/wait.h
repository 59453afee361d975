/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping in such a way that the task can be killed and frozen. */
#ifndef SR_AACS_WAIT_H
#define SR_AACS_WAIT_H

#include <linux/sched.h>
#include <linux/wait.h>

/*
 * The state of a task that waits and holds no lock. A task that holds a lock
 * uses TASK_KILLABLE: frozen, it would stop every task that wants the lock, and
 * lockdep warns.
 */
#define AACS_SLEEP	(TASK_KILLABLE | TASK_FREEZABLE)

/**
 * aacs_wait_event() - sleep until a condition is true
 * @wq: a wait queue head, woken with wake_up_all()
 * @condition: evaluated after each wake-up
 * @state: AACS_SLEEP; TASK_KILLABLE in a task that holds a lock; TASK_IDLE in a
 *	   work item
 * @timeout: in jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Return: the rest of @timeout, at least 1, once @condition is true; 0 after
 * @timeout; -ERESTARTSYS after a fatal signal.
 */
#define aacs_wait_event(wq, condition, state, timeout)			\
({									\
	might_sleep();							\
	___wait_event(wq, ___wait_cond_timeout(condition), state, 0,	\
		      timeout, __ret = schedule_timeout(__ret));	\
})

#endif /* SR_AACS_WAIT_H */
