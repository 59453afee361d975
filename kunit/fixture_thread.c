// SPDX-License-Identifier: GPL-2.0-only
/* Requests and poll() in threads, see fixture_thread.h. */
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/wait.h>
#include "fixture_thread.h"

static int request_thread(void *data)
{
	struct fixture_thread *thread = data;

	allow_signal(SIGKILL);
	thread->status = aacs_request_execute(thread->fixture->drive,
					      thread->owner, &thread->req);
	complete(&thread->done);
	return 0;
}

void fixture_execute_async(struct fixture *f,
			   struct fixture_thread *thread,
			   struct aacs_owner *owner, u32 code, u32 first)
{
	thread->fixture = f;
	thread->owner = owner;
	fixture_prepare(f, &thread->req, code, first);
	init_completion(&thread->done);
	thread->task = kthread_create(request_thread, thread, "aacs_kunit");
	KUNIT_ASSERT_FALSE(f->test, IS_ERR(thread->task));
	get_task_struct(thread->task);
	wake_up_process(thread->task);
}

void fixture_execute_and_hang(struct fixture *f,
			      struct fixture_thread *thread,
			      struct aacs_owner *owner, u32 code, u32 first,
			      u8 opcode, int format)
{
	fake_inject_fault(f->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = opcode, .format = format,
	});
	fixture_execute_async(f, thread, owner, code, first);
	if (!wait_for_completion_timeout(&f->fake->hanging, 10 * HZ)) {
		fixture_join(f, thread);
		KUNIT_ASSERT_TRUE_MSG(f->test, false,
				      "no command hangs after 10 s");
	}
}

int fixture_unbind_thread(void *data)
{
	struct fixture_thread *thread = data;

	device_release_driver(thread->fixture->sdev);
	complete(&thread->done);
	return 0;
}

void fixture_run_async(struct fixture *f, struct fixture_thread *thread,
		       int (*run)(void *))
{
	struct task_struct *task;

	thread->fixture = f;
	thread->task = NULL;
	thread->status = 0;
	init_completion(&thread->done);
	task = kthread_run(run, thread, "aacs_kunit_run");
	if (IS_ERR(task)) {
		KUNIT_FAIL(f->test, "cannot start a thread");
		complete(&thread->done);
	}
}

u32 fixture_join(struct fixture *f, struct fixture_thread *thread)
{
	/* The thread uses the stack of the test, so the test must wait. */
	if (!wait_for_completion_timeout(&thread->done, 30 * HZ)) {
		KUNIT_FAIL(f->test, "the request does not end in 30 s");
		fake_answer_hung(f->fake);
		wait_for_completion(&thread->done);
	}
	if (thread->task)
		put_task_struct(thread->task);
	return thread->status;
}

u32 fixture_kill(struct fixture *f, struct fixture_thread *thread)
{
	send_sig(SIGKILL, thread->task, 1);
	return fixture_join(f, thread);
}

static unsigned int turn_waiters(struct fixture *f)
{
	struct aacs_turn *turn = &f->drive->turn;
	struct list_head *node;
	unsigned int waiting = 0;

	spin_lock(&turn->lock);
	list_for_each(node, &turn->queue)
		waiting++;
	spin_unlock(&turn->lock);
	return waiting;
}

bool fixture_turn_taken(struct fixture *f)
{
	struct aacs_turn *turn = &f->drive->turn;
	bool taken;

	spin_lock(&turn->lock);
	taken = turn->taken;
	spin_unlock(&turn->lock);
	return taken;
}

void fixture_expect_waiters(struct fixture *f, unsigned int count)
{
	KUNIT_EXPECT_TRUE(f->test, WAIT_FOR(count, turn_waiters, f));
}

static int poller_thread(void *data)
{
	struct fixture_poller *poller = data;

	poller->woken = fixture_poll_wakes(poller->fixture, poller->owner);
	complete(&poller->done);
	return 0;
}

void fixture_start_poller(struct fixture *f,
			  struct fixture_poller *poller,
			  struct aacs_owner *owner)
{
	struct task_struct *task;

	poller->fixture = f;
	poller->owner = owner;
	poller->woken = false;
	init_completion(&poller->done);
	task = kthread_run(poller_thread, poller, "aacs_kunit_poll");
	KUNIT_ASSERT_FALSE(f->test, IS_ERR(task));
	KUNIT_EXPECT_TRUE(f->test, WAIT_FOR(1, waitqueue_active, &owner->wait));
}

bool fixture_join_poller(struct fixture_poller *poller)
{
	wait_for_completion(&poller->done);
	return poller->woken;
}
