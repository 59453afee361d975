/* SPDX-License-Identifier: GPL-2.0-only */
/* What most cases need: a fake drive with real sr and the module on top. */
#ifndef SR_AACS_KUNIT_RIG_H
#define SR_AACS_KUNIT_RIG_H

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
 * struct rig - a fake drive with sr and the module on top
 * @test: the running case
 * @fake: the drive
 * @drive: the module's, referenced
 * @a: an open file
 * @b: another one
 * @req: the last request
 * @mkb: the media key block that was delivered to @req, RIG_MKB bytes
 * @sdev: the SCSI device, referenced
 */
struct rig {
	struct kunit *test;
	struct fake_drive *fake;
	struct aacs_drive *drive;
	struct aacs_owner a;
	struct aacs_owner b;
	struct aacs_request req;
	u8 *mkb;
	struct device *sdev;
};

#define RIG_MKB	(255 * 32768)

/* A suite's .init and .exit; the rig is in test->priv. */
int rig_init(struct kunit *test);
void rig_exit(struct kunit *test);

/**
 * rig_ask() - one request with the right lengths
 * @rig: the rig
 * @owner: the open file that asks
 * @code: IOCTL_AACS_*
 * @first: session or layer
 *
 * The extent of a binding nonce is LBA 123456h, 2 blocks. A media key block may
 * have 255 packs. The answer is in @rig->req until the next request.
 *
 * Return: the NTSTATUS
 */
u32 rig_ask(struct rig *rig, struct aacs_owner *owner, u32 code, u32 first);
/* The same, prepared but not carried out. */
void rig_prepare(struct rig *rig, struct aacs_request *req, u32 code,
		 u32 first);
/* The file is closed, and what it owes is paid if the drive takes it. */
void rig_close(struct rig *rig, struct aacs_owner *owner);
/* Waits until the drive has been paid, or can't be. */
void rig_pay(struct rig *rig);
/* START_SESSION that must succeed; the AGID. */
u32 rig_start(struct rig *rig, struct aacs_owner *owner);
/* Two for @b, then AGID 2 for @a, which is returned; a new log. */
u32 rig_start_third(struct rig *rig);
/* AGID 0 for @a and AGID 1 for @b; a new log. */
void rig_start_two(struct rig *rig);
/* AGIDs that @owner (NULL: anybody) holds in the module's table. */
unsigned int rig_held(struct rig *rig, struct aacs_owner *owner);
/* All of @a's and @b's is gone, and both were told. */
void rig_expect_all_lost(struct rig *rig);
/* Polls until @op(@arg) is @want; false when that takes over ten seconds. */
#define WAIT_FOR(want, op, arg)						\
({									\
	u64 __is;							\
									\
	!read_poll_timeout(op, __is, __is == (want), 10000, 10000000,	\
			   false, arg);					\
})

/* @owner sleeps in poll(), nobody asks anything; true if he was woken. */
bool rig_woken(struct rig *rig, struct aacs_owner *owner);
/**
 * struct rig_sleeper - somebody who sleeps in poll()
 * @rig: the rig
 * @owner: for whose loss he waits
 * @woken: he was woken, not late
 * @done: completed at his end
 */
struct rig_sleeper {
	struct rig *rig;
	struct aacs_owner *owner;
	bool woken;
	struct completion done;
};

/* On return @sleeper sleeps. */
void rig_sleep(struct rig *rig, struct rig_sleeper *sleeper,
	       struct aacs_owner *owner);
/* Waits for his end; true if he was woken. */
bool rig_slept(struct rig_sleeper *sleeper);
/*
 * The block layer has sr look again after each close of the disk, the
 * module's own included: waits for the end of that.
 */
void rig_quiet(void);
/* Looks for changes as a task in poll() does. */
void rig_watch(struct rig *rig);
/*
 * sr is unbound and bound again: @rig->drive is another one, whose feature has
 * been asked for. The log begins with that.
 */
void rig_rebind(struct rig *rig);
/* Opens and closes the disk, as a program or udev does. 0 or an errno. */
int rig_open_disk(struct rig *rig);
/* What udev does through events_poll_msecs in sysfs. */
void rig_poll_disk(struct rig *rig, const char *msecs);
/* The drive as it is now may be trusted: nothing pending, feature known. */
void rig_settle(struct rig *rig);

void rig_expect_wire(struct rig *rig, const struct fake_cdb *want,
		     unsigned int count, int line);

/* The AACS commands since the last look are exactly these. */
#define EXPECT_WIRE(rig, ...)						\
	do {								\
		static const struct fake_cdb __want[] = { __VA_ARGS__ };	\
									\
		rig_expect_wire(rig, __want, ARRAY_SIZE(__want), __LINE__); \
	} while (0)
#define EXPECT_NO_WIRE(rig) rig_expect_wire(rig, NULL, 0, __LINE__)

#define EXPECT_STATUS(rig, got, want)					\
	do {								\
		u32 __got = (got), __want = (want);			\
									\
		KUNIT_EXPECT_EQ_MSG((rig)->test, __got, __want,		\
				    "status is %#x, not %#x", __got,	\
				    __want);				\
	} while (0)

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
/* Of the extent that rig_ask() names; @format: 20h generates, 21h reads. */
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
void rig_expect_payload(struct rig *rig, u8 disc, u8 opcode, u8 format,
			unsigned int len);

/**
 * struct rig_thread - a request on its way in a thread of its own
 * @rig: the rig
 * @owner: the open file that asks
 * @task: the thread, referenced
 * @req: the request
 * @status: its NTSTATUS, once @done
 * @done: completed at its end
 */
struct rig_thread {
	struct rig *rig;
	struct aacs_owner *owner;
	struct task_struct *task;
	struct aacs_request req;
	u32 status;
	struct completion done;
};

/* Has the drive hang at the next command that fits, and asks until it does. */
void rig_ask_and_hang(struct rig *rig, struct rig_thread *thread,
		      struct aacs_owner *owner, u32 code, u32 first,
		      u8 opcode, int format);
/* Asks in a thread; it need not have come far on return. */
void rig_ask_beside(struct rig *rig, struct rig_thread *thread,
		    struct aacs_owner *owner, u32 code, u32 first);
/* Runs something else with @thread, which completes @thread->done. */
void rig_run_beside(struct rig *rig, struct rig_thread *thread,
		    int (*run)(void *));
/* For it: sr is unbound from the drive. */
int rig_unbind_run(void *data);
/* So many tasks wait for the drive's turn, after ten seconds at most. */
void rig_expect_waiting(struct rig *rig, unsigned int count);
/* A fatal signal; it ends although the drive does not answer. Its NTSTATUS. */
u32 rig_kill(struct rig *rig, struct rig_thread *thread);
/* Waits for the end of it; its NTSTATUS. */
u32 rig_join(struct rig *rig, struct rig_thread *thread);

#endif /* SR_AACS_KUNIT_RIG_H */
