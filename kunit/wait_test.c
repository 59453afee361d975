// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a task does not wait for: another file's request of many commands, a
 * drive that is silent, a disk that is taken, another drive.
 */
#include <linux/blkdev.h>
#include <linux/jiffies.h>
#include "fixture.h"

/* ---- the turn ---- */

/* Another file's request comes between two packs. */
static void wait_between_packs(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread block, other;

	fixture->fake->packs = 3;
	fixture_start_session(fixture, &fixture->b);
	fake_forget_wire(fixture->fake);
	fixture_execute_and_hang(fixture, &block, &fixture->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_execute_async(fixture, &other, &fixture->b,
			      IOCTL_AACS_GET_CERTIFICATE, 0);
	fixture_expect_waiters(fixture, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &other), 0);
	EXPECT_STATUS(fixture, fixture_join(fixture, &block), 0);
	EXPECT_WIRE(fixture, WIRE_PACK(0), WIRE_CERTIFICATE(0), WIRE_PACK(1),
		    WIRE_PACK(2));
}

/* First come, first served. */
static void wait_in_order(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread first, next[3];
	unsigned int i;

	for (i = 0; i < 4; i++)
		fixture_start_session(fixture, &fixture->a);
	fake_forget_wire(fixture->fake);
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
	EXPECT_WIRE(fixture, WIRE_CERTIFICATE(0), WIRE_CERTIFICATE(3),
		    WIRE_CERTIFICATE(2), WIRE_CERTIFICATE(1));
}

/* Killed in the queue: no command is sent, and the others go on. */
static void wait_and_be_killed(struct kunit *test)
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
	EXPECT_WIRE(fixture, WIRE_CERTIFICATE(0), WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);
}

/* A task that does not take its turn, frozen perhaps, holds up for a moment. */
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

/* ---- a silent drive ---- */

/* The first END is not answered. */
static void end_in_silence(struct fixture *fixture)
{
	reinit_completion(&fixture->fake->hanging);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = 0xA3, .format = 0x3F,
	});
}

static void time_out(struct fixture *fixture)
{
	KUNIT_EXPECT_NE(fixture->test, 0UL,
			wait_for_completion_timeout(&fixture->fake->hanging,
						    10 * HZ));
	KUNIT_EXPECT_TRUE(fixture->test, fake_time_out_hung(fixture->fake));
}

static void start_four(struct fixture *fixture)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		KUNIT_ASSERT_EQ(fixture->test,
				fixture_start_session(fixture, &fixture->a), i);
	fake_forget_wire(fixture->fake);
}

/*
 * close() does not wait; the first time-out is the last command that is sent for
 * it, until the drive answers one again.
 */
static void silent_close(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	start_four(fixture);
	end_in_silence(fixture);
	aacs_session_close(fixture->drive, &fixture->a);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	time_out(fixture);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0xFU);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);

	EXPECT_REQUEST(fixture, &fixture->b,
		       IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0, 0);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_MKB_SIZE, WIRE_END(0), WIRE_END(1),
		    WIRE_END(2), WIRE_END(3));
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* A drive that is known to be silent is not asked again as it is removed. */
static void silent_and_unbound(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	start_four(fixture);
	end_in_silence(fixture);
	aacs_session_close(fixture->drive, &fixture->a);
	time_out(fixture);
	fixture_flush_cleanup(fixture);
	device_release_driver(fixture->sdev);
	EXPECT_WIRE(fixture, WIRE_END(0));
}

/* What the drive was too busy to end is tried again at the next close(). */
static void busy_close(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20402,
	});
	fixture_close(fixture, &fixture->a);
	EXPECT_WIRE(fixture, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x3U);
	fixture_close(fixture, &fixture->b);
	EXPECT_WIRE(fixture, WIRE_END(0), WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* The drive becomes ready after the close(). */
static void close_before_ready(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20401, .count = 2,
	});
	fixture_close(fixture, &fixture->a);
	EXPECT_WIRE(fixture, WIRE_END(0), WIRE_END(0), WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x2U);
}

/* An answer that can't be handed over does not wait either. */
static void silent_undo(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_session(fixture, &fixture->a);
	fake_forget_wire(fixture->fake);
	end_in_silence(fixture);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	time_out(fixture);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_END(0));
}

/* END_SESSION of all pays once; they are gone for the caller. */
static void silent_end_all(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	start_four(fixture);
	end_in_silence(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_END_SESSION, SR_AACS_END_ALL_SESSIONS);
	time_out(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_WIRE(fixture, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0xFU);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(fixture);

	/* They are another opener's only when the drive grants them anew. */
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->b), 0U);
	fixture_flush_cleanup(fixture);
	/* Two GRANTs and four ENDs; the work item's come beside the second. */
	KUNIT_EXPECT_EQ(test, fixture->fake->wired, 6U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x1U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0x0U);
}

/* One END_SESSION: gone for the caller, and owed to the drive. */
static void silent_end(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fake_forget_wire(fixture->fake);
	end_in_silence(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_END_SESSION, 0);
	time_out(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_WIRE(fixture, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0x1U);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(fixture);
}

/* An unbind, too, and the next binding begins with all of them stale. */
static void silent_unbind(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread going;

	start_four(fixture);
	end_in_silence(fixture);
	fixture_run_async(fixture, &going, fixture_unbind_thread);
	time_out(fixture);
	fixture_join(fixture, &going);
	EXPECT_WIRE(fixture, WIRE_END(0));
	KUNIT_EXPECT_TRUE(test, fixture->a.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);

	fixture_rebind(fixture);
	EXPECT_WIRE(fixture, WIRE_CONFIG);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->b), 0U);
	EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_END(0), WIRE_GRANT);
}

/* What a READ releases costs one time-out, and the answer stands. */
static void silent_release(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fake_forget_wire(fixture->fake);
	end_in_silence(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_READ_VOLUME_ID, 0);
	time_out(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
	EXPECT_WIRE(fixture, WIRE_VOLUME_ID(0), WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
}

/* ---- what else is going on ---- */

/* The disk is taken, by an open of another program's that takes its time. */
static void wait_for_the_disk(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct mutex *taken = &fixture->drive->disk->open_mutex;
	struct fixture_thread starter;

	fixture_start_session(fixture, &fixture->b);
	fake_change(fixture->fake);
	fixture_flush_disk_events();
	mutex_lock(&fixture->drive->state);
	aacs_event(fixture->drive, "test");
	mutex_unlock(&fixture->drive->state);
	fake_forget_wire(fixture->fake);

	mutex_lock(taken);
	fixture_execute_async(fixture, &starter, &fixture->a,
			      IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
					 &fixture->drive->wait));
	/* Another file's request does not wait, and the starter can be killed. */
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_END_SESSION,
		       SR_AACS_END_ALL_SESSIONS, 0);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &starter),
		      SR_AACS_STATUS_CANCELLED);
	mutex_unlock(taken);
	fixture_flush_disk_events();
	fixture_start_session(fixture, &fixture->a);
}

/* An idle drive goes while another one is busy. */
static void remove_beside_a_busy_drive(struct kunit *test)
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

/* Resume, sysfs and poll() while the drive has a command. */
static void state_beside_a_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *dev = &fixture->drive->dev;
	struct fixture_thread thread;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	/* User Mode Linux can't suspend, so the function is not there. */
	if (dev->class->pm)
		KUNIT_EXPECT_EQ(test, dev->class->pm->resume(dev), 0);
	mutex_lock(&fixture->drive->state);
	aacs_event(fixture->drive, "resume");
	mutex_unlock(&fixture->drive->state);
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
	KUNIT_CASE(wait_and_be_killed),
	KUNIT_CASE(wait_behind_a_frozen_task),
	KUNIT_CASE(silent_close),
	KUNIT_CASE(silent_and_unbound),
	KUNIT_CASE(busy_close),
	KUNIT_CASE(close_before_ready),
	KUNIT_CASE(silent_undo),
	KUNIT_CASE(silent_end_all),
	KUNIT_CASE(silent_end),
	KUNIT_CASE(silent_unbind),
	KUNIT_CASE(silent_release),
	KUNIT_CASE(wait_for_the_disk),
	KUNIT_CASE(remove_beside_a_busy_drive),
	KUNIT_CASE(state_beside_a_command),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "sr_aacs_wait",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = wait_cases,
};

kunit_test_suites(&wait_suite);
