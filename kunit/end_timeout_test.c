// SPDX-License-Identifier: GPL-2.0-only
/* Ending sessions at a drive that does not answer or is not ready. */
#include <linux/device.h>
#include "fixture_thread.h"

/* The drive hangs at the next SEND KEY 3Fh. */
static void hang_next_end(struct fixture *fixture)
{
	reinit_completion(&fixture->fake->hanging);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_HANG, .opcode = 0xA3, .format = 0x3F,
	});
}

static void time_out_end(struct fixture *fixture)
{
	KUNIT_EXPECT_NE(fixture->test, 0UL,
			wait_for_completion_timeout(&fixture->fake->hanging,
						    10 * HZ));
	KUNIT_EXPECT_TRUE(fixture->test, fake_time_out_hung(fixture->fake));
}

static void start_four(struct fixture *fixture)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		KUNIT_ASSERT_EQ(fixture->test,
				fixture_start_session(fixture, &fixture->a), i);
	fake_clear_log(fixture->fake);
}

/*
 * close() does not wait for the drive. After the first timeout the module ends
 * no other session until the drive answers a command again.
 */
static void end_timeout_at_close(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	start_four(fixture);
	hang_next_end(fixture);
	aacs_session_close(fixture->drive, &fixture->a);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	time_out_end(fixture);
	fixture_flush_cleanup(fixture);
	EXPECT_COMMANDS(fixture, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.to_end, 0xFU);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);

	EXPECT_REQUEST(fixture, &fixture->b,
		       IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0, 0);
	fixture_flush_cleanup(fixture);
	EXPECT_COMMANDS(fixture, CDB_MKB_SIZE, CDB_END(0), CDB_END(1),
			CDB_END(2), CDB_END(3));
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.to_end, 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* An unbind sends no command to a drive that timed out before. */
static void end_timeout_then_unbind(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	start_four(fixture);
	hang_next_end(fixture);
	aacs_session_close(fixture->drive, &fixture->a);
	time_out_end(fixture);
	fixture_flush_cleanup(fixture);
	device_release_driver(fixture->sdev);
	EXPECT_COMMANDS(fixture, CDB_END(0));
}

/* The drive is not ready: the next close() ends the session. */
static void end_not_ready_at_close(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20402,
	});
	fixture_close(fixture, &fixture->a);
	EXPECT_COMMANDS(fixture, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x3U);
	fixture_close(fixture, &fixture->b);
	EXPECT_COMMANDS(fixture, CDB_END(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
}

/* The drive is becoming ready: the work item sends the command again. */
static void end_becoming_ready_at_close(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x20401, .count = 2,
	});
	fixture_close(fixture, &fixture->a);
	EXPECT_COMMANDS(fixture, CDB_END(0), CDB_END(0), CDB_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x2U);
}

/* Undo does not wait for the drive. */
static void end_timeout_at_undo(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_session(fixture, &fixture->a);
	fake_clear_log(fixture->fake);
	hang_next_end(fixture);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	time_out_end(fixture);
	fixture_flush_cleanup(fixture);
	EXPECT_COMMANDS(fixture, CDB_END(0));
}

/*
 * END_SESSION of all waits for one timeout, and the caller loses the sessions.
 */
static void end_timeout_of_all(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	start_four(fixture);
	hang_next_end(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_END_SESSION, SR_AACS_END_ALL_SESSIONS);
	time_out_end(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_COMMANDS(fixture, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.to_end, 0xFU);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(fixture);

	/* Another file gets the AGID when the drive grants it again. */
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->b), 0U);
	fixture_flush_cleanup(fixture);
	/*
	 * Two GRANTs and four ENDs; the order of the second GRANT and the ENDs
	 * of the work item varies.
	 */
	KUNIT_EXPECT_EQ(test, fixture->fake->logged, 6U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x1U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.to_end, 0x0U);
}

/*
 * No AGID is free, and while START_SESSION tries to end one in vain another task
 * ends the rest: it asks again.
 */
static void end_leftovers_by_others(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	start_four(fixture);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA4, .format = 0x01,
		.arg = 0x62800,
	});
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.leftover, 0xFU);
	fake_clear_log(fixture->fake);
	hang_next_end(fixture);
	fixture_execute_async(fixture, &thread, &fixture->b,
			      IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_NE(test, 0UL,
			wait_for_completion_timeout(&fixture->fake->hanging,
						    10 * HZ));
	mutex_lock(&fixture->drive->lock);
	/* An event: AGID 0 stays a leftover. */
	fixture->drive->media.generation++;
	WRITE_ONCE(fixture->drive->agids.leftover, 0x1U);
	mutex_unlock(&fixture->drive->lock);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(fixture->fake));
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0x1U);
}

/* The caller loses the session; the module ends it later. */
static void end_timeout(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fake_clear_log(fixture->fake);
	hang_next_end(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_END_SESSION, 0);
	time_out_end(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread),
		      SR_AACS_STATUS_IO_TIMEOUT);
	EXPECT_COMMANDS(fixture, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.to_end, 0x1U);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(fixture);
}

/* Unbind waits for one timeout; after the next bind all AGIDs are leftovers. */
static void end_timeout_at_unbind(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread remover;

	start_four(fixture);
	hang_next_end(fixture);
	fixture_run_async(fixture, &remover, fixture_unbind_thread);
	time_out_end(fixture);
	fixture_join(fixture, &remover);
	EXPECT_COMMANDS(fixture, CDB_END(0));
	KUNIT_EXPECT_TRUE(test, fixture->a.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);

	fixture_rebind(fixture);
	EXPECT_COMMANDS(fixture, CDB_CONFIG);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->b), 0U);
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(0), CDB_GRANT);
}

/* A READ succeeds, although the END after it times out. */
static void end_timeout_at_release(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fake_clear_log(fixture->fake);
	hang_next_end(fixture);
	fixture_execute_async(fixture, &thread, &fixture->a,
			      IOCTL_AACS_READ_VOLUME_ID, 0);
	time_out_end(fixture);
	EXPECT_STATUS(fixture, fixture_join(fixture, &thread), 0);
	EXPECT_COMMANDS(fixture, CDB_VOLUME_ID(0), CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
}

static struct kunit_case end_timeout_cases[] = {
	KUNIT_CASE(end_timeout_at_close),
	KUNIT_CASE(end_timeout_then_unbind),
	KUNIT_CASE(end_not_ready_at_close),
	KUNIT_CASE(end_becoming_ready_at_close),
	KUNIT_CASE(end_timeout_at_undo),
	KUNIT_CASE(end_timeout_of_all),
	KUNIT_CASE(end_leftovers_by_others),
	KUNIT_CASE(end_timeout),
	KUNIT_CASE(end_timeout_at_unbind),
	KUNIT_CASE(end_timeout_at_release),
	{}
};

static struct kunit_suite end_timeout_suite = {
	.name = "sr_aacs_end_timeout",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = end_timeout_cases,
};

kunit_test_suites(&end_timeout_suite);
