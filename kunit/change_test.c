// SPDX-License-Identifier: GPL-2.0-only
/* Medium changes that another program sees first. */
#include <linux/blkdev.h>
#include "fixture.h"

static void change_seen_by_open(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_change(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST(f, &f->b, END_SESSION, 1, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);
	fixture_expect_all_lost(f);
}

static void change_wakes_owners(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_change(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->b));
	fixture_expect_all_lost(f);
	EXPECT_NO_COMMAND(f);
}

/* The watch runs only while a task polls a file that has a session. */
static void change_watch(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct work_struct *work = &f->drive->watch.work;
	DEFINE_WAIT(wait);

	fixture_start_two(f);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);

	/* A task polls a file without a session. */
	fixture_close(f, &f->b);
	add_wait_queue(&f->b.wait, &wait);
	fixture_watch(f);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0U);
	remove_wait_queue(&f->b.wait, &wait);

	/* A task polls a file with a session, then stops. */
	add_wait_queue(&f->a.wait, &wait);
	fixture_watch(f);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&f->drive->watch));
	/* It has looked once and will look again. */
	flush_delayed_work(&f->drive->watch);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, delayed_work_pending,
					 &f->drive->watch));
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	remove_wait_queue(&f->a.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));

	/* A task polls a file; the session starts later. */
	add_wait_queue(&f->b.wait, &wait);
	fixture_start_session(f, &f->b);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&f->drive->watch));
	remove_wait_queue(&f->b.wait, &wait);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(0, work_busy, work));
}

static bool lost_is_told(struct aacs_drive *drive)
{
	return !READ_ONCE(drive->agids.lost);
}

/* A work item sends the uevent for lost sessions, and only one. */
static void change_told(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_change(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, lost_is_told, f->drive));
}

static void change_seen_by_polling(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fixture_set_disk_polling(f, "20");
	fake_change(f->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);
	EXPECT_NO_COMMAND(f);
}

/*
 * Without an open between them, the block layer counts two changes as one. The
 * first is pending when the session starts; the module must see the second.
 */
static void change_twice_without_open(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 before = f->drive->disk->diskseq;

	fixture_set_disk_polling(f, "20");
	fake_change(f->fake);
	KUNIT_ASSERT_TRUE(test, WAIT_FOR(before + 1, READ_ONCE,
					 f->drive->disk->diskseq));
	fixture_start_two(f);
	fake_change(f->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);

	/* A third and a fourth change. */
	fixture_start_two(f);
	fake_change(f->fake);
	fake_change(f->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);
	KUNIT_EXPECT_EQ(test, f->fake->disc, 4);
}

/* Only the drive knows of the change, and rejects the session. */
static void change_unreported(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_forget_sessions(f->fake);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_COMMANDS(f, CDB_CERTIFICATE(0));
}

/* Another command got the unit attention; sr has not checked events yet. */
static void change_seen_by_other_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct scsi_sense_hdr sense;

	fixture_start_two(f);
	fake_change(f->fake);
	scsi_test_unit_ready(f->fake->sdev, HZ, 1, &sense);
	KUNIT_ASSERT_TRUE(test, f->fake->sdev->changed);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);
	fixture_expect_all_lost(f);
}

/* The medium changes during a command that succeeds. */
static void change_during_command(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_QUIET_CHANGE, 0xAD, 0x80);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	fixture_expect_all_lost(f);
}

static void change_eject(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_eject(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, NO_MEDIA_IN_DEVICE);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);

	fake_change(f->fake);
	fixture_start_two(f);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, SUCCESS);
	fixture_expect_payload(f, 1, 0xAD, 0x80, 32);
}

/*
 * The feature belongs to the drive: a change does not make the module reread
 * it.
 */
static void change_keeps_feature(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 2; i < 8; i++)
		f->fake->feature[i] = 0xFF;
	fake_change(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	fixture_start_session(f, &f->a);
	EXPECT_COMMANDS(f, CDB_GRANT);
	KUNIT_EXPECT_TRUE(test, f->drive->feature.supported);
	KUNIT_EXPECT_TRUE(test, f->drive->feature.bng);
	KUNIT_EXPECT_FALSE(test, f->drive->feature.bec);
	KUNIT_EXPECT_EQ(test, f->drive->feature.agids, 4);
}

static struct kunit_case change_cases[] = {
	KUNIT_CASE(change_seen_by_open),
	KUNIT_CASE(change_wakes_owners),
	KUNIT_CASE(change_watch),
	KUNIT_CASE(change_told),
	KUNIT_CASE(change_seen_by_polling),
	KUNIT_CASE(change_twice_without_open),
	KUNIT_CASE(change_unreported),
	KUNIT_CASE(change_seen_by_other_command),
	KUNIT_CASE(change_during_command),
	KUNIT_CASE(change_eject),
	KUNIT_CASE(change_keeps_feature),
	{}
};

FIXTURE_SUITE(change);
