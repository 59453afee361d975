// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task is killed while its command is in flight. The command still takes
 * effect, and keeps the drive's turn until then. A task that is killed between
 * two commands sends no other.
 */
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
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
	{ "END_SESSION", IOCTL_AACS_END_SESSION, 0xA3, 0x3F, 0x0, 0x0, 1, { CDB_END(0) } },
	{ "READ_MEDIA_KEY_BLOCK", IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0xAD, 0x83,
	  0x1, 0x1, 1, { CDB_PACK(0) } },
};

ROW_PARAM(kill);

static bool agids_to_end(struct fixture *f)
{
	bool to_end;

	mutex_lock(&f->drive->lock);
	to_end = f->drive->agids.to_end;
	mutex_unlock(&f->drive->lock);
	return to_end;
}

/*
 * Lets the drive answer, and waits until the effect and the cleanup are done.
 */
static void finish_killed_command(struct fixture *f)
{
	KUNIT_EXPECT_TRUE(f->test, fake_answer_hung(f->fake));
	KUNIT_EXPECT_TRUE(f->test, WAIT_FOR(false, fixture_turn_taken, f));
	KUNIT_EXPECT_TRUE(f->test, WAIT_FOR(false, agids_to_end, f));
	KUNIT_EXPECT_TRUE(f->test, WAIT_FOR(false, fixture_turn_taken, f));
}

/* The file stays open, since another process shares it. */
static void kill_takes_effect(struct kunit *test)
{
	const struct kill_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->a);
	fake_clear_log(f->fake);
	fixture_execute_and_hang(f, &thread, &f->a, row->code, 0, row->opcode,
				 row->format);
	EXPECT_STATUS(f, fixture_kill(f, &thread), CANCELLED);
	KUNIT_EXPECT_TRUE(test, fixture_turn_taken(f));
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);

	finish_killed_command(f);
	fixture_expect_commands(f, row->cdbs, row->count, __LINE__);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), row->held);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), row->granted);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	if (row->code == IOCTL_AACS_GENERATE_BINDING_NONCE)
		EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0,
			       INVALID_DEVICE_STATE);
}

/* The file is closed: all its sessions end at the drive. */
static void kill_and_close(struct kunit *test)
{
	const struct kill_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->a);
	fixture_execute_and_hang(f, &thread, &f->a, row->code, 0, row->opcode,
				 row->format);
	EXPECT_STATUS(f, fixture_kill(f, &thread), CANCELLED);
	aacs_session_close(f->drive, &f->a);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_TRUE(test, fixture_turn_taken(f));
	/* The owner is freed with the file. */
	KUNIT_EXPECT_NULL(test, f->drive->step.owner);

	finish_killed_command(f);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->b), 0U);
}

/* The answer binds no session, since the file that had it is closed. */
static void kill_and_close_before_bind(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->a);
	fixture_execute_and_hang(f, &thread, &f->a,
				 IOCTL_AACS_GENERATE_BINDING_NONCE, 0, 0xA4,
				 0x20);
	EXPECT_STATUS(f, fixture_kill(f, &thread), CANCELLED);
	aacs_session_close(f->drive, &f->a);

	/* The cleanup hangs, so that the table stays as the answer left it. */
	reinit_completion(&f->fake->hanging);
	INJECT(f, FAKE_HANG, 0xA3, 0x3F);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	KUNIT_EXPECT_NE(test, 0UL,
			wait_for_completion_timeout(&f->fake->hanging, 10 * HZ));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	finish_killed_command(f);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x0U);
}

/*
 * The command times out; the module notices the reset although no task waits.
 */
static void kill_and_time_out(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	f->fake->refuse_abort = true;
	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_READ_VOLUME_ID,
				 0, 0xAD, 0x80);
	EXPECT_STATUS(f, fixture_kill(f, &thread), CANCELLED);
	KUNIT_EXPECT_TRUE(test, fake_time_out_hung(f->fake));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, fixture_turn_taken, f));
	KUNIT_EXPECT_EQ(test, f->fake->device_resets, 1U);
	fixture_expect_all_lost(f);
	fixture_start_two(f);
}

/* The drive is unplugged while no task waits for the command in flight. */
static void kill_and_unplug(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_session(f, &f->b);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_START_SESSION, 0,
				 0xA4, 0x00);
	EXPECT_STATUS(f, fixture_kill(f, &thread), CANCELLED);
	aacs_session_close(f->drive, &f->a);
	INJECT(f, FAKE_RESULT, 0xA4, 0x00, .arg = DID_NO_CONNECT << 16);
	fake_answer_hung_later(f->fake);
	fake_unplug(f->fake);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, fixture_turn_taken, f));
	KUNIT_EXPECT_TRUE(test, f->b.lost);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
}

/* The command ends before its task gives up: the answer is valid. */
static void kill_too_late(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct aacs_turn *turn = &f->drive->turn;
	static const bool never;

	fixture_start_session(f, &f->a);
	KUNIT_ASSERT_EQ(test, aacs_turn_take(turn, &never, TASK_KILLABLE, NULL),
			0);
	/* The state after the end of a command. */
	complete(&f->drive->run.done);
	KUNIT_EXPECT_FALSE(test, aacs_command_detach(f->drive));
	KUNIT_EXPECT_FALSE(test, f->drive->run.detached);
	aacs_turn_give(turn);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
}

struct detacher {
	struct fixture_thread thread;
	struct task_struct *task;
	bool detached;
};

static int detach_thread(void *data)
{
	struct detacher *detacher = container_of(data, struct detacher, thread);
	struct aacs_drive *drive = detacher->thread.fixture->drive;
	static const bool never;

	detacher->task = get_task_struct(current);
	if (!aacs_turn_take(&drive->turn, &never, TASK_KILLABLE, NULL)) {
		/* The command has ended, but its end is still to be told. */
		reinit_completion(&drive->run.done);
		set_bit(AACS_RUN_DECIDED, &drive->run.flags);
		detacher->detached = aacs_command_detach(drive);
		aacs_turn_give(&drive->turn);
	}
	complete(&detacher->thread.done);
	return 0;
}

static bool detacher_stopped(struct detacher *detacher)
{
	struct task_struct *task = READ_ONCE(detacher->task);

	return completion_done(&detacher->thread.done) ||
	       (task && READ_ONCE(task->__state) == TASK_UNINTERRUPTIBLE);
}

/*
 * The command ends while its task gives up. The task waits for the last that the
 * command does, since the next command uses the same completion.
 */
static void kill_during_end(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct detacher detacher = {};

	fixture_run_async(f, &detacher.thread, detach_thread);
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, detacher_stopped, &detacher));
	KUNIT_EXPECT_FALSE(test, completion_done(&detacher.thread.done));
	complete(&f->drive->run.done);
	fixture_join(f, &detacher.thread);
	KUNIT_EXPECT_FALSE(test, detacher.detached);
	fixture_start_session(f, &f->a);
	if (detacher.task)
		put_task_struct(detacher.task);
}

static int deliver_and_kill(struct aacs_request *req, u32 offset,
			    const void *data, u32 len)
{
	send_sig(SIGKILL, current, 1);
	return 0;
}

static void kill_between_packs(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 status;

	fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	f->req.deliver = deliver_and_kill;
	allow_signal(SIGKILL);
	status = aacs_request_execute(f->drive, &f->a, &f->req);
	disallow_signal(SIGKILL);
	EXPECT_STATUS(f, status, CANCELLED);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	/* A command in flight would hold the turn. */
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(false, fixture_turn_taken, f));
	EXPECT_COMMANDS(f, CDB_PACK(0));
}

static struct kunit_case kill_cases[] = {
	KUNIT_CASE_PARAM(kill_takes_effect, kill_gen_params),
	KUNIT_CASE_PARAM(kill_and_close, kill_gen_params),
	KUNIT_CASE(kill_and_close_before_bind),
	KUNIT_CASE(kill_and_time_out),
	KUNIT_CASE(kill_and_unplug),
	KUNIT_CASE(kill_too_late),
	KUNIT_CASE(kill_during_end),
	KUNIT_CASE(kill_between_packs),
	{}
};

FIXTURE_SUITE(kill);
