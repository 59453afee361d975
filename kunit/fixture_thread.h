/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests and poll() in threads of their own, on top of the fixture. */
#ifndef SR_AACS_KUNIT_FIXTURE_THREAD_H
#define SR_AACS_KUNIT_FIXTURE_THREAD_H

#include <linux/completion.h>
#include "fixture.h"

/**
 * struct fixture_thread - a request in a thread
 * @f: the fixture
 * @owner: the open file of the caller
 * @task: the thread, referenced; NULL after fixture_run_async()
 * @req: the request
 * @status: the NTSTATUS of the request, valid after @done
 * @done: completed at the end of the thread
 */
struct fixture_thread {
	struct fixture *fixture;
	struct aacs_owner *owner;
	struct task_struct *task;
	struct aacs_request req;
	u32 status;
	struct completion done;
};

/**
 * fixture_execute_async() - start a request in a thread
 * @f: the fixture
 * @thread: filled in
 * @owner: the open file of the caller
 * @code: IOCTL_AACS_*
 * @first: session or layer
 */
void fixture_execute_async(struct fixture *f,
			   struct fixture_thread *thread,
			   struct aacs_owner *owner, u32 code, u32 first);

/**
 * fixture_execute_and_hang() - start a request and let the drive hang at it
 * @f: the fixture
 * @thread: filled in
 * @owner: the open file of the caller
 * @code: IOCTL_AACS_*
 * @first: session or layer
 * @opcode: the command at which the drive hangs
 * @format: its key format or disc structure format; FAKE_ANY
 *
 * Returns when the drive has the command. Aborts the test after ten seconds.
 */
void fixture_execute_and_hang(struct fixture *f,
			      struct fixture_thread *thread,
			      struct aacs_owner *owner, u32 code, u32 first,
			      u8 opcode, int format);

/**
 * fixture_run_async() - run a function in a thread
 * @f: the fixture
 * @thread: filled in
 * @run: gets @thread; completes @thread->done
 */
void fixture_run_async(struct fixture *f, struct fixture_thread *thread,
		       int (*run)(void *));

/**
 * fixture_unbind_thread() - a function for fixture_run_async(): unbind sr
 * @data: the struct fixture_thread
 *
 * Return: 0.
 */
int fixture_unbind_thread(void *data);

/**
 * fixture_join() - wait for the end of a thread
 * @f: the fixture
 * @thread: the thread
 *
 * Return: the NTSTATUS of its request.
 */
u32 fixture_join(struct fixture *f, struct fixture_thread *thread);

/**
 * fixture_kill() - send SIGKILL to a thread and wait for its end
 * @f: the fixture
 * @thread: the thread
 *
 * Return: the NTSTATUS of its request.
 */
u32 fixture_kill(struct fixture *f, struct fixture_thread *thread);

/**
 * fixture_turn_taken() - ask whether a command or a task holds the drive's turn
 * @f: the fixture
 *
 * Return: true if the turn is taken.
 */
bool fixture_turn_taken(struct fixture *f);

/**
 * fixture_expect_waiters() - expect that tasks wait for the drive's turn
 * @f: the fixture
 * @count: how many; the test fails after ten seconds
 */
void fixture_expect_waiters(struct fixture *f, unsigned int count);

/**
 * struct fixture_poller - a thread that sleeps as a task in poll()
 * @f: the fixture
 * @owner: the open file
 * @woken: what fixture_poll_wakes() returned
 * @done: completed at the end of the thread
 */
struct fixture_poller {
	struct fixture *fixture;
	struct aacs_owner *owner;
	bool woken;
	struct completion done;
};

/**
 * fixture_start_poller() - start a poller and wait until it sleeps
 * @f: the fixture
 * @poller: filled in
 * @owner: the open file
 */
void fixture_start_poller(struct fixture *f,
			  struct fixture_poller *poller,
			  struct aacs_owner *owner);

/**
 * fixture_join_poller() - wait for the end of a poller
 * @poller: the poller
 *
 * Return: true if the loss of a session woke the poller.
 */
bool fixture_join_poller(struct fixture_poller *poller);

#endif /* SR_AACS_KUNIT_FIXTURE_THREAD_H */
