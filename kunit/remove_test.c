// SPDX-License-Identifier: GPL-2.0-only
/* The drive is unplugged, or sr is unbound from it. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <scsi/scsi_cmnd.h>
#include "fixture_thread.h"

static void unplug_with_sessions(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int generation;

	fixture_start_two(f);
	fake_unplug(f->fake);
	KUNIT_EXPECT_TRUE(test, f->drive->gone);
	fixture_expect_all_lost(f);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, NO_SUCH_DEVICE);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, NO_SUCH_DEVICE);
	EXPECT_REQUEST(f, &f->a, END_SESSION, SR_AACS_END_ALL_SESSIONS,
		       NO_SUCH_DEVICE);
	/* The missing drive matters more than an AGID that can't exist. */
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 4, NO_SUCH_DEVICE);
	/*
	 * The file is closed after the unplug. The module looks for no change
	 * then: it has no reference to the SCSI device and to the disk.
	 */
	generation = f->drive->media.generation;
	to_scsi_device(f->sdev)->changed = 1;
	fixture_close(f, &f->a);
	KUNIT_EXPECT_EQ(test, f->drive->media.generation, generation);
	EXPECT_NO_COMMAND(f);
}

/* The unplug itself wakes a task in poll(). */
static void unplug_wakes_owners(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_poller poller;

	fixture_start_two(f);
	fixture_start_poller(f, &poller, &f->a);
	fake_unplug(f->fake);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	fixture_expect_all_lost(f);
}

static int unplug_thread(void *data)
{
	struct fixture_thread *thread = data;

	fake_unplug(thread->fixture->fake);
	complete(&thread->done);
	return 0;
}

/*
 * The removal stops a task that waits for the disk, although another task has
 * the device lock.
 */
static void unplug_while_locked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mutex *taken = &f->drive->disk->open_mutex;
	struct fixture_thread starter, remover;

	fixture_settle(f);
	mutex_lock(&f->drive->lock);
	aacs_event_handle(f->drive, "test");
	mutex_unlock(&f->drive->lock);
	device_lock(f->sdev);
	mutex_lock(taken);
	fixture_execute_async(f, &starter, &f->a, IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, waitqueue_active,
					 &f->drive->wait));
	fixture_run_async(f, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->removing));
	EXPECT_STATUS(f, fixture_join(f, &starter), NO_SUCH_DEVICE);
	KUNIT_EXPECT_FALSE(test, f->drive->gone);
	mutex_unlock(taken);
	device_unlock(f->sdev);
	fixture_join(f, &remover);
	KUNIT_EXPECT_TRUE(test, f->drive->gone);
}

static void unplug_with_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread, remover;
	u32 status;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	fixture_run_async(f, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->gone));
	/* The unplug waits for the command. */
	KUNIT_EXPECT_FALSE(test, completion_done(&remover.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	status = fixture_join(f, &thread);
	fixture_join(f, &remover);
	/* The answer of the drive, or the loss of the session. */
	KUNIT_EXPECT_TRUE_MSG(test, !status || status == SR_AACS_STATUS_NO_SUCH_DEVICE ||
			      status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
			      "status %#x", status);
	fixture_expect_all_lost(f);
	EXPECT_REQUEST(f, &f->b, GET_CERTIFICATE, 1, NO_SUCH_DEVICE);
}

/* The host fails the command after the unplug. */
static void unplug_with_failed_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread, remover;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_READ_VOLUME_ID,
				 0, 0xAD, 0x80);
	fixture_run_async(f, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->gone));
	INJECT(f, FAKE_RESULT, 0xAD, 0x80, .arg = DID_NO_CONNECT << 16);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), NO_SUCH_DEVICE);
	fixture_join(f, &remover);
	fixture_expect_all_lost(f);
}

/* The module reads no pack after the unplug. */
static void unplug_in_media_key_block(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread, remover;

	f->fake->packs = 255;
	fixture_execute_and_hang(f, &thread, &f->a,
				 IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0, 0xAD,
				 0x83);
	fixture_run_async(f, &remover, unplug_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->gone));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), NO_SUCH_DEVICE);
	fixture_join(f, &remover);
	KUNIT_EXPECT_EQ(test, thread.req.information, 0U);
	EXPECT_COMMANDS(f, CDB_PACK(0));
}

/* ---- sr is unbound, the drive stays ---- */

static void unbind(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *dev = &f->fake->sdev->sdev_gendev;
	struct aacs_drive *again;
	char name[16];

	strscpy(name, dev_name(&f->drive->dev), sizeof(name));
	fixture_start_two(f);
	device_release_driver(dev);
	KUNIT_EXPECT_NULL(test, aacs_discover_find(f->fake->sdev));
	KUNIT_EXPECT_TRUE(test, f->drive->gone);
	fixture_expect_all_lost(f);
	/* The drive is still there, so the module ends its sessions. */
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, NO_SUCH_DEVICE);
	EXPECT_NO_COMMAND(f);

	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	again = aacs_discover_find(f->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(test, again);
	KUNIT_EXPECT_PTR_NE(test, again, f->drive);
	KUNIT_EXPECT_STREQ(test, dev_name(&again->dev), name);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, NO_SUCH_DEVICE);

	/* The new drive works. */
	put_device(&f->drive->dev);
	f->drive = again;
	f->a.lost = false;
	f->b.lost = false;
	fixture_start_two(f);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
}

static void unbind_repeatedly(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *dev = &f->fake->sdev->sdev_gendev;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		fixture_start_session(f, &f->a);
		device_release_driver(dev);
		KUNIT_EXPECT_TRUE(test, f->drive->gone);
		put_device(&f->drive->dev);
		f->drive = NULL;
		KUNIT_EXPECT_EQ(test, device_attach(dev), 1);
		f->drive = aacs_discover_find(f->fake->sdev);
		if (!f->drive)
			break;
	}
	KUNIT_EXPECT_EQ(test, i, 10U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
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
	struct fixture *f = test->priv;
	struct fixture_thread thread, remover;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	fixture_run_async(f, &remover, fixture_unbind_thread);
	/*
	 * The unbind takes the drive off the list, then waits for the command.
	 */
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, f->fake->sdev));
	KUNIT_EXPECT_FALSE(test, completion_done(&remover.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), SUCCESS);
	fixture_join(f, &remover);
	fixture_expect_all_lost(f);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
}

/* The unbind also ends a session that starts during the unbind. */
static void unbind_with_grant(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread, remover;

	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_START_SESSION, 0,
				 0xA4, 0x00);
	fixture_run_async(f, &remover, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, listed, f->fake->sdev));
	fixture_expect_waiters(f, 1);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	fixture_join(f, &thread);
	fixture_join(f, &remover);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
}

/* Other commands have all tags: the unbind gives up at the timeout. */
static void unbind_without_tag(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct request_queue *queue = f->fake->sdev->request_queue;
	struct fixture_thread remover;
	struct request *taken[FAKE_TAGS];
	unsigned int count;

	fixture_start_two(f);
	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "1"), 0);
	for (count = 0; count < FAKE_TAGS; count++) {
		taken[count] = scsi_alloc_request(queue, REQ_OP_DRV_IN,
						  BLK_MQ_REQ_NOWAIT);
		if (IS_ERR(taken[count]))
			break;
	}
	KUNIT_EXPECT_EQ(test, count, FAKE_TAGS);
	fixture_run_async(f, &remover, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->gone));
	EXPECT_NO_COMMAND(f);
	fixture_expect_all_lost(f);
	/* sr waits for these. */
	while (count)
		blk_mq_free_request(taken[--count]);
	fixture_join(f, &remover);
	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "20"), 0);
}

/* A task that has the turn already sends no command once an unbind begins. */
static void unbind_before_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_turn *turn = &f->drive->turn;
	struct fixture_thread thread, remover;
	static const bool never;

	fixture_start_two(f);
	KUNIT_ASSERT_EQ(test, aacs_turn_take(turn, &never, TASK_KILLABLE, NULL),
			0);
	fixture_execute_async(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE, 0);
	fixture_expect_waiters(f, 1);
	/* The task takes the turn and waits for the lock. */
	mutex_lock(&f->drive->lock);
	aacs_turn_give(turn);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, fixture_turn_taken, f));
	fixture_run_async(f, &remover, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->removing));
	mutex_unlock(&f->drive->lock);
	EXPECT_STATUS(f, fixture_join(f, &thread), NO_SUCH_DEVICE);
	fixture_join(f, &remover);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1));
	fixture_expect_all_lost(f);
}

static bool is_past(unsigned long time)
{
	return time_after(jiffies, time);
}

/*
 * The deadline passes before the end of the first session takes effect: the
 * unbind sends no command for the other one. It would time out at once, and error
 * recovery may reset the drive.
 */
static void unbind_past_deadline(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread remover;
	unsigned long until;

	fixture_start_two(f);
	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "2"), 0);
	INJECT(f, FAKE_HANG, 0xA3, 0x3F);
	fixture_run_async(f, &remover, fixture_unbind_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, READ_ONCE, f->drive->removing));
	/* The deadline, or a little later. */
	until = jiffies + 2 * HZ;
	/* On a machine that is too slow there is no command, or no answer. */
	wait_for_completion_timeout(&f->fake->hanging, 2 * HZ);
	mutex_lock(&f->drive->lock);
	fake_answer_hung(f->fake);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, is_past, until));
	mutex_unlock(&f->drive->lock);
	fixture_join(f, &remover);
	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "20"), 0);
	KUNIT_EXPECT_LE(test, f->fake->logged, 1U);
	fixture_expect_all_lost(f);
}

static struct kunit_case remove_cases[] = {
	KUNIT_CASE(unplug_with_sessions),
	KUNIT_CASE(unplug_wakes_owners),
	KUNIT_CASE(unplug_while_locked),
	KUNIT_CASE(unplug_with_command),
	KUNIT_CASE(unplug_with_failed_command),
	KUNIT_CASE(unplug_in_media_key_block),
	KUNIT_CASE(unbind),
	KUNIT_CASE(unbind_repeatedly),
	KUNIT_CASE(unbind_with_command),
	KUNIT_CASE(unbind_with_grant),
	KUNIT_CASE(unbind_without_tag),
	KUNIT_CASE(unbind_before_command),
	KUNIT_CASE(unbind_past_deadline),
	{}
};

FIXTURE_SUITE(remove);
