// SPDX-License-Identifier: GPL-2.0-only
/* Sessions and their owners: START_SESSION, END_SESSION and what is between. */
#include "fixture.h"

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
	EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_GRANT, WIRE_GRANT, WIRE_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0x5U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0xAU);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
}

static void session_exhaustion(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	while (fixture_start_session(fixture, &fixture->b) != 3)
		;
	fake_forget_wire(fixture->fake);

	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION, 0,
		       SR_AACS_STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->b), 0xFU);
	KUNIT_EXPECT_FALSE(test, fixture->b.lost);

	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_END_SESSION, 1, 0);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->a), 1U);
	EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_END(1), WIRE_GRANT);
}

static void session_end(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 agid;

	agid = fixture_start_third(fixture);
	/* not one's own */
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 3,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(fixture);

	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, agid, 0);
	KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
	EXPECT_WIRE(fixture, WIRE_END(2));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x3U);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);

	/* twice */
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, agid,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(fixture);
}

static void session_end_by_report_key(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 agid;

	agid = fixture_start_third(fixture);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
		.arg = 0x52000,
	});
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, agid, 0);
	EXPECT_WIRE(fixture, WIRE_END(2), WIRE_END_BY_REPORT(2));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x3U);
}

/*
 * SEND KEY 3Fh, and where the drive refuses it REPORT KEY 3Fh. What the drive
 * doesn't know is not held on to; what it can't end is stale; a fault can be tried
 * again.
 */
static void session_end_refused(struct kunit *test)
{
	static const struct {
		u32 first;
		u32 second;	/* 0: it is not sent */
		u32 status;
		bool kept;
		bool stale;
	} rows[] = {
		{ 0x52000, 0x52400, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
		{ 0x52000, 0x56F00, SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE },
		{ 0x52400, 0x52400, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
		{ 0x56F02, 0x56F02, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
		{ 0x55500, 0x56F01, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT },
		{ 0x52000, 0x52000, SR_AACS_STATUS_INVALID_DEVICE_REQUEST,
		  .stale = true },
		{ 0x52400, 0x52C00, SR_AACS_STATUS_INVALID_DEVICE_REQUEST,
		  .stale = true },
		{ 0x44400, 0, SR_AACS_STATUS_IO_DEVICE_ERROR, .kept = true },
		{ 0x20402, 0, SR_AACS_STATUS_DEVICE_NOT_READY, .kept = true },
		{ 0x52000, 0x44400, SR_AACS_STATUS_IO_DEVICE_ERROR, .kept = true },
	};
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_ASSERT_EQ(test,
				fixture_start_session(fixture, &fixture->a),
				0U);
		fake_forget_wire(fixture->fake);
		fake_misbehave(fixture->fake, (struct fake_fault) {
			.kind = FAKE_SENSE, .opcode = 0xA3, .format = 0x3F,
			.arg = rows[i].first,
		});
		if (rows[i].second)
			fake_misbehave(fixture->fake, (struct fake_fault) {
				.kind = FAKE_SENSE, .opcode = 0xA4,
				.format = 0x3F, .arg = rows[i].second,
			});
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
			       rows[i].status);
		if (rows[i].second)
			EXPECT_WIRE(fixture, WIRE_END(0),
				    WIRE_END_BY_REPORT(0));
		else
			EXPECT_WIRE(fixture, WIRE_END(0));
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(fixture, &fixture->a),
				    rows[i].kept, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, fixture->drive->agids.stale & 0x1,
				    rows[i].stale, "row %u", i);
		KUNIT_EXPECT_EQ(test, fixture->drive->agids.owed, 0U);
		fake_behave(fixture->fake);
		if (rows[i].kept)
			EXPECT_REQUEST(fixture, &fixture->a,
				       IOCTL_AACS_END_SESSION, 0, 0);
		KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x0U);
		fake_forget_sessions(fixture->fake);
	}
}

/*
 * 5/6F/02 to a step that needs no bus key: the session is gone, and the AGID may
 * be another program's by now.
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
	EXPECT_WIRE(fixture, WIRE_CERTIFICATE(0));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x2U);
	KUNIT_EXPECT_FALSE(test, fixture->b.lost);
	fixture_close(fixture, &fixture->a);
	EXPECT_NO_WIRE(fixture);
	KUNIT_EXPECT_EQ(test, fixture->drive->agids.stale & 0x1, 0x0U);
}

/*
 * To a step that needs a bus key it may mean that the program has not
 * authenticated itself: the session is kept.
 */
static void session_without_bus_key(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_two(fixture);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xAD, .format = 0x80,
		.arg = 0x56F02,
	});
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_READ_VOLUME_ID, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x3U);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
	fake_forget_wire(fixture->fake);
	fixture_close(fixture, &fixture->a);
	EXPECT_WIRE(fixture, WIRE_END(0));
}

/* The drive has forgotten a session, and grants its AGID to the next. */
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
	fake_forget_wire(fixture->fake);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_WIRE(fixture);

	/* A new session of his own, and the loss is yesterday's. */
	fixture_start_session(fixture, &fixture->a);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
}

/* Dropped here, kept there: given back when the drive has no other. */
static void session_stale(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	while (fixture_start_session(fixture, &fixture->b) != 3)
		;
	fake_forget_wire(fixture->fake);
	fake_misbehave(fixture->fake, (struct fake_fault) {
		.kind = FAKE_SENSE, .opcode = 0xA4, .format = 0x01,
		.arg = 0x62800,
	});
	EXPECT_REQUEST(fixture, &fixture->b, IOCTL_AACS_GET_CERTIFICATE, 0,
		       SR_AACS_STATUS_VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
	fake_forget_wire(fixture->fake);

	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->a), 0U);
	/* No more than one is needed: the others may be another program's. */
	EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_END(0), WIRE_GRANT);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0xFU);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);
}

/* An answer to START that isn't one grants nothing. */
static void session_start_answered_badly(struct kunit *test)
{
	static const struct bad_answer answers[] = {
		{ "zero", FAKE_ZERO, 0 },
		{ "length 0", FAKE_LENGTH, 0 },
		{ "length one less", FAKE_LENGTH, 5 },
		{ "nothing", FAKE_SHORT, 0 },
		{ "one byte short", FAKE_SHORT, 7 },
	};
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		fake_misbehave(fixture->fake, (struct fake_fault) {
			.kind = answers[i].kind, .opcode = 0xA4, .format = 0,
			.arg = answers[i].arg,
		});
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_START_SESSION,
			       0, SR_AACS_STATUS_IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(fixture, NULL), 0U, "%s",
				    answers[i].name);
		KUNIT_EXPECT_EQ(test, fixture->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_all_done(fixture->fake));
		fake_forget_sessions(fixture->fake);
	}
}

/* The answer to START got lost, and with it a drive's only AGID. */
static void session_grant_lost(struct kunit *test)
{
	static const struct bad_answer answers[] = {
		{ "not there", FAKE_SHORT, 0 },
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
		KUNIT_EXPECT_EQ(test, fixture->drive->agids.stale, 0x0U);
		fake_misbehave(fixture->fake, (struct fake_fault) {
			.kind = answers[i].kind, .opcode = 0xA4, .format = 0,
			.arg = answers[i].arg,
		});
		KUNIT_EXPECT_NE(test,
				fixture_execute(fixture, &fixture->a,
						IOCTL_AACS_START_SESSION, 0),
				0U);
		KUNIT_EXPECT_EQ_MSG(test, fake_granted(fixture->fake), 0x1U,
				    "%s", answers[i].name);
		fake_forget_wire(fixture->fake);
		fixture_start_session(fixture, &fixture->a);
		EXPECT_WIRE(fixture, WIRE_GRANT, WIRE_END(0), WIRE_GRANT);
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_END_SESSION, 0,
			       0);
	}
}

/* Closing the file: its sessions end at the drive, others' don't. */
static void session_owner_goes(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_session(fixture, &fixture->a);
	fixture_start_session(fixture, &fixture->b);
	fixture_start_session(fixture, &fixture->a);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GENERATE_BINDING_NONCE,
		       2, 0);
	fake_forget_wire(fixture->fake);
	fixture_close(fixture, &fixture->a);
	EXPECT_WIRE(fixture, WIRE_END(0), WIRE_END(2));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x2U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x2U);

	fixture_close(fixture, &fixture->a);
	EXPECT_NO_WIRE(fixture);
}

/* What is started or bound and can't be handed over ends; all else is left. */
static void session_undo(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	fixture_start_session(fixture, &fixture->b);
	fixture_start_session(fixture, &fixture->a);
	fake_forget_wire(fixture->fake);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x1U);

	fixture_start_session(fixture, &fixture->a);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 1, 0);
	fake_forget_wire(fixture->fake);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	fixture_flush_cleanup(fixture);
	EXPECT_NO_WIRE(fixture);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x3U);

	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GENERATE_BINDING_NONCE,
		       1, 0);
	fake_forget_wire(fixture->fake);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x1U);
}

/* The AGID is the same, the session is a later one. */
static void session_undo_of_another(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct aacs_request first;

	fixture_start_session(fixture, &fixture->a);
	first = fixture->req;
	fake_forget_sessions(fixture->fake);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->a),
			first.out.session_id);
	fake_forget_wire(fixture->fake);
	aacs_request_undo(fixture->drive, &fixture->a, &first);
	fixture_flush_cleanup(fixture);
	EXPECT_NO_WIRE(fixture);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);
	aacs_request_undo(fixture->drive, &fixture->a, &fixture->req);
	fixture_flush_cleanup(fixture);
	EXPECT_WIRE(fixture, WIRE_END(0));
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(session_start),
	KUNIT_CASE(session_exhaustion),
	KUNIT_CASE(session_end),
	KUNIT_CASE(session_end_by_report_key),
	KUNIT_CASE(session_end_refused),
	KUNIT_CASE(session_unknown_at_drive),
	KUNIT_CASE(session_without_bus_key),
	KUNIT_CASE(session_granted_again),
	KUNIT_CASE(session_stale),
	KUNIT_CASE(session_start_answered_badly),
	KUNIT_CASE(session_grant_lost),
	KUNIT_CASE(session_owner_goes),
	KUNIT_CASE(session_undo),
	KUNIT_CASE(session_undo_of_another),
	{}
};

static struct kunit_suite session_suite = {
	.name = "sr_aacs_session",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = session_cases,
};

kunit_test_suites(&session_suite);
