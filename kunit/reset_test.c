// SPDX-License-Identifier: GPL-2.0-only
/* Resets, and timeouts with the error handling of the midlayer. */
#include <linux/types.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/scsi_proto.h>
#include "../module/compat.h"
#include "fixture_thread.h"

/* The drive resets itself; sr's TEST UNIT READY gets the unit attention. */
static void reset_seen_by_open(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_reset(f->fake, 0x00);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);
	fixture_start_two(f);
}

/*
 * The reset's unit attention replaces that of a change, and the module's own
 * command meets it. sr finds the change before the next session starts, not
 * while the session is in use.
 */
static void reset_hides_change(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_two(f);
	fake_change(f->fake);
	f->fake->unit_attentions = 0;
	fake_reset(f->fake, 0x00);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);

	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
}

typedef void (*host_reset)(struct fake_drive *fake);

static void check_host_reset(struct fixture *f, host_reset reset)
{
	struct kunit *test = f->test;

	/*
	 * The midlayer discards the unit attention. The watch sees the reset.
	 */
	fixture_start_two(f);
	reset(f->fake);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);

	/* The disk is opened first. */
	fixture_start_two(f);
	reset(f->fake);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);

	/* A request comes first. */
	fixture_start_two(f);
	reset(f->fake);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);

	/* The module counts one reset once: the next sessions survive. */
	fixture_start_two(f);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
	KUNIT_ASSERT_EQ(test, fixture_open_disk(f), 0);
	EXPECT_REQUEST(f, &f->b, GET_CERTIFICATE, 1, SUCCESS);
	KUNIT_EXPECT_FALSE(test, f->a.lost);
	KUNIT_EXPECT_FALSE(test, f->b.lost);
}

static void reset_of_device(struct kunit *test)
{
	struct fixture *f = test->priv;

	check_host_reset(f, fake_host_device_reset);
}

static void reset_of_bus(struct kunit *test)
{
	struct fixture *f = test->priv;

	check_host_reset(f, fake_host_bus_reset);
}

/* True if the module has not cleared the flag. */
static bool was_reset_kept(struct fixture *f)
{
	return f->fake->sdev->was_reset;
}

/*
 * A command meets the unit attention before the module looks. If the kernel has
 * counted that, the module does not write was_reset, and still sees the next
 * reset.
 */
static void reset_met_by_others(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_start_two(f);
	fake_host_device_reset(f->fake);
	scsi_set_medium_removal(f->fake->sdev, SCSI_REMOVAL_ALLOW);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
	fixture_expect_all_lost(f);
	KUNIT_EXPECT_EQ(test, was_reset_kept(f), AACS_UA_COUNTED);

	/*
	 * After each reset the module opens the disk. That sends a TEST UNIT
	 * READY, which does not clear expecting_cc_ua.
	 */
	for (i = 0; i < 3; i++) {
		fixture_start_two(f);
		fake_host_device_reset(f->fake);
		KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->a));
		fixture_expect_all_lost(f);
		KUNIT_EXPECT_FALSE(test, was_reset_kept(f));
	}
}

/*
 * A command in flight during a reset can end with GOOD and zeros. The module
 * must not return the zeros as an answer, nor report success for SEND KEY.
 */
static void reset_during_command(struct kunit *test)
{
	static const struct {
		u32 code;
		u8 opcode;
		u8 format;
		u32 status;
	} rows[] = {
		{ IOCTL_AACS_GENERATE_BINDING_NONCE, 0xA4, 0x20, SR_AACS_STATUS_IO_DEVICE_ERROR },
		{ IOCTL_AACS_READ_VOLUME_ID, 0xAD, 0x80, SR_AACS_STATUS_IO_DEVICE_ERROR },
		{ IOCTL_AACS_SEND_CERTIFICATE, 0xA3, 0x01, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	};
	struct fixture *f = test->priv;
	struct fixture_thread thread;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_start_two(f);
		fixture_execute_and_hang(f, &thread, &f->a, rows[i].code, 0,
					 rows[i].opcode, rows[i].format);
		fake_host_device_reset(f->fake);
		INJECT(f, FAKE_ZERO, rows[i].opcode, rows[i].format);
		KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
		EXPECT_STATUS_IS(f, fixture_join(f, &thread), rows[i].status);
		KUNIT_EXPECT_EQ(test, thread.req.information, 0U);
		EXPECT_REQUEST(f, &f->b, END_SESSION, 1,
			       CSS_KEY_NOT_ESTABLISHED);
		fixture_expect_all_lost(f);
	}
}

static void reset_during_start(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_START_SESSION, 0,
				 0xA4, 0x00);
	fake_host_device_reset(f->fake);
	INJECT(f, FAKE_ZERO, 0xA4, 0x00);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_DEVICE_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	fixture_start_two(f);
}

/* The host begins or ends to reset a device. */
static void set_host_resetting(struct fixture *f, bool resetting)
{
	struct Scsi_Host *host = f->fake->host;

	spin_lock_irq(host->host_lock);
	host->tmf_in_progress = resetting;
	spin_unlock_irq(host->host_lock);
}

/* The task has its answer, or waits for the end of the reset. */
static bool answered_or_waits(struct fixture_thread *thread)
{
	/* The caller polls: it may miss the task once. */
	return waitqueue_active(&thread->fixture->drive->wait) ||
	       completion_done(&thread->done);
}

/*
 * A reset ends a command with GOOD before the midlayer reports the reset. The
 * task waits for the report.
 */
static void reset_reported_late(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_SEND_CERTIFICATE,
				 0, 0xA3, 0x01);
	set_host_resetting(f, true);
	INJECT(f, FAKE_ZERO, 0xA3, 0x01);
	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	KUNIT_EXPECT_TRUE(test, WAIT_FOR(true, answered_or_waits, &thread));
	KUNIT_EXPECT_FALSE(test, completion_done(&thread.done));
	fake_host_device_reset(f->fake);
	set_host_resetting(f, false);
	EXPECT_STATUS(f, fixture_join(f, &thread), CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);
}

/* ---- timeouts ---- */

/* With a session of each file, a command of @a's times out. */
static void time_out(struct fixture *f, u32 code, u8 opcode, u8 format)
{
	struct fixture_thread thread;

	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, code, 0, opcode, format);
	KUNIT_EXPECT_TRUE(f->test, fake_time_out_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_TIMEOUT);
}

static void timeout_aborted(struct kunit *test)
{
	struct fixture *f = test->priv;

	time_out(f, IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01);
	KUNIT_EXPECT_EQ(test, f->fake->aborts, 1U);
	KUNIT_EXPECT_EQ(test, f->fake->device_resets, 0U);
	/* The command was sent once, and the sessions survive. */
	KUNIT_EXPECT_EQ(test, f->fake->logged, 1U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);
	EXPECT_REQUEST(f, &f->a, GET_CERTIFICATE, 0, SUCCESS);
}

static void timeout_ends_in_device_reset(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->refuse_abort = true;
	time_out(f, IOCTL_AACS_GET_CERTIFICATE, 0xA4, 0x01);
	KUNIT_EXPECT_EQ(test, f->fake->device_resets, 1U);
	KUNIT_EXPECT_EQ(test, f->fake->bus_resets, 0U);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->b));
	fixture_expect_all_lost(f);
	/* The error handler's TEST UNIT READY has met the unit attention. */
	KUNIT_EXPECT_EQ(test, was_reset_kept(f), AACS_UA_COUNTED);
	fixture_start_two(f);
}

static void timeout_ends_in_bus_reset(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->refuse_abort = true;
	f->fake->refuse_device_reset = true;
	time_out(f, IOCTL_AACS_READ_VOLUME_ID, 0xAD, 0x80);
	KUNIT_EXPECT_EQ(test, f->fake->device_resets, 0U);
	KUNIT_EXPECT_EQ(test, f->fake->bus_resets, 1U);
	EXPECT_REQUEST(f, &f->b, GET_CERTIFICATE, 1, CSS_KEY_NOT_ESTABLISHED);
	fixture_expect_all_lost(f);
	fixture_start_two(f);
}

/*
 * The error handler has reset the drive and waits for its TEST UNIT READY. Until
 * the recovery ends the module neither clears was_reset nor counts the reset.
 */
static void timeout_in_recovery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fixture_thread thread;

	f->fake->refuse_abort = true;
	/* The recovery must not end before the test answers the command. */
	f->fake->sdev->eh_timeout = 600 * HZ;
	fixture_start_two(f);
	fixture_execute_and_hang(f, &thread, &f->a, IOCTL_AACS_GET_CERTIFICATE,
				 0, 0xA4, 0x01);
	INJECT(f, FAKE_HANG, TEST_UNIT_READY, FAKE_ANY);
	KUNIT_EXPECT_TRUE(test, fake_time_out_hung(f->fake));
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&f->fake->hanging,
							  10 * HZ), 0UL);

	/* The module looks, and sends no command. */
	EXPECT_STATUS(f, aacs_feature_ensure_known(f->drive), SUCCESS);
	KUNIT_EXPECT_TRUE(test, was_reset_kept(f));
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x3U);

	KUNIT_EXPECT_TRUE(test, fake_answer_hung(f->fake));
	EXPECT_STATUS(f, fixture_join(f, &thread), IO_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, fixture_poll_wakes(f, &f->b));
	fixture_expect_all_lost(f);
}

static struct kunit_case reset_cases[] = {
	KUNIT_CASE(reset_seen_by_open),
	KUNIT_CASE(reset_hides_change),
	KUNIT_CASE(reset_of_device),
	KUNIT_CASE(reset_of_bus),
	KUNIT_CASE(reset_met_by_others),
	KUNIT_CASE(reset_during_command),
	KUNIT_CASE(reset_during_start),
	KUNIT_CASE(reset_reported_late),
	KUNIT_CASE(timeout_aborted),
	KUNIT_CASE(timeout_ends_in_device_reset),
	KUNIT_CASE(timeout_ends_in_bus_reset),
	KUNIT_CASE(timeout_in_recovery),
	{}
};

FIXTURE_SUITE(reset);
