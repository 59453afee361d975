// SPDX-License-Identifier: GPL-2.0-only
/*
 * Binding nonces for an open file: the module checks the session before it asks
 * the file system and again afterwards. It asks without the drive's lock, so
 * the session, the medium or the file can change in between.
 */
#include <linux/fcntl.h>
#include <linux/sched/signal.h>
#include "fake_file.h"

static const u32 nonce_codes[] = {
	IOCTL_AACS_READ_BINDING_NONCE, IOCTL_AACS_GENERATE_BINDING_NONCE,
};

/* ---- checks before the module looks at the file ---- */

/*
 * The module does not look at the file if the AGID is free, granted to another
 * file, bound or out of range.
 */
static void file_needs_session(struct kunit *test)
{
	static const struct {
		u32 agid;
		u32 status;
	} rows[] = {
		{ 0, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },	/* granted to @b */
		{ 1, SR_AACS_STATUS_INVALID_DEVICE_STATE },	/* bound */
		{ 2, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },	/* free */
		{ 4, SR_AACS_STATUS_INVALID_PARAMETER },
		{ 0xFFFFFFFF, SR_AACS_STATUS_INVALID_PARAMETER },
	};
	struct fixture *f = test->priv;
	struct aacs_request req;
	struct fake_file fake;
	unsigned int i;

	fixture_start_session(f, &f->b);
	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, 1, SUCCESS);
	fake_clear_log(f->fake);

	KUNIT_ASSERT_EQ(test, fake_file_open(&fake, f, f->drive, O_RDONLY), 0);
	for (i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		EXPECT_STATUS_IS(f, fixture_nonce_for_file(f, &req,
							   nonce_codes[i & 1],
							   rows[i / 2].agid,
							   fake.file),
				 rows[i / 2].status);
		KUNIT_EXPECT_EQ(test, req.information, 0U);
		KUNIT_EXPECT_EQ(test, fake.bmap_calls, 0U);
		/* An invalid handle gives the same status. */
		EXPECT_STATUS_IS(f, fixture_nonce_for_handle(f, &req,
							     nonce_codes[i & 1],
							     rows[i / 2].agid,
							     0x7FFFFFFF),
				 rows[i / 2].status);
	}
	fake_file_close(&fake);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x2U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->b), 0x1U);

	EXPECT_REQUEST(f, &f->a, END_SESSION, 1, SUCCESS);
	EXPECT_COMMANDS(f, CDB_END(1));
}

/* Validation checks the lengths before the markers. */
static void file_needs_lengths(struct kunit *test)
{
	static const struct {
		u32 in_len;
		u32 out_len;
		u32 status;
		u32 information;
	} rows[] = {
		{ 23, 32, SR_AACS_STATUS_INFO_LENGTH_MISMATCH, 0 },
		{ 0, 32, SR_AACS_STATUS_INFO_LENGTH_MISMATCH, 0 },
		{ 24, 31, SR_AACS_STATUS_BUFFER_TOO_SMALL, 32 },
		{ 24, 33, SR_AACS_STATUS_INVALID_BUFFER_SIZE, 0 },
	};
	struct fixture *f = test->priv;
	struct aacs_request *req = &f->req;
	unsigned int i;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_prepare(f, req, IOCTL_AACS_READ_BINDING_NONCE, 0);
		req->in.nonce.start_lba = U64_MAX;
		req->in.nonce.number_of_sectors = U32_MAX;
		req->in.nonce.handle = 0x7FFFFFFF;
		req->in_len = rows[i].in_len;
		req->out_len = rows[i].out_len;
		EXPECT_STATUS_IS(f, aacs_request_execute(f->drive, &f->a, req),
				 rows[i].status);
		KUNIT_EXPECT_EQ(test, req->information, rows[i].information);
	}
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
}

/* A request for one grant of an AGID fails for any other grant of that AGID. */
static void seq_is_checked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_request req;
	unsigned int first, second, i;

	fixture_start_session(f, &f->a);
	first = f->req.seq;
	fake_forget_sessions(f->fake);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
	second = f->req.seq;
	KUNIT_EXPECT_NE(test, first, second);
	fake_clear_log(f->fake);

	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		fixture_prepare(f, &req, nonce_codes[i], 0);
		req.seq = first;
		EXPECT_STATUS(f, aacs_request_execute(f->drive, &f->a, &req),
			      CSS_KEY_NOT_ESTABLISHED);
		KUNIT_EXPECT_EQ(test, req.information, 0U);
		/* a grant that does not exist yet */
		fixture_prepare(f, &req, nonce_codes[i], 0);
		req.seq = second + 1;
		EXPECT_STATUS(f, aacs_request_execute(f->drive, &f->a, &req),
			      CSS_KEY_NOT_ESTABLISHED);
	}
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);

	fixture_prepare(f, &req, IOCTL_AACS_GENERATE_BINDING_NONCE, 0);
	req.seq = second;
	EXPECT_STATUS(f, aacs_request_execute(f->drive, &f->a, &req), SUCCESS);
	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS);
	EXPECT_COMMANDS(f, CDB_NONCE(0, 0x20), CDB_END(0));
}

/* ---- changes while the module asks the file system ---- */

static void race_end(struct fake_file *fake)
{
	struct fixture *f = fake->fixture;

	EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS);
}

static void race_start(struct fake_file *fake)
{
	struct fixture *f = fake->fixture;

	EXPECT_REQUEST(f, &f->a, START_SESSION, 0, SUCCESS);
}

static void race_end_and_start(struct fake_file *fake)
{
	race_end(fake);
	race_start(fake);
}

static void race_forget(struct fake_file *fake)
{
	fake_forget_sessions(fake->fixture->fake);
	race_start(fake);
}

static void race_lose_to_another(struct fake_file *fake)
{
	struct fixture *f = fake->fixture;

	fake_forget_sessions(f->fake);
	EXPECT_REQUEST(f, &f->b, START_SESSION, 0, SUCCESS);
}

static void race_generate(struct fake_file *fake)
{
	struct fixture *f = fake->fixture;

	EXPECT_REQUEST(f, &f->a, GENERATE_BINDING_NONCE, 0, SUCCESS);
}

static void race_read(struct fake_file *fake)
{
	struct fixture *f = fake->fixture;

	EXPECT_REQUEST(f, &f->a, READ_BINDING_NONCE, 0, SUCCESS);
}

static void race_grow(struct fake_file *fake)
{
	i_size_write(file_inode(fake->file), 4097);
}

static void race_shrink(struct fake_file *fake)
{
	i_size_write(file_inode(fake->file), 4095);
}

static void race_change(struct fake_file *fake)
{
	fake_change(fake->fixture->fake);
}

static void race_change_seen(struct fake_file *fake)
{
	fake_change(fake->fixture->fake);
	KUNIT_EXPECT_EQ(fake->fixture->test, fixture_open_disk(fake->fixture),
			0);
}

static void race_unplug(struct fake_file *fake)
{
	fake_unplug(fake->fixture->fake);
}

/**
 * struct race_row - an event and its result
 * @name: of the row
 * @event: causes the event
 * @status: NTSTATUS of the request
 * @held: AGIDs that the caller holds afterwards
 * @count: number of @cdbs
 * @cdbs: the commands
 */
struct race_row {
	const char *name;
	void (*event)(struct fake_file *fake);
	u32 status;
	unsigned int held;
	unsigned int count;
	struct fake_cdb cdbs[3];
};

static const struct race_row race_rows[] = {
	{ "another session begins", race_start, 0, 0x2, 3,
	  { CDB_GRANT, CDB_FILE_NONCE(0, 0x21), CDB_END(0) } },
	{ "the session ends", race_end, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
	  0x0, 1, { CDB_END(0) } },
	{ "it ends and another begins", race_end_and_start,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0x1, 2, { CDB_END(0), CDB_GRANT } },
	{ "the drive forgets it", race_forget,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0x1, 1, { CDB_GRANT } },
	{ "another file gets the AGID", race_lose_to_another,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0x0, 1, { CDB_GRANT } },
	{ "it is bound", race_generate, SR_AACS_STATUS_INVALID_DEVICE_STATE, 0x1,
	  1, { CDB_NONCE(0, 0x20) } },
	{ "it is used", race_read, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
	  0x0, 2, { CDB_NONCE(0, 0x21), CDB_END(0) } },
	{ "the file grows", race_grow, SR_AACS_STATUS_INVALID_PARAMETER, 0x1 },
	{ "the file shrinks", race_shrink, SR_AACS_STATUS_INVALID_PARAMETER, 0x1 },
	{ "another disc", race_change, SR_AACS_STATUS_VERIFY_REQUIRED, 0x0, 1,
	  { CDB_FILE_NONCE(0, 0x21) } },
	{ "another disc, sr sees it first", race_change_seen,
	  SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0x0 },
	{ "the drive is unplugged", race_unplug, SR_AACS_STATUS_NO_SUCH_DEVICE, 0x0 },
};

ROW_PARAM(race);

static void file_race(struct kunit *test)
{
	const struct race_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct aacs_request req;
	struct fake_file fake;

	KUNIT_ASSERT_EQ(test, fixture_start_session(f, &f->a), 0U);
	fake_clear_log(f->fake);
	KUNIT_ASSERT_EQ(test, fake_file_open(&fake, f, f->drive, O_RDONLY), 0);
	fake.on_first_bmap = row->event;
	EXPECT_STATUS_IS(f,
			 fixture_nonce_for_file(f, &req,
						IOCTL_AACS_READ_BINDING_NONCE,
						0, fake.file),
			 row->status);
	KUNIT_EXPECT_EQ(test, req.information, row->status ? 0U : 32U);
	KUNIT_EXPECT_EQ(test, fake.bmap_calls, 2U);
	KUNIT_EXPECT_EQ(test, file_count(fake.file), 1L);
	fake_file_close(&fake);
	fixture_expect_commands(f, row->cdbs, row->count, __LINE__);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), row->held);
}

static void race_kill(struct fake_file *fake)
{
	send_sig(SIGKILL, current, 1);
}

/* The task is killed: the module asks for no other block of the file. */
static void file_killed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_request req;
	struct fake_file fake;
	u32 status;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	KUNIT_ASSERT_EQ(test, fake_file_open(&fake, f, f->drive, O_RDONLY), 0);
	fake.on_first_bmap = race_kill;
	allow_signal(SIGKILL);
	status = fixture_nonce_for_file(f, &req, IOCTL_AACS_READ_BINDING_NONCE,
					0, fake.file);
	disallow_signal(SIGKILL);
	EXPECT_STATUS(f, status, CANCELLED);
	KUNIT_EXPECT_EQ(test, req.information, 0U);
	KUNIT_EXPECT_EQ(test, fake.bmap_calls, 1U);
	KUNIT_EXPECT_EQ(test, file_count(fake.file), 1L);
	fake_file_close(&fake);
	EXPECT_NO_COMMAND(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
}

static struct kunit_case race_cases[] = {
	KUNIT_CASE(file_needs_session),
	KUNIT_CASE(file_needs_lengths),
	KUNIT_CASE(seq_is_checked),
	KUNIT_CASE_PARAM(file_race, race_gen_params),
	KUNIT_CASE(file_killed),
	{}
};

static struct kunit_suite race_suite = {
	.name = "sr_aacs_file_race",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = race_cases,
};

kunit_test_suites(&race_suite);
