// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for the drive's turn, and what a task does not wait for: all commands
 * of another request, a disk whose lock is held, another drive.
 */
#include <linux/blkdev.h>
#include <linux/jiffies.h>
#include "fixture_thread.h"

/* The module sends another file's command between two packs. */
static void wait_between_packs(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread block, other;

	fixture->fake->packs = 3;
	fixture_start_session(fixture, &fixture->b);
	fake_clear_log(fixture->fake);
	fixture_execute_and_hang(fixture, &block, &fixture->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_execute_async(fixture, &other, &fixture->b,
			      IOCTL_AACS_GET_CERTIFICATE, 0);
	fixture_expect_waiters(fixture, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &other), 0);
	EXPECT_STATUS(fixture, fixture_join(fixture, &block), 0);
	EXPECT_COMMANDS(fixture, CDB_PACK(0), CDB_CERTIFICATE(0), CDB_PACK(1),
			CDB_PACK(2));
}

/* Tasks get the turn in the order in which they came. */
static void wait_in_order(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread first, next[3];
	unsigned int i;

	for (i = 0; i < 4; i++)
		fixture_start_session(fixture, &fixture->a);
	fake_clear_log(fixture->fake);
	fixture_execute_and_hang(fixture, &first, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	for (i = 0; i < 3; i++) {
		fixture_execute_async(fixture, &next[i], &fixture->a,
				      IOCTL_AACS_GET_CERTIFICATE, 3 - i);
		fixture_expect_waiters(fixture, i + 1);
	}
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	for (i = 0; i < 3; i++)
		EXPECT_STATUS(fixture, fixture_join(fixture, &next[i]), 0);
	EXPECT_STATUS(fixture, fixture_join(fixture, &first), 0);
	EXPECT_COMMANDS(fixture, CDB_CERTIFICATE(0), CDB_CERTIFICATE(3),
			CDB_CERTIFICATE(2), CDB_CERTIFICATE(1));
}

/* A task killed in the queue sends no command, and the others continue. */
static void wait_killed(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread first, second, third;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &first, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	fixture_execute_async(fixture, &second, &fixture->a,
			      IOCTL_AACS_END_SESSION, 0);
	fixture_expect_waiters(fixture, 1);
	fixture_execute_async(fixture, &third, &fixture->b,
			      IOCTL_AACS_END_SESSION, 1);
	fixture_expect_waiters(fixture, 2);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &second),
		      SR_AACS_STATUS_CANCELLED);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &third), 0);
	EXPECT_STATUS(fixture, fixture_join(fixture, &first), 0);
	EXPECT_COMMANDS(fixture, CDB_CERTIFICATE(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);
}

/* A frozen task in the queue delays the next one only for a moment. */
static void wait_behind_a_frozen_task(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	LIST_HEAD(frozen);

	fixture_start_session(fixture, &fixture->a);
	spin_lock(&fixture->drive->turn.lock);
	list_add(&frozen, &fixture->drive->turn.queue);
	spin_unlock(&fixture->drive->turn.lock);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0, 0);
	spin_lock(&fixture->drive->turn.lock);
	list_del(&frozen);
	spin_unlock(&fixture->drive->turn.lock);
}

/* The open of another program holds the lock of the disk. */
static void wait_for_the_disk(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct mutex *taken = &fixture->drive->disk->open_mutex;
	struct fixture_thread starter;

	fixture_start_session(fixture, &fixture->b);
	fake_change(fixture->fake);
	fixture_flush_disk_events();
	mutex_lock(&fixture->drive->lock);
	aacs_event_handle(fixture->drive, "test");
	mutex_unlock(&fixture->drive->lock);
	fake_clear_log(fixture->fake);

	mutex_lock(taken);
	fixture_execute_async(fixture, &starter, &fixture->a,
			      IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
					 &fixture->drive->wait));
	/* Another file's request does not wait; START_SESSION can be killed. */
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_END_SESSION,
		       SR_AACS_END_ALL_SESSIONS, 0);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &starter),
		      SR_AACS_STATUS_CANCELLED);
	mutex_unlock(taken);
	fixture_flush_disk_events();
	fixture_start_session(fixture, &fixture->a);
}

/* Removing an idle drive does not wait for a busy one. */
static void remove_while_other_busy(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;
	struct fake_drive *other;
	unsigned long start;

	fixture_start_session(fixture, &fixture->a);
	other = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	start = jiffies;
	fake_drive_remove(other);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_LT(test, jiffies - start, 10UL * HZ);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
}

/* Resume and poll() do not wait for a command in flight. */
static void event_during_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *dev = &fixture->drive->dev;
	struct fixture_thread thread;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	/* User Mode Linux has no suspend, so there is no resume(). */
	if (dev->class->pm)
		KUNIT_EXPECT_EQ(test, dev->class->pm->resume(dev), 0);
	mutex_lock(&fixture->drive->lock);
	aacs_event_handle(fixture->drive, "resume");
	mutex_unlock(&fixture->drive->lock);
	fixture_watch(fixture);
	fixture_expect_all_lost(fixture);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(wait_between_packs),
	KUNIT_CASE(wait_in_order),
	KUNIT_CASE(wait_killed),
	KUNIT_CASE(wait_behind_a_frozen_task),
	KUNIT_CASE(wait_for_the_disk),
	KUNIT_CASE(remove_while_other_busy),
	KUNIT_CASE(event_during_command),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "sr_aacs_wait",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = wait_cases,
};

kunit_test_suites(&wait_suite);
