// SPDX-License-Identifier: GPL-2.0-only
/* Kinds of drives, errors of the host, sysfs, and several drives. */
#include <linux/blkdev.h>
#include <linux/cdev.h>
#include <linux/gfp.h>
#include <linux/notifier.h>
#include "../module/compat.h"
#include "fixture_thread.h"

struct result_row {
	const char *name;
	u32 result;
	u32 status;
};

static const struct result_row result_rows[] = {
	{ "DID_ERROR", DID_ERROR << 16, 0xC0000185 },
	{ "DID_NO_CONNECT", DID_NO_CONNECT << 16, 0xC000000E },
	{ "DID_BAD_TARGET", DID_BAD_TARGET << 16, 0xC000000E },
	{ "RESERVATION CONFLICT", 0x18, 0xC0000185 },
};

ROW_PARAM(result);

/* A SCSI result passes through the midlayer and becomes an NTSTATUS. */
static void drive_result(struct kunit *test)
{
	const struct result_row *row = test->param_value;
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_RESULT, 0xA4, 0x01, .arg = row->result);
	EXPECT_REQUEST_STATUS(f, &f->a, IOCTL_AACS_GET_CERTIFICATE, 0,
			      row->status);
	EXPECT_COMMANDS(f, { { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74, 0x01, 0 } });
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
}

static void drive_without_feature(struct kunit *test)
{
	static const u32 codes[] = {
		IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
		IOCTL_AACS_READ_MEDIA_KEY_BLOCK, IOCTL_AACS_START_SESSION,
		IOCTL_AACS_END_SESSION, IOCTL_AACS_SEND_CERTIFICATE,
		IOCTL_AACS_GET_CERTIFICATE, IOCTL_AACS_GET_CHALLENGE_KEY,
		IOCTL_AACS_SEND_CHALLENGE_KEY, IOCTL_AACS_READ_VOLUME_ID,
		IOCTL_AACS_READ_SERIAL_NUMBER, IOCTL_AACS_READ_MEDIA_ID,
		IOCTL_AACS_READ_BINDING_NONCE,
		IOCTL_AACS_GENERATE_BINDING_NONCE,
	};
	struct fixture *f = test->priv;
	unsigned int i;

	f->fake->has_feature = false;
	fixture_rebind(f);
	/* sr may report its first event after the first GET CONFIGURATION. */
	fixture_settle(f);
	fake_clear_log(f->fake);
	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		EXPECT_REQUEST_STATUS(f, &f->a, codes[i], 0,
				      SR_AACS_STATUS_INVALID_DEVICE_REQUEST);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	}
	/* The module asks for an absent feature again only after an event. */
	EXPECT_NO_COMMAND(f);
	f->fake->has_feature = true;
	fake_change(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	fixture_start_session(f, &f->a);
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_GRANT);
}

/* An old CD-ROM drive does not support GET CONFIGURATION. */
static void drive_without_get_configuration(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->old = true;
	fixture_rebind(f);
	fixture_settle(f);
	fake_clear_log(f->fake);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, INVALID_DEVICE_REQUEST);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, INVALID_DEVICE_REQUEST);
	EXPECT_NO_COMMAND(f);
}

static void drive_without_bng(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 agid;

	f->fake->feature[4] = 0;
	fixture_rebind(f);
	agid = fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, agid,
		       INVALID_DEVICE_REQUEST);
	EXPECT_NO_COMMAND(f);
	EXPECT_REQUEST(f, &f->a, READ_BINDING_NONCE, agid, SUCCESS);
}

/* An error does not mean that the feature is absent: the module asks again. */
static void drive_feature_answered_badly(struct kunit *test)
{
	struct fixture *f = test->priv;

	INJECT(f, FAKE_ZERO, 0x46, 0x010D, .count = 2);
	fixture_rebind(f);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, IO_DEVICE_ERROR);
	INJECT(f, FAKE_SHORT, 0x46, 0x010D, .arg = 10);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, IO_DEVICE_ERROR);
	/* Only 5/20 means that the drive does not support the command. */
	INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = 0x52400);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, INVALID_DEVICE_REQUEST);
	INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = 0x20400);
	EXPECT_REQUEST_STATUS(f, &f->a, IOCTL_AACS_START_SESSION, 0,
			      0xC00000A3);
	fixture_start_session(f, &f->a);
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_CONFIG, CDB_CONFIG, CDB_CONFIG,
			CDB_CONFIG, CDB_CONFIG, CDB_GRANT);
}

static int set_state(struct fixture *f, enum scsi_device_state state)
{
	struct scsi_device *sdev = f->fake->sdev;
	int error;

	mutex_lock(&sdev->state_mutex);
	error = scsi_device_set_state(sdev, state);
	mutex_unlock(&sdev->state_mutex);
	return error;
}

/*
 * sr refuses to open the disk of a drive that the midlayer has taken offline.
 * The first open may have started before the request, so the module opens twice.
 */
static void drive_offline(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int opens = f->drive->disk_check.opens;

	mutex_lock(&f->drive->lock);
	aacs_event_handle(f->drive, "test");
	mutex_unlock(&f->drive->lock);
	KUNIT_ASSERT_EQ(test, set_state(f, SDEV_OFFLINE), 0);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, NO_SUCH_DEVICE);
	KUNIT_EXPECT_EQ(test, f->drive->disk_check.opens - opens, 2U);
	EXPECT_NO_COMMAND(f);

	KUNIT_ASSERT_EQ(test, set_state(f, SDEV_RUNNING), 0);
	fixture_settle(f);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
}

/* /dev/aacsN has the number of srN. */
static void drive_number(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device *dev = &f->drive->dev;
	struct fake_drive *second;
	struct aacs_drive *drive;

	KUNIT_EXPECT_EQ(test, strncmp(dev_name(dev), "aacs", 4), 0);
	KUNIT_EXPECT_EQ(test, strncmp(f->drive->disk->disk_name, "sr", 2), 0);
	KUNIT_EXPECT_STREQ(test, dev_name(dev) + 4, f->drive->disk->disk_name +
			   2);
	KUNIT_EXPECT_EQ(test, (int)MINOR(dev->devt),
			f->drive->disk->first_minor);
	KUNIT_EXPECT_STREQ(test, dev->class->name, "aacs");

	second = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	drive = aacs_discover_find(second->sdev);
	KUNIT_EXPECT_NOT_NULL(test, drive);
	if (drive) {
		KUNIT_EXPECT_STREQ(test, dev_name(&drive->dev) + 4,
				   drive->disk->disk_name + 2);
		KUNIT_EXPECT_STRNEQ(test, dev_name(&drive->dev), dev_name(dev));
		put_device(&drive->dev);
	}
	fake_drive_remove(second);
}

static int is_disk(struct device *dev, AACS_MATCH_DATA *unused)
{
	return dev->class && !strcmp(dev->class->name, "block");
}

/* Gives the disk that sr makes another number, before the module sees it. */
struct renumber {
	struct notifier_block notifier;
	struct gendisk *disk;	/* referenced; NULL before sr is bound */
	int number;		/* sr's */
};

static int renumber_disk(struct notifier_block *notifier, unsigned long action,
			 void *data)
{
	struct renumber *renumber = container_of(notifier, struct renumber,
						 notifier);
	struct device *disk;

	if (action != BUS_NOTIFY_BOUND_DRIVER || renumber->disk)
		return NOTIFY_DONE;
	disk = device_find_child(data, NULL, is_disk);
	if (!disk)
		return NOTIFY_DONE;
	renumber->disk = dev_to_disk(disk);
	renumber->number = renumber->disk->first_minor;
	renumber->disk->first_minor = 256;
	return NOTIFY_OK;
}

/* sr counts to 255. Device number 256 of the class may be another driver's. */
static void drive_number_too_large(struct kunit *test)
{
	struct renumber renumber = {
		.notifier = { .notifier_call = renumber_disk, .priority = 1 },
	};
	struct fixture *f = test->priv;

	device_release_driver(f->sdev);
	put_device(&f->drive->dev);
	f->drive = NULL;
	KUNIT_ASSERT_EQ(test, bus_register_notifier(f->sdev->bus,
						    &renumber.notifier), 0);
	KUNIT_EXPECT_EQ(test, device_attach(f->sdev), 1);
	bus_unregister_notifier(f->sdev->bus, &renumber.notifier);
	KUNIT_ASSERT_NOT_NULL(test, renumber.disk);
	/* sr frees this number. */
	renumber.disk->first_minor = renumber.number;
	put_device(disk_to_dev(renumber.disk));

	f->drive = aacs_discover_find(f->fake->sdev);
	KUNIT_EXPECT_NULL(test, f->drive);
}

/* Many drives, removed in another order than added. */
static void drive_many(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture *others;
	unsigned int i, j, count = 8;
	int numbers[8];

	others = kunit_kcalloc(test, count, sizeof(*others), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, others);
	for (i = 0; i < count; i++) {
		others[i].test = test;
		aacs_owner_init(&others[i].a);
		others[i].fake = fake_drive_add();
		if (IS_ERR(others[i].fake))
			break;
		others[i].drive = aacs_discover_find(others[i].fake->sdev);
		if (!others[i].drive) {
			fake_drive_remove(others[i].fake);
			break;
		}
		numbers[i] = MINOR(others[i].drive->dev.devt);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, numbers[i], numbers[j]);
		EXPECT_REQUEST(&others[i], &others[i].a, START_SESSION, 0,
			       SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, i, count);

	/* The order is 0 3 6 1 4 7 2 5. */
	for (j = 0; j < 8; j++) {
		struct fixture *other = &others[j * 3 % 8];

		if (j * 3 % 8 >= i)
			continue;
		EXPECT_REQUEST(other, &other->a, GET_CERTIFICATE, 0, SUCCESS);
		fake_drive_remove(other->fake);
		KUNIT_EXPECT_TRUE(test, other->a.lost);
		EXPECT_REQUEST(other, &other->a, GET_CERTIFICATE, 0,
			       NO_SUCH_DEVICE);
		put_device(&other->drive->dev);
	}
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
}

/* Reads an attribute of the class aacs. */
static ssize_t sysfs_show(struct fixture *f, const char *name, char *page)
{
	struct device *dev = &f->drive->dev;
	const struct attribute_group **group;
	struct attribute **attr;

	for (group = dev->class->dev_groups; *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, name)) {
				struct device_attribute *found;

				found = container_of(*attr,
						     struct device_attribute,
						     attr);
				return found->show(dev, found, page);
			}
	return -ENOENT;
}

/* Reading an attribute sends no command, even while the feature is unknown. */
static void drive_sysfs(struct kunit *test)
{
	static const struct {
		const char *name;
		const char *text;
	} rows[] = {
		{ "aacs_version", "2\n" },
		{ "agids", "3\n" },
		{ "binding_nonce", "0\n" },
		{ "bus_encryption", "1\n" },
		{ "write_bus_encryption", "0\n" },
		{ "drive_certificate", "1\n" },
		{ "nonce_blocks", "255\n" },
		{ "supported", "1\n" },
	};
	static const u8 feature[8] = { 1, 0x0D, 0x05, 4, 0x12, 255, 3, 2 };
	struct fixture *f = test->priv;
	unsigned int i, round;
	char *page;

	page = (char *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(f->fake->feature, feature, sizeof(feature));
	INJECT(f, FAKE_ZERO, 0x46, 0x010D);
	fixture_rebind(f);
	fake_clear_log(f->fake);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ(test, (int)sysfs_show(f, rows[i].name, page),
				-ENODATA);
	EXPECT_NO_COMMAND(f);

	fixture_start_session(f, &f->a);
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_GRANT);
	/* At first, after a change, and after the unplug. */
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			KUNIT_EXPECT_GT(test, (int)sysfs_show(f, rows[i].name,
							      page), 0);
			KUNIT_EXPECT_STREQ(test, page, rows[i].text);
		}
		if (!round) {
			memset(f->fake->feature + 4, 0, 4);
			fake_change(f->fake);
			KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
		} else {
			fake_unplug(f->fake);
		}
	}
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, (int)sysfs_show(f, "disc_present", page),
			-ENOENT);
	free_page((unsigned long)page);
}

/* A task has the device lock while the drive arrives: a work item tries again. */
static void drive_arrives_while_locked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct kref *kref = &f->sdev->kobj.kref;
	unsigned int before;

	fixture_settle(f);
	device_lock(f->sdev);
	before = kref_read(kref);
	KUNIT_EXPECT_EQ(test, aacs_discover_arrive(f->sdev), 0);
	KUNIT_EXPECT_EQ(test, kref_read(kref), before + 1);
	/* The work item tries more than twice, which leaves no trace. */
	schedule_timeout_uninterruptible(HZ / 4);
	KUNIT_EXPECT_EQ(test, kref_read(kref), before + 1);
	device_unlock(f->sdev);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(before, kref_read, kref));
	/* The drive was there already. */
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
}

/* The module parameter for the timeout: 1 to 3600 seconds, 20 by default. */
static void drive_timeout(struct kunit *test)
{
	static const struct {
		const char *text;
		int error;
		unsigned int seconds;
	} rows[] = {
		{ "0", -EINVAL, 20 },
		{ "3601", -EINVAL, 20 },
		{ "1", 0, 1 },
		{ "3600", 0, 3600 },
		{ "20", 0, 20 },
	};
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_start_session(f, &f->a);
	KUNIT_EXPECT_EQ(test, f->fake->timeout, 20U * HZ);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, rows[i].text),
				rows[i].error);
		EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
		KUNIT_EXPECT_EQ(test, f->fake->timeout, rows[i].seconds * HZ);
	}
}

/* A drive that hangs does not delay another drive. */
static void drive_while_other_hangs(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture other = { .test = test };
	struct fixture_thread thread;
	u32 agid;

	aacs_owner_init(&other.a);
	agid = fixture_start_session(f, &f->a);
	other.fake = fake_drive_add();
	KUNIT_ASSERT_FALSE(test, IS_ERR(other.fake));
	other.drive = aacs_discover_find(other.fake->sdev);
	KUNIT_EXPECT_NOT_NULL(test, other.drive);
	if (!other.drive)
		goto out;

	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 agid, 0xA4, 0x01);
	EXPECT_REQUEST(&other, &other.a, START_SESSION, 0, SUCCESS);
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), SUCCESS);
	put_device(&other.drive->dev);
out:
	fake_drive_remove(other.fake);
}

static struct kunit_case drive_cases[] = {
	KUNIT_CASE_PARAM(drive_result, result_gen_params),
	KUNIT_CASE(drive_without_feature),
	KUNIT_CASE(drive_without_get_configuration),
	KUNIT_CASE(drive_without_bng),
	KUNIT_CASE(drive_feature_answered_badly),
	KUNIT_CASE(drive_offline),
	KUNIT_CASE(drive_number),
	KUNIT_CASE(drive_number_too_large),
	KUNIT_CASE(drive_many),
	KUNIT_CASE(drive_sysfs),
	KUNIT_CASE(drive_arrives_while_locked),
	KUNIT_CASE(drive_timeout),
	KUNIT_CASE(drive_while_other_hangs),
	{}
};

FIXTURE_SUITE(drive);
