// SPDX-License-Identifier: GPL-2.0-only
/* Medium changes that somebody else has seen first. */
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
		      STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->b, IOCTL_AACS_END_SESSION, 1),
		      STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_WIRE(rig, WIRE_CONFIG);
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

/* Nothing ticks while nobody has a session. */
static void change_watch_ends(struct kunit *test)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&rig->drive->watch));
	rig_start_two(rig);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&rig->drive->watch));
	aacs_drive_end_owner(rig->drive, &rig->a);
	aacs_drive_end_owner(rig->drive, &rig->b);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(0, work_busy, &rig->drive->watch.work));
	KUNIT_EXPECT_FALSE(test, rig->a.lost);
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
		      STATUS_CSS_KEY_NOT_ESTABLISHED);
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
		      STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_WIRE(rig, WIRE_CONFIG);
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
		      STATUS_CSS_KEY_NOT_ESTABLISHED);
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
		      STATUS_NO_MEDIA_IN_DEVICE);
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);

	fake_change(rig->fake);
	rig_start_two(rig);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0), 0);
	rig_expect_payload(rig, 1, 0xAD, 0x80, 32);
}

/* The feature is the medium's: read again after a change, and only then. */
static void change_of_feature(struct kunit *test)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_TRUE(test, rig->drive->feature.bng);
	rig->fake->feature[2] = 0x04;
	rig->fake->feature[4] = 0x02;
	rig->fake->feature[5] = 7;
	rig->fake->feature[6] = 2;
	rig->fake->feature[7] = 9;
	fake_change(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	rig_start_two(rig);
	KUNIT_EXPECT_TRUE(test, rig->drive->feature.supported);
	KUNIT_EXPECT_FALSE(test, rig->drive->feature.current_disc);
	KUNIT_EXPECT_FALSE(test, rig->drive->feature.bng);
	KUNIT_EXPECT_TRUE(test, rig->drive->feature.bec);
	KUNIT_EXPECT_EQ(test, rig->drive->feature.nonce_blocks, 7);
	KUNIT_EXPECT_EQ(test, rig->drive->feature.agids, 2);
	KUNIT_EXPECT_EQ(test, rig->drive->feature.version, 9);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GENERATE_BINDING_NONCE,
			      0), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_NO_WIRE(rig);

	rig->fake->feature[4] = 0x01;
	fake_change(rig->fake);
	KUNIT_ASSERT_EQ(test, rig_open_disk(rig), 0);
	rig_start(rig, &rig->a);
	rig_start(rig, &rig->b);
	EXPECT_WIRE(rig, WIRE_CONFIG, WIRE_GRANT, WIRE_GRANT);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a, IOCTL_AACS_GENERATE_BINDING_NONCE,
			      0), 0);
}

static struct kunit_case change_cases[] = {
	KUNIT_CASE(change_seen_by_open),
	KUNIT_CASE(change_wakes_owners),
	KUNIT_CASE(change_watch_ends),
	KUNIT_CASE(change_seen_by_polling),
	KUNIT_CASE(change_twice_without_open),
	KUNIT_CASE(change_seen_by_nobody),
	KUNIT_CASE(change_seen_by_other_command),
	KUNIT_CASE(change_during_command),
	KUNIT_CASE(change_eject),
	KUNIT_CASE(change_of_feature),
	{}
};

static struct kunit_suite change_suite = {
	.name = "sr_aacs_change",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = change_cases,
};

kunit_test_suites(&change_suite);
