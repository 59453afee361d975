// SPDX-License-Identifier: GPL-2.0-only
/* Medium changes that another program has seen first. */
#include <linux/blkdev.h>
#include "rig.h"

static void change_seen_by_open(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_change(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->b, IOCTL_AACS_END_SESSION, 1),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(rig);
	rig_expect_all_lost(rig);
}

static void change_wakes_owners(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_change(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	KUNIT_EXPECT_TRUE(test, rig_woken(rig, &rig->b));
	rig_expect_all_lost(rig);
	EXPECT_NO_WIRE(rig);
}

/* No timer runs unless a task polls a file that has a session. */
static void change_watch(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct work_struct *work = &rig->drive->watch.work;
	DEFINE_WAIT(wait);

	rig_start_two(rig);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);

	/* A task polls a file without a session. */
	rig_close(rig, &rig->b);
	add_wait_queue(&rig->b.wait, &wait);
	rig_watch(rig);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);
	remove_wait_queue(&rig->b.wait, &wait);

	/* One with a session, until it goes. */
	add_wait_queue(&rig->a.wait, &wait);
	rig_watch(rig);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&rig->drive->watch));
	KUNIT_EXPECT_FALSE(test, rig->a.lost);
	remove_wait_queue(&rig->a.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));

	/* The session comes after the task. */
	add_wait_queue(&rig->b.wait, &wait);
	rig_start(rig, &rig->b);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&rig->drive->watch));
	remove_wait_queue(&rig->b.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));
}

static void change_seen_by_polling(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	rig_poll_disk(rig, "20");
	fake_change(rig->fake);
	KUNIT_EXPECT_TRUE(test, rig_woken(rig, &rig->a));
	rig_expect_all_lost(rig);
	EXPECT_NO_WIRE(rig);
}

/*
 * The block layer counts changes with no open between them once. The first is
 * pending when the session starts; the second must be seen all the same.
 */
static void change_twice_without_open(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 before = rig->drive->disk->diskseq;

	rig_poll_disk(rig, "20");
	fake_change(rig->fake);
	KUNIT_ASSERT_TRUE(test,
			  WAIT_FOR(before + 1, READ_ONCE,
				   rig->drive->disk->diskseq));
	rig_start_two(rig);
	fake_change(rig->fake);
	KUNIT_EXPECT_TRUE(test, rig_woken(rig, &rig->a));
	rig_expect_all_lost(rig);

	/* And a third, a fourth. */
	rig_start_two(rig);
	fake_change(rig->fake);
	fake_change(rig->fake);
	KUNIT_EXPECT_TRUE(test, rig_woken(rig, &rig->a));
	rig_expect_all_lost(rig);
	KUNIT_EXPECT_EQ(test, rig->fake->disc, 4);
}

/* Seen by nobody but the drive: it has the last word. */
static void change_seen_by_nobody(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_forget_sessions(rig->fake);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_WIRE(rig, WIRE_CERTIFICATE(0));
}

/* Somebody else's command met it; sr has not looked yet. */
static void change_seen_by_other_command(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct scsi_sense_hdr sense;

	rig_start_two(rig);
	fake_change(rig->fake);
	scsi_test_unit_ready(rig->fake->sdev, HZ, 1, &sense);
	KUNIT_ASSERT_TRUE(test, rig->fake->sdev->changed);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GET_CERTIFICATE, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(rig);
	rig_expect_all_lost(rig);
}

/* It happened while the drive was at our command, which came back as good. */
static void change_during_command(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_QUIET_CHANGE, .opcode = 0xAD, .format = 0x80,
	});
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, rig->req.information, 0U);
	rig_expect_all_lost(rig);
}

static void change_eject(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_eject(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	KUNIT_EXPECT_TRUE(test, rig_woken(rig, &rig->a));
	rig_expect_all_lost(rig);
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_START_SESSION, 0),
		      SR_AACS_STATUS_NO_MEDIA_IN_DEVICE);
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);

	fake_change(rig->fake);
	rig_start_two(rig);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0), 0);
	rig_expect_payload(rig, 1, 0xAD, 0x80, 32);
}

/* What a drive can do is the drive's: once listed it is not asked for again. */
static void change_keeps_feature(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	for (i = 2; i < 8; i++)
		rig->fake->feature[i] = 0xFF;
	fake_change(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	rig_start(rig, &rig->a);
	EXPECT_WIRE(rig, WIRE_GRANT);
	KUNIT_EXPECT_TRUE(test, rig->drive->feature.supported);
	KUNIT_EXPECT_TRUE(test, rig->drive->feature.bng);
	KUNIT_EXPECT_FALSE(test, rig->drive->feature.bec);
	KUNIT_EXPECT_EQ(test, rig->drive->feature.agids, 4);
}

static struct kunit_case change_cases[] = {
	KUNIT_CASE(change_seen_by_open),
	KUNIT_CASE(change_wakes_owners),
	KUNIT_CASE(change_watch),
	KUNIT_CASE(change_seen_by_polling),
	KUNIT_CASE(change_twice_without_open),
	KUNIT_CASE(change_seen_by_nobody),
	KUNIT_CASE(change_seen_by_other_command),
	KUNIT_CASE(change_during_command),
	KUNIT_CASE(change_eject),
	KUNIT_CASE(change_keeps_feature),
	{}
};

static struct kunit_suite change_suite = {
	.name = "sr_aacs_change",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = change_cases,
};

kunit_test_suites(&change_suite);
