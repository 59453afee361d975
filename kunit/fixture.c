// SPDX-License-Identifier: GPL-2.0-only
/* A fake drive with real sr and the module on top, see fixture.h. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "../module/compat.h"
#include "fixture.h"

int fixture_init(struct kunit *test)
{
	struct fixture *f;

	f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	f->test = test;
	aacs_owner_init(&f->a);
	aacs_owner_init(&f->b);
	f->mkb = vmalloc(FIXTURE_MKB_SIZE);
	if (!f->mkb)
		return -ENOMEM;
	f->fake = fake_drive_add();
	if (IS_ERR(f->fake)) {
		vfree(f->mkb);
		return PTR_ERR(f->fake);
	}
	f->drive = aacs_discover_find(f->fake->sdev);
	if (!f->drive) {
		fake_drive_remove(f->fake);
		vfree(f->mkb);
		return -ENODEV;
	}
	f->sdev = get_device(&f->fake->sdev->sdev_gendev);
	test->priv = f;
	flush_work(&f->drive->probe);
	fixture_settle(f);
	fake_clear_log(f->fake);
	return 0;
}

void fixture_exit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *disk = NULL;

	/* fixture_init() failed. */
	if (!f)
		return;
	fake_clear_faults(f->fake);
	while (fake_answer_hung(f->fake))
		;
	/*
	 * Not earlier: sr does not reuse the number of a disk that is
	 * referenced.
	 */
	if (f->drive && !f->drive->gone)
		disk = get_device(disk_to_dev(f->drive->disk));
	fake_drive_remove(f->fake);

	/* The fixture has the last references: the module dropped its own. */
	if (f->drive)
		KUNIT_EXPECT_TRUE(test, WAIT_FOR(1, kref_read,
						 &f->drive->dev.kobj.kref));
	if (disk)
		KUNIT_EXPECT_TRUE(test, WAIT_FOR(1, kref_read,
						 &disk->kobj.kref));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(1, kref_read, &f->sdev->kobj.kref));
	if (f->drive)
		put_device(&f->drive->dev);
	put_device(disk);
	put_device(f->sdev);
	vfree(f->mkb);
}

/*
 * flush_workqueue() warns at compile time about system-wide workqueues, as a
 * caller may hold a lock that a work item needs. The test holds none.
 */
void fixture_flush_disk_events(void)
{
	__flush_workqueue(system_freezable_power_efficient_wq);
}

void fixture_settle(struct fixture *f)
{
	u8 media_type;

	aacs_disk_ensure_checked(f->drive);
	fixture_flush_disk_events();
	aacs_feature_ensure_known(f->drive);
	aacs_feature_media_type(f->drive, &media_type);
}

static int fixture_deliver(struct aacs_request *req, u32 offset,
			   const void *data, u32 len)
{
	struct fixture *f = container_of(req, struct fixture, req);

	memcpy(f->mkb + offset, data, len);
	return 0;
}

/* Any request but @f->req. */
static int discard(struct aacs_request *req, u32 offset, const void *data,
		   u32 len)
{
	return 0;
}

void fixture_prepare(struct fixture *f, struct aacs_request *req,
		     u32 code, u32 first)
{
	unsigned int i;

	memset(req, 0, sizeof(*req));
	req->type = aacs_request_find(code);
	KUNIT_ASSERT_NOT_NULL(f->test, req->type);
	req->deliver = req == &f->req ? fixture_deliver : discard;
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

u32 fixture_execute(struct fixture *f, struct aacs_owner *owner, u32 code,
		    u32 first)
{
	fixture_prepare(f, &f->req, code, first);
	return aacs_request_execute(f->drive, owner, &f->req);
}

void fixture_flush_cleanup(struct fixture *f)
{
	flush_work(&f->drive->cleanup);
}

void fixture_close(struct fixture *f, struct aacs_owner *owner)
{
	aacs_session_close(f->drive, owner);
	fixture_flush_cleanup(f);
}

u32 fixture_start_session(struct fixture *f, struct aacs_owner *owner)
{
	u32 status;

	status = fixture_execute(f, owner, IOCTL_AACS_START_SESSION, 0);
	KUNIT_ASSERT_EQ_MSG(f->test, status, 0U, "START_SESSION: status %#x",
			    status);
	KUNIT_ASSERT_EQ(f->test, f->req.information, 4U);
	return f->req.out.session_id;
}

unsigned int fixture_held(struct fixture *f, struct aacs_owner *owner)
{
	unsigned int held;

	mutex_lock(&f->drive->lock);
	held = aacs_agid_held(&f->drive->agids, owner);
	mutex_unlock(&f->drive->lock);
	return held;
}

u32 fixture_start_third(struct fixture *f)
{
	u32 agid;

	fixture_start_session(f, &f->b);
	fixture_start_session(f, &f->b);
	agid = fixture_start_session(f, &f->a);
	KUNIT_ASSERT_EQ(f->test, agid, 2U);
	fixture_settle(f);
	fake_clear_log(f->fake);
	return agid;
}

void fixture_start_two(struct fixture *f)
{
	KUNIT_ASSERT_EQ(f->test, fixture_start_session(f, &f->a), 0U);
	KUNIT_ASSERT_EQ(f->test, fixture_start_session(f, &f->b), 1U);
	fixture_settle(f);
	KUNIT_ASSERT_FALSE(f->test, f->a.lost);
	KUNIT_ASSERT_FALSE(f->test, f->b.lost);
	fake_clear_log(f->fake);
}

void fixture_expect_all_lost(struct fixture *f)
{
	KUNIT_EXPECT_EQ(f->test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(f->test, READ_ONCE(f->a.lost));
	KUNIT_EXPECT_TRUE(f->test, READ_ONCE(f->b.lost));
}

bool fixture_poll_wakes(struct fixture *f, struct aacs_owner *owner)
{
	/*
	 * poll() queues the same work once the task is in the wait queue. Here
	 * the task enters the wait queue right afterwards.
	 */
	mutex_lock(&f->drive->lock);
	queue_delayed_work(aacs_workqueue, &f->drive->watch,
			   msecs_to_jiffies(AACS_WATCH_MS));
	mutex_unlock(&f->drive->lock);
	/* Without a wakeup the timeout expires, and the result is 0 or 1. */
	return wait_event_interruptible_timeout(owner->wait,
						READ_ONCE(owner->lost),
						10 * HZ) > 1;
}

void fixture_set_disk_polling(struct fixture *f, const char *msecs)
{
	struct device *dev = disk_to_dev(f->drive->disk);
	const struct attribute_group **group;
	struct device_attribute *found = NULL;
	struct attribute **attr;

	for (group = dev->type->groups; *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, "events_poll_msecs"))
				found = container_of(*attr,
						     struct device_attribute,
						     attr);
	KUNIT_ASSERT_NOT_NULL(f->test, found);
	KUNIT_ASSERT_GT(f->test, (int)found->store(dev, found, msecs,
						   strlen(msecs)), 0);
}

int fixture_set_timeout(struct fixture *f, const char *seconds)
{
	struct module *module = f->drive->cdev.owner;
	const struct kernel_param *timeout = NULL;
	unsigned int i;

	for (i = 0; i < module->num_kp; i++)
		if (!strcmp(module->kp[i].name, "timeout"))
			timeout = &module->kp[i];
	KUNIT_ASSERT_NOT_NULL(f->test, timeout);
	return timeout->ops->set(seconds, timeout);
}

void fixture_watch(struct fixture *f)
{
	mutex_lock(&f->drive->lock);
	aacs_event_watch(f->drive);
	mutex_unlock(&f->drive->lock);
}

void fixture_rebind(struct fixture *f)
{
	struct device *dev = &f->fake->sdev->sdev_gendev;

	device_release_driver(dev);
	put_device(&f->drive->dev);
	f->drive = NULL;
	fake_clear_log(f->fake);
	KUNIT_ASSERT_EQ(f->test, device_attach(dev), 1);
	f->drive = aacs_discover_find(f->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(f->test, f->drive);
	flush_work(&f->drive->probe);
	aacs_disk_ensure_checked(f->drive);
	fixture_flush_disk_events();
	f->a.lost = false;
	f->b.lost = false;
}

int fixture_open_disk(struct fixture *f)
{
	return aacs_disk_open_and_close(f->drive->disk);
}

void fixture_expect_commands(struct fixture *f,
			     const struct fake_cdb *want, unsigned int count,
			     int line)
{
	struct fake_drive *fake = f->fake;
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(f->test, fake->logged, count,
			    "line %d: %u commands, expected %u", line,
			    fake->logged, count);
	for (i = 0; i < max(count, min(fake->logged, 16U)); i++) {
		if (i >= fake->logged)
			KUNIT_FAIL(f->test,
				   "line %d: command %u is missing: %12ph",
				   line, i, want[i].byte);
		else if (i >= count)
			KUNIT_FAIL(f->test,
				   "line %d: unexpected command: %12ph", line,
				   fake->log[i].byte);
		else
			KUNIT_EXPECT_EQ_MSG(f->test,
					    memcmp(&fake->log[i], &want[i],
						   sizeof(want[i])), 0,
					    "line %d: command %u is %12ph, expected %12ph",
					    line, i, fake->log[i].byte,
					    want[i].byte);
	}
	fake_clear_log(fake);
}

void fixture_expect_payload(struct fixture *f, u8 disc, u8 opcode,
			    u8 format, unsigned int len)
{
	unsigned int i, wrong = 0;

	KUNIT_EXPECT_EQ(f->test, f->req.information, len);
	for (i = 0; i < len; i++)
		wrong += f->req.out.payload[i] !=
			 fake_payload(disc, opcode, format, i);
	KUNIT_EXPECT_EQ_MSG(f->test, wrong, 0U, "%u wrong bytes", wrong);
	/* The rest of the buffer is untouched. */
	for (; i < sizeof(f->req.out); i++)
		wrong += f->req.out.payload[i] != 0xCC;
	KUNIT_EXPECT_EQ_MSG(f->test, wrong, 0U, "%u bytes past the end", wrong);
}
