// SPDX-License-Identifier: GPL-2.0-only
/* A fake drive with real sr and the module on top, see fixture.h. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
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
	fake_forget_wire(fixture->fake);
	return 0;
}

void fixture_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct device *disk = NULL;

	/* init failed */
	if (!fixture)
		return;
	fake_behave(fixture->fake);
	while (fake_answer_hung(fixture->fake))
		;
	/* Not before: sr gives no number away that a disk still has. */
	if (fixture->drive && !fixture->drive->gone)
		disk = get_device(disk_to_dev(fixture->drive->disk));
	fake_drive_remove(fixture->fake);

	/* Nobody else has them now: the module has let go of everything. */
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
 * (For a queue of the whole system the macro flush_workqueue() warns of locks;
 * none is held here.)
 */
void fixture_flush_disk_events(void)
{
	__flush_workqueue(system_freezable_power_efficient_wq);
}

void fixture_settle(struct fixture *fixture)
{
	u8 media_type;

	aacs_settle(fixture->drive);
	fixture_flush_disk_events();
	aacs_feature_read(fixture->drive);
	aacs_feature_media_type(fixture->drive, &media_type);
}

static int fixture_deliver(struct aacs_request *req, u32 offset,
			   const void *data, u32 len)
{
	struct fixture *fixture = container_of(req, struct fixture, req);

	memcpy(fixture->mkb + offset, data, len);
	return 0;
}

/* For a request that is not the fixture's. */
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
	flush_work(&fixture->drive->pay);
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
	KUNIT_ASSERT_EQ_MSG(fixture->test, status, 0U, "no session: %#x",
			    status);
	KUNIT_ASSERT_EQ(fixture->test, fixture->req.information, 4U);
	return fixture->req.out.session_id;
}

unsigned int fixture_held(struct fixture *fixture, struct aacs_owner *owner)
{
	unsigned int held;

	mutex_lock(&fixture->drive->state);
	held = aacs_agid_held(&fixture->drive->agids, owner);
	mutex_unlock(&fixture->drive->state);
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
	fake_forget_wire(fixture->fake);
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
	fake_forget_wire(fixture->fake);
}

void fixture_expect_all_lost(struct fixture *fixture)
{
	KUNIT_EXPECT_EQ(fixture->test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(fixture->test, READ_ONCE(fixture->a.lost));
	KUNIT_EXPECT_TRUE(fixture->test, READ_ONCE(fixture->b.lost));
}

bool fixture_poll_wakes(struct fixture *fixture, struct aacs_owner *owner)
{
	/* poll() does the same with the task in the queue; here it is soon. */
	mutex_lock(&fixture->drive->state);
	queue_delayed_work(aacs_workqueue, &fixture->drive->watch,
			   msecs_to_jiffies(AACS_WATCH_MS));
	mutex_unlock(&fixture->drive->state);
	/* One that is not woken sees it too, but not before the time is up. */
	return wait_event_interruptible_timeout(owner->wait,
						READ_ONCE(owner->lost),
						10 * HZ) > 1;
}

static int poller_thread(void *data)
{
	struct fixture_poller *poller = data;

	poller->woken = fixture_poll_wakes(poller->fixture, poller->owner);
	complete(&poller->done);
	return 0;
}

void fixture_start_poller(struct fixture *fixture,
			  struct fixture_poller *poller,
			  struct aacs_owner *owner)
{
	struct task_struct *task;

	poller->fixture = fixture;
	poller->owner = owner;
	poller->woken = false;
	init_completion(&poller->done);
	task = kthread_run(poller_thread, poller, "aacs_kunit_poll");
	KUNIT_ASSERT_FALSE(fixture->test, IS_ERR(task));
	KUNIT_EXPECT_TRUE(fixture->test,
			  WAIT_FOR(1, waitqueue_active, &owner->wait));
}

bool fixture_join_poller(struct fixture_poller *poller)
{
	wait_for_completion(&poller->done);
	return poller->woken;
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
	mutex_lock(&fixture->drive->state);
	aacs_event_watch(fixture->drive);
	mutex_unlock(&fixture->drive->state);
}

void fixture_rebind(struct fixture *fixture)
{
	struct device *dev = &fixture->fake->sdev->sdev_gendev;

	device_release_driver(dev);
	put_device(&fixture->drive->dev);
	fixture->drive = NULL;
	fake_forget_wire(fixture->fake);
	KUNIT_ASSERT_EQ(fixture->test, device_attach(dev), 1);
	fixture->drive = aacs_discover_find(fixture->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(fixture->test, fixture->drive);
	flush_work(&fixture->drive->probe);
	aacs_settle(fixture->drive);
	fixture_flush_disk_events();
	fixture->a.lost = false;
	fixture->b.lost = false;
}

int fixture_open_disk(struct fixture *fixture)
{
	return aacs_disk_touch(fixture->drive->disk);
}

void fixture_expect_wire(struct fixture *fixture, const struct fake_cdb *want,
			 unsigned int count, int line)
{
	struct fake_drive *fake = fixture->fake;
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(fixture->test, fake->wired, count,
			    "line %d: %u commands, not %u", line, fake->wired,
			    count);
	for (i = 0; i < max(count, min(fake->wired, 16U)); i++) {
		if (i >= fake->wired)
			KUNIT_FAIL(fixture->test,
				   "line %d: no command %u: %12ph", line, i,
				   want[i].byte);
		else if (i >= count)
			KUNIT_FAIL(fixture->test,
				   "line %d: one too many: %12ph", line,
				   fake->wire[i].byte);
		else
			KUNIT_EXPECT_EQ_MSG(
				fixture->test,
				memcmp(&fake->wire[i], &want[i],
				       sizeof(want[i])),
				0, "line %d: command %u is %12ph, not %12ph",
				line, i, fake->wire[i].byte, want[i].byte);
	}
	fake_forget_wire(fake);
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
	/* Not a byte more. */
	for (; i < sizeof(fixture->req.out); i++)
		wrong += fixture->req.out.payload[i] != 0xCC;
	KUNIT_EXPECT_EQ_MSG(fixture->test, wrong, 0U, "%u bytes too many",
			    wrong);
}

static int request_thread(void *data)
{
	struct fixture_thread *thread = data;

	allow_signal(SIGKILL);
	thread->status = aacs_request_execute(thread->fixture->drive,
					      thread->owner, &thread->req);
	complete(&thread->done);
	return 0;
}

void fixture_execute_async(struct fixture *fixture,
			   struct fixture_thread *thread,
			   struct aacs_owner *owner, u32 code, u32 first)
{
	thread->fixture = fixture;
	thread->owner = owner;
	fixture_prepare(fixture, &thread->req, code, first);
	init_completion(&thread->done);
	thread->task = kthread_create(request_thread, thread, "aacs_kunit");
	KUNIT_ASSERT_FALSE(fixture->test, IS_ERR(thread->task));
	get_task_struct(thread->task);
	wake_up_process(thread->task);
}

u32 fixture_join(struct fixture *fixture, struct fixture_thread *thread)
{
	/* The thread uses the case's stack: there is no going on without it. */
	if (!wait_for_completion_timeout(&thread->done, 30 * HZ)) {
		KUNIT_FAIL(fixture->test, "the request does not end");
		fake_answer_hung(fixture->fake);
		wait_for_completion(&thread->done);
	}
	if (thread->task)
		put_task_struct(thread->task);
	return thread->status;
}

int fixture_unbind_thread(void *data)
{
	struct fixture_thread *thread = data;

	device_release_driver(thread->fixture->sdev);
	complete(&thread->done);
	return 0;
}

void fixture_run_async(struct fixture *fixture, struct fixture_thread *thread,
		       int (*run)(void *))
{
	struct task_struct *task;

	thread->fixture = fixture;
	thread->task = NULL;
	thread->status = 0;
	init_completion(&thread->done);
	task = kthread_run(run, thread, "aacs_kunit_run");
	if (IS_ERR(task)) {
		KUNIT_FAIL(fixture->test, "no thread");
		complete(&thread->done);
	}
}

static unsigned int turn_waiters(struct fixture *fixture)
{
	struct aacs_turn *turn = &fixture->drive->turn;
	struct list_head *node;
	unsigned int waiting = 0;

	spin_lock(&turn->lock);
	list_for_each(node, &turn->queue)
		waiting++;
	spin_unlock(&turn->lock);
	return waiting;
}

void fixture_expect_waiters(struct fixture *fixture, unsigned int count)
{
	KUNIT_EXPECT_TRUE(fixture->test,
			  WAIT_FOR(count, turn_waiters, fixture));
}

u32 fixture_kill(struct fixture *fixture, struct fixture_thread *thread)
{
	send_sig(SIGKILL, thread->task, 1);
	return fixture_join(fixture, thread);
}

void fixture_execute_and_hang(struct fixture *fixture,
			      struct fixture_thread *thread,
			      struct aacs_owner *owner, u32 code, u32 first,
			      u8 opcode, int format)
{
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = opcode, .format = format,
	});
	fixture_execute_async(fixture, thread, owner, code, first);
	if (!wait_for_completion_timeout(&fixture->fake->hanging, 10 * HZ)) {
		fixture_join(fixture, thread);
		KUNIT_ASSERT_TRUE_MSG(fixture->test, false, "nothing hangs");
	}
}
