// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a task does not wait for: another file's request of many commands, a
 * drive that is silent, a disk that is taken, another drive.
 */
#include <linux/blkdev.h>
#include <linux/jiffies.h>
#include "rig.h"

/* ---- the turn ---- */

/* Another file's request comes between two packs. */
static void wait_between_packs(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread block, other;

	rig->fake->packs = 3;
	rig_start(rig, &rig->b);
	fake_forget_wire(rig->fake);
	rig_ask_and_hang(rig, &block, &rig->a, IOCTL_AACS_READ_MEDIA_KEY_BLOCK,
			 0, 0xAD, 0x83);
	rig_ask_beside(rig, &other, &rig->b, IOCTL_AACS_GET_CERTIFICATE, 0);
	rig_expect_waiting(rig, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(rig->fake));
	EXPECT_STATUS(rig, rig_join(rig, &other), 0);
	EXPECT_STATUS(rig, rig_join(rig, &block), 0);
	EXPECT_WIRE(rig, WIRE_PACK(0), WIRE_CERTIFICATE(0), WIRE_PACK(1),
		    WIRE_PACK(2));
}

/* First come, first served. */
static void wait_in_order(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread first, next[3];
	unsigned int i;

	for (i = 0; i < 4; i++)
		rig_start(rig, &rig->a);
	fake_forget_wire(rig->fake);
	rig_ask_and_hang(rig, &first, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0,
			 0xA4, 0x01);
	for (i = 0; i < 3; i++) {
		rig_ask_beside(rig, &next[i], &rig->a,
			       IOCTL_AACS_GET_CERTIFICATE, 3 - i);
		rig_expect_waiting(rig, i + 1);
	}
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(rig->fake));
	for (i = 0; i < 3; i++)
		EXPECT_STATUS(rig, rig_join(rig, &next[i]), 0);
	EXPECT_STATUS(rig, rig_join(rig, &first), 0);
	EXPECT_WIRE(rig, WIRE_CERTIFICATE(0), WIRE_CERTIFICATE(3),
		    WIRE_CERTIFICATE(2), WIRE_CERTIFICATE(1));
}

/* Killed in the queue: no command is sent, and the others go on. */
static void wait_and_be_killed(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread first, second, third;

	rig_start_two(rig);
	rig_ask_and_hang(rig, &first, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0,
			 0xA4, 0x01);
	rig_ask_beside(rig, &second, &rig->a, IOCTL_AACS_END_SESSION, 0);
	rig_expect_waiting(rig, 1);
	rig_ask_beside(rig, &third, &rig->b, IOCTL_AACS_END_SESSION, 1);
	rig_expect_waiting(rig, 2);
	EXPECT_STATUS(rig, rig_kill(rig, &second), SR_AACS_STATUS_CANCELLED);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(rig->fake));
	EXPECT_STATUS(rig, rig_join(rig, &third), 0);
	EXPECT_STATUS(rig, rig_join(rig, &first), 0);
	EXPECT_WIRE(rig, WIRE_CERTIFICATE(0), WIRE_END(1));
	KUNIT_EXPECT_EQ(test, rig_held(rig, &rig->a), 0x1U);
}

/* A task that does not take its turn, frozen perhaps, holds up for a moment. */
static void wait_behind_a_frozen_task(struct kunit *test)
{
	struct rig *rig = test->priv;
	LIST_HEAD(frozen);

	rig_start(rig, &rig->a);
	spin_lock(&rig->drive->turn.lock);
	list_add(&frozen, &rig->drive->turn.queue);
	spin_unlock(&rig->drive->turn.lock);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0), 0);
	spin_lock(&rig->drive->turn.lock);
	list_del(&frozen);
	spin_unlock(&rig->drive->turn.lock);
}

/* ---- a silent drive ---- */

/* The first END is not answered. */
static void end_in_silence(struct rig *rig)
{
	reinit_completion(&rig->fake->hanging);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = 0xA3, .format = 0x3F,
	});
}

static void time_out(struct rig *rig)
{
	KUNIT_EXPECT_NE(rig->test, 0UL,
			wait_for_completion_timeout(&rig->fake->hanging,
						    10 * HZ));
	KUNIT_EXPECT_TRUE(rig->test, fake_time_out_hung(rig->fake));
}

static void start_four(struct rig *rig)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		KUNIT_ASSERT_EQ(rig->test, rig_start(rig, &rig->a), i);
	fake_forget_wire(rig->fake);
}

/*
 * close() does not wait; the first time-out is the last command that is sent for
 * it, until the drive answers one again.
 */
static void silent_close(struct kunit *test)
{
	struct rig *rig = test->priv;

	start_four(rig);
	end_in_silence(rig);
	aacs_session_close(rig->drive, &rig->a);
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	time_out(rig);
	rig_pay(rig);
	EXPECT_WIRE(rig, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, rig->drive->agids.to_end, 0xFU);
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0xFU);

	EXPECT_STATUS(rig, rig_ask(rig, &rig->b,
				   IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0), 0);
	rig_pay(rig);
	EXPECT_WIRE(rig, WIRE_MKB_SIZE, WIRE_END(0), WIRE_END(1), WIRE_END(2),
		    WIRE_END(3));
	KUNIT_EXPECT_EQ(test, rig->drive->agids.to_end, 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x0U);
}

/* A drive that is known to be silent is not asked again as it is removed. */
static void silent_and_unbound(struct kunit *test)
{
	struct rig *rig = test->priv;

	start_four(rig);
	end_in_silence(rig);
	aacs_session_close(rig->drive, &rig->a);
	time_out(rig);
	rig_pay(rig);
	device_release_driver(rig->sdev);
	EXPECT_WIRE(rig, WIRE_END(0));
}

/* What the drive was too busy to end is tried again at the next close(). */
static void busy_close(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20402,
	});
	rig_close(rig, &rig->a);
	EXPECT_WIRE(rig, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x3U);
	rig_close(rig, &rig->b);
	EXPECT_WIRE(rig, WIRE_END(0), WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x0U);
}

/* The drive becomes ready after the close(). */
static void close_before_ready(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20401, .count = 2,
	});
	rig_close(rig, &rig->a);
	EXPECT_WIRE(rig, WIRE_END(0), WIRE_END(0), WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x2U);
}

/* An answer that can't be handed over does not wait either. */
static void silent_undo(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start(rig, &rig->a);
	fake_forget_wire(rig->fake);
	end_in_silence(rig);
	aacs_request_undo(rig->drive, &rig->a, &rig->req);
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	time_out(rig);
	rig_pay(rig);
	EXPECT_WIRE(rig, WIRE_END(0));
}

/* END_SESSION of all pays once; they are gone for the caller. */
static void silent_end_all(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread thread;

	start_four(rig);
	end_in_silence(rig);
	rig_ask_beside(rig, &thread, &rig->a, IOCTL_AACS_END_SESSION,
		       SR_AACS_END_ALL_SESSIONS);
	time_out(rig);
	EXPECT_STATUS(rig, rig_join(rig, &thread), SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_WIRE(rig, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, rig->drive->agids.to_end, 0xFU);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(rig);

	/* They are another opener's only when the drive grants them anew. */
	KUNIT_EXPECT_EQ(test, rig_start(rig, &rig->b), 0U);
	rig_pay(rig);
	/* Two GRANTs and four ENDs; the work item's come beside the second. */
	KUNIT_EXPECT_EQ(test, rig->fake->wired, 6U);
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x1U);
	KUNIT_EXPECT_EQ(test, rig->drive->agids.to_end, 0x0U);
}

/* One END_SESSION: gone for the caller, and owed to the drive. */
static void silent_end(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread thread;

	rig_start(rig, &rig->a);
	fake_forget_wire(rig->fake);
	end_in_silence(rig);
	rig_ask_beside(rig, &thread, &rig->a, IOCTL_AACS_END_SESSION, 0);
	time_out(rig);
	EXPECT_STATUS(rig, rig_join(rig, &thread), SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_WIRE(rig, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, rig->drive->agids.to_end, 0x1U);
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_END_SESSION, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(rig);
}

/* An unbind, too, and the next binding begins with all of them stale. */
static void silent_unbind(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread going;

	start_four(rig);
	end_in_silence(rig);
	rig_run_beside(rig, &going, rig_unbind_run);
	time_out(rig);
	rig_join(rig, &going);
	EXPECT_WIRE(rig, WIRE_END(0));
	KUNIT_EXPECT_TRUE(test, rig->a.lost);
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0xFU);

	rig_rebind(rig);
	EXPECT_WIRE(rig, WIRE_CONFIG);
	KUNIT_EXPECT_EQ(test, rig_start(rig, &rig->b), 0U);
	EXPECT_WIRE(rig, WIRE_GRANT, WIRE_END(0), WIRE_GRANT);
}

/* What a READ releases costs one time-out, and the answer stands. */
static void silent_release(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread thread;

	rig_start(rig, &rig->a);
	fake_forget_wire(rig->fake);
	end_in_silence(rig);
	rig_ask_beside(rig, &thread, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0);
	time_out(rig);
	EXPECT_STATUS(rig, rig_join(rig, &thread), 0);
	EXPECT_WIRE(rig, WIRE_VOLUME_ID(0), WIRE_END(0));
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
}

/* ---- what else is going on ---- */

/* The disk is taken, by an open of another program's that takes its time. */
static void wait_for_the_disk(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct mutex *taken = &rig->drive->disk->open_mutex;
	struct rig_thread starter;

	rig_start(rig, &rig->b);
	fake_change(rig->fake);
	rig_quiet();
	mutex_lock(&rig->drive->state);
	aacs_event_handle(rig->drive, "test");
	mutex_unlock(&rig->drive->state);
	fake_forget_wire(rig->fake);

	mutex_lock(taken);
	rig_ask_beside(rig, &starter, &rig->a, IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
					 &rig->drive->wait));
	/* Another file's request does not wait, and the starter can be killed. */
	EXPECT_STATUS(rig, rig_ask(rig, &rig->b, IOCTL_AACS_END_SESSION,
				   SR_AACS_END_ALL_SESSIONS), 0);
	EXPECT_STATUS(rig, rig_kill(rig, &starter), SR_AACS_STATUS_CANCELLED);
	mutex_unlock(taken);
	rig_quiet();
	rig_start(rig, &rig->a);
}

/* An idle drive goes while another one is busy. */
static void remove_beside_a_busy_drive(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_thread thread;
	struct fake_drive *other;
	unsigned long start;

	rig_start(rig, &rig->a);
	other = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	rig_ask_and_hang(rig, &thread, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0,
			 0xA4, 0x01);
	start = jiffies;
	fake_drive_remove(other);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_LT(test, jiffies - start, 10UL * HZ);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(rig->fake));
	EXPECT_STATUS(rig, rig_join(rig, &thread), 0);
}

/* Resume, sysfs and poll() while the drive has a command. */
static void state_beside_a_command(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct device *dev = &rig->drive->dev;
	struct rig_thread thread;

	rig_start_two(rig);
	rig_ask_and_hang(rig, &thread, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0,
			 0xA4, 0x01);
	/* User Mode Linux can't suspend, so the function is not there. */
	if (dev->class->pm)
		KUNIT_EXPECT_EQ(test, dev->class->pm->resume(dev), 0);
	mutex_lock(&rig->drive->state);
	aacs_event_handle(rig->drive, "resume");
	mutex_unlock(&rig->drive->state);
	rig_watch(rig);
	rig_expect_all_lost(rig);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(rig->fake));
	EXPECT_STATUS(rig, rig_join(rig, &thread),
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
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = wait_cases,
};

kunit_test_suites(&wait_suite);
