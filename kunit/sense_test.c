// SPDX-License-Identifier: GPL-2.0-only
/* The module's own commands get a unit attention or NO MEDIUM. */
#include "fixture_thread.h"

/* Sense data, and the status of a request under an AGID. */
static const struct {
	u32 sense;
	u32 status;
} senses[] = {
	{ 0x62800, SR_AACS_STATUS_VERIFY_REQUIRED },
	{ 0x62900, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ 0x62903, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ 0x23A01, SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
};

struct session_row {
	const char *name;
	u32 code;
	u8 opcode;
	u8 format;
};

static const struct session_row session_rows[] = {
	{ "END_SESSION", IOCTL_AACS_END_SESSION, 0xA3, 0x3F },
	{ "SEND_CERTIFICATE", IOCTL_AACS_SEND_CERTIFICATE, 0xA3, 0x01 },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01 },
	{ "GET_CHALLENGE_KEY", IOCTL_AACS_GET_CHALLENGE_KEY, 0xA4, 0x02 },
	{ "SEND_CHALLENGE_KEY", IOCTL_AACS_SEND_CHALLENGE_KEY, 0xA3, 0x02 },
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, 0xAD, 0x80 },
	{ "READ_SERIAL_NUMBER", IOCTL_AACS_READ_SERIAL_NUMBER, 0xAD, 0x81 },
	{ "READ_MEDIA_ID", IOCTL_AACS_READ_MEDIA_ID, 0xAD, 0x82 },
	{ "READ_BINDING_NONCE", IOCTL_AACS_READ_BINDING_NONCE, 0xA4, 0x21 },
	{ "GENERATE_BINDING_NONCE", IOCTL_AACS_GENERATE_BINDING_NONCE, 0xA4, 0x20 },
};

ROW_PARAM(session);

static void sense_under_agid(struct kunit *test)
{
	const struct session_row *row = test->param_value;
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(senses); i++) {
		fixture_start_two(f);
		INJECT(f, FAKE_SENSE, row->opcode, row->format, .arg =
		       senses[i].sense);
		EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0, senses[i].status);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
		/* The module does not repeat a command with an AGID. */
		KUNIT_EXPECT_EQ(test, f->fake->logged, 1U);
		fixture_expect_all_lost(f);

		/* The sessions do not exist any more. */
		fake_clear_log(f->fake);
		EXPECT_REQUEST_STATUS(f, &f->a, row->code, 0,
				      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
		EXPECT_REQUEST_STATUS(f, &f->b, row->code, 1,
				      SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
		EXPECT_NO_COMMAND(f);
		fake_forget_sessions(f->fake);
	}
}

/* The unit attention wakes another task in poll(). */
static void sense_wakes_others(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_poller poller;

	fixture_start_two(f);
	fixture_start_poller(f, &poller, &f->b);
	INJECT(f, FAKE_CHANGE, 0xA4, 0x01);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_TRUE(test, fixture_join_poller(&poller));
	fixture_expect_all_lost(f);
}

/* Other unit attentions leave the sessions alone. */
static void sense_unrelated(struct kunit *test)
{
	static const u32 others[] = { 0x62A00, 0x62E00, 0x63F01, 0x65A01 };
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_start_two(f);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		INJECT(f, FAKE_SENSE, 0xA4, 0x01, .arg = others[i]);
		EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	}
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
}

/* A deferred error belongs to an earlier command. */
static void sense_deferred(struct kunit *test)
{
	static const u32 deferred[] = {
		0x20401, 0x23A01, 0x31100, 0x62800, 0x62900,
	};
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_start_two(f);
	for (i = 0; i < ARRAY_SIZE(deferred); i++) {
		fake_clear_log(f->fake);
		INJECT(f, FAKE_DEFERRED, 0xA4, 0x01, .arg = deferred[i]);
		EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, IO_DEVICE_ERROR);
		/* The command was sent once. */
		EXPECT_COMMANDS(f, CDB_CERTIFICATE(0));
		KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	}
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
}

/* The drive reports a change once. The module passes it on to sr. */
static void sense_reaches_sr(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 before = f->drive->disk->diskseq;

	fixture_start_two(f);
	INJECT(f, FAKE_SENSE, 0xA4, 0x01, .arg = 0x62800);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, fixture_open_disk(f), 0);
	KUNIT_EXPECT_EQ(test, f->drive->disk->diskseq, before + 1);
}

/* The module repeats a command without an AGID. */
static void sense_without_agid(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_CHANGE, 0xAD, 0x83);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
	KUNIT_EXPECT_EQ(test, f->req.out.mkb_size, 65536U);
	EXPECT_COMMANDS(f, CDB_MKB_SIZE, CDB_CONFIG, CDB_MKB_SIZE);
	fixture_expect_all_lost(f);
}

/* Sense data, and the status of a request without an AGID. */
static const struct repeated_row {
	const char *name;
	u32 sense;
	u32 status;
} repeated_rows[] = {
	{ "change", 0x62800, SR_AACS_STATUS_VERIFY_REQUIRED },
	/* The caller has no session to lose. */
	{ "reset", 0x62900, SR_AACS_STATUS_IO_DEVICE_ERROR },
};

ROW_PARAM(repeated);

/* The module repeats it only once. */
static void sense_without_agid_repeated(struct kunit *test)
{
	const struct repeated_row *row = test->param_value;
	struct fixture *f = test->priv;

	INJECT(f, FAKE_SENSE, 0xAD, 0x83, .arg = row->sense, .count = 100);
	EXPECT_REQUEST_STATUS(f, &f->a, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0,
			      row->status);
	EXPECT_COMMANDS(f, CDB_MKB_SIZE, CDB_CONFIG, CDB_MKB_SIZE);
}

/*
 * MMC forbids a unit attention to GET CONFIGURATION, but a drive may report
 * one.
 */
static void sense_at_get_configuration(struct kunit *test)
{
	struct fixture *f = test->priv;

	INJECT(f, FAKE_SENSE, 0x46, 0x010D, .arg = 0x62800);
	fixture_rebind(f);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
	EXPECT_COMMANDS(f, CDB_CONFIG, CDB_CONFIG, CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
}

/* START_SESSION gets the unit attention and asks for an AGID again. */
static void sense_at_start(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_CHANGE, 0xA4, 0x00);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x1U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_TRUE(test, f->b.lost);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);

	/* The session is one of the new disc. */
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, SUCCESS);
	fixture_expect_payload(f, 1, 0xAD, 0x80, 32);
}

/*
 * The medium changes during START_SESSION, so the AGID may be one of either
 * disc. The module ends it and asks for another. The check that the block layer
 * makes after a close may consume the change first; the disk's sequence number
 * then shows it a moment later, and the test tries again.
 */
static void sense_at_start_seen_by_others(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int tries = 10;

	for (;;) {
		INJECT(f, FAKE_QUIET_CHANGE, 0xA4, 0x00);
		KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
		if (f->fake->logged > 1 || !--tries)
			break;
		KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
		fixture_settle(f);
		fake_clear_log(f->fake);
	}
	EXPECT_COMMANDS(f, CDB_GRANT, CDB_END(0), CDB_GRANT);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x1U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);
}

static void sense_at_start_repeated(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_CHANGE, 0xA4, 0x00, .count = 1000);
	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_LT(test, f->fake->logged, 10U);
	fixture_expect_all_lost(f);
	fake_clear_faults(f->fake);
	fixture_start_session(f, &f->a);
}

/* The END after a READ gets the unit attention: the READ still succeeds. */
static void sense_at_release(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_CHANGE, 0xA3, 0x3F);
	EXPECT_REQUEST(f, &f->a, READ_VOLUME_ID, 0, SUCCESS);
	fixture_expect_payload(f, 0, 0xAD, 0x80, 32);
	EXPECT_COMMANDS(f, CDB_VOLUME_ID(0), CDB_END(0));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(test, f->b.lost);
}

static void sense_at_end_all(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	INJECT(f, FAKE_CHANGE, 0xA3, 0x3F);
	EXPECT_REQUEST(f, &f->a, END_SESSION, SR_AACS_END_ALL_SESSIONS,
		       SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(0), CDB_END(1), CDB_END(2), CDB_END(3));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(test, f->b.lost);
}

static struct kunit_case sense_cases[] = {
	KUNIT_CASE_PARAM(sense_under_agid, session_gen_params),
	KUNIT_CASE(sense_wakes_others),
	KUNIT_CASE(sense_unrelated),
	KUNIT_CASE(sense_deferred),
	KUNIT_CASE(sense_reaches_sr),
	KUNIT_CASE(sense_without_agid),
	KUNIT_CASE_PARAM(sense_without_agid_repeated, repeated_gen_params),
	KUNIT_CASE(sense_at_get_configuration),
	KUNIT_CASE(sense_at_start),
	KUNIT_CASE(sense_at_start_seen_by_others),
	KUNIT_CASE(sense_at_start_repeated),
	KUNIT_CASE(sense_at_release),
	KUNIT_CASE(sense_at_end_all),
	{}
};

FIXTURE_SUITE(sense);
