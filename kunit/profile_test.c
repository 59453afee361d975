// SPDX-License-Identifier: GPL-2.0-only
/* The media type of READ DISC STRUCTURE follows the current profile. */
#include "fixture.h"

static void profile_of_dvd(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->profile = 0x0010;	/* DVD-ROM */
	fake_change(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	fixture_settle(f);
	fake_clear_log(f->fake);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
	EXPECT_COMMANDS(f, { { 0xAD, 0, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04, 0, 0 } });
}

/* The module checks the session before it asks for the profile. */
static void profile_after_a_change(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_change(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);
	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, SUCCESS);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_CONFIG, CDB_VOLUME_ID(0), CDB_END(0));
}

/*
 * The drive refuses the media type: the module repeats a command without an
 * AGID.
 */
static void profile_refused(struct kunit *test)
{
	static const u32 senses[] = { 0x52400, 0x53000, 0x53002 };
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(senses); i++) {
		INJECT(f, FAKE_SENSE, 0xAD, 0x83, .arg = senses[i]);
		EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
		EXPECT_COMMANDS(f, CDB_PACK(0), CDB_CONFIG, CDB_PACK(0),
				CDB_PACK(1));
	}
	/* Each pack may be refused, not only the first. */
	INJECT(f, FAKE_SENSE, 0xAD, 0x83, .arg = 0x52400, .skip = 1);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	EXPECT_COMMANDS(f, CDB_PACK(0), CDB_PACK(1), CDB_CONFIG, CDB_PACK(1));
	INJECT(f, FAKE_SENSE, 0xAD, 0x83, .arg = 0x52400, .count = 10);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0,
		       INVALID_DEVICE_REQUEST);
	EXPECT_COMMANDS(f, CDB_MKB_SIZE, CDB_CONFIG, CDB_MKB_SIZE);
}

static void profile_refused_under_agid(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_SENSE, 0xAD, 0x80, .arg = 0x52400);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, INVALID_DEVICE_REQUEST);
	EXPECT_COMMANDS(f, CDB_VOLUME_ID(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, SUCCESS);
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_VOLUME_ID(0), CDB_END(0));
}

/*
 * The drive refuses GET CONFIGURATION: the module sends media type 0, as
 * Windows does.
 */
static void profile_unknown(struct kunit *test)
{
	static const u32 senses[] = { 0x52400, 0x56F02, 0x52500, 0x53001 };
	struct fixture *f = test->priv;
	unsigned int i;

	fake_change(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	fake_clear_log(f->fake);
	for (i = 0; i < ARRAY_SIZE(senses); i++) {
		INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = senses[i]);
		EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
		EXPECT_COMMANDS(f, CDB_CONFIG,
				{ { 0xAD, 0, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04,
				    0, 0 } });
	}
	INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = 0x44400);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, IO_DEVICE_ERROR);
	EXPECT_COMMANDS(f, CDB_CONFIG);
}

/* Against MMC, the drive reports a unit attention to GET CONFIGURATION. */
static void profile_after_unit_attention(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_change(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = 0x62900);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_CONFIG, CDB_MKB_SIZE);
}

static struct kunit_case profile_cases[] = {
	KUNIT_CASE(profile_of_dvd),
	KUNIT_CASE(profile_after_a_change),
	KUNIT_CASE(profile_refused),
	KUNIT_CASE(profile_refused_under_agid),
	KUNIT_CASE(profile_unknown),
	KUNIT_CASE(profile_after_unit_attention),
	{}
};

FIXTURE_SUITE(profile);
