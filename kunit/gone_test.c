// SPDX-License-Identifier: GPL-2.0-only
/* The drive is unplugged, or sr lets go of it. */
#include <linux/device.h>
#include <linux/kthread.h>
#include "fixture.h"

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
	/* The file is closed after the drive is gone. */
	fixture_close(fixture, &fixture->a);
	EXPECT_NO_WIRE(fixture);
}

/* poll() is told although nobody asks. */
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
	struct fixture_thread thread, going;
	u32 status;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	fixture_run_async(fixture, &going, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	/* It waits for the command. */
	KUNIT_EXPECT_FALSE(test, completion_done(&going.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	status = fixture_join(fixture, &thread);
	fixture_join(fixture, &going);
	/* What came is what the drive had said, or the session is gone. */
	KUNIT_EXPECT_TRUE_MSG(test, !status || status == SR_AACS_STATUS_NO_SUCH_DEVICE ||
			      status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
			      "status %#x", status);
	fixture_expect_all_lost(fixture);
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_GET_CERTIFICATE, 1,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
}

/* A drive that was pulled out does not answer any more at all. */
static void unplug_with_dead_command(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, going;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_READ_VOLUME_ID, 0, 0xAD, 0x80);
	fixture_run_async(fixture, &going, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_RESULT, .opcode = 0xAD, .format = 0x80,
		.arg = DID_NO_CONNECT << 16,
	});
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_NO_SUCH_DEVICE);
	fixture_join(fixture, &going);
	fixture_expect_all_lost(fixture);
}

/* No more packs are asked of it. */
static void unplug_in_media_key_block(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, going;

	fixture->fake->packs = 255;
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_run_async(fixture, &going, unplug_thread);
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(true, READ_ONCE, fixture->drive->gone));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_NO_SUCH_DEVICE);
	fixture_join(fixture, &going);
	KUNIT_EXPECT_EQ(test, thread.req.information, 0U);
	EXPECT_WIRE(fixture, WIRE_PACK(0));
}

/* ---- sr goes, the drive stays ---- */

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
	/* It can still be reached, so it is told. */
	EXPECT_WIRE(fixture, WIRE_END(0), WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);
	EXPECT_NO_WIRE(fixture);

	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	again = aacs_discover_find(fixture->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(test, again);
	KUNIT_EXPECT_PTR_NE(test, again, fixture->drive);
	KUNIT_EXPECT_STREQ(test, dev_name(&again->dev), name);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_NO_SUCH_DEVICE);

	/* The new one works. */
	put_device(&fixture->drive->dev);
	fixture->drive = again;
	fixture->a.lost = false;
	fixture->b.lost = false;
	fixture_start_two(fixture);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0, 0);
}

static void unbind_again_and_again(struct kunit *test)
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
	struct fixture_thread thread, going;

	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_GET_CERTIFICATE, 0, 0xA4, 0x01);
	fixture_run_async(fixture, &going, fixture_unbind_thread);
	/* The drive is off the list when the unbind waits for the command. */
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, fixture->fake->sdev));
	KUNIT_EXPECT_FALSE(test, completion_done(&going.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
	fixture_join(fixture, &going);
	fixture_expect_all_lost(fixture);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* A session that begins during the unbind is ended as well. */
static void unbind_with_grant(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread, going;

	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_START_SESSION, 0, 0xA4, 0x00);
	fixture_run_async(fixture, &going, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, fixture->fake->sdev));
	fixture_expect_waiters(fixture, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	fixture_join(fixture, &thread);
	fixture_join(fixture, &going);
	EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* ---- all of it at once ---- */

#define CROWD	4	/* programs */
#define LAYER	0

struct crowd {
	struct fixture *fixture;
	struct aacs_owner owner;
	unsigned int sessions;
	unsigned int strange;
	u32 last_strange;
	struct completion done;
};

/* What a request may be answered with while the medium changes under it. */
static bool strange(u32 status)
{
	switch (status) {
	case 0:
	case SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED:
	case SR_AACS_STATUS_VERIFY_REQUIRED:
	case SR_AACS_STATUS_INSUFFICIENT_RESOURCES:
	/* Resets may come faster than GET CONFIGURATION is sent again. */
	case SR_AACS_STATUS_IO_DEVICE_ERROR:
		return false;
	default:
		return true;
	}
}

static int crowd_run(void *data)
{
	static const u32 codes[] = {
		IOCTL_AACS_START_SESSION, IOCTL_AACS_SEND_CERTIFICATE,
		IOCTL_AACS_GET_CERTIFICATE, IOCTL_AACS_READ_MEDIA_KEY_BLOCK,
		IOCTL_AACS_GENERATE_BINDING_NONCE, IOCTL_AACS_END_SESSION,
	};
	struct crowd *crowd = data;
	struct fixture *fixture = crowd->fixture;
	struct aacs_request req;
	unsigned int i = 0;
	u32 agid = 0, status;

	do {
		fixture_prepare(fixture, &req, codes[i],
				codes[i] == IOCTL_AACS_READ_MEDIA_KEY_BLOCK ?
					LAYER :
					agid);
		status = aacs_request_execute(fixture->drive, &crowd->owner,
					      &req);
		if (status == SR_AACS_STATUS_NO_SUCH_DEVICE)
			break;
		if (strange(status)) {
			crowd->strange++;
			crowd->last_strange = status;
		}
		if (i == 0 && !status) {
			agid = req.out.session_id;
			WRITE_ONCE(crowd->sessions, crowd->sessions + 1);
		}
		/* Without a session the rest is not worth asking. */
		if (i || !status)
			i = (i + 1) % ARRAY_SIZE(codes);
		cond_resched();
	} while (!READ_ONCE(fixture->drive->gone));
	fixture_close(fixture, &crowd->owner);
	complete(&crowd->done);
	return 0;
}

static unsigned int crowd_sessions(const struct crowd *crowd)
{
	unsigned int i, sessions = 0;

	for (i = 0; i < CROWD; i++)
		sessions += READ_ONCE(crowd[i].sessions);
	return sessions;
}

/*
 * Several programs, changes and resets, and in the middle of it the end; on a
 * slow machine not before there has been something to disturb.
 */
static void crowd_until_unplug(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct crowd *crowd;
	unsigned int i;

	crowd = kunit_kcalloc(test, CROWD, sizeof(*crowd), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, crowd);
	fixture_set_disk_polling(fixture, "10");
	for (i = 0; i < CROWD; i++) {
		crowd[i].fixture = fixture;
		aacs_owner_init(&crowd[i].owner);
		init_completion(&crowd[i].done);
		if (IS_ERR(kthread_run(crowd_run, &crowd[i], "crowd%u", i))) {
			KUNIT_FAIL(test, "no thread");
			complete(&crowd[i].done);
		}
	}
	for (i = 0; i < 30 || (i < 3000 && crowd_sessions(crowd) <= 20); i++) {
		msleep(20);
		switch (i % 6) {
		case 1:
			fake_change(fixture->fake);
			break;
		case 3:
			fake_host_device_reset(fixture->fake);
			break;
		case 4:
			fixture_open_disk(fixture);
			break;
		case 5:
			fake_reset(fixture->fake, 0x01);
			break;
		}
	}
	fake_unplug(fixture->fake);
	for (i = 0; i < CROWD; i++) {
		wait_for_completion(&crowd[i].done);
		KUNIT_EXPECT_EQ_MSG(test, crowd[i].strange, 0U, "status %#x",
				    crowd[i].last_strange);
	}
	KUNIT_EXPECT_GT(test, crowd_sessions(crowd), 20U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	kunit_info(test, "%u sessions, disturbed %u times",
		   crowd_sessions(crowd), i);
}

static struct kunit_case gone_cases[] = {
	KUNIT_CASE(unplug_with_sessions),
	KUNIT_CASE(unplug_wakes_owners),
	KUNIT_CASE(unplug_with_command),
	KUNIT_CASE(unplug_with_dead_command),
	KUNIT_CASE(unplug_in_media_key_block),
	KUNIT_CASE(unbind),
	KUNIT_CASE(unbind_again_and_again),
	KUNIT_CASE(unbind_with_command),
	KUNIT_CASE(unbind_with_grant),
	KUNIT_CASE(crowd_until_unplug),
	{}
};

static struct kunit_suite gone_suite = {
	.name = "sr_aacs_gone",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = gone_cases,
};

kunit_test_suites(&gone_suite);
