// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task is killed while its command is in flight. The command still takes
 * effect, and keeps the drive's turn until then.
 */
#include "fixture_thread.h"

/* A request, and the state after its task was killed. */
struct kill_row {
	const char *name;
	u32 code;
	u8 opcode;
	u8 format;
	unsigned int held;	/* by @a, after the command */
	unsigned int granted;	/* at the drive, after the cleanup */
	unsigned int count;
	struct fake_cdb cdbs[2];
};

static const struct kill_row kill_rows[] = {
	{ "START_SESSION", IOCTL_AACS_START_SESSION, 0xA4, 0x00, 0x1, 0x1, 2,
	  { CDB_GRANT, CDB_END(1) } },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01, 0x1, 0x1,
	  1, { CDB_CERTIFICATE(0) } },
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, 0xAD, 0x80, 0x0, 0x0, 2,
	  { CDB_VOLUME_ID(0), CDB_END(0) } },
	{ "GENERATE_BINDING_NONCE", IOCTL_AACS_GENERATE_BINDING_NONCE, 0xA4,
	  0x20, 0x1, 0x1, 1, { CDB_NONCE(0, 0x20) } },
	{ "END_SESSION", IOCTL_AACS_END_SESSION, 0xA3, 0x3F, 0x0, 0x0, 1,
	  { CDB_END(0) } },
	{ "READ_MEDIA_KEY_BLOCK", IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0xAD, 0x83,
	  0x1, 0x1, 1, { CDB_PACK(0) } },
};

static void describe_kill(const struct kill_row *row, char *text)
{
	strscpy(text, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kill, kill_rows, describe_kill);

static bool turn_taken(struct fixture *fixture)
{
	struct aacs_turn *turn = &fixture->drive->turn;
	bool taken;

	spin_lock(&turn->lock);
	taken = turn->taken;
	spin_unlock(&turn->lock);
	return taken;
}

static bool agids_to_end(struct fixture *fixture)
{
	bool to_end;

	mutex_lock(&fixture->drive->lock);
	to_end = fixture->drive->agids.to_end;
	mutex_unlock(&fixture->drive->lock);
	return to_end;
}

/*
 * Lets the drive answer, and waits until the effect and the cleanup are done.
 */
static void finish_killed_command(struct fixture *fixture)
{
	KUNIT_EXPECT_TRUE(fixture->test, fake_answer_hung(fixture->fake));
	KUNIT_EXPECT_TRUE(fixture->test, WAIT_FOR(false, turn_taken, fixture));
	KUNIT_EXPECT_TRUE(fixture->test,
			  WAIT_FOR(false, agids_to_end, fixture));
	KUNIT_EXPECT_TRUE(fixture->test, WAIT_FOR(false, turn_taken, fixture));
}

/* The file stays open, since another process shares it. */
static void kill_takes_effect(struct kunit *test)
{
	const struct kill_row *row = test->param_value;
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fake_clear_log(fixture->fake);
	fixture_execute_and_hang(fixture, &thread, &fixture->a, row->code, 0,
				 row->opcode, row->format);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &thread),
		      SR_AACS_STATUS_CANCELLED);
	KUNIT_EXPECT_TRUE(test, turn_taken(fixture));
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, &fixture->a), 0x1U);

	finish_killed_command(fixture);
	fixture_expect_commands(fixture, row->cdbs, row->count, __LINE__);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), row->held);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), row->granted);
	KUNIT_EXPECT_FALSE(test, fixture->a.lost);
	if (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE)
		EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE,
			       0, SR_AACS_STATUS_INVALID_DEVICE_STATE);
}

/* The file is closed: all its sessions end at the drive. */
static void kill_and_close(struct kunit *test)
{
	const struct kill_row *row = test->param_value;
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->a);
	fixture_execute_and_hang(fixture, &thread, &fixture->a, row->code, 0,
				 row->opcode, row->format);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &thread),
		      SR_AACS_STATUS_CANCELLED);
	aacs_session_close(fixture->drive, &fixture->a);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(test, turn_taken(fixture));

	finish_killed_command(fixture);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(fixture->fake), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture_start_session(fixture, &fixture->b), 0U);
}

/*
 * The command times out; the module notices the reset although no task waits.
 */
static void kill_and_time_out(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture->fake->refuse_abort = true;
	fixture_start_two(fixture);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_READ_VOLUME_ID, 0, 0xAD, 0x80);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &thread),
		      SR_AACS_STATUS_CANCELLED);
	KUNIT_EXPECT_TRUE(test, fake_time_out_hung(fixture->fake));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, turn_taken, fixture));
	KUNIT_EXPECT_EQ(test, fixture->fake->device_resets, 1U);
	fixture_expect_all_lost(fixture);
	fixture_start_two(fixture);
}

/* The drive is unplugged while no task waits for the command in flight. */
static void kill_and_unplug(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct fixture_thread thread;

	fixture_start_session(fixture, &fixture->b);
	fixture_execute_and_hang(fixture, &thread, &fixture->a,
				 IOCTL_AACS_START_SESSION, 0, 0xA4, 0x00);
	EXPECT_STATUS(fixture, fixture_kill(fixture, &thread),
		      SR_AACS_STATUS_CANCELLED);
	aacs_session_close(fixture->drive, &fixture->a);
	fake_inject_fault(fixture->fake, (struct fake_fault) {
		.kind = FAKE_RESULT, .opcode = 0xA4, .format = 0x00,
		.arg = DID_NO_CONNECT << 16,
	});
	fake_answer_hung_later(fixture->fake);
	fake_unplug(fixture->fake);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, turn_taken, fixture));
	KUNIT_EXPECT_TRUE(test, fixture->b.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(fixture, NULL), 0x0U);
}

/* The command ends before its task gives up: the answer is valid. */
static void kill_too_late(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct aacs_turn *turn = &fixture->drive->turn;
	static const bool never;

	fixture_start_session(fixture, &fixture->a);
	KUNIT_ASSERT_EQ(test, aacs_turn_take(turn, &never, TASK_KILLABLE, NULL),
			0);
	/* The state after the end of a command. */
	complete(&fixture->drive->run.done);
	KUNIT_EXPECT_FALSE(test, aacs_command_detach(fixture->drive));
	KUNIT_EXPECT_FALSE(test, fixture->drive->run.detached);
	aacs_turn_give(turn);
	EXPECT_REQUEST(fixture, &fixture->a, IOCTL_AACS_GET_CERTIFICATE, 0, 0);
}

static struct kunit_case kill_cases[] = {
	KUNIT_CASE_PARAM(kill_takes_effect, kill_gen_params),
	KUNIT_CASE_PARAM(kill_and_close, kill_gen_params),
	KUNIT_CASE(kill_and_time_out),
	KUNIT_CASE(kill_and_unplug),
	KUNIT_CASE(kill_too_late),
	{}
};

static struct kunit_suite kill_suite = {
	.name = "sr_aacs_kill",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = kill_cases,
};

kunit_test_suites(&kill_suite);
