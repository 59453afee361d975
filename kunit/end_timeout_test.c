// SPDX-License-Identifier: GPL-2.0-only
/* Ending sessions at a drive that does not answer or is not ready. */
#include <linux/device.h>
#include "fixture_thread.h"

/* The drive hangs at the next SEND KEY 3Fh. */
static void hang_next_end(struct fixture *f)
{
	reinit_completion(&f->fake->hanging);
	INJECT(f, FAKE_HANG, 0xA3, 0x3F);
}

static void time_out_end(struct fixture *f)
{
	KUNIT_EXPECT_NE(f->test, 0UL,
			wait_for_completion_timeout(&f->fake->hanging,
						    10 * HZ));
	KUNIT_EXPECT_TRUE(f->test, fake_time_out_hung(f->fake));
}

static void start_four(struct fixture *f)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		KUNIT_ASSERT_EQ(f->test, fixture_start_session(f, &f->a), i);
	fake_clear_log(f->fake);
}

/*
 * close() does not wait for the drive. After the first timeout the module ends
 * no other session until the drive answers a command again.
 */
static void end_timeout_at_close(struct kunit *test)
{
	struct fixture *f = test->priv;

	start_four(f);
	hang_next_end(f);
	aacs_session_close(f->drive, &f->a);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	time_out_end(f);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_END(0));
	KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0xFU);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0xFU);

	EXPECT_REQUEST(f, &f->b, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_MKB_SIZE, CDB_END(0), CDB_END(1), CDB_END(2),
			CDB_END(3));
	KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
}

/* An unbind sends no command to a drive that timed out before. */
static void end_timeout_then_unbind(struct kunit *test)
{
	struct fixture *f = test->priv;

	start_four(f);
	hang_next_end(f);
	aacs_session_close(f->drive, &f->a);
	time_out_end(f);
	fixture_flush_cleanup(f);
	device_release_driver(f->sdev);
	EXPECT_COMMANDS(f, CDB_END(0));
}

/* The drive is not ready: the next close() ends the session. */
static void end_not_ready_at_close(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = 0x20402);
	fixture_close(f, &f->a);
	EXPECT_COMMANDS(f, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x3U);
	fixture_close(f, &f->b);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1));
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
}

/* The drive is becoming ready: the work item sends the command again. */
static void end_becoming_ready_at_close(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = 0x20401, .count = 2);
	fixture_close(f, &f->a);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(0), CDB_END(0));
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x2U);
}

/* Undo does not wait for the drive. */
static void end_timeout_at_undo(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	hang_next_end(f);
	aacs_request_undo(f->drive, &f->a, &f->req);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	time_out_end(f);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_END(0));
}

/*
 * END_SESSION of all waits for one timeout, and the caller loses the sessions.
 */
static void end_timeout_of_all(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	start_four(f);
	hang_next_end(f);
	fixture_execute_async(f, &thread, &f->a, IOCTL_AACS_END_SESSION,
			      SR_AACS_END_ALL_SESSIONS);
	time_out_end(f);
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_TIMEOUT);
	EXPECT_COMMANDS(f, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0xFU);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);

	/* Another file gets the AGID when the drive grants it again. */
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->b), 0U);
	fixture_flush_cleanup(f);
	/*
	 * Two GRANTs and four ENDs; the order of the second GRANT and the ENDs
	 * of the work item varies.
	 */
	KUNIT_EXPECT_EQ(test, f->fake->logged, 6U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);
	KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0x0U);
}

/* Leftovers when START_SESSION begins, and when its END has met an event. */
static const struct others_row {
	const char *name;
	unsigned int before;
	unsigned int after;
} others_rows[] = {
	{ "the rest", 0xF, 0x1 },
	{ "the same AGID", 0x1, 0x0 },
};

ROW_PARAM(others);

/*
 * No AGID is free, and while START_SESSION tries to end one in vain another task
 * ends the rest, or this one: it asks again.
 */
static void end_leftovers_by_others(struct kunit *test)
{
	const struct others_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	start_four(f);
	INJECT(f, FAKE_SENSE, 0xA4, 0x01, .arg = 0x62800);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, f->drive->agids.leftover, 0xFU);
	mutex_lock(&f->drive->lock);
	WRITE_ONCE(f->drive->agids.leftover, row->before);
	mutex_unlock(&f->drive->lock);
	fake_clear_log(f->fake);
	hang_next_end(f);
	fixture_execute_async(f, &thread, &f->b, IOCTL_AACS_START_SESSION, 0);
	KUNIT_EXPECT_NE(test, 0UL,
			wait_for_completion_timeout(&f->fake->hanging,
						    10 * HZ));
	mutex_lock(&f->drive->lock);
	/* An event: this END changes nothing in the table. */
	f->drive->media.generation++;
	WRITE_ONCE(f->drive->agids.leftover, row->after);
	mutex_unlock(&f->drive->lock);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), SUCCESS);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x1U);
}

/* The caller loses the session; the module ends it later. */
static void end_timeout(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	hang_next_end(f);
	fixture_execute_async(f, &thread, &f->a, IOCTL_AACS_END_SESSION, 0);
	time_out_end(f);
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_TIMEOUT);
	EXPECT_COMMANDS(f, CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0x1U);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);
}

/* Unbind waits for one timeout; after the next bind all AGIDs are leftovers. */
static void end_timeout_at_unbind(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread remover;

	start_four(f);
	hang_next_end(f);
	fixture_run_async(f, &remover, fixture_unbind_thread);
	time_out_end(f);
	fixture_join(f, &remover);
	EXPECT_COMMANDS(f, CDB_END(0));
	KUNIT_EXPECT_TRUE(test, f->a.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0xFU);

	fixture_rebind(f);
	EXPECT_COMMANDS(f, CDB_CONFIG);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->b), 0U);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
}

/* A READ succeeds, although the END after it times out. */
static void end_timeout_at_release(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	hang_next_end(f);
	fixture_execute_async(f, &thread, &f->a, IOCTL_AACS_READ_VOLUME_ID, 0);
	time_out_end(f);
	EXPECT_STATUS(f, fixture_join(f, &thread), SUCCESS);
	EXPECT_COMMANDS(f, CDB_VOLUME_ID(0), CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
}

static struct kunit_case end_timeout_cases[] = {
	KUNIT_CASE(end_timeout_at_close),
	KUNIT_CASE(end_timeout_then_unbind),
	KUNIT_CASE(end_not_ready_at_close),
	KUNIT_CASE(end_becoming_ready_at_close),
	KUNIT_CASE(end_timeout_at_undo),
	KUNIT_CASE(end_timeout_of_all),
	KUNIT_CASE_PARAM(end_leftovers_by_others, others_gen_params),
	KUNIT_CASE(end_timeout),
	KUNIT_CASE(end_timeout_at_unbind),
	KUNIT_CASE(end_timeout_at_release),
	{}
};

FIXTURE_SUITE(end_timeout);
