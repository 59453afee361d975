// SPDX-License-Identifier: GPL-2.0-only
/* END_SESSION of all sessions: whose, and on past what the drive answers. */
#include "rig.h"

#define END_ALL(rig, owner)						\
	rig_ask(rig, owner, IOCTL_AACS_END_SESSION, SR_AACS_END_ALL_SESSIONS)

/* One's own and those that nobody holds; others' live on. */
static void end_all_own(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start(rig, &rig->a);
	rig_start(rig, &rig->b);
	rig_start(rig, &rig->a);
	/* left by a program that went past us */
	rig->fake->granted |= BIT(3);
	fake_forget_wire(rig->fake);

	EXPECT_STATUS(rig, END_ALL(rig, &rig->a), 0);
	EXPECT_WIRE(rig, WIRE_END(0), WIRE_END(2), WIRE_END(3));
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x2U);
	KUNIT_EXPECT_EQ(test, rig_held(rig, &rig->b), 0x2U);
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x2U);
	KUNIT_EXPECT_FALSE(test, rig->a.lost);
	KUNIT_EXPECT_FALSE(test, rig->b.lost);
}

/* Where Windows stops at the first that the drive refuses, we go on. */
static void end_all_goes_on(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start(rig, &rig->a);
	rig_start(rig, &rig->a);
	rig_start(rig, &rig->a);
	fake_forget_wire(rig->fake);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x52400,
	});
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA4, .format = 0x3F,
		.arg = 0x52400,
	});
	EXPECT_STATUS(rig, END_ALL(rig, &rig->a), 0);
	KUNIT_EXPECT_TRUE(test, fake_all_done(rig->fake));
	EXPECT_WIRE(rig, WIRE_END(0), WIRE_END_BY_REPORT(0), WIRE_END(1),
		    WIRE_END(2), WIRE_END(3));
	KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
	/* what the drive refused to let go is its own affair */
	KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x1U);
}

/*
 * Those that could not be ended are kept, and can be tried again; the others are
 * ended all the same. Of two that failed the first one's error is told.
 */
static void end_all_past_errors(struct kunit *test)
{
	static const struct {
		u32 sense[2];	/* of the first commands; 0: none */
		u32 status;
		u32 kept;
	} rows[] = {
		{ { 0x44400 }, SR_AACS_STATUS_IO_DEVICE_ERROR, 0x1 },
		{ { 0x31100, 0x44400 }, SR_AACS_STATUS_DEVICE_DATA_ERROR, 0x3 },
		{ { 0x44400, 0x31100 }, SR_AACS_STATUS_IO_DEVICE_ERROR, 0x3 },
	};
	struct rig *rig = test->priv;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_start(rig, &rig->a);
		rig_start(rig, &rig->a);
		fake_forget_wire(rig->fake);
		for (j = 0; j < 2 && rows[i].sense[j]; j++)
			fake_misbehave(rig->fake, (struct fake_fault) {
				.kind = FAKE_SENSE, .opcode = 0xA3,
				.format = 0x3F, .arg = rows[i].sense[j],
			});
		EXPECT_STATUS(rig, END_ALL(rig, &rig->a), rows[i].status);
		EXPECT_WIRE(rig, WIRE_END(0), WIRE_END(1), WIRE_END(2),
			    WIRE_END(3));
		KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), rows[i].kept);
		KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), rows[i].kept);

		EXPECT_STATUS(rig, END_ALL(rig, &rig->a), 0);
		KUNIT_EXPECT_EQ(test, rig_held(rig, NULL), 0x0U);
		KUNIT_EXPECT_EQ(test, fake_granted(rig->fake), 0x0U);
	}
}

/* A drive that says that it has none may have all four. */
static void end_all_of_none(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->fake->feature[6] = 0;
	rig_rebind(rig);
	fake_forget_wire(rig->fake);
	EXPECT_STATUS(rig, END_ALL(rig, &rig->a), 0);
	EXPECT_WIRE(rig, WIRE_END(0), WIRE_END(1), WIRE_END(2),
		    WIRE_END(3));
}

/* A drive with fewer AGIDs is not asked for those that it has not. */
static void end_all_of_one(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->fake->agids = 1;
	rig->fake->feature[6] = 1;
	rig_rebind(rig);
	fake_forget_wire(rig->fake);
	EXPECT_STATUS(rig, END_ALL(rig, &rig->a), 0);
	EXPECT_WIRE(rig, WIRE_END(0));
}

static struct kunit_case end_all_cases[] = {
	KUNIT_CASE(end_all_own),
	KUNIT_CASE(end_all_goes_on),
	KUNIT_CASE(end_all_past_errors),
	KUNIT_CASE(end_all_of_one),
	KUNIT_CASE(end_all_of_none),
	{}
};

static struct kunit_suite end_all_suite = {
	.name = "sr_aacs_end_all",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = end_all_cases,
};

kunit_test_suites(&end_all_suite);
