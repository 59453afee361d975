/* SPDX-License-Identifier: GPL-2.0-only */
/* What most cases need: a fake drive with real sr and the module on top. */
#ifndef SR_AACS_KUNIT_FIXTURE_H
#define SR_AACS_KUNIT_FIXTURE_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/iopoll.h>
#include "../module/discover.h"
#include "../module/drive.h"
#include "../module/event.h"
#include "../module/execute.h"
#include "../module/feature.h"
#include "../module/session.h"
#include "fake_host.h"

/**
 * struct fixture - a fake drive with sr and the module on top
 * @test: the running case
 * @fake: the drive
 * @drive: the module's, referenced
 * @a: an open file
 * @b: another one
 * @req: the last request
 * @mkb: the media key block that was delivered to @req, FIXTURE_MKB_SIZE bytes
 * @sdev: the SCSI device, referenced
 */
struct fixture {
	struct kunit *test;
	struct fake_drive *fake;
	struct aacs_drive *drive;
	struct aacs_owner a;
	struct aacs_owner b;
	struct aacs_request req;
	u8 *mkb;
	struct device *sdev;
};

#define FIXTURE_MKB_SIZE	(255 * 32768)

/* A suite's .init and .exit; the fixture is in test->priv. */
int fixture_init(struct kunit *test);
void fixture_exit(struct kunit *test);

/**
 * fixture_execute() - one request with the right lengths
 * @fixture: the fixture
 * @owner: the open file that asks
 * @code: IOCTL_AACS_*
 * @first: session or layer
 *
 * The extent of a binding nonce is LBA 123456h, 2 blocks. A media key block may
 * have 255 packs. The answer is in @fixture->req until the next request.
 *
 * Return: the NTSTATUS
 */
u32 fixture_execute(struct fixture *fixture, struct aacs_owner *owner, u32 code,
		    u32 first);
/* The same, prepared but not carried out. */
void fixture_prepare(struct fixture *fixture, struct aacs_request *req,
		     u32 code, u32 first);
/* The file is closed, and what it owes is paid if the drive takes it. */
void fixture_close(struct fixture *fixture, struct aacs_owner *owner);
/* Waits until the drive has been paid, or can't be. */
void fixture_flush_cleanup(struct fixture *fixture);
/* START_SESSION that must succeed; the AGID. */
u32 fixture_start_session(struct fixture *fixture, struct aacs_owner *owner);
/* Two for @b, then AGID 2 for @a, which is returned; a new log. */
u32 fixture_start_third(struct fixture *fixture);
/* AGID 0 for @a and AGID 1 for @b; a new log. */
void fixture_start_two(struct fixture *fixture);
/* AGIDs that @owner (NULL: anybody) holds in the module's table. */
unsigned int fixture_held(struct fixture *fixture, struct aacs_owner *owner);
/* All of @a's and @b's is gone, and both were told. */
void fixture_expect_all_lost(struct fixture *fixture);
/* Polls until @op(@arg) is @want; false when that takes over ten seconds. */
#define WAIT_FOR(want, op, arg)						\
({									\
	u64 __is;							\
									\
	!read_poll_timeout(op, __is, __is == (want), 10000, 10000000,	\
			   false, arg);					\
})

/* @owner sleeps in poll(), nobody asks anything; true if he was woken. */
bool fixture_poll_wakes(struct fixture *fixture, struct aacs_owner *owner);
/**
 * struct fixture_poller - somebody who sleeps in poll()
 * @fixture: the fixture
 * @owner: for whose loss he waits
 * @woken: he was woken, not late
 * @done: completed at his end
 */
struct fixture_poller {
	struct fixture *fixture;
	struct aacs_owner *owner;
	bool woken;
	struct completion done;
};

/* On return @poller sleeps. */
void fixture_start_poller(struct fixture *fixture,
			  struct fixture_poller *poller,
			  struct aacs_owner *owner);
/* Waits for his end; true if he was woken. */
bool fixture_join_poller(struct fixture_poller *poller);
/*
 * The block layer has sr look again after each close of the disk, the
 * module's own included: waits for the end of that.
 */
void fixture_flush_disk_events(void);
/* Looks for changes as a task in poll() does. */
void fixture_watch(struct fixture *fixture);
/*
 * sr is unbound and bound again: @fixture->drive is another one, whose feature has
 * been asked for. The log begins with that.
 */
void fixture_rebind(struct fixture *fixture);
/* Opens and closes the disk, as a program or udev does. 0 or an errno. */
int fixture_open_disk(struct fixture *fixture);
/* What udev does through events_poll_msecs in sysfs. */
void fixture_set_disk_polling(struct fixture *fixture, const char *msecs);
/* The drive as it is now may be trusted: nothing pending, feature known. */
void fixture_settle(struct fixture *fixture);

void fixture_expect_wire(struct fixture *fixture, const struct fake_cdb *want,
			 unsigned int count, int line);

/* The AACS commands since the last look are exactly these. */
#define EXPECT_WIRE(fixture, ...)					\
	do {								\
		static const struct fake_cdb __want[] = { __VA_ARGS__ }; \
									\
		fixture_expect_wire(fixture, __want, ARRAY_SIZE(__want), \
				    __LINE__);				\
	} while (0)
#define EXPECT_NO_WIRE(fixture) fixture_expect_wire(fixture, NULL, 0, __LINE__)

#define EXPECT_STATUS(fixture, got, want)				\
	do {								\
		u32 __got = (got), __want = (want);			\
									\
		KUNIT_EXPECT_EQ_MSG((fixture)->test, __got, __want,	\
				    "status is %#x, not %#x", __got,	\
				    __want);				\
	} while (0)

/* A request with the right lengths, see fixture_execute(), ends with @want. */
#define EXPECT_REQUEST(fixture, owner, code, first, want)		\
	EXPECT_STATUS(fixture, fixture_execute(fixture, owner, code, first), \
		      want)

/* What the wire shows, byte for byte. The profile is one of Blu-ray discs. */
#define WIRE_GRANT	{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x08, 0x00, 0 } }
#define WIRE_END(agid)	{ { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0, 0,		\
			  (agid) << 6 | 0x3F, 0 } }
#define WIRE_END_BY_REPORT(agid)					\
			{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0, 0,		\
			  (agid) << 6 | 0x3F, 0 } }
#define WIRE_CONFIG	{ { 0x46, 0x02, 0x01, 0x0D, 0, 0, 0, 0x00, 0x10, 0, 0, 0 } }
#define WIRE_CERTIFICATE(agid)						\
			{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74,	\
			  (agid) << 6 | 0x01, 0 } }
#define WIRE_VOLUME_ID(agid)						\
			{ { 0xAD, 1, 0, 0, 0, 0, 0, 0x80, 0x00, 0x24,	\
			  (agid) << 6, 0 } }
/* Of the extent that fixture_execute() names; @format: 20h generates, 21h reads. */
#define WIRE_NONCE(agid, format)					\
			{ { 0xA4, 0, 0x00, 0x12, 0x34, 0x56, 2, 0x02,	\
			  0x00, 0x24, (agid) << 6 | (format), 0 } }
#define WIRE_PACK(number)						\
			{ { 0xAD, 1, 0, 0, 0, number, 0, 0x83, 0x80, 0x04, 0, 0 } }
#define WIRE_MKB_SIZE	{ { 0xAD, 1, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04, 0, 0 } }

/* An answer that isn't one. */
struct bad_answer {
	const char *name;
	enum fake_kind kind;
	u32 arg;
};

/* The last request's fixed-size answer is what @disc's drive has. */
void fixture_expect_payload(struct fixture *fixture, u8 disc, u8 opcode,
			    u8 format, unsigned int len);

/**
 * struct fixture_thread - a request on its way in a thread of its own
 * @fixture: the fixture
 * @owner: the open file that asks
 * @task: the thread, referenced
 * @req: the request
 * @status: its NTSTATUS, once @done
 * @done: completed at its end
 */
struct fixture_thread {
	struct fixture *fixture;
	struct aacs_owner *owner;
	struct task_struct *task;
	struct aacs_request req;
	u32 status;
	struct completion done;
};

/* Has the drive hang at the next command that fits, and asks until it does. */
void fixture_execute_and_hang(struct fixture *fixture,
			      struct fixture_thread *thread,
			      struct aacs_owner *owner, u32 code, u32 first,
			      u8 opcode, int format);
/* Asks in a thread; it need not have come far on return. */
void fixture_execute_async(struct fixture *fixture,
			   struct fixture_thread *thread,
			   struct aacs_owner *owner, u32 code, u32 first);
/* Runs something else with @thread, which completes @thread->done. */
void fixture_run_async(struct fixture *fixture, struct fixture_thread *thread,
		       int (*run)(void *));
/* For it: sr is unbound from the drive. */
int fixture_unbind_thread(void *data);
/* So many tasks wait for the drive's turn, after ten seconds at most. */
void fixture_expect_waiters(struct fixture *fixture, unsigned int count);
/* A fatal signal; it ends although the drive does not answer. Its NTSTATUS. */
u32 fixture_kill(struct fixture *fixture, struct fixture_thread *thread);
/* Waits for the end of it; its NTSTATUS. */
u32 fixture_join(struct fixture *fixture, struct fixture_thread *thread);

#endif /* SR_AACS_KUNIT_FIXTURE_H */
