// SPDX-License-Identifier: GPL-2.0-only
/* The drive is unplugged, or sr is unbound from it. */
#include <linux/device.h>
#include "fixture_thread.h"

static void unplug_with_sessions(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_unplug(fixture->fake);
	KUNIT_EXPECT_TRUE(test, fixture->drive->gone);
	fixture_expect_all_lost(fixture);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION,
		       SR_AACS_END_ALL_SESSIONS, SR_AACS_STATUS_NO_SUCH_DEVICE);
	/* The file is closed after the unplug. */
	fixture_close(fixture, &fixture->a);
	EXPECT_NO_COMMAND(fixture);
}

/* The unplug itself wakes a task in poll(). */
static void unplug_wakes_owners(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_poller poller;

	fixture_start_two(fixture);
	fixture_start_poller(fixture, &poller, &fixture->a);
	fake_unplug(fixture->fake);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	fixture_expect_all_lost(fixture);
}

static int unplug_thread(void *data)
{
	struct fixture_thread *thread = data;

	fake_unplug(thread->fixture->fake);
	complete(&thread->done);
	return 0;
}

static void unplug_with_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, remover;
	u32 status;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	fixture_run_async(fixture, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	/* The unplug waits for the command. */
	KUNIT_EXPECT_FALSE(test, completion_done(&remover.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	status = fixture_join(fixture, &thread);
	fixture_join(fixture, &remover);
	/* The answer of the drive, or the loss of the session. */
	KUNIT_EXPECT_TRUE_MSG(test, !status || status == SR_AACS_STATUS_NO_SUCH_DEVICE ||
			      status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
			      "status %#x", status);
	fixture_expect_all_lost(fixture);
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_GET_CERTIFICATE, 1,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
}

/* The host fails the command after the unplug. */
static void unplug_with_failed_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, remover;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_READ_VOLUME_ID, 0, 0xAD, 0x80);
	fixture_run_async(fixture, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_RESULT, .opcode = 0xAD, .format = 0x80,
		.arg = DID_NO_CONNECT << 16,
	});
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_NO_SUCH_DEVICE);
	fixture_join(fixture, &remover);
	fixture_expect_all_lost(fixture);
}

/* The module reads no pack after the unplug. */
static void unplug_in_media_key_block(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, remover;

	fixture->fake->packs = 255;
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_run_async(fixture, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_NO_SUCH_DEVICE);
	fixture_join(fixture, &remover);
	KUNIT_EXPECT_EQ(test, thread.req.information, 0U);
	EXPECT_COMMANDS(fixture, CDB_PACK(0));
}

/* ---- sr is unbound, the drive stays ---- */

static void unbind(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *dev = &fixture->fake->sdev->sdev_gendev;
	struct aacs_drive *again;
	char name[16];

	strscpy(name, dev_name(&fixture->drive->dev), sizeof(name));
	fixture_start_two(fixture);
	device_release_driver(dev);
	KUNIT_EXPECT_NULL(test, aacs_discover_find(fixture->fake->sdev));
	KUNIT_EXPECT_TRUE(test, fixture->drive->gone);
	fixture_expect_all_lost(fixture);
	/* The drive is still there, so the module ends its sessions. */
	EXPECT_COMMANDS(fixture, CDB_END(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
	EXPECT_NO_COMMAND(fixture);

	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	again = aacs_discover_find(fixture->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(test, again);
	KUNIT_EXPECT_PTR_NE(test, again, fixture->drive);
	KUNIT_EXPECT_STREQ(test, dev_name(&again->dev), name);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);

	/* The new drive works. */
	put_device(&fixture->drive->dev);
	fixture->drive = again;
	fixture->a.lost = false;
	fixture->b.lost = false;
	fixture_start_two(fixture);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0, 0);
}

static void unbind_repeatedly(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *dev = &fixture->fake->sdev->sdev_gendev;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		fixture_start_session(fixture, &fixture->a);
		device_release_driver(dev);
		KUNIT_EXPECT_TRUE(test, fixture->drive->gone);
		put_device(&fixture->drive->dev);
		fixture->drive = NULL;
		KUNIT_EXPECT_EQ(test, device_attach(dev), 1);
		fixture->drive = aacs_discover_find(fixture->fake->sdev);
		if (!fixture->drive)
			break;
	}
	KUNIT_EXPECT_EQ(test, i, 10U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

static bool listed(struct scsi_device *sdev)
{
	struct aacs_drive *drive = aacs_discover_find(sdev);

	if (drive)
		put_device(&drive->dev);
	return drive;
}

static void unbind_with_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, remover;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	fixture_run_async(fixture, &remover, fixture_unbind_thread);
	/*
	 * The unbind takes the drive off the list, then waits for the command.
	 */
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, fixture->fake->sdev));
	KUNIT_EXPECT_FALSE(test, completion_done(&remover.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
	fixture_join(fixture, &remover);
	fixture_expect_all_lost(fixture);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* The unbind also ends a session that starts during the unbind. */
static void unbind_with_grant(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, remover;

	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_START_SESSION, 0, 0xA4, 0x00);
	fixture_run_async(fixture, &remover, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, fixture->fake->sdev));
	fixture_expect_waiters(fixture, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	fixture_join(fixture, &thread);
	fixture_join(fixture, &remover);
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

static struct kunit_case remove_cases[] = {
	KUNIT_CASE(unplug_with_sessions),
	KUNIT_CASE(unplug_wakes_owners),
	KUNIT_CASE(unplug_with_command),
	KUNIT_CASE(unplug_with_failed_command),
	KUNIT_CASE(unplug_in_media_key_block),
	KUNIT_CASE(unbind),
	KUNIT_CASE(unbind_repeatedly),
	KUNIT_CASE(unbind_with_command),
	KUNIT_CASE(unbind_with_grant),
	{}
};

static struct kunit_suite remove_suite = {
	.name = "sr_aacs_remove",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = remove_cases,
};

kunit_test_suites(&remove_suite);
