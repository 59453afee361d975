// SPDX-License-Identifier: GPL-2.0-only
/* END_SESSION, close() and undo. */
#include "fixture.h"

static void end_session(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 agid;

	agid = fixture_start_third(f);
	/* AGIDs of another file, or free */
	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 3, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);

	EXPECT_REQUEST(f, &f->a, END_SESSION, agid, SUCCESS);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	EXPECT_COMMANDS(f, CDB_END(2));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x3U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);

	/* a second time */
	EXPECT_REQUEST(f, &f->a, END_SESSION, agid, CSS_KEY_NOT_ESTABLISHED);
	EXPECT_NO_COMMAND(f);
}

static void end_session_by_report_key(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 agid;

	agid = fixture_start_third(f);
	INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = 0x52000);
	EXPECT_REQUEST(f, &f->a, END_SESSION, agid, SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(2), CDB_END_BY_REPORT(2));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x3U);
}

/*
 * The module sends SEND KEY 3Fh, and REPORT KEY 3Fh if the drive refuses that.
 * The caller loses an AGID that the drive refuses to end; the AGID is a
 * leftover unless the error means that the drive does not hold it. After any
 * other error the caller can try again.
 */
static void end_session_refused(struct kunit *test)
{
	static const struct {
		u32 first;
		u32 second;	/* 0 if not sent */
		u32 status;
		bool kept;
		bool leftover;
	} rows[] = {
		{ 0x52000, 0x52400, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
		{ 0x52000, 0x56F00, SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE },
		{ 0x52400, 0x52400, SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
		{ 0x56F02, 0x56F02, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
		{ 0x55500, 0x56F01, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT },
		{ 0x52000, 0x52000, SR_AACS_STATUS_INVALID_DEVICE_REQUEST, .leftover = true },
		{ 0x52400, 0x52C00, SR_AACS_STATUS_INVALID_DEVICE_REQUEST, .leftover = true },
		{ 0x44400, 0, SR_AACS_STATUS_IO_DEVICE_ERROR, .kept = true },
		{ 0x20402, 0, SR_AACS_STATUS_DEVICE_NOT_READY, .kept = true },
		{ 0x52000, 0x44400, SR_AACS_STATUS_IO_DEVICE_ERROR, .kept = true },
	};
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_ASSERT_EQ(test, fixture_start_session(f, &f->a), 0U);
		fake_clear_log(f->fake);
		INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = rows[i].first);
		if (rows[i].second)
			INJECT(f, FAKE_SENSE, 0xA4, 0x3F, .arg =
			       rows[i].second);
		EXPECT_REQUEST_STATUS(f, &f->a, IOCTL_AACS_END_SESSION, 0,
				      rows[i].status);
		if (rows[i].second)
			EXPECT_COMMANDS(f, CDB_END(0), CDB_END_BY_REPORT(0));
		else
			EXPECT_COMMANDS(f, CDB_END(0));
		KUNIT_EXPECT_EQ_MSG(test, fixture_held(f, &f->a), rows[i].kept,
				    "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, f->drive->agids.leftover & 0x1,
				    rows[i].leftover, "row %u", i);
		KUNIT_EXPECT_EQ(test, f->drive->agids.to_end, 0U);
		fake_clear_faults(f->fake);
		if (rows[i].kept)
			EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS);
		KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x0U);
		fake_forget_sessions(f->fake);
	}
}

/* close() ends the sessions of the file at the drive, not those of others. */
static void end_session_at_close(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	fixture_start_session(f, &f->b);
	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, 2, SUCCESS);
	fake_clear_log(f->fake);
	fixture_close(f, &f->a);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(2));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x2U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x2U);

	fixture_close(f, &f->a);
	EXPECT_NO_COMMAND(f);
}

/*
 * The module could not copy the answer to the caller. It ends a session that
 * the request started or bound, and leaves any other session alone.
 */
static void end_session_at_undo(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->b);
	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	aacs_request_undo(f->drive, &f->a, &f->req);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x1U);

	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 1, SUCCESS);
	fake_clear_log(f->fake);
	aacs_request_undo(f->drive, &f->a, &f->req);
	fixture_flush_cleanup(f);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);

	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, 1, SUCCESS);
	fake_clear_log(f->fake);
	aacs_request_undo(f->drive, &f->a, &f->req);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_END(1));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x1U);
}

/* Undo leaves a later session with the same AGID alone. */
static void end_session_at_undo_of_older(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_request first;

	fixture_start_session(f, &f->a);
	first = f->req;
	fake_forget_sessions(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a),
			first.out.session_id);
	fake_clear_log(f->fake);
	aacs_request_undo(f->drive, &f->a, &first);
	fixture_flush_cleanup(f);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	aacs_request_undo(f->drive, &f->a, &f->req);
	fixture_flush_cleanup(f);
	EXPECT_COMMANDS(f, CDB_END(0));
}

static struct kunit_case end_session_cases[] = {
	KUNIT_CASE(end_session),
	KUNIT_CASE(end_session_by_report_key),
	KUNIT_CASE(end_session_refused),
	KUNIT_CASE(end_session_at_close),
	KUNIT_CASE(end_session_at_undo),
	KUNIT_CASE(end_session_at_undo_of_older),
	{}
};

FIXTURE_SUITE(end_session);
