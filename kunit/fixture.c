// SPDX-License-Identifier: GPL-2.0-only
/* A fake drive with real sr and the module on top, see fixture.h. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "../module/compat.h"
#include "fixture.h"

int fixture_init(struct kunit *test)
{
	struct fixture *fixture;

	fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	if (!fixture)
		return -ENOMEM;
	fixture->test = test;
	aacs_owner_init(&fixture->a);
	aacs_owner_init(&fixture->b);
	fixture->mkb = vmalloc(FIXTURE_MKB_SIZE);
	if (!fixture->mkb)
		return -ENOMEM;
	fixture->fake = fake_drive_add();
	if (IS_ERR(fixture->fake)) {
		vfree(fixture->mkb);
		return PTR_ERR(fixture->fake);
	}
	fixture->drive = aacs_discover_find(fixture->fake->sdev);
	if (!fixture->drive) {
		fake_drive_remove(fixture->fake);
		vfree(fixture->mkb);
		return -ENODEV;
	}
	fixture->sdev = get_device(&fixture->fake->sdev->sdev_gendev);
	test->priv = fixture;
	flush_work(&fixture->drive->probe);
	fixture_settle(fixture);
	fake_clear_log(fixture->fake);
	return 0;
}

void fixture_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *disk = NULL;

	/* fixture_init() failed. */
	if (!fixture)
		return;
	fake_clear_faults(fixture->fake);
	while (fake_answer_hung(fixture->fake))
		;
	/*
	 * Not earlier: sr does not reuse the number of a disk that is
	 * referenced.
	 */
	if (fixture->drive && !fixture->drive->gone)
		disk = get_device(disk_to_dev(fixture->drive->disk));
	fake_drive_remove(fixture->fake);

	/* The fixture has the last references: the module dropped its own. */
	if (fixture->drive)
		KUNIT_EXPECT_TRUE(test,
				  WAIT_FOR(1, kref_read,
					   &fixture->drive->dev.kobj.kref));
	if (disk)
		KUNIT_EXPECT_TRUE(test,
				  WAIT_FOR(1, kref_read, &disk->kobj.kref));
	KUNIT_EXPECT_TRUE(test,
			  WAIT_FOR(1, kref_read, &fixture->sdev->kobj.kref));
	if (fixture->drive)
		put_device(&fixture->drive->dev);
	put_device(disk);
	put_device(fixture->sdev);
	vfree(fixture->mkb);
}

/*
 * flush_workqueue() warns at compile time about system-wide workqueues, as a
 * caller may hold a lock that a work item needs. The test holds none.
 */
void fixture_flush_disk_events(void)
{
	__flush_workqueue(system_freezable_power_efficient_wq);
}

void fixture_settle(struct fixture *fixture)
{
	u8 media_type;

	aacs_disk_ensure_checked(fixture->drive);
	fixture_flush_disk_events();
	aacs_feature_ensure_known(fixture->drive);
	aacs_feature_media_type(fixture->drive, &media_type);
}

static int fixture_deliver(struct aacs_request *req, u32 offset,
			   const void *data, u32 len)
{
	struct fixture *fixture = container_of(req, struct fixture, req);

	memcpy(fixture->mkb + offset, data, len);
	return 0;
}

/* Any request but @fixture->req. */
static int discard(struct aacs_request *req, u32 offset, const void *data,
		   u32 len)
{
	return 0;
}

void fixture_prepare(struct fixture *fixture, struct aacs_request *req,
		     u32 code, u32 first)
{
	unsigned int i;

	memset(req, 0, sizeof(*req));
	req->type = aacs_request_find(code);
	KUNIT_ASSERT_NOT_NULL(fixture->test, req->type);
	req->deliver = req == &fixture->req ? fixture_deliver : discard;
	req->in_len = req->type->in_size;
	req->out_len = req->type->out_size;
	if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		req->out_len = 255 * 32768;
	req->in.session_id = first;
	if (req->in_len == 24) {
		req->in.nonce.start_lba = 0x123456;
		req->in.nonce.number_of_sectors = 2;
		req->in.nonce.handle = ~0ULL;
	} else {
		for (i = 4; i < req->in_len; i++)
			((u8 *)&req->in)[i] = 0x20 + i;
	}
	memset(&req->out, 0xCC, sizeof(req->out));
}

u32 fixture_execute(struct fixture *fixture, struct aacs_owner *owner, u32 code,
		    u32 first)
{
	fixture_prepare(fixture, &fixture->req, code, first);
	return aacs_request_execute(fixture->drive, owner, &fixture->req);
}

void fixture_flush_cleanup(struct fixture *fixture)
{
	flush_work(&fixture->drive->cleanup);
}

void fixture_close(struct fixture *fixture, struct aacs_owner *owner)
{
	aacs_session_close(fixture->drive, owner);
	fixture_flush_cleanup(fixture);
}

u32 fixture_start_session(struct fixture *fixture, struct aacs_owner *owner)
{
	u32 status;

	status = fixture_execute(fixture, owner, IOCTL_AACS_START_SESSION, 0);
	KUNIT_ASSERT_EQ_MSG(fixture->test, status, 0U,
			    "START_SESSION: status %#x", status);
	KUNIT_ASSERT_EQ(fixture->test, fixture->req.information, 4U);
	return fixture->req.out.session_id;
}

unsigned int fixture_held(struct fixture *fixture, struct aacs_owner *owner)
{
	unsigned int held;

	mutex_lock(&fixture->drive->lock);
	held = aacs_agid_held(&fixture->drive->agids, owner);
	mutex_unlock(&fixture->drive->lock);
	return held;
}

u32 fixture_start_third(struct fixture *fixture)
{
	u32 agid;

	fixture_start_session(fixture, &fixture->b);
	fixture_start_session(fixture, &fixture->b);
	agid = fixture_start_session(fixture, &fixture->a);
	KUNIT_ASSERT_EQ(fixture->test, agid, 2U);
	fixture_settle(fixture);
	fake_clear_log(fixture->fake);
	return agid;
}

void fixture_start_two(struct fixture *fixture)
{
	KUNIT_ASSERT_EQ(fixture->test,
			fixture_start_session(fixture, &fixture->a), 0U);
	KUNIT_ASSERT_EQ(fixture->test,
			fixture_start_session(fixture, &fixture->b), 1U);
	fixture_settle(fixture);
	KUNIT_ASSERT_FALSE(fixture->test, fixture->a.lost);
	KUNIT_ASSERT_FALSE(fixture->test, fixture->b.lost);
	fake_clear_log(fixture->fake);
}

void fixture_expect_all_lost(struct fixture *fixture)
{
	KUNIT_EXPECT_EQ(fixture->test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(fixture->test, READ_ONCE(fixture->a.lost));
	KUNIT_EXPECT_TRUE(fixture->test, READ_ONCE(fixture->b.lost));
}

bool fixture_poll_wakes(struct fixture *fixture, struct aacs_owner *owner)
{
	/*
	 * poll() queues the same work once the task is in the wait queue. Here
	 * the task enters the wait queue right afterwards.
	 */
	mutex_lock(&fixture->drive->lock);
	queue_delayed_work(aacs_workqueue, &fixture->drive->watch,
			   msecs_to_jiffies(AACS_WATCH_MS));
	mutex_unlock(&fixture->drive->lock);
	/* Without a wakeup the timeout expires, and the result is 0 or 1. */
	return wait_event_interruptible_timeout(owner->wait,
						READ_ONCE(owner->lost),
						10 * HZ) > 1;
}

void fixture_set_disk_polling(struct fixture *fixture, const char *msecs)
{
	struct device *dev = disk_to_dev(fixture->drive->disk);
	const struct attribute_group **group;
	struct device_attribute *found = NULL;
	struct attribute **attr;

	for (group = dev->type->groups; *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, "events_poll_msecs"))
				found = container_of(*attr,
						     struct device_attribute,
						     attr);
	KUNIT_ASSERT_NOT_NULL(fixture->test, found);
	KUNIT_ASSERT_GT(fixture->test,
			(int)found->store(dev, found, msecs, strlen(msecs)), 0);
}

void fixture_watch(struct fixture *fixture)
{
	mutex_lock(&fixture->drive->lock);
	aacs_event_watch(fixture->drive);
	mutex_unlock(&fixture->drive->lock);
}

void fixture_rebind(struct fixture *fixture)
{
	struct device *dev = &fixture->fake->sdev->sdev_gendev;

	device_release_driver(dev);
	put_device(&fixture->drive->dev);
	fixture->drive = NULL;
	fake_clear_log(fixture->fake);
	KUNIT_ASSERT_EQ(fixture->test, device_attach(dev), 1);
	fixture->drive = aacs_discover_find(fixture->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(fixture->test, fixture->drive);
	flush_work(&fixture->drive->probe);
	aacs_disk_ensure_checked(fixture->drive);
	fixture_flush_disk_events();
	fixture->a.lost = false;
	fixture->b.lost = false;
}

int fixture_open_disk(struct fixture *fixture)
{
	return aacs_disk_open_and_close(fixture->drive->disk);
}

void fixture_expect_commands(struct fixture *fixture,
			     const struct fake_cdb *want, unsigned int count,
			     int line)
{
	struct fake_drive *fake = fixture->fake;
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(fixture->test, fake->logged, count,
			    "line %d: %u commands, expected %u", line,
			    fake->logged, count);
	for (i = 0; i < max(count, min(fake->logged, 16U)); i++) {
		if (i >= fake->logged)
			KUNIT_FAIL(fixture->test,
				   "line %d: command %u is missing: %12ph",
				   line, i, want[i].byte);
		else if (i >= count)
			KUNIT_FAIL(fixture->test,
				   "line %d: unexpected command: %12ph", line,
				   fake->log[i].byte);
		else
			KUNIT_EXPECT_EQ_MSG(fixture->test,
					    memcmp(&fake->log[i], &want[i],
						   sizeof(want[i])), 0,
					    "line %d: command %u is %12ph, expected %12ph",
					    line, i, fake->log[i].byte,
					    want[i].byte);
	}
	fake_clear_log(fake);
}

void fixture_expect_payload(struct fixture *fixture, u8 disc, u8 opcode,
			    u8 format, unsigned int len)
{
	unsigned int i, wrong = 0;

	KUNIT_EXPECT_EQ(fixture->test, fixture->req.information, len);
	for (i = 0; i < len; i++)
		wrong += fixture->req.out.payload[i] !=
			 fake_payload(disc, opcode, format, i);
	KUNIT_EXPECT_EQ_MSG(fixture->test, wrong, 0U, "%u wrong bytes", wrong);
	/* The rest of the buffer is untouched. */
	for (; i < sizeof(fixture->req.out); i++)
		wrong += fixture->req.out.payload[i] != 0xCC;
	KUNIT_EXPECT_EQ_MSG(fixture->test, wrong, 0U, "%u bytes past the end",
			    wrong);
}
