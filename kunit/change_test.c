// SPDX-License-Identifier: GPL-2.0-only
/* Medium changes that another program sees first. */
#include <linux/blkdev.h>
#include "fixture.h"

static void change_seen_by_open(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_change(fixture->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(fixture), 0);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_END_SESSION, 1,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(fixture);
	fixture_expect_all_lost(fixture);
}

static void change_wakes_owners(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_change(fixture->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(fixture), 0);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(fixture, &fixture->b));
	fixture_expect_all_lost(fixture);
	EXPECT_NO_COMMAND(fixture);
}

/* The watch runs only while a task polls a file that has a session. */
static void change_watch(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct work_struct *work = &fixture->drive->watch.work;
	DEFINE_WAIT(wait);

	fixture_start_two(fixture);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);

	/* A task polls a file without a session. */
	fixture_close(fixture, &fixture->b);
	add_wait_queue(&fixture->b.wait, &wait);
	fixture_watch(fixture);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);
	remove_wait_queue(&fixture->b.wait, &wait);

	/* A task polls a file with a session, then stops. */
	add_wait_queue(&fixture->a.wait, &wait);
	fixture_watch(fixture);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&fixture->drive->watch));
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
	remove_wait_queue(&fixture->a.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));

	/* A task polls a file; the session starts later. */
	add_wait_queue(&fixture->b.wait, &wait);
	fixture_start_session(fixture, &fixture->b);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&fixture->drive->watch));
	remove_wait_queue(&fixture->b.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));
}

static void change_seen_by_polling(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fixture_set_disk_polling(fixture, "20");
	fake_change(fixture->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(fixture, &fixture->a));
	fixture_expect_all_lost(fixture);
	EXPECT_NO_COMMAND(fixture);
}

/*
 * Without an open between them, the block layer counts two changes as one. The
 * first is pending when the session starts; the module must see the second.
 */
static void change_twice_without_open(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 before = fixture->drive->disk->diskseq;

	fixture_set_disk_polling(fixture, "20");
	fake_change(fixture->fake);
	KUNIT_ASSERT_TRUE(test, WAIT_FOR(before + 1, READ_ONCE,
					 fixture->drive->disk->diskseq));
	fixture_start_two(fixture);
	fake_change(fixture->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(fixture, &fixture->a));
	fixture_expect_all_lost(fixture);

	/* A third and a fourth change. */
	fixture_start_two(fixture);
	fake_change(fixture->fake);
	fake_change(fixture->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(fixture, &fixture->a));
	fixture_expect_all_lost(fixture);
	KUNIT_EXPECT_EQ(test, fixture->fake->disc, 4);
}

/* Only the drive knows of the change, and rejects the session. */
static void change_unreported(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_forget_sessions(fixture->fake);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_COMMANDS(fixture, CDB_CERTIFICATE(0));
}

/* Another command got the unit attention; sr has not checked events yet. */
static void change_seen_by_other_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct scsi_sense_hdr sense;

	fixture_start_two(fixture);
	fake_change(fixture->fake);
	scsi_test_unit_ready(fixture->fake->sdev, HZ, 1, &sense);
	KUNIT_ASSERT_TRUE(test, fixture->fake->sdev->changed);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(fixture);
	fixture_expect_all_lost(fixture);
}

/* The medium changes during a command that succeeds. */
static void change_during_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_QUIET_CHANGE, .opcode = 0xAD, .format = 0x80,
	});
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_READ_VOLUME_ID, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
	fixture_expect_all_lost(fixture);
}

static void change_eject(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_eject(fixture->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(fixture), 0);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(fixture, &fixture->a));
	fixture_expect_all_lost(fixture);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_MEDIA_IN_DEVICE);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);

	fake_change(fixture->fake);
	fixture_start_two(fixture);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_READ_VOLUME_ID, 0, 0);
	fixture_expect_payload(fixture, 1, 0xAD, 0x80, 32);
}

/*
 * The feature belongs to the drive: a change does not make the module reread
 * it.
 */
static void change_keeps_feature(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 2; i < 8; i++)
		fixture->fake->feature[i] = 0xFF;
	fake_change(fixture->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(fixture), 0);
	fixture_start_session(fixture, &fixture->a);
	EXPECT_COMMANDS(fixture, CDB_GRANT);
	KUNIT_EXPECT_TRUE(test, fixture->drive->feature.supported);
	KUNIT_EXPECT_TRUE(test, fixture->drive->feature.bng);
	KUNIT_EXPECT_FALSE(test, fixture->drive->feature.bec);
	KUNIT_EXPECT_EQ(test, fixture->drive->feature.agids, 4);
}

static struct kunit_case change_cases[] = {
	KUNIT_CASE(change_seen_by_open),
	KUNIT_CASE(change_wakes_owners),
	KUNIT_CASE(change_watch),
	KUNIT_CASE(change_seen_by_polling),
	KUNIT_CASE(change_twice_without_open),
	KUNIT_CASE(change_unreported),
	KUNIT_CASE(change_seen_by_other_command),
	KUNIT_CASE(change_during_command),
	KUNIT_CASE(change_eject),
	KUNIT_CASE(change_keeps_feature),
	{}
};

static struct kunit_suite change_suite = {
	.name = "sr_aacs_change",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = change_cases,
};

kunit_test_suites(&change_suite);
