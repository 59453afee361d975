// SPDX-License-Identifier: GPL-2.0-or-later
/* The life of an AGID: owner, release, exhaustion, close, kill, granted anew. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

#define END_ALL		SR_AACS_END_ALL_SESSIONS
#define NO_AGID		4

/* Another file's AGID is as if it were not there; nothing is sent. */
static void test_others(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int mine = node_open(&drive, O_RDWR);
	int theirs = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(theirs);

	log_mark(&drive);
	EXPECT(use_agid(mine, agid_codes[row], agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&drive);
	agids_expect(&drive, 1);
	EXPECT(end_session(theirs, agid), SR_AACS_STATUS_SUCCESS, 0);
}

/* The same of AGIDs that nobody has, though the drive has granted one. */
static void test_nobodys(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	unsigned int agid = raw_grant(&drive);

	CHECK_EQ(agid, 0);
	use_agid(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	log_mark(&drive);
	for (uint32_t i = 0; i < 4; i++)
		EXPECT(use_agid(fd, agid_codes[row], i),
		       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&drive);
	raw_end(&drive, agid);
}

/* SEND_CERTIFICATE and the like keep it, also when they fail. */
static void test_kept(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(fd);
	struct answer a;

	/* No host has authenticated, so the drive refuses all of them. */
	a = use_agid(fd, agid_codes[row], agid);
	CHECK(a.status != SR_AACS_STATUS_SUCCESS);
	CHECK(a.status != SR_AACS_STATUS_INVALID_DEVICE_STATE);
	log_mark(&drive);
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&drive, line_end(agid));
}

static void test_end_twice(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(fd);

	(void)row;
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_SUCCESS, 0);
	log_mark(&drive);
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&drive);
}

/* One more than it has AGIDs: the drive has no more, and says so itself. */
static void test_one_more(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = 0xa5a5a5a5, middle = drive.agids / 2;

	(void)row;
	start_all_sessions(fd, &drive);
	log_mark(&drive);
	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_INSUFFICIENT_RESOURCES, 0);
	CHECK_EQ(agid, 0xa5a5a5a5);
	log_expect(&drive, line_key(0xa4, 0, 0, 8, "5/55/00 0"));
	EXPECT(end_session(fd, middle), SR_AACS_STATUS_SUCCESS, 0);
	CHECK_EQ(start_session(fd), middle);
	EXPECT(end_session(fd, END_ALL), SR_AACS_STATUS_SUCCESS, 0);
}

#define PROGRAMS	5

struct program {
	const struct drive *drive;
	int go;			/* read end: end the session when it closes */
};

/* Tells its AGID, or NO_AGID when it gets none; keeps it while the pipe is open. */
static void one_program(int tell, void *arg)
{
	const struct program *p = arg;
	int fd = node_open(p->drive, O_RDWR);
	uint32_t agid = 0;
	struct answer a = try_start(fd, &agid);
	char c;

	if (a.status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES) {
		EXPECT(a, SR_AACS_STATUS_INSUFFICIENT_RESOURCES, 0);
		agid = NO_AGID;
	} else {
		EXPECT(a, SR_AACS_STATUS_SUCCESS, 4);
	}
	child_tell(tell, agid);
	if (read(p->go, &c, 1) < 0)
		_exit(1);
	_exit(0);
}

/* More programs than AGIDs at once: each AGID goes to one, the rest are told. */
static void test_more_programs(unsigned int row)
{
	struct drive drive = lab_drive(0);
	unsigned int got[NO_AGID + 1] = { 0 };
	struct child children[PROGRAMS];
	struct program p = { .drive = &drive };
	int fds[2], fd;
	uint32_t agid;

	(void)row;
	CHECK(!pipe(fds));
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	p.go = fds[0];
	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(one_program, &p);
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		uint32_t n = child_hear(&children[i]);

		CHECK(n <= NO_AGID);
		got[n]++;
	}
	for (unsigned int i = 0; i < drive.agids; i++)
		CHECK_EQ(got[i], 1);
	CHECK_EQ(got[NO_AGID], PROGRAMS - drive.agids);
	agids_expect(&drive, drive.agids);
	for (unsigned int i = 0; i < PROGRAMS; i++)
		child_kill(&children[i]);
	close(fds[0]);
	close(fds[1]);
	/* All are back: by the end of the programs, not by their word. */
	CHECK(agids_free(&drive));
	fd = node_open(&drive, O_RDWR);
	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_SUCCESS, 4);
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_SUCCESS, 0);
}

static void take_all_and_wait(int tell, void *arg)
{
	start_all_sessions(node_open(arg, O_RDWR), arg);
	child_tell(tell, 0);
	for (;;)
		pause();
}

/* kill -9: the sessions end at the drive. */
static void test_kill(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct child child = child_start(take_all_and_wait, &drive);

	(void)row;
	child_hear(&child);
	agids_expect(&drive, drive.agids);
	log_mark(&drive);
	child_kill(&child);
	log_await(&drive, "a3", drive.agids);
	log_expect_ends(&drive, 0, NULL);
	CHECK(agids_free(&drive));
}

static void test_close(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int keep = node_open(&drive, O_RDWR), fd = node_open(&drive, O_RDWR);

	(void)row;
	need_agids(&drive, 2);
	CHECK_EQ(start_session(keep), 0);
	for (uint32_t i = 1; i < drive.agids; i++)
		CHECK_EQ(start_session(fd), i);
	log_mark(&drive);
	close(fd);
	log_await(&drive, "a3", drive.agids - 1);
	log_expect_ends(&drive, 1, NULL);
	EXPECT(end_session(keep, 0), SR_AACS_STATUS_SUCCESS, 0);
	close(keep);
	log_expect(&drive, line_end(0));
}

/* The open file counts, not the descriptor and not the process. */
static void test_shared_file(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR), copy = dup(fd), status;
	uint32_t agid = start_session(fd);
	pid_t pid;

	(void)row;
	log_mark(&drive);
	close(fd);
	pid = fork();
	if (!pid)
		raise(SIGKILL);
	CHECK(waitpid(pid, &status, 0) == pid);
	log_expect_silence(&drive);
	EXPECT(end_session(copy, agid), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&drive, line_end(agid));
	close(copy);
	log_expect_silence(&drive);
}

/*
 * The drive grants an AGID that the table still holds for somebody: it has
 * forgotten that session. Here another program ended it at the drive.
 */
static void test_regrant(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int first = node_open(&drive, O_RDWR), second;

	(void)row;
	second = node_open(&drive, O_RDWR);
	start_all_sessions(first, &drive);
	raw_end(&drive, 0);
	CHECK_EQ(poll_now(first), 0);
	CHECK_EQ(start_session(second), 0);
	expect_poll(first, POLLPRI, 1000);
	CHECK_EQ(poll_now(second), 0);
	log_mark(&drive);
	EXPECT(end_session(first, 0), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&drive);
	EXPECT(end_session(second, 0), SR_AACS_STATUS_SUCCESS, 0);
	/* Its other sessions live on. */
	for (uint32_t i = 1; i < drive.agids; i++)
		EXPECT(end_session(first, i), SR_AACS_STATUS_SUCCESS, 0);
	log_expect_ends(&drive, 0, NULL);
	/* Told until the next session of that file. */
	CHECK_EQ(poll_now(first), POLLPRI);
	CHECK_EQ(start_session(first), 0);
	CHECK_EQ(poll_now(first), 0);
}

/* Its own: granted again to the one that held it. */
static void test_regrant_own(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);

	(void)row;
	CHECK_EQ(start_session(fd), 0);
	raw_end(&drive, 0);
	CHECK_EQ(start_session(fd), 0);
	log_mark(&drive);
	EXPECT(end_session(fd, 0), SR_AACS_STATUS_SUCCESS, 0);
	EXPECT(end_session(fd, 0), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect(&drive, line_end(0));
	CHECK(agids_free(&drive));
}

/* A media key block needs no AGID and disturbs none, free or not. */
static void test_mkb_beside(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR), other = node_open(&drive, O_RDWR);
	uint32_t size;

	(void)row;
	start_all_sessions(other, &drive);
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	agids_expect(&drive, drive.agids);
	EXPECT(end_session(other, END_ALL), SR_AACS_STATUS_SUCCESS, 0);
}

static const struct e2e_case cases[] = {
	{ "another file's", test_others, 10, agid_code_label, 0 },
	{ "nobody's", test_nobodys, 10, agid_code_label, 0 },
	{ "kept when refused", test_kept, 9, agid_code_label, 0 },
	{ "ended twice", test_end_twice, 0, NULL, 0 },
	{ "one session more than AGIDs", test_one_more, 0, NULL, 0 },
	{ "more programs than AGIDs", test_more_programs, 0, NULL, 0 },
	{ "kill -9", test_kill, 0, NULL, 0 },
	{ "close", test_close, 0, NULL, 0 },
	{ "a shared open file", test_shared_file, 0, NULL, 0 },
	{ "granted again to another", test_regrant, 0, NULL, 0 },
	{ "granted again to its owner", test_regrant_own, 0, NULL, 0 },
	{ "media key block beside sessions", test_mkb_beside, 0, NULL, 0 },
};

E2E_THEME(agid, cases);
