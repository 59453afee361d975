// SPDX-License-Identifier: GPL-2.0-or-later
/* The states of an AGID: owner, release, exhaustion, close, kill, a second grant. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("agid", .agids = true, .plain = true);

#define END_ALL		SR_AACS_END_ALL_SESSIONS
#define NO_AGID		4

/* The module treats another file's AGID as unknown, and sends nothing. */
CASE(others, "another file's", .rows = 10, .label = agid_code_label)
{
	int mine = node_open(f->drive, O_RDWR);
	int theirs = node_open(f->drive, O_RDWR);
	uint32_t agid = start_session(theirs);

	log_mark(f->drive);
	EXPECT(use_agid(mine, agid_codes[f->row], agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
	agids_expect(f->drive, 1);
	EXPECT(end_session(theirs, agid), SUCCESS, 0);
}

/* The same for AGIDs that no file has, though the drive has granted one. */
OPEN_CASE(nobodys, "nobody's", .rows = 10, .label = agid_code_label)
{
	unsigned int agid = raw_grant(f->drive);

	CHECK_EQ(agid, 0);
	use_agid(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	log_mark(f->drive);
	for (uint32_t i = 0; i < 4; i++)
		EXPECT(use_agid(f->fd, agid_codes[f->row], i),
		       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
	raw_end(f->drive, agid);
}

/* SEND_CERTIFICATE and the like keep it, also when they fail. */
OPEN_CASE(kept, "kept when refused", .rows = 9, .label = agid_code_label)
{
	uint32_t agid = start_session(f->fd);
	struct answer a;

	/* No host has authenticated, so the drive refuses all of them. */
	a = use_agid(f->fd, agid_codes[f->row], agid);
	CHECK(a.status != SR_AACS_STATUS_SUCCESS);
	CHECK(a.status != SR_AACS_STATUS_INVALID_DEVICE_STATE);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, agid), SUCCESS, 0);
	log_expect(f->drive, line_end(agid));
}

OPEN_CASE(end_twice, "ended twice")
{
	uint32_t agid = start_session(f->fd);

	EXPECT(end_session(f->fd, agid), SUCCESS, 0);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, agid), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
}

/* One more than it has AGIDs: the drive has no more, and says so itself. */
OPEN_CASE(one_more, "one session more than AGIDs")
{
	uint32_t agid = 0xa5a5a5a5, middle = f->drive->agids / 2;

	start_all_sessions(f->fd, f->drive);
	log_mark(f->drive);
	EXPECT(try_start(f->fd, &agid), INSUFFICIENT_RESOURCES, 0);
	CHECK_EQ(agid, 0xa5a5a5a5);
	log_expect(f->drive, line_key(0xa4, 0, 0, 8, "5/55/00 0"));
	EXPECT(end_session(f->fd, middle), SUCCESS, 0);
	CHECK_EQ(start_session(f->fd), middle);
	EXPECT(end_session(f->fd, END_ALL), SUCCESS, 0);
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
		EXPECT(a, INSUFFICIENT_RESOURCES, 0);
		agid = NO_AGID;
	} else {
		EXPECT(a, SUCCESS, 4);
	}
	child_tell(tell, agid);
	if (read(p->go, &c, 1) < 0)
		_exit(1);
	_exit(0);
}

/* More programs than AGIDs: each AGID goes to one program, the others get an error. */
CASE(more_programs, "more programs than AGIDs")
{
	unsigned int got[NO_AGID + 1] = { 0 };
	struct child children[PROGRAMS];
	struct program p = { .drive = f->drive };
	int fds[2], fd;
	uint32_t agid;

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
	for (unsigned int i = 0; i < f->drive->agids; i++)
		CHECK_EQ(got[i], 1);
	CHECK_EQ(got[NO_AGID], PROGRAMS - f->drive->agids);
	agids_expect(f->drive, f->drive->agids);
	for (unsigned int i = 0; i < PROGRAMS; i++)
		child_kill(&children[i]);
	close(fds[0]);
	close(fds[1]);
	/* All are back: by the end of the programs, not by their word. */
	CHECK(agids_free(f->drive));
	fd = node_open(f->drive, O_RDWR);
	EXPECT(try_start(fd, &agid), SUCCESS, 4);
	EXPECT(end_session(fd, agid), SUCCESS, 0);
}

static void take_all_and_wait(int tell, void *arg)
{
	start_all_sessions(node_open(arg, O_RDWR), arg);
	child_tell(tell, 0);
	for (;;)
		pause();
}

/* kill -9: the sessions end at the drive. */
CASE(kill, "kill -9")
{
	struct child child = child_start(take_all_and_wait, f->drive);

	child_hear(&child);
	agids_expect(f->drive, f->drive->agids);
	log_mark(f->drive);
	child_kill(&child);
	log_await(f->drive, "a3", f->drive->agids);
	log_expect_ends(f->drive, 0, NULL);
	CHECK(agids_free(f->drive));
}

CASE(close, "close")
{
	int keep = node_open(f->drive, O_RDWR), fd = node_open(f->drive, O_RDWR);

	need_agids(f->drive, 2);
	CHECK_EQ(start_session(keep), 0);
	for (uint32_t i = 1; i < f->drive->agids; i++)
		CHECK_EQ(start_session(fd), i);
	log_mark(f->drive);
	close(fd);
	log_await(f->drive, "a3", f->drive->agids - 1);
	log_expect_ends(f->drive, 1, NULL);
	EXPECT(end_session(keep, 0), SUCCESS, 0);
	close(keep);
	log_expect(f->drive, line_end(0));
}

/* A session belongs to the open file, not to the descriptor or the process. */
OPEN_CASE(shared_file, "a shared open file")
{
	int copy = dup(f->fd), status;
	uint32_t agid = start_session(f->fd);
	pid_t pid;

	log_mark(f->drive);
	close(f->fd);
	pid = fork();
	if (!pid)
		raise(SIGKILL);
	CHECK(waitpid(pid, &status, 0) == pid);
	log_expect_silence(f->drive);
	EXPECT(end_session(copy, agid), SUCCESS, 0);
	log_expect(f->drive, line_end(agid));
	close(copy);
	log_expect_silence(f->drive);
}

/*
 * The drive grants an AGID that the table still holds for a file: it has
 * forgotten that session. Here another program ended it at the drive.
 */
CASE(regrant, "granted again to another")
{
	int first = node_open(f->drive, O_RDWR), second;

	second = node_open(f->drive, O_RDWR);
	start_all_sessions(first, f->drive);
	raw_end(f->drive, 0);
	CHECK_EQ(poll_now(first), 0);
	CHECK_EQ(start_session(second), 0);
	expect_poll(first, POLLPRI, 1000);
	CHECK_EQ(poll_now(second), 0);
	log_mark(f->drive);
	EXPECT(end_session(first, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
	EXPECT(end_session(second, 0), SUCCESS, 0);
	/* Its other sessions live on. */
	for (uint32_t i = 1; i < f->drive->agids; i++)
		EXPECT(end_session(first, i), SUCCESS, 0);
	log_expect_ends(f->drive, 0, NULL);
	/* Told until the next session of that file. */
	CHECK_EQ(poll_now(first), POLLPRI);
	CHECK_EQ(start_session(first), 0);
	CHECK_EQ(poll_now(first), 0);
}

/* The same, but the drive grants the AGID to the file that held it. */
OPEN_CASE(regrant_own, "granted again to its owner")
{
	CHECK_EQ(start_session(f->fd), 0);
	raw_end(f->drive, 0);
	CHECK_EQ(start_session(f->fd), 0);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	EXPECT(end_session(f->fd, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect(f->drive, line_end(0));
	CHECK(agids_free(f->drive));
}

/* A media key block needs no AGID and disturbs none, free or not. */
OPEN_CASE(mkb_beside, "media key block beside sessions")
{
	int other = node_open(f->drive, O_RDWR);
	uint32_t size;

	start_all_sessions(other, f->drive);
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	agids_expect(f->drive, f->drive->agids);
	EXPECT(end_session(other, END_ALL), SUCCESS, 0);
}
