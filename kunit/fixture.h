/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What most tests start from: a fake drive, the real sr on it, and the module.
 */
#ifndef SR_AACS_KUNIT_FIXTURE_H
#define SR_AACS_KUNIT_FIXTURE_H

#include <kunit/test.h>
#include <linux/iopoll.h>
#include "../module/discover.h"
#include "../module/drive.h"
#include "../module/event.h"
#include "../module/execute.h"
#include "../module/feature.h"
#include "../module/session.h"
#include "fake_host.h"
#include "rows.h"

/**
 * struct fixture - a fake drive that sr and the module are bound to
 * @test: the running test
 * @fake: the fake drive
 * @drive: the module's drive, referenced
 * @a: an open file
 * @b: another open file
 * @req: the last request
 * @mkb: the media key block that @req delivered, FIXTURE_MKB_SIZE bytes
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

/**
 * fixture_init() - the .init of a suite; puts the fixture in test->priv
 * @test: the test
 *
 * Return: 0 or a negative errno.
 */
int fixture_init(struct kunit *test);

/**
 * fixture_exit() - the .exit of a suite
 * @test: the test
 *
 * Expects that the module drops every reference to the drive.
 */
void fixture_exit(struct kunit *test);

/**
 * fixture_execute() - execute a request with the right buffer lengths
 * @f: the fixture
 * @owner: the open file of the caller
 * @code: IOCTL_AACS_*
 * @first: the first field of the input: session or layer
 *
 * The extent of a binding nonce is LBA 123456h, 2 blocks. The output buffer for
 * a media key block holds 255 packs. The answer stays in @f->req until
 * the next request.
 *
 * Return: the NTSTATUS of the request.
 */
u32 fixture_execute(struct fixture *f, struct aacs_owner *owner,
		    u32 code, u32 first);

/**
 * fixture_prepare() - fill in a request as fixture_execute() does
 * @f: the fixture
 * @req: the request; only @f->req delivers a media key block
 * @code: IOCTL_AACS_*
 * @first: session or layer
 */
void fixture_prepare(struct fixture *f, struct aacs_request *req,
		     u32 code, u32 first);

/**
 * fixture_close() - close a file and wait until its sessions are cleaned up
 * @f: the fixture
 * @owner: the open file
 */
void fixture_close(struct fixture *f, struct aacs_owner *owner);

/**
 * fixture_flush_cleanup() - wait for the work that ends given-up sessions
 * @f: the fixture
 */
void fixture_flush_cleanup(struct fixture *f);

/**
 * fixture_start_session() - START_SESSION; aborts the test on failure
 * @f: the fixture
 * @owner: the open file
 *
 * Return: the AGID.
 */
u32 fixture_start_session(struct fixture *f, struct aacs_owner *owner);

/**
 * fixture_start_third() - AGIDs 0 and 1 for @b, AGID 2 for @a; clear the log
 * @f: the fixture
 *
 * Return: 2, the AGID of @a.
 */
u32 fixture_start_third(struct fixture *f);

/**
 * fixture_start_two() - AGID 0 for @a, AGID 1 for @b; clear the log
 * @f: the fixture
 */
void fixture_start_two(struct fixture *f);

/**
 * fixture_held() - get the AGIDs that an open file holds in the module's table
 * @f: the fixture
 * @owner: the open file; NULL for any
 *
 * Return: a bit mask.
 */
unsigned int fixture_held(struct fixture *f, struct aacs_owner *owner);

/**
 * fixture_expect_all_lost() - expect that @a and @b lost all sessions
 * @f: the fixture
 */
void fixture_expect_all_lost(struct fixture *f);

/* Polls until @op(@arg) returns @want; false after ten seconds. */
#define WAIT_FOR(want, op, arg)						\
({									\
	u64 __is;							\
									\
	!read_poll_timeout(op, __is, __is == (want), 10000, 10000000,	\
			   false, arg);					\
})

/**
 * fixture_poll_wakes() - sleep as a task in poll() until a session is lost
 * @f: the fixture
 * @owner: the open file
 *
 * Return: true if the loss woke the task, false after ten seconds.
 */
bool fixture_poll_wakes(struct fixture *f, struct aacs_owner *owner);

/**
 * fixture_flush_disk_events() - wait for the block layer's event work
 *
 * The block layer has sr check for events after each close of the disk, the
 * module's own included.
 */
void fixture_flush_disk_events(void);

/**
 * fixture_watch() - start to watch for changes as poll() does
 * @f: the fixture
 */
void fixture_watch(struct fixture *f);

/**
 * fixture_rebind() - unbind sr and bind it again
 * @f: the fixture; @drive is a new one afterwards
 *
 * Clears the log before the bind, so it begins with GET CONFIGURATION.
 */
void fixture_rebind(struct fixture *f);

/**
 * fixture_open_disk() - open and close the disk, as a program or udev does
 * @f: the fixture
 *
 * Return: 0 or a negative errno.
 */
int fixture_open_disk(struct fixture *f);

/**
 * fixture_set_disk_polling() - write events_poll_msecs in sysfs, as udev does
 * @f: the fixture
 * @msecs: the number
 */
void fixture_set_disk_polling(struct fixture *f, const char *msecs);

/**
 * fixture_set_timeout() - write the module's parameter timeout
 * @f: the fixture
 * @seconds: the number
 *
 * Return: 0 or a negative errno.
 */
int fixture_set_timeout(struct fixture *f, const char *seconds);

/**
 * fixture_settle() - wait until no event is pending and the feature is known
 * @f: the fixture
 */
void fixture_settle(struct fixture *f);

/**
 * fixture_expect_commands() - compare the log of the drive, then clear it
 * @f: the fixture
 * @want: the AACS commands that the test expects
 * @count: how many
 * @line: the line of the caller, for the message
 */
void fixture_expect_commands(struct fixture *f,
			     const struct fake_cdb *want, unsigned int count,
			     int line);

/**
 * fixture_expect_payload() - compare the fixed-size answer of the last request
 * @f: the fixture
 * @disc: number of the disc that the answer depends on
 * @opcode: the command that read it
 * @format: its key format or disc structure format
 * @len: bytes of the answer; the rest of the buffer must be untouched
 */
void fixture_expect_payload(struct fixture *f, u8 disc, u8 opcode,
			    u8 format, unsigned int len);

/* The drive got exactly these AACS commands since the log was cleared. */
/* INJECT(f, kind, opcode, format, .arg = ...): a struct fake_fault */
#define INJECT(f, _kind, _opcode, _format, ...)				\
	fake_inject_fault((f)->fake, (struct fake_fault) {		\
		.kind = (_kind), .opcode = (_opcode), .format = (_format), \
		__VA_ARGS__						\
	})

/* The suite sr_aacs_NAME of the cases in NAME_cases; each has a fixture. */
#define FIXTURE_SUITE(_name)						\
	static struct kunit_suite _name##_suite = {			\
		.name = "sr_aacs_" #_name,				\
		.init = fixture_init,					\
		.exit = fixture_exit,					\
		.test_cases = _name##_cases,				\
	};								\
	kunit_test_suites(&_name##_suite)

#define EXPECT_COMMANDS(f, ...)						\
	do {								\
		static const struct fake_cdb __want[] = { __VA_ARGS__ }; \
									\
		fixture_expect_commands(f, __want, ARRAY_SIZE(__want),	\
					__LINE__);			\
	} while (0)
#define EXPECT_NO_COMMAND(f)	fixture_expect_commands(f, NULL, 0, __LINE__)

#define EXPECT_STATUS_IS(f, got, want)					\
	do {								\
		u32 __got = (got), __want = (want);			\
									\
		KUNIT_EXPECT_EQ_MSG((f)->test, __got, __want,		\
				    "status %#x, expected %#x", __got,	\
				    __want);				\
	} while (0)
/* EXPECT_STATUS(f, got, SUCCESS): the status by its name. */
#define EXPECT_STATUS(f, got, name)					\
	EXPECT_STATUS_IS(f, got, SR_AACS_STATUS_##name)

/* fixture_execute() returns @want. */
#define EXPECT_REQUEST_STATUS(f, owner, code, first, want)		\
	do {								\
		struct fixture *__f = (f);				\
									\
		EXPECT_STATUS_IS(__f,					\
				 fixture_execute(__f, owner, code, first), \
				 want);					\
	} while (0)
/* EXPECT_REQUEST(f, &f->a, END_SESSION, 0, SUCCESS): both by their names. */
#define EXPECT_REQUEST(f, owner, code, first, name)			\
	EXPECT_REQUEST_STATUS(f, owner, IOCTL_AACS_##code, first,	\
			      SR_AACS_STATUS_##name)

/* The commands, byte for byte. The media type is 1: Blu-ray. */
#define CDB_GRANT	{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x08, 0x00, 0 } }
#define CDB_END(agid)	{ { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0, 0,		\
			  (agid) << 6 | 0x3F, 0 } }
#define CDB_END_BY_REPORT(agid)					\
			{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0, 0,		\
			  (agid) << 6 | 0x3F, 0 } }
#define CDB_CONFIG	{ { 0x46, 0x02, 0x01, 0x0D, 0, 0, 0, 0x00, 0x10, 0, 0, 0 } }
#define CDB_CERTIFICATE(agid)						\
			{ { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74,	\
			  (agid) << 6 | 0x01, 0 } }
#define CDB_VOLUME_ID(agid)						\
			{ { 0xAD, 1, 0, 0, 0, 0, 0, 0x80, 0x00, 0x24,	\
			  (agid) << 6, 0 } }
/* The extent of fixture_execute(); @format 20h generates, 21h reads. */
#define CDB_NONCE(agid, format)					\
			{ { 0xA4, 0, 0x00, 0x12, 0x34, 0x56, 2, 0x02,	\
			  0x00, 0x24, (agid) << 6 | (format), 0 } }
#define CDB_PACK(number)						\
			{ { 0xAD, 1, 0, 0, 0, number, 0, 0x83, 0x80, 0x04, 0, 0 } }
#define CDB_MKB_SIZE	{ { 0xAD, 1, 0, 0, 0, 0, 0, 0x83, 0x00, 0x04, 0, 0 } }

/* A malformed answer of the drive. */
struct bad_answer {
	const char *name;
	enum fake_kind kind;
	u32 arg;
};

#endif /* SR_AACS_KUNIT_FIXTURE_H */
