// SPDX-License-Identifier: GPL-2.0-only
/* A drive that is not ready, and sessions that it does not end at close(). */
#include "fixture.h"

#define BECOMING_READY	0x20401
#define NOT_READY_OTHER	0x20402		/* initializing command required */

struct ready_row {
	const char *name;
	u32 code;
	u8 opcode;
	int format;
	struct fake_cdb cdb;
};

static const struct ready_row ready_rows[] = {
	{ "START_SESSION", IOCTL_AACS_START_SESSION, 0xA4, 0x00, CDB_GRANT },
	{ "END_SESSION", IOCTL_AACS_END_SESSION, 0xA3, 0x3F, CDB_END(0) },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01, CDB_CERTIFICATE(0) },
	{ "READ_MEDIA_KEY_BLOCK_SIZE", IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
	  0xAD, 0x83, CDB_MKB_SIZE },
};

ROW_PARAM(ready);

/* The module repeats a command until the drive is ready for it. */
static void ready_wait(struct kunit *test)
{
	const struct ready_row *row = test->param_value;
	const struct fake_cdb cdbs[] = { row->cdb, row->cdb, row->cdb };
	struct fixture *f = test->priv;

	if (row->code != IOCTL_AACS_START_SESSION)
		fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, row->opcode, row->format, .arg = BECOMING_READY,
	       .count = 2);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0, 0);
	fixture_expect_commands(f, cdbs, ARRAY_SIZE(cdbs), __LINE__);
}

/* A drive that never becomes ready is asked no longer than a command may take. */
static void ready_never(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "1"), 0);
	INJECT(f, FAKE_SENSE, 0xA4, 0x00, .arg = BECOMING_READY, .count = 10000);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, DEVICE_NOT_READY);
	KUNIT_EXPECT_GT(test, f->fake->logged, 2U);
	KUNIT_EXPECT_FALSE(test, fake_faults_done(f->fake));
	fake_clear_faults(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_set_timeout(f, "20"), 0);
}

/* Any other cause of NOT READY fails the request at once. */
static void ready_other_cause(struct kunit *test)
{
	const struct ready_row *row = test->param_value;
	struct fixture *f = test->priv;

	if (row->code != IOCTL_AACS_START_SESSION)
		fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, row->opcode, row->format, .arg = NOT_READY_OTHER,
	       .count = 2);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0,
			      SR_AACS_STATUS_DEVICE_NOT_READY);
	fixture_expect_commands(f, &row->cdb, 1, __LINE__);
}

/* The medium changes while the module waits: the session is lost. */
static void ready_after_change(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, 0xA4, 0x01, .arg = BECOMING_READY);
	INJECT(f, FAKE_CHANGE, 0xA4, 0x01);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, VERIFY_REQUIRED);
	EXPECT_COMMANDS(f, CDB_CERTIFICATE(0), CDB_CERTIFICATE(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(test, f->a.lost);
}

struct close_row {
	const char *name;
	u32 sense;
	bool leftover;
};

static const struct close_row close_rows[] = {
	{ "ended", 0, false },
	{ "not ready", NOT_READY_OTHER, true },
	{ "hardware error", 0x44400, true },
	{ "refused", 0x52400, false },
	{ "no such AGID", 0x56F02, false },
};

ROW_PARAM(close);

/*
 * The drive fails to end a session at close(). No file holds the AGID then, and
 * the module ends it when no other AGID is free.
 */
static void ready_close_fails(struct kunit *test)
{
	const struct close_row *row = test->param_value;
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_start_session(f, &f->a);
	for (i = 0; row->sense && i < 2; i++)
		INJECT(f, FAKE_SENSE, i ? 0xA4 : 0xA3, 0x3F, .arg = row->sense);
	fixture_close(f, &f->a);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), row->sense ? 0x1U : 0x0U);
	fake_clear_faults(f->fake);

	/* All AGIDs that are free. */
	for (i = 0; i < (row->sense ? 3 : 4); i++)
		fixture_start_session(f, &f->b);
	fake_clear_log(f->fake);
	if (row->leftover) {
		KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
		EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
	} else {
		EXPECT_REQUEST(f, &f->a, START_SESSION, 0,
			       INSUFFICIENT_RESOURCES);
		EXPECT_COMMANDS(f, CDB_GRANT);
	}
}

static struct kunit_case ready_cases[] = {
	KUNIT_CASE_PARAM(ready_wait, ready_gen_params),
	KUNIT_CASE(ready_never),
	KUNIT_CASE_PARAM(ready_other_cause, ready_gen_params),
	KUNIT_CASE(ready_after_change),
	KUNIT_CASE_PARAM(ready_close_fails, close_gen_params),
	{}
};

FIXTURE_SUITE(ready);
