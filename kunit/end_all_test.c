// SPDX-License-Identifier: GPL-2.0-only
/*
 * END_SESSION of all sessions: which sessions it ends, and errors of the drive.
 */
#include "fixture.h"

#define END_ALL(f, owner)                                 \
	fixture_execute(f, owner, IOCTL_AACS_END_SESSION, \
			SR_AACS_END_ALL_SESSIONS)

/*
 * The request ends the sessions of the caller and those that no open file
 * holds, but not those of other files.
 */
static void end_all_own(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fixture_start_session(f, &f->b);
	fixture_start_session(f, &f->a);
	/* An SG_IO program left this one behind. */
	f->fake->granted |= BIT(3);
	fake_clear_log(f->fake);

	EXPECT_STATUS(f, END_ALL(f, &f->a), SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(2), CDB_END(3));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x2U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x2U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x2U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
}

/*
 * Windows stops at the first AGID that the drive refuses to end, we continue.
 */
static void end_all_after_refusal(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fixture_start_session(f, &f->a);
	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = 0x52400);
	INJECT(f, FAKE_SENSE, 0xA4, 0x3F, .arg = 0x52400);
	EXPECT_STATUS(f, END_ALL(f, &f->a), SUCCESS);
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END_BY_REPORT(0), CDB_END(1),
			CDB_END(2), CDB_END(3));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	/* The drive keeps the AGID that it refused to end. */
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);
}

/*
 * The caller keeps the sessions that failed to end, and can try again. The
 * request still ends the other sessions and returns the first error.
 */
static void end_all_after_errors(struct kunit *test)
{
	static const struct {
		u32 sense[2];	/* of the first commands; 0 for success */
		u32 status;
		u32 kept;
	} rows[] = {
		{ { 0x44400 }, SR_AACS_STATUS_IO_DEVICE_ERROR, 0x1 },
		{ { 0x31100, 0x44400 }, SR_AACS_STATUS_DEVICE_DATA_ERROR, 0x3 },
		{ { 0x44400, 0x31100 }, SR_AACS_STATUS_IO_DEVICE_ERROR, 0x3 },
	};
	struct fixture *f = test->priv;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_start_session(f, &f->a);
		fixture_start_session(f, &f->a);
		fake_clear_log(f->fake);
		for (j = 0; j < 2 && rows[i].sense[j]; j++)
			INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg =
			       rows[i].sense[j]);
		EXPECT_STATUS_IS(f, END_ALL(f, &f->a), rows[i].status);
		EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1), CDB_END(2),
				CDB_END(3));
		KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), rows[i].kept);
		KUNIT_EXPECT_EQ(test, fake_granted(f->fake), rows[i].kept);

		EXPECT_STATUS(f, END_ALL(f, &f->a), SUCCESS);
		KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
		KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
	}
}

/* A drive that reports 0 AGIDs may have all four. */
static void end_all_no_agid_reported(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->feature[6] = 0;
	fixture_rebind(f);
	fake_clear_log(f->fake);
	EXPECT_STATUS(f, END_ALL(f, &f->a), SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1), CDB_END(2), CDB_END(3));
}

/* The module ends no AGID above the number that the drive reports. */
static void end_all_one_agid(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->agids = 1;
	f->fake->feature[6] = 1;
	fixture_rebind(f);
	fake_clear_log(f->fake);
	EXPECT_STATUS(f, END_ALL(f, &f->a), SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(0));
}

static struct kunit_case end_all_cases[] = {
	KUNIT_CASE(end_all_own),
	KUNIT_CASE(end_all_after_refusal),
	KUNIT_CASE(end_all_after_errors),
	KUNIT_CASE(end_all_one_agid),
	KUNIT_CASE(end_all_no_agid_reported),
	{}
};

FIXTURE_SUITE(end_all);
