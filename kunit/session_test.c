// SPDX-License-Identifier: GPL-2.0-only
/* START_SESSION, and sessions that the drive has lost. */
#include "fixture_thread.h"

static void session_start(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 agid;

	for (agid = 0; agid < 4; agid++) {
		KUNIT_EXPECT_EQ(test, fixture_start_session(f, agid & 1 ?
							    &f->a : &f->b),
				agid);
	}
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_GRANT, CDB_GRANT, CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x5U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0xAU);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0xFU);
}

static void session_exhaustion(struct kunit *test)
{
	struct fixture *f = test->priv;

	while (fixture_start_session(f, &f->b) != 3)
		;
	fake_clear_log(f->fake);

	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0xFU);
	KUNIT_EXPECT_FALSE(test, f->b.lost);

	EXPECT_REQUEST(f, &f->b, END_SESSION, 1, SUCCESS);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 1U);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(1), CDB_GRANT);
}

/*
 * 5/6F/02 to a command that needs no bus key means that the drive has lost the
 * session. The AGID may already belong to another program.
 */
static void session_unknown_at_drive(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_poller poller;

	fixture_start_two(f);
	fixture_start_poller(f, &poller, &f->a);
	fake_forget_sessions(f->fake);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	EXPECT_COMMANDS(f, CDB_CERTIFICATE(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x2U);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
	fixture_close(f, &f->a);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, f->drive->agids.leftover & 0x1, 0x0U);
}

/*
 * 5/6F/02 to a command that needs a bus key may mean that the program has not
 * authenticated itself, so the session stays.
 */
static void session_without_bus_key(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_SENSE, 0xAD, 0x80, .arg = 0x56F02);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	fake_clear_log(f->fake);
	fixture_close(f, &f->a);
	EXPECT_COMMANDS(f, CDB_END(0));
}

/* The drive forgets a session and grants its AGID again. */
static void session_granted_again(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_poller poller;

	fixture_start_session(f, &f->a);
	fixture_start_poller(f, &poller, &f->a);
	fake_forget_sessions(f->fake);
	EXPECT_REQUEST(f, &f->b, START_SESSION, 0, SUCCESS);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	KUNIT_EXPECT_EQ(test, f->req.out.session_id, 0U);
	KUNIT_EXPECT_TRUE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x1U);
	fake_clear_log(f->fake);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);

	/* A new session clears the loss. */
	fixture_start_session(f, &f->a);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
}

/*
 * The drive keeps sessions that the module dropped; the module ends one to
 * reuse it.
 */
static void session_leftover(struct kunit *test)
{
	struct fixture *f = test->priv;

	while (fixture_start_session(f, &f->b) != 3)
		;
	fake_clear_log(f->fake);
	INJECT(f, FAKE_SENSE, 0xA4, 0x01, .arg = 0x62800);
	EXPECT_REQUEST(f, &f->b, GET_CERTIFICATE, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0xFU);
	fake_clear_log(f->fake);

	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
	/* The others may belong to another program. */
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0xFU);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
}

/* A malformed answer to START_SESSION grants nothing. */
static void session_start_answered_badly(struct kunit *test)
{
	static const struct bad_answer answers[] = {
		{ "zero", FAKE_ZERO, 0 },
		{ "length 0", FAKE_LENGTH, 0 },
		{ "length one too small", FAKE_LENGTH, 5 },
		{ "nothing", FAKE_SHORT, 0 },
		{ "one byte short", FAKE_SHORT, 7 },
	};
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		INJECT(f, answers[i].kind, 0xA4, 0, .arg = answers[i].arg);
		EXPECT_REQUEST(f, &f->a, START_SESSION, 0, IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(f, NULL), 0U, "%s",
				    answers[i].name);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
		fake_forget_sessions(f->fake);
	}
}

/*
 * The drive refuses each question for an AGID, and other programs leave AGIDs
 * behind as fast as the module ends them: START_SESSION gives up.
 */
static void session_leftover_each_time(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;
	unsigned int i;

	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_START_SESSION, 0,
				 0xA4, 0x00);
	for (i = 0; i < 5; i++) {
		mutex_lock(&f->drive->lock);
		WRITE_ONCE(f->drive->agids.leftover, 0xFU);
		mutex_unlock(&f->drive->lock);
		reinit_completion(&f->fake->hanging);
		INJECT(f, FAKE_SENSE, 0xA4, 0x00, .arg = 0x55500);
		/* The next question hangs, too, so that this can go on. */
		if (i < 4)
			INJECT(f, FAKE_HANG, 0xA4, 0x00);
		KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
		if (i < 4)
			KUNIT_EXPECT_NE(test, 0UL,
					wait_for_completion_timeout(&f->fake->hanging,
								    10 * HZ));
	}
	EXPECT_STATUS(f, fixture_join(f, &thread), INSUFFICIENT_RESOURCES);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT, CDB_END(0),
			CDB_GRANT, CDB_END(0), CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
}

/* A drive with one AGID, which is no leftover. */
static void use_one_agid(struct fixture *f)
{
	f->fake->agids = 1;
	f->fake->feature[6] = 1;
	fixture_rebind(f);
	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS);
	KUNIT_EXPECT_EQ(f->test, f->drive->agids.leftover, 0x0U);
}

/* The drive has granted its only AGID, and the module finds and ends it. */
static void expect_one_leftover(struct fixture *f)
{
	fake_clear_log(f->fake);
	KUNIT_EXPECT_EQ(f->test, fixture_start_session(f, &f->a), 0U);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS);
}

/* The answer with the drive's only AGID is lost; the module ends that AGID. */
static void session_start_answer_lost(struct kunit *test)
{
	static const struct bad_answer answers[] = {
		{ "missing", FAKE_SHORT, 0 },
		{ "all zero", FAKE_LOST_ZERO, 0 },
		{ "a host error", FAKE_LOST, DID_ERROR << 16 },
	};
	struct fixture *f = test->priv;
	unsigned int i;

	use_one_agid(f);
	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		KUNIT_EXPECT_EQ(test, f->drive->agids.leftover, 0x0U);
		INJECT(f, answers[i].kind, 0xA4, 0, .arg = answers[i].arg);
		KUNIT_EXPECT_NE(test, fixture_execute(f, &f->a,
						      IOCTL_AACS_START_SESSION,
						      0), 0U);
		KUNIT_EXPECT_EQ_MSG(test, fake_granted(f->fake), 0x1U, "%s",
				    answers[i].name);
		expect_one_leftover(f);
	}
}

/*
 * The drive reports 15 AGIDs; a CDB can name AGIDs 0 to 3. After a lost answer
 * the drive may hold any of these four.
 */
static void session_too_many_agids(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->feature[6] = 15;
	fixture_rebind(f);
	INJECT(f, FAKE_SHORT, 0xA4, 0);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, IO_DEVICE_ERROR);
	KUNIT_EXPECT_EQ(test, f->drive->agids.leftover, 0xFU);
}

/* The drive grants its only AGID and does not answer; the module ends it. */
static void session_start_timed_out(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	use_one_agid(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_START_SESSION, 0,
				 0xA4, 0x00);
	spin_lock_irq(&f->fake->lock);
	f->fake->granted = 0x1;
	spin_unlock_irq(&f->fake->lock);
	KUNIT_EXPECT_TRUE(test, fake_time_out_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_TIMEOUT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	expect_one_leftover(f);
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(session_start),
	KUNIT_CASE(session_exhaustion),
	KUNIT_CASE(session_unknown_at_drive),
	KUNIT_CASE(session_without_bus_key),
	KUNIT_CASE(session_granted_again),
	KUNIT_CASE(session_leftover),
	KUNIT_CASE(session_leftover_each_time),
	KUNIT_CASE(session_start_answered_badly),
	KUNIT_CASE(session_start_answer_lost),
	KUNIT_CASE(session_too_many_agids),
	KUNIT_CASE(session_start_timed_out),
	{}
};

FIXTURE_SUITE(session);
