// SPDX-License-Identifier: GPL-2.0-only
/* START_SESSION, and sessions that the drive has lost. */
#include "fixture_thread.h"

static void session_start(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 agid;

	for (agid = 0; agid < 4; agid++) {
		KUNIT_EXPECT_EQ(test,
				fixture_start_session(fixture,
						      agid & 1 ? &fixture->a :
								 &fixture->b),
				agid);
	}
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_GRANT, CDB_GRANT, CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0x5U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0xAU);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
}

static void session_exhaustion(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	while (fixture_start_session(fixture, &fixture->b) != 3)
		;
	fake_clear_log(fixture->fake);

	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0xFU);
	KUNIT_EXPECT_FALSE(test, fixture->b.lost);

	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_END_SESSION, 1, 0);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->a), 1U);
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(1), CDB_GRANT);
}

/*
 * 5/6F/02 to a command that needs no bus key means that the drive has lost the
 * session. The AGID may already belong to another program.
 */
static void session_unknown_at_drive(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_poller poller;

	fixture_start_two(fixture);
	fixture_start_poller(fixture, &poller, &fixture->a);
	fake_forget_sessions(fixture->fake);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	EXPECT_COMMANDS(fixture, CDB_CERTIFICATE(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x2U);
	KUNIT_EXPECT_FALSE(test, fixture->b.lost);
	fixture_close(fixture, &fixture->a);
	EXPECT_NO_COMMAND(fixture);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.leftover & 0x1, 0x0U);
}

/*
 * 5/6F/02 to a command that needs a bus key may mean that the program has not
 * authenticated itself, so the session stays.
 */
static void session_without_bus_key(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xAD, .format = 0x80,
		.arg = 0x56F02,
	});
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_READ_VOLUME_ID, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x3U);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
	fake_clear_log(fixture->fake);
	fixture_close(fixture, &fixture->a);
	EXPECT_COMMANDS(fixture, CDB_END(0));
}

/* The drive forgets a session and grants its AGID again. */
static void session_granted_again(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_poller poller;

	fixture_start_session(fixture, &fixture->a);
	fixture_start_poller(fixture, &poller, &fixture->a);
	fake_forget_sessions(fixture->fake);
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_START_SESSION, 0, 0);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	KUNIT_EXPECT_EQ(test, fixture->req.out.session_id, 0U);
	KUNIT_EXPECT_TRUE(test, fixture->a.lost);
	KUNIT_EXPECT_FALSE(test, fixture->b.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0x1U);
	fake_clear_log(fixture->fake);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(fixture);

	/* A new session clears the loss. */
	fixture_start_session(fixture, &fixture->a);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
}

/*
 * The drive keeps sessions that the module dropped; the module ends one to
 * reuse it.
 */
static void session_leftover(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	while (fixture_start_session(fixture, &fixture->b) != 3)
		;
	fake_clear_log(fixture->fake);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA4, .format = 0x01,
		.arg = 0x62800,
	});
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
	fake_clear_log(fixture->fake);

	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->a), 0U);
	/* The others may belong to another program. */
	EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);
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
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		fake_inject_fault(fixture->fake, (struct fake_fault) {
			.kind = answers[i].kind, .opcode = 0xA4, .format = 0,
			.arg = answers[i].arg,
		});
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION,
			       0, SR_AACS_STATUS_IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(fixture, NULL), 0U, "%s",
				    answers[i].name);
		KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(fixture->fake));
		fake_forget_sessions(fixture->fake);
	}
}

/* The answer with the drive's only AGID is lost; the module ends that AGID. */
static void session_start_answer_lost(struct kunit *test)
{
	static const struct bad_answer answers[] = {
		{ "missing", FAKE_SHORT, 0 },
		{ "all zero", FAKE_LOST_ZERO, 0 },
		{ "a host error", FAKE_LOST, DID_ERROR << 16 },
	};
	struct fixture *fixture = test->priv;
	unsigned int i;

	fixture->fake->agids = 1;
	fixture->fake->feature[6] = 1;
	fixture_rebind(fixture);
	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		fixture_start_session(fixture, &fixture->a);
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
			       0);
		KUNIT_EXPECT_EQ(test, fixture->drive->agids.leftover, 0x0U);
		fake_inject_fault(fixture->fake, (struct fake_fault) {
			.kind = answers[i].kind, .opcode = 0xA4, .format = 0,
			.arg = answers[i].arg,
		});
		KUNIT_EXPECT_NE(test,
				fixture_execute(fixture, &fixture->a,
						IOCTL_AACS_START_SESSION, 0),
				0U);
		KUNIT_EXPECT_EQ_MSG(test, fake_granted(fixture->fake), 0x1U,
				    "%s", answers[i].name);
		fake_clear_log(fixture->fake);
		fixture_start_session(fixture, &fixture->a);
		EXPECT_COMMANDS(fixture, CDB_GRANT, CDB_END(0), CDB_GRANT);
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
			       0);
	}
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(session_start),
	KUNIT_CASE(session_exhaustion),
	KUNIT_CASE(session_unknown_at_drive),
	KUNIT_CASE(session_without_bus_key),
	KUNIT_CASE(session_granted_again),
	KUNIT_CASE(session_leftover),
	KUNIT_CASE(session_start_answered_badly),
	KUNIT_CASE(session_start_answer_lost),
	{}
};

static struct kunit_suite session_suite = {
	.name = "sr_aacs_session",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = session_cases,
};

kunit_test_suites(&session_suite);
