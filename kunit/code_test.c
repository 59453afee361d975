// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests that are one transfer under an AGID: the command, byte for byte,
 * the effect on the session, and malformed answers.
 */
#include "fixture.h"

struct code_row {
	const char *name;
	u32 code;
	u8 opcode;
	u8 format;
	unsigned int sent;	/* bytes of payload to the drive */
	unsigned int received;	/* bytes of payload from the drive */
	enum { KEPT, RELEASED, BOUND } session;
	struct fake_cdb cdb;	/* with AGID 2 */
};

static const struct code_row code_rows[] = {
	{ "SEND_CERTIFICATE", IOCTL_AACS_SEND_CERTIFICATE, 0xA3, 0x01, 112, 0,
	  KEPT, { { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74, 0x81, 0 } } },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01, 0, 112,
	  KEPT, { { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74, 0x81, 0 } } },
	{ "GET_CHALLENGE_KEY", IOCTL_AACS_GET_CHALLENGE_KEY, 0xA4, 0x02, 0, 80,
	  KEPT, { { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x54, 0x82, 0 } } },
	{ "SEND_CHALLENGE_KEY", IOCTL_AACS_SEND_CHALLENGE_KEY, 0xA3, 0x02, 80,
	  0, KEPT, { { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x54, 0x82, 0 } } },
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, 0xAD, 0x80, 0, 32,
	  RELEASED, { { 0xAD, 1, 0, 0, 0, 0, 0, 0x80, 0x00, 0x24, 0x80, 0 } } },
	{ "READ_SERIAL_NUMBER", IOCTL_AACS_READ_SERIAL_NUMBER, 0xAD, 0x81, 0,
	  32, RELEASED, { { 0xAD, 1, 0, 0, 0, 0, 0, 0x81, 0x00, 0x24, 0x80, 0 } } },
	{ "READ_MEDIA_ID", IOCTL_AACS_READ_MEDIA_ID, 0xAD, 0x82, 0, 32,
	  RELEASED, { { 0xAD, 1, 0, 0, 0, 0, 0, 0x82, 0x00, 0x24, 0x80, 0 } } },
	{ "READ_BINDING_NONCE", IOCTL_AACS_READ_BINDING_NONCE, 0xA4, 0x21, 0,
	  32, RELEASED,
	  { { 0xA4, 0, 0x00, 0x12, 0x34, 0x56, 2, 0x02, 0x00, 0x24, 0xA1, 0 } } },
	{ "GENERATE_BINDING_NONCE", IOCTL_AACS_GENERATE_BINDING_NONCE, 0xA4,
	  0x20, 0, 32, BOUND,
	  { { 0xA4, 0, 0x00, 0x12, 0x34, 0x56, 2, 0x02, 0x00, 0x24, 0xA0, 0 } } },
};

ROW_PARAM(code);

static void code_command(struct kunit *test)
{
	static const struct fake_cdb end = CDB_END(2);
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fake_cdb want[] = { row->cdb, end };
	u32 agid;

	agid = fixture_start_third(f);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
	fixture_expect_payload(f, 0, row->opcode, row->format, row->received);

	/* The module also ends an AGID that the request releases. */
	fixture_expect_commands(f, want, row->session == RELEASED ? 2 : 1,
				__LINE__);

	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), row->session == RELEASED ?
			0x0U : 0x4U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x3U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), row->session == RELEASED ?
			0x3U : 0x7U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
}

/* SEND KEY transfers a header and the unchanged Windows structure. */
static void code_sends_payload(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fake_drive *fake = f->fake;
	unsigned int i;
	u32 agid;

	agid = fixture_start_third(f);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
	if (!row->sent) {
		KUNIT_EXPECT_EQ(test, fake->sent_len, 0U);
		return;
	}
	KUNIT_ASSERT_EQ(test, fake->sent_len, row->sent + 4);
	KUNIT_EXPECT_EQ(test, fake->sent[0], 0);
	KUNIT_EXPECT_EQ(test, (unsigned int)fake->sent[1], row->sent + 2);
	KUNIT_EXPECT_EQ(test, fake->sent[2], 0);
	KUNIT_EXPECT_EQ(test, fake->sent[3], 0);
	for (i = 0; i < row->sent; i++)
		KUNIT_EXPECT_EQ_MSG(test, fake->sent[4 + i], (u8)(0x20 + 4 + i),
				    "byte %u", i);
}

/*
 * The module sends no command for an AGID that is free, granted to another file
 * or out of range.
 */
static void code_needs_session(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;

	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0,
			      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	fixture_start_session(f, &f->b);
	fake_clear_log(f->fake);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0,
			      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 1,
			      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, 4,
			      SR_AACS_STATUS_INVALID_PARAMETER);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x1U);
}

/* After GENERATE_BINDING_NONCE, the caller can only end the session. */
static void code_when_bound(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;
	u32 agid;

	agid = fixture_start_third(f);
	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, agid, SUCCESS);
	fake_clear_log(f->fake);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid,
			      SR_AACS_STATUS_INVALID_DEVICE_STATE);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x4U);

	EXPECT_REQUEST(f, &f->a, END_SESSION, agid, SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(2));
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x0U);
}

/*
 * The module sends the command once and returns the drive's error. The session
 * stays unless the error means that the drive has lost it.
 */
static void code_refused(struct kunit *test)
{
	static const struct {
		u32 sense;
		u32 status;
	} refusals[] = {
		{ 0x56F00, 0xC0000306 }, { 0x56F01, 0xC0000307 },
		{ 0x56F02, 0xC0000308 }, { 0x52C00, 0xC0000010 },
		{ 0x52400, 0xC0000010 }, { 0x52100, 0xC0000015 },
		{ 0x23A00, 0xC0000013 }, { 0x20402, 0xC00000A3 },
		{ 0x31100, 0xC000009C }, { 0x44400, 0xC0000185 },
		{ 0x72700, 0xC00000A2 },
	};
	const struct code_row *row = test->param_value;
	bool keep = aacs_request_find(row->code)->agid_use == AACS_AGID_KEEP;
	struct fixture *f = test->priv;
	bool unknown, empty;
	unsigned int i;
	u32 agid;

	agid = fixture_start_third(f);
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		fixture_settle(f);
		fake_clear_log(f->fake);
		INJECT(f, FAKE_SENSE, row->opcode, row->format, .arg =
		       refusals[i].sense);
		EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid,
				      refusals[i].status);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
		fixture_expect_commands(f, &row->cdb, 1, __LINE__);

		unknown = refusals[i].sense == 0x56F02 && keep;
		empty = refusals[i].sense >> 8 == 0x23A;
		KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), unknown || empty ?
				0x0U : 0x4U);
		KUNIT_EXPECT_EQ(test, f->a.lost, unknown || empty);
		KUNIT_EXPECT_EQ(test, f->b.lost, empty);
		if (!unknown && !empty)
			continue;
		fixture_close(f, &f->b);
		fake_forget_sessions(f->fake);
		f->a.lost = false;
		f->b.lost = false;
		fixture_start_third(f);
	}
}

/* A malformed answer yields no data and leaves the session as it is. */
static void code_answered_badly(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	const struct bad_answer answers[] = {
		{ "zero", FAKE_ZERO, 0 },
		{ "length 0", FAKE_LENGTH, 0 },
		{ "length one too small", FAKE_LENGTH, row->received + 1 },
		{ "nothing", FAKE_SHORT, 0 },
		{ "header", FAKE_SHORT, 4 },
		{ "one byte short", FAKE_SHORT, row->received + 3 },
		{ "more missing than asked for", FAKE_RESIDUE, 0x10000 },
	};
	struct fixture *f = test->priv;
	unsigned int i, j, leaked = 0;
	u32 agid;

	agid = fixture_start_third(f);
	f->fake->frees = false;
	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		INJECT(f, answers[i].kind, row->opcode, row->format, .arg =
		       answers[i].arg);
		if (row->sent) {
			/* SEND KEY has no answer. */
			EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
			continue;
		}
		EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid,
				      SR_AACS_STATUS_IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ_MSG(test, f->req.information, 0U, "%s",
				    answers[i].name);
		for (j = 0; j < sizeof(f->req.out); j++)
			leaked += f->req.out.payload[j] != 0xCC;
		KUNIT_EXPECT_EQ_MSG(test, leaked, 0U, "%s", answers[i].name);
		KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x4U);
	}
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));

	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
	fixture_expect_payload(f, 0, row->opcode, row->format, row->received);
}

/* The length field is too large, but the whole payload arrives. */
static void code_length_too_long(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	const u32 lengths[] = { row->received + 3, 0xFFFF };
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u32 agid = fixture_start_session(f, &f->a);

		INJECT(f, FAKE_LENGTH, row->opcode, row->format, .arg =
		       lengths[i]);
		EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
		fixture_expect_payload(f, 0, row->opcode, row->format,
				       row->received);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	}
}

/*
 * The host reports more bytes than it transferred. The caller gets zeros for
 * these, not the answer to another file's request.
 */
static void code_leaks_nothing(struct kunit *test)
{
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;
	unsigned int i, wrong = 0;
	u32 agid;

	agid = fixture_start_third(f);
	EXPECT_REQUEST(f, &f->b, GET_CERTIFICATE, 0, SUCCESS);
	fixture_expect_payload(f, 0, 0xA4, 0x01, 112);
	INJECT(f, FAKE_SILENT_SHORT, row->opcode, row->format, .arg = 6);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
	KUNIT_EXPECT_EQ(test, f->req.information, row->received);
	for (i = 0; i < row->received; i++)
		wrong += f->req.out.payload[i] !=
			 (i < 2 ? fake_payload(0, row->opcode, row->format, i) :
				  0);
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0U, "%u bytes of an older answer",
			    wrong);
}

/* A drive keeps the AGID after the transfer; the module ends it. */
static void code_drive_keeps_agid(struct kunit *test)
{
	static const struct fake_cdb report = CDB_END_BY_REPORT(2);
	static const struct fake_cdb send = CDB_END(2);
	const struct code_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fake_cdb want[] = { row->cdb, send, report };
	u32 agid;

	agid = fixture_start_third(f);
	f->fake->frees = false;
	/* The drive refuses SEND KEY 3Fh; the module sends REPORT KEY 3Fh. */
	INJECT(f, FAKE_SENSE, 0xA3, 0x3F, .arg = 0x52400);
	EXPECT_REQUEST_STATUS(f, &f->a, row->code, agid, 0);
	fixture_expect_commands(f, want, row->session == RELEASED ? 3 : 1,
				__LINE__);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), row->session == RELEASED ?
			0x3U : 0x7U);
	KUNIT_EXPECT_EQ(test, fake_faults_done(f->fake), row->session ==
			RELEASED);
}

static struct kunit_case code_cases[] = {
	KUNIT_CASE_PARAM(code_command, code_gen_params),
	KUNIT_CASE_PARAM(code_sends_payload, code_gen_params),
	KUNIT_CASE_PARAM(code_needs_session, code_gen_params),
	KUNIT_CASE_PARAM(code_when_bound, code_gen_params),
	KUNIT_CASE_PARAM(code_refused, code_gen_params),
	KUNIT_CASE_PARAM(code_answered_badly, code_gen_params),
	KUNIT_CASE_PARAM(code_length_too_long, code_gen_params),
	KUNIT_CASE_PARAM(code_leaks_nothing, code_gen_params),
	KUNIT_CASE_PARAM(code_drive_keeps_agid, code_gen_params),
	{}
};

FIXTURE_SUITE(code);
