// SPDX-License-Identifier: GPL-2.0-only
/* A fake drive with real sr and the module on top, see rig.h. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "../module/compat.h"
#include "rig.h"

int rig_init(struct kunit *test)
{
	struct rig *rig;

	rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	if (!rig)
		return -ENOMEM;
	rig->test = test;
	aacs_owner_init(&rig->a);
	aacs_owner_init(&rig->b);
	rig->mkb = vmalloc(RIG_MKB);
	if (!rig->mkb)
		return -ENOMEM;
	rig->fake = fake_drive_add();
	if (IS_ERR(rig->fake)) {
		vfree(rig->mkb);
		return PTR_ERR(rig->fake);
	}
	rig->drive = aacs_discover_find(rig->fake->sdev);
	if (!rig->drive) {
		fake_drive_remove(rig->fake);
		vfree(rig->mkb);
		return -ENODEV;
	}
	rig->sdev = get_device(&rig->fake->sdev->sdev_gendev);
	test->priv = rig;
	flush_work(&rig->drive->probe);
	rig_settle(rig);
	fake_forget_wire(rig->fake);
	return 0;
}

void rig_exit(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct device *disk = NULL;

	/* init failed */
	if (!rig)
		return;
	fake_behave(rig->fake);
	while (fake_answer_hung(rig->fake))
		;
	/* Not before: sr gives no number away that a disk still has. */
	if (rig->drive && !rig->drive->gone)
		disk = get_device(disk_to_dev(rig->drive->disk));
	fake_drive_remove(rig->fake);

	/* Nobody else has them now: the module has let go of everything. */
	if (rig->drive)
		KUNIT_EXPECT_TRUE(test, WAIT_FOR(1, kref_read,
						 &rig->drive->dev.kobj.kref));
	if (disk)
		KUNIT_EXPECT_TRUE(test,
				  WAIT_FOR(1, kref_read, &disk->kobj.kref));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(1, kref_read, &rig->sdev->kobj.kref));
	if (rig->drive)
		put_device(&rig->drive->dev);
	put_device(disk);
	put_device(rig->sdev);
	vfree(rig->mkb);
}

/*
 * (For a queue of the whole system the macro flush_workqueue() warns of locks;
 * none is held here.)
 */
void rig_quiet(void)
{
	__flush_workqueue(system_freezable_power_efficient_wq);
}

void rig_settle(struct rig *rig)
{
	u8 media_type;

	aacs_disk_ensure_checked(rig->drive);
	rig_quiet();
	aacs_feature_read(rig->drive);
	aacs_feature_media_type(rig->drive, &media_type);
}

static int rig_deliver(struct aacs_request *req, u32 offset, const void *data,
		       u32 len)
{
	struct rig *rig = container_of(req, struct rig, req);

	memcpy(rig->mkb + offset, data, len);
	return 0;
}

/* For a request that is not the rig's. */
static int rig_deliver_to_none(struct aacs_request *req, u32 offset,
			       const void *data, u32 len)
{
	return 0;
}

void rig_prepare(struct rig *rig, struct aacs_request *req, u32 code, u32 first)
{
	unsigned int i;

	memset(req, 0, sizeof(*req));
	req->type = aacs_request_find(code);
	KUNIT_ASSERT_NOT_NULL(rig->test, req->type);
	req->deliver = req == &rig->req ? rig_deliver : rig_deliver_to_none;
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

u32 rig_ask(struct rig *rig, struct aacs_owner *owner, u32 code, u32 first)
{
	rig_prepare(rig, &rig->req, code, first);
	return aacs_request_execute(rig->drive, owner, &rig->req);
}

void rig_pay(struct rig *rig)
{
	flush_work(&rig->drive->cleanup);
}

void rig_close(struct rig *rig, struct aacs_owner *owner)
{
	aacs_session_close(rig->drive, owner);
	rig_pay(rig);
}

u32 rig_start(struct rig *rig, struct aacs_owner *owner)
{
	u32 status;

	status = rig_ask(rig, owner, IOCTL_AACS_START_SESSION, 0);
	KUNIT_ASSERT_EQ_MSG(rig->test, status, 0U, "no session: %#x", status);
	KUNIT_ASSERT_EQ(rig->test, rig->req.information, 4U);
	return rig->req.out.session_id;
}

unsigned int rig_held(struct rig *rig, struct aacs_owner *owner)
{
	unsigned int held;

	mutex_lock(&rig->drive->state);
	held = aacs_agid_held(&rig->drive->agids, owner);
	mutex_unlock(&rig->drive->state);
	return held;
}

u32 rig_start_third(struct rig *rig)
{
	u32 agid;

	rig_start(rig, &rig->b);
	rig_start(rig, &rig->b);
	agid = rig_start(rig, &rig->a);
	KUNIT_ASSERT_EQ(rig->test, agid, 2U);
	rig_settle(rig);
	fake_forget_wire(rig->fake);
	return agid;
}

void rig_start_two(struct rig *rig)
{
	KUNIT_ASSERT_EQ(rig->test, rig_start(rig, &rig->a), 0U);
	KUNIT_ASSERT_EQ(rig->test, rig_start(rig, &rig->b), 1U);
	rig_settle(rig);
	KUNIT_ASSERT_FALSE(rig->test, rig->a.lost);
	KUNIT_ASSERT_FALSE(rig->test, rig->b.lost);
	fake_forget_wire(rig->fake);
}

void rig_expect_all_lost(struct rig *rig)
{
	KUNIT_EXPECT_EQ(rig->test, rig_held(rig, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(rig->test, READ_ONCE(rig->a.lost));
	KUNIT_EXPECT_TRUE(rig->test, READ_ONCE(rig->b.lost));
}

bool rig_woken(struct rig *rig, struct aacs_owner *owner)
{
	/* poll() does the same with the task in the queue; here it is soon. */
	mutex_lock(&rig->drive->state);
	queue_delayed_work(aacs_workqueue, &rig->drive->watch,
			   msecs_to_jiffies(AACS_WATCH_MS));
	mutex_unlock(&rig->drive->state);
	/* One that is not woken sees it too, but not before the time is up. */
	return wait_event_interruptible_timeout(owner->wait,
						READ_ONCE(owner->lost),
						10 * HZ) > 1;
}

static int rig_sleeper_run(void *data)
{
	struct rig_sleeper *sleeper = data;

	sleeper->woken = rig_woken(sleeper->rig, sleeper->owner);
	complete(&sleeper->done);
	return 0;
}

void rig_sleep(struct rig *rig, struct rig_sleeper *sleeper,
	       struct aacs_owner *owner)
{
	struct task_struct *task;

	sleeper->rig = rig;
	sleeper->owner = owner;
	sleeper->woken = false;
	init_completion(&sleeper->done);
	task = kthread_run(rig_sleeper_run, sleeper, "aacs_kunit_poll");
	KUNIT_ASSERT_FALSE(rig->test, IS_ERR(task));
	KUNIT_EXPECT_TRUE(rig->test,
			  WAIT_FOR(1, waitqueue_active, &owner->wait));
}

bool rig_slept(struct rig_sleeper *sleeper)
{
	wait_for_completion(&sleeper->done);
	return sleeper->woken;
}

void rig_poll_disk(struct rig *rig, const char *msecs)
{
	struct device *dev = disk_to_dev(rig->drive->disk);
	const struct attribute_group **group;
	struct device_attribute *found = NULL;
	struct attribute **attr;

	for (group = dev->type->groups; *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, "events_poll_msecs"))
				found = container_of(*attr,
						     struct device_attribute,
						     attr);
	KUNIT_ASSERT_NOT_NULL(rig->test, found);
	KUNIT_ASSERT_GT(rig->test,
			(int)found->store(dev, found, msecs, strlen(msecs)), 0);
}

void rig_watch(struct rig *rig)
{
	mutex_lock(&rig->drive->state);
	aacs_event_watch(rig->drive);
	mutex_unlock(&rig->drive->state);
}

void rig_rebind(struct rig *rig)
{
	struct device *dev = &rig->fake->sdev->sdev_gendev;

	device_release_driver(dev);
	put_device(&rig->drive->dev);
	rig->drive = NULL;
	fake_forget_wire(rig->fake);
	KUNIT_ASSERT_EQ(rig->test, device_attach(dev), 1);
	rig->drive = aacs_discover_find(rig->fake->sdev);
	KUNIT_ASSERT_NOT_NULL(rig->test, rig->drive);
	flush_work(&rig->drive->probe);
	aacs_disk_ensure_checked(rig->drive);
	rig_quiet();
	rig->a.lost = false;
	rig->b.lost = false;
}

int rig_open_disk(struct rig *rig)
{
	return aacs_disk_open_and_close(rig->drive->disk);
}

void rig_expect_wire(struct rig *rig, const struct fake_cdb *want,
		     unsigned int count, int line)
{
	struct fake_drive *fake = rig->fake;
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(rig->test, fake->wired, count,
			    "line %d: %u commands, not %u", line, fake->wired,
			    count);
	for (i = 0; i < max(count, min(fake->wired, 16U)); i++) {
		if (i >= fake->wired)
			KUNIT_FAIL(rig->test, "line %d: no command %u: %12ph",
				   line, i, want[i].byte);
		else if (i >= count)
			KUNIT_FAIL(rig->test, "line %d: one too many: %12ph",
				   line, fake->wire[i].byte);
		else
			KUNIT_EXPECT_EQ_MSG(rig->test,
					    memcmp(&fake->wire[i], &want[i],
						   sizeof(want[i])), 0,
					    "line %d: command %u is %12ph, not %12ph",
					    line, i, fake->wire[i].byte,
					    want[i].byte);
	}
	fake_forget_wire(fake);
}

void rig_expect_payload(struct rig *rig, u8 disc, u8 opcode, u8 format,
			unsigned int len)
{
	unsigned int i, wrong = 0;

	KUNIT_EXPECT_EQ(rig->test, rig->req.information, len);
	for (i = 0; i < len; i++)
		wrong += rig->req.out.payload[i] !=
			 fake_payload(disc, opcode, format, i);
	KUNIT_EXPECT_EQ_MSG(rig->test, wrong, 0U, "%u wrong bytes", wrong);
	/* Not a byte more. */
	for (; i < sizeof(rig->req.out); i++)
		wrong += rig->req.out.payload[i] != 0xCC;
	KUNIT_EXPECT_EQ_MSG(rig->test, wrong, 0U, "%u bytes too many", wrong);
}

static int rig_thread_run(void *data)
{
	struct rig_thread *thread = data;

	allow_signal(SIGKILL);
	thread->status = aacs_request_execute(thread->rig->drive,
					      thread->owner, &thread->req);
	complete(&thread->done);
	return 0;
}

void rig_ask_beside(struct rig *rig, struct rig_thread *thread,
		    struct aacs_owner *owner, u32 code, u32 first)
{
	thread->rig = rig;
	thread->owner = owner;
	rig_prepare(rig, &thread->req, code, first);
	init_completion(&thread->done);
	thread->task = kthread_create(rig_thread_run, thread, "aacs_kunit");
	KUNIT_ASSERT_FALSE(rig->test, IS_ERR(thread->task));
	get_task_struct(thread->task);
	wake_up_process(thread->task);
}

u32 rig_join(struct rig *rig, struct rig_thread *thread)
{
	/* The thread uses the case's stack: there is no going on without it. */
	if (!wait_for_completion_timeout(&thread->done, 30 * HZ)) {
		KUNIT_FAIL(rig->test, "the request does not end");
		fake_answer_hung(rig->fake);
		wait_for_completion(&thread->done);
	}
	if (thread->task)
		put_task_struct(thread->task);
	return thread->status;
}

int rig_unbind_run(void *data)
{
	struct rig_thread *thread = data;

	device_release_driver(thread->rig->sdev);
	complete(&thread->done);
	return 0;
}

void rig_run_beside(struct rig *rig, struct rig_thread *thread,
		    int (*run)(void *))
{
	struct task_struct *task;

	thread->rig = rig;
	thread->task = NULL;
	thread->status = 0;
	init_completion(&thread->done);
	task = kthread_run(run, thread, "aacs_kunit_run");
	if (IS_ERR(task)) {
		KUNIT_FAIL(rig->test, "no thread");
		complete(&thread->done);
	}
}

static unsigned int rig_waiting(struct rig *rig)
{
	struct aacs_turn *turn = &rig->drive->turn;
	struct list_head *node;
	unsigned int waiting = 0;

	spin_lock(&turn->lock);
	list_for_each(node, &turn->queue)
		waiting++;
	spin_unlock(&turn->lock);
	return waiting;
}

void rig_expect_waiting(struct rig *rig, unsigned int count)
{
	KUNIT_EXPECT_TRUE(rig->test, WAIT_FOR(count, rig_waiting, rig));
}

u32 rig_kill(struct rig *rig, struct rig_thread *thread)
{
	send_sig(SIGKILL, thread->task, 1);
	return rig_join(rig, thread);
}

void rig_ask_and_hang(struct rig *rig, struct rig_thread *thread,
		      struct aacs_owner *owner, u32 code, u32 first,
		      u8 opcode, int format)
{
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = opcode, .format = format,
	});
	rig_ask_beside(rig, thread, owner, code, first);
	if (!wait_for_completion_timeout(&rig->fake->hanging, 10 * HZ)) {
		rig_join(rig, thread);
		KUNIT_ASSERT_TRUE_MSG(rig->test, false, "nothing hangs");
	}
}
