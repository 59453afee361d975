// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waits for the drive's turn, and cases in which a task must not wait: for all
 * commands of another request, for a locked disk, for another drive.
 */
#include <linux/blkdev.h>
#include <linux/jiffies.h>
#include <linux/sched/task.h>
#include "fixture_thread.h"

/* The module sends another file's command between two packs. */
static void wait_between_packs(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread block, other;

	f->fake->packs = 3;
	fixture_start_session(f, &f->b);
	fake_clear_log(f->fake);
	fixture_execute_and_hang(f, &block, &f->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_execute_async(f, &other, &f->b, IOCTL_AACS_GET_CERTIFICATE, 0);
	fixture_expect_waiters(f, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &other), SUCCESS);
	EXPECT_STATUS(f, fixture_join(f, &block), SUCCESS);
	EXPECT_COMMANDS(f, CDB_PACK(0), CDB_CERTIFICATE(0), CDB_PACK(1),
			CDB_PACK(2));
}

/* Tasks get the turn in the order in which they came. */
static void wait_in_order(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread first, next[3];
	unsigned int i;

	for (i = 0; i < 4; i++)
		fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	fixture_execute_and_hang(f, &first, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	for (i = 0; i < 3; i++) {
		fixture_execute_async(f, &next[i], &f->a,
				      IOCTL_AACS_GET_CERTIFICATE, 3 - i);
		fixture_expect_waiters(f, i + 1);
	}
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	for (i = 0; i < 3; i++)
		EXPECT_STATUS(f, fixture_join(f, &next[i]), SUCCESS);
	EXPECT_STATUS(f, fixture_join(f, &first), SUCCESS);
	EXPECT_COMMANDS(f, CDB_CERTIFICATE(0), CDB_CERTIFICATE(3),
			CDB_CERTIFICATE(2), CDB_CERTIFICATE(1));
}

/* A task killed in the queue sends no command, and the others continue. */
static void wait_killed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread first, second, third;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &first, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	fixture_execute_async(f, &second, &f->a, IOCTL_AACS_END_SESSION, 0);
	fixture_expect_waiters(f, 1);
	fixture_execute_async(f, &third, &f->b, IOCTL_AACS_END_SESSION, 1);
	fixture_expect_waiters(f, 2);
	EXPECT_STATUS(f, fixture_kill(f, &second), CANCELLED);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &third), SUCCESS);
	EXPECT_STATUS(f, fixture_join(f, &first), SUCCESS);
	EXPECT_COMMANDS(f, CDB_CERTIFICATE(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
}

/* A frozen task in the queue delays the next one only for a moment. */
static void wait_behind_a_frozen_task(struct kunit *test)
{
	struct fixture *f = test->priv;
	LIST_HEAD(frozen);

	fixture_start_session(f, &f->a);
	spin_lock(&f->drive->turn.lock);
	list_add(&frozen, &f->drive->turn.queue);
	spin_unlock(&f->drive->turn.lock);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
	spin_lock(&f->drive->turn.lock);
	list_del(&frozen);
	spin_unlock(&f->drive->turn.lock);
}

/* The open of another program holds the lock of the disk. */
static void wait_for_the_disk(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mutex *taken = &f->drive->disk->open_mutex;
	struct fixture_thread starter;
	unsigned int i;

	fixture_start_session(f, &f->b);
	fake_change(f->fake);
	fixture_flush_disk_events();
	mutex_lock(&f->drive->lock);
	aacs_event_handle(f->drive, "test");
	mutex_unlock(&f->drive->lock);
	fake_clear_log(f->fake);

	mutex_lock(taken);
	fixture_execute_async(f, &starter, &f->a, IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
					 &f->drive->wait));
	/* Another file's request does not wait; START_SESSION can be killed. */
	EXPECT_REQUEST(f, &f->b, END_SESSION, SR_AACS_END_ALL_SESSIONS,
		       SUCCESS);
	EXPECT_STATUS(f, fixture_kill(f, &starter), CANCELLED);
	/* The open is under way; the next task queues another, the last none. */
	for (i = 0; i < 2; i++) {
		fixture_execute_async(f, &starter, &f->a,
				      IOCTL_AACS_START_SESSION, 0);
		KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
						 &f->drive->wait));
		EXPECT_STATUS(f, fixture_kill(f, &starter), CANCELLED);
	}
	mutex_unlock(taken);
	fixture_flush_disk_events();
	fixture_start_session(f, &f->a);
}

/* Removing an idle drive does not wait for a busy one. */
static void remove_while_other_busy(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;
	struct fake_drive *other;
	unsigned long start;

	fixture_start_session(f, &f->a);
	other = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	start = jiffies;
	fake_drive_remove(other);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_LT(test, jiffies - start, 10UL * HZ);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), SUCCESS);
}

/* Resume and poll() do not wait for a command in flight. */
static void event_during_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *dev = &f->drive->dev;
	struct fixture_thread thread;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	/* User Mode Linux has no suspend, so there is no resume(). */
	if (dev->class->pm)
		KUNIT_EXPECT_EQ(test, dev->class->pm->resume(dev), 0);
	mutex_lock(&f->drive->lock);
	aacs_event_handle(f->drive, "resume");
	mutex_unlock(&f->drive->lock);
	fixture_watch(f);
	fixture_expect_all_lost(f);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), CSS_KEY_NOT_ESTABLISHED);
}

/* A thread that needs @lock of the drive. */
struct lock_user {
	struct fixture_thread thread;
	struct task_struct *task;
};

static struct lock_user *lock_user(void *thread)
{
	struct lock_user *user;

	user = container_of(thread, struct lock_user, thread);
	user->task = get_task_struct(current);
	return user;
}

static int lock_read_sysfs(void *data)
{
	struct lock_user *user = lock_user(data);
	struct device *dev = &user->thread.fixture->drive->dev;
	struct attribute **attr = (*dev->class->dev_groups)->attrs;
	struct device_attribute *found;
	char *page;

	found = container_of(*attr, struct device_attribute, attr);
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (page)
		found->show(dev, found, page);
	free_page((unsigned long)page);
	complete(&user->thread.done);
	return 0;
}

/*
 * Runs the work item that has sr check the disk; it drops a reference. It has to
 * see the event that happens while it waits for the lock.
 */
static int lock_check_disk(void *data)
{
	struct lock_user *user = lock_user(data);
	struct aacs_drive *drive = user->thread.fixture->drive;

	get_device(&drive->dev);
	drive->disk_check.work.func(&drive->disk_check.work);
	if (drive->disk_check.generation != drive->media.generation)
		user->thread.status = SR_AACS_STATUS_VERIFY_REQUIRED;
	complete(&user->thread.done);
	return 0;
}

static const struct lock_row {
	const char *name;
	int (*run)(void *thread);
} lock_rows[] = {
	{ "an attribute in sysfs", lock_read_sysfs },
	{ "the check of the disk", lock_check_disk },
};

static void lock_row_name(const struct lock_row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lock, lock_rows, lock_row_name);

static bool lock_user_stopped(struct lock_user *user)
{
	struct task_struct *task = READ_ONCE(user->task);

	return completion_done(&user->thread.done) ||
	       (task && READ_ONCE(task->__state) & TASK_UNINTERRUPTIBLE);
}

/* What reads or writes the state of the drive waits for the drive's lock first. */
static void wait_for_the_lock(struct kunit *test)
{
	struct fixture *f = test->priv;
	const struct lock_row *row = test->param_value;
	struct lock_user user = {};

	fixture_settle(f);
	mutex_lock(&f->drive->lock);
	fixture_run_async(f, &user.thread, row->run);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, lock_user_stopped, &user));
	KUNIT_EXPECT_FALSE(test, completion_done(&user.thread.done));
	aacs_event_handle(f->drive, "test");
	mutex_unlock(&f->drive->lock);
	EXPECT_STATUS(f, fixture_join(f, &user.thread), SUCCESS);
	if (user.task)
		put_task_struct(user.task);
}

/* A task that has a time limit does not wait for the turn beyond it. */
static void wait_until(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_turn *turn = &f->drive->turn;
	unsigned long until = jiffies - 1;
	static const bool never;

	KUNIT_ASSERT_EQ(test, aacs_turn_take(turn, &never, TASK_KILLABLE, NULL), 0);
	KUNIT_EXPECT_EQ(test, aacs_turn_take(turn, &never, TASK_KILLABLE, &until),
			-ETIMEDOUT);
	KUNIT_EXPECT_TRUE(test, list_empty(&turn->queue));
	aacs_turn_give(turn);
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(wait_between_packs),
	KUNIT_CASE(wait_in_order),
	KUNIT_CASE(wait_killed),
	KUNIT_CASE(wait_behind_a_frozen_task),
	KUNIT_CASE(wait_for_the_disk),
	KUNIT_CASE(remove_while_other_busy),
	KUNIT_CASE(event_during_command),
	KUNIT_CASE_PARAM(wait_for_the_lock, lock_gen_params),
	KUNIT_CASE(wait_until),
	{}
};

FIXTURE_SUITE(wait);
