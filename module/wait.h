/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping so that the task can be killed and frozen. */
#ifndef SR_AACS_WAIT_H
#define SR_AACS_WAIT_H

#include <linux/sched.h>
#include <linux/wait.h>

/*
 * The state of a task that waits without holding a lock. A task that is frozen
 * with a lock held stops the others, and lockdep warns: use TASK_KILLABLE there.
 */
#define AACS_SLEEP	(TASK_KILLABLE | TASK_FREEZABLE)

/**
 * aacs_wait_event() - sleep until a condition is true
 * @wq: a wait queue head, woken with wake_up_all()
 * @condition: evaluated after each wake-up
 * @state: AACS_SLEEP or TASK_KILLABLE
 * @timeout: in jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Return: what is left of @timeout, at least 1, once @condition is true; 0 when
 * the time is over; -ERESTARTSYS for a fatal signal.
 */
#define aacs_wait_event(wq, condition, state, timeout)			\
({									\
	might_sleep();							\
	___wait_event(wq, ___wait_cond_timeout(condition), state, 0,	\
		      timeout, __ret = schedule_timeout(__ret));	\
})

#endif /* SR_AACS_WAIT_H */
