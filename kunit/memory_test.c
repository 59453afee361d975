// SPDX-License-Identifier: GPL-2.0-only
/*
 * The n-th allocation of a request or a bind fails, for each n. Needs FAILSLAB
 * and FAULT_INJECTION_DEBUG_FS.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include "fixture.h"

/* Gets the variable behind a debugfs file of fault injection. */
static void *fault_setting(struct kunit *test, const char *dir_name,
			   const char *name)
{
	struct dentry *dir, *file;
	void *setting = NULL;

	dir = debugfs_lookup(dir_name, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(dir));
	file = debugfs_lookup(name, dir);
	dput(dir);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(file));
	setting = d_inode(file)->i_private;
	dput(file);
	KUNIT_ASSERT_NOT_NULL(test, setting);
	return setting;
}

/* Allocations that may sleep fail too, and fault injection logs nothing. */
struct fault_settings {
	bool *ignore_wait;
	bool was_ignore_wait;
	unsigned long *verbose;
	unsigned long was_verbose;
};

static void fail_allocations(struct kunit *test, struct fault_settings *s)
{
	s->ignore_wait = fault_setting(test, "failslab", "ignore-gfp-wait");
	s->verbose = fault_setting(test, "failslab", "verbose");
	s->was_ignore_wait = *s->ignore_wait;
	s->was_verbose = *s->verbose;
	*s->ignore_wait = false;
	*s->verbose = 0;
}

static void restore_fault_settings(struct fault_settings *s)
{
	*s->ignore_wait = s->was_ignore_wait;
	*s->verbose = s->was_verbose;
}

struct memory_row {
	const char *name;
	u32 code;
	u32 first;
	bool none;	/* the request must not need memory */
};

static const struct memory_row memory_rows[] = {
	{ "START_SESSION", IOCTL_AACS_START_SESSION, 0 },
	{ "END_SESSION", IOCTL_AACS_END_SESSION, 0, true },
	{ "END_ALL_SESSIONS", IOCTL_AACS_END_SESSION, ~0U, true },
	{ "SEND_CERTIFICATE", IOCTL_AACS_SEND_CERTIFICATE, 0 },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, 0 },
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, 0 },
	{ "GENERATE_BINDING_NONCE", IOCTL_AACS_GENERATE_BINDING_NONCE, 0 },
	{ "READ_MEDIA_KEY_BLOCK_SIZE", IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0 },
	{ "READ_MEDIA_KEY_BLOCK", IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0 },
};

ROW_PARAM(memory);

/*
 * Each request succeeds or returns INSUFFICIENT_RESOURCES, and the module and
 * the drive agree on the AGIDs afterwards.
 */
static void memory_fails(struct kunit *test)
{
	const struct memory_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fault_settings settings;
	unsigned int n, left, failed = 0;
	u32 status;

	fail_allocations(test, &settings);
	for (n = 1; n < 2000; n++) {
		f->a.lost = false;
		if (row->code != IOCTL_AACS_START_SESSION &&
		    !fixture_held(f, &f->a))
			fixture_start_session(f, &f->a);
		fixture_prepare(f, &f->req, row->code, row->first);

		WRITE_ONCE(current->fail_nth, n);
		status = aacs_request_execute(f->drive, &f->a, &f->req);
		left = READ_ONCE(current->fail_nth);
		WRITE_ONCE(current->fail_nth, 0);

		if (status) {
			failed++;
			KUNIT_EXPECT_TRUE_MSG(test,
					      status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES,
					      "allocation %u: status %#x", n,
					      status);
			KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		}
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(f, NULL),
				    fake_granted(f->fake), "allocation %u", n);
		if (row->code == IOCTL_AACS_START_SESSION && !status)
			fixture_close(f, &f->a);
		if (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE && !status)
			fixture_close(f, &f->a);
		/* The request made fewer than n allocations. */
		if (left)
			break;
	}
	restore_fault_settings(&settings);
	KUNIT_EXPECT_LT(test, n, 2000U);
	KUNIT_EXPECT_EQ(test, !failed, row->none);
	KUNIT_EXPECT_EQ(test, status, 0U);
	kunit_info(test, "%s: %u allocations, %u failed the request", row->name,
		   n - 1, failed);
}

/* sr binds or fails to bind; the module adds its node or leaves sr alone. */
static void memory_fails_at_bind(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *dev = &f->fake->sdev->sdev_gendev;
	unsigned int n, left, without = 0, alone = 0;
	struct fault_settings settings;
	struct aacs_drive *drive;

	fail_allocations(test, &settings);
	for (n = 1; n < 5000; n++) {
		device_release_driver(dev);
		WRITE_ONCE(current->fail_nth, n);
		if (device_attach(dev) != 1)
			without++;
		left = READ_ONCE(current->fail_nth);
		WRITE_ONCE(current->fail_nth, 0);

		drive = aacs_discover_find(f->fake->sdev);
		KUNIT_EXPECT_TRUE_MSG(test, !drive || dev->driver,
				      "allocation %u: a node without sr", n);
		if (!drive && dev->driver)
			alone++;
		if (drive) {
			put_device(&f->drive->dev);
			f->drive = drive;
			f->a.lost = false;
			KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a),
					0U);
		}
		if (left)
			break;
	}
	restore_fault_settings(&settings);
	KUNIT_EXPECT_LT(test, n, 5000U);
	/* The last bind met no failure. */
	KUNIT_EXPECT_NOT_NULL(test, drive);
	/* Some failures hit the module and not sr. */
	KUNIT_EXPECT_GT(test, alone, 0U);
	kunit_info(test, "%u allocations, %u failed sr, %u the module",
		   n - 1, without, alone);
}

static struct kunit_case memory_cases[] = {
	KUNIT_CASE_PARAM(memory_fails, memory_gen_params),
	KUNIT_CASE(memory_fails_at_bind),
	{}
};

FIXTURE_SUITE(memory);
