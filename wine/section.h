/* SPDX-License-Identifier: MIT */
/*
 * Critical sections. Wine ends a thread with a signal. The thread must not get it while
 * it holds a lock.
 */
#ifndef WINE_SECTION_H
#define WINE_SECTION_H

#include <pthread.h>
#include <signal.h>

static inline void section_enter(pthread_mutex_t *lock, sigset_t *signals)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, signals);
	pthread_mutex_lock(lock);
}

static inline void section_leave(pthread_mutex_t *lock, const sigset_t *signals)
{
	pthread_mutex_unlock(lock);
	pthread_sigmask(SIG_SETMASK, signals, NULL);
}

#endif /* WINE_SECTION_H */
