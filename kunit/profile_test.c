// SPDX-License-Identifier: GPL-2.0-only
/* The media type of READ DISC STRUCTURE follows the current profile. */
#include "rig.h"

static void profile_of_dvd(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->fake->profile = 0x0010;	/* DVD-ROM */
	fake_change(rig->fake);
	KUNIT_EXPECT_EQ(test, rig_open_disk(rig), 0);
	rig_settle(rig);
	fake_forget_wire(rig->fake);
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a,
			      IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0), 0);
	EXPECT_WIRE(rig, { { 0xAD, 0, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04, 0, 0 } });
}

/* A caller without the session is told so, and the drive is not asked. */
static void profile_after_a_change(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_change(rig->fake);
	KUNIT_EXPECT_EQ(test, rig_open_disk(rig), 0);
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0),
		      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(rig);
	rig_start(rig, &rig->a);
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0),
		      0);
	EXPECT_WIRE(rig, WIRE_GRANT, WIRE_CONFIG, WIRE_VOLUME_ID(0), WIRE_END(0));
}

/* The drive refuses the media type: only a command without an AGID goes again. */
static void profile_refused(struct kunit *test)
{
	static const u32 senses[] = { 0x52400, 0x53000, 0x53002 };
	struct rig *rig = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(senses); i++) {
		fake_misbehave(rig->fake, (struct fake_fault) {
			.kind = FAKE_SENSE, .opcode = 0xAD, .format = 0x83,
			.arg = senses[i],
		});
		EXPECT_STATUS(rig,
			      rig_ask(rig, &rig->a,
				      IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0), 0);
		EXPECT_WIRE(rig, WIRE_PACK(0), WIRE_CONFIG, WIRE_PACK(0),
			    WIRE_PACK(1));
	}
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xAD, .format = 0x83,
		.arg = 0x52400, .count = 10,
	});
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a,
			      IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0),
		      SR_AACS_STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_WIRE(rig, WIRE_MKB_SIZE, WIRE_CONFIG, WIRE_MKB_SIZE);
}

static void profile_refused_under_agid(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_start_two(rig);
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xAD, .format = 0x80,
		.arg = 0x52400,
	});
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0),
		      SR_AACS_STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_WIRE(rig, WIRE_VOLUME_ID(0));
	KUNIT_EXPECT_EQ(test, rig_held(rig, &rig->a), 0x1U);
	EXPECT_STATUS(rig, rig_ask(rig, &rig->a, IOCTL_AACS_READ_VOLUME_ID, 0),
		      0);
	EXPECT_WIRE(rig, WIRE_CONFIG, WIRE_VOLUME_ID(0), WIRE_END(0));
}

/* A drive that does not tell its profile any more is asked as Windows asks. */
static void profile_unknown(struct kunit *test)
{
	static const u32 senses[] = { 0x52400, 0x56F02, 0x52500, 0x53001 };
	struct rig *rig = test->priv;
	unsigned int i;

	fake_change(rig->fake);
	KUNIT_EXPECT_EQ(test, rig_open_disk(rig), 0);
	fake_forget_wire(rig->fake);
	for (i = 0; i < ARRAY_SIZE(senses); i++) {
		fake_misbehave(rig->fake, (struct fake_fault) {
			.kind = FAKE_SENSE, .opcode = 0x46, .format = 0x010D,
			.arg = senses[i],
		});
		EXPECT_STATUS(rig,
			      rig_ask(rig, &rig->a,
				      IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0),
			      0);
		EXPECT_WIRE(rig, WIRE_CONFIG,
			    { { 0xAD, 0, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04, 0,
				0 } });
	}
	fake_misbehave(rig->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0x46, .format = 0x010D,
		.arg = 0x44400,
	});
	EXPECT_STATUS(rig,
		      rig_ask(rig, &rig->a,
			      IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0),
		      SR_AACS_STATUS_IO_DEVICE_ERROR);
	EXPECT_WIRE(rig, WIRE_CONFIG);
}

static struct kunit_case profile_cases[] = {
	KUNIT_CASE(profile_of_dvd),
	KUNIT_CASE(profile_after_a_change),
	KUNIT_CASE(profile_refused),
	KUNIT_CASE(profile_refused_under_agid),
	KUNIT_CASE(profile_unknown),
	{}
};

static struct kunit_suite profile_suite = {
	.name = "sr_aacs_profile",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = profile_cases,
};

kunit_test_suites(&profile_suite);
