// SPDX-License-Identifier: GPL-2.0-or-later
/* Many programs at once, on one drive and on several. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

#define PROGRAMS	6
#define ROUNDS		25
#define THREADS		4

struct crowd {
	struct drive *drive;
	bool disturbed;		/* somebody changes discs meanwhile */
};

/* A loss may meet anybody while discs are changed; nothing else may happen. */
static void check_answer(const struct crowd *crowd, struct answer a,
			 uint32_t information)
{
	if (crowd->disturbed &&
	    (a.status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED ||
	     a.status == SR_AACS_STATUS_VERIFY_REQUIRED ||
	     a.status == SR_AACS_STATUS_DEVICE_NOT_READY ||
	     a.status == SR_AACS_STATUS_NO_MEDIA_IN_DEVICE)) {
		EXPECT(a, a.status, 0);
		return;
	}
	EXPECT(a, SR_AACS_STATUS_SUCCESS, information);
}

/* With no AGID in play it sits a reset out, but not one after the other. */
static void check_answer_again(const struct crowd *crowd, struct answer a)
{
	if (crowd->disturbed && a.status == SR_AACS_STATUS_IO_DEVICE_ERROR)
		EXPECT(a, SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	else
		check_answer(crowd, a, 4);
}

/* One round: a session with a refused step in it, and the block's size. */
static unsigned int one_round(const struct crowd *crowd, int fd)
{
	uint32_t agid = 99, size = 0;
	struct answer a = try_start(fd, &agid);

	if (a.status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES) {
		EXPECT(a, SR_AACS_STATUS_INSUFFICIENT_RESOURCES, 0);
	} else if (a.ret == 0) {
		CHECK(agid < crowd->drive->agids);
		a = use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, agid);
		/* Out of order; never "not your session" when undisturbed. */
		if (!crowd->disturbed)
			EXPECT(a, SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
		check_answer(crowd, end_session(fd, agid), 0);
	} else {
		check_answer_again(crowd, a);
	}
	a = read_mkb_size(fd, &size);
	check_answer_again(crowd, a);
	if (!a.ret)
		CHECK_EQ(size, 65536);
	return agid < crowd->drive->agids;
}

static void program(int tell, void *arg)
{
	const struct crowd *crowd = arg;
	unsigned int got = 0;
	int fd = node_open(crowd->drive, O_RDWR);

	for (unsigned int i = 0; i < ROUNDS; i++)
		got += one_round(crowd, fd);
	child_tell(tell, got);
}

static void run_programs(struct crowd *crowd)
{
	struct child children[PROGRAMS];
	unsigned int got = 0;

	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(program, crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		got += child_hear(&children[i]);
		child_end(&children[i]);
	}
	/* Some of the rounds got one, more of them when there are more AGIDs. */
	CHECK(4 * got >= ROUNDS * crowd->drive->agids);
	CHECK(agids_free(crowd->drive));
}

static void test_programs(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct crowd crowd = { .drive = &drive };

	(void)row;
	run_programs(&crowd);
}

static void disturb(int tell, void *arg)
{
	(void)tell;
	for (;;) {
		ctl(arg, "change");
		sr_look(arg);
		ctl(arg, "reset");
	}
}

static void test_disturbed(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct crowd crowd = { .drive = &drive, .disturbed = true };
	struct child child = child_start(disturb, &drive);
	struct child children[PROGRAMS];
	int fd;

	(void)row;
	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(program, &crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		child_hear(&children[i]);
		child_end(&children[i]);
	}
	child_kill(&child);
	sr_look(&drive);
	/*
	 * A change that is told twice takes a session away that is from this
	 * side of it. The drive keeps that until somebody needs the AGID, or
	 * asks for this (agid.rst, Lost).
	 */
	fd = node_open(&drive, O_RDWR);
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SR_AACS_STATUS_SUCCESS, 0);
	CHECK(agids_free(&drive));
	/* And it is sound afterwards. */
	crowd.disturbed = false;
	CHECK_EQ(one_round(&crowd, fd), 1);
}

/* Threads of one program on one open file: sessions are the file's. */
struct thread {
	pthread_t id;
	const struct crowd *crowd;
	int fd;
};

static void *thread_main(void *arg)
{
	struct thread *t = arg;

	for (unsigned int i = 0; i < ROUNDS; i++)
		one_round(t->crowd, t->fd);
	return NULL;
}

static void test_threads(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct crowd crowd = { .drive = &drive };
	int fd = node_open(&drive, O_RDWR);
	struct thread threads[THREADS];

	(void)row;
	for (unsigned int i = 0; i < THREADS; i++) {
		threads[i].crowd = &crowd;
		threads[i].fd = fd;
		CHECK(!pthread_create(&threads[i].id, NULL, thread_main,
				      &threads[i]));
	}
	for (unsigned int i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i].id, NULL));
	CHECK(agids_free(&drive));
}

/* Opened and closed with a session, over and over. */
static void opener(int tell, void *arg)
{
	const struct crowd *crowd = arg;
	uint32_t agid;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		int fd = node_open(crowd->drive, O_RDWR);

		try_start(fd, &agid);
		try_start(fd, &agid);
		close(fd);
	}
	child_tell(tell, 0);
}

static void test_open_close(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct crowd crowd = { .drive = &drive };
	struct child children[PROGRAMS];

	(void)row;
	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(opener, &crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++)
		child_end(&children[i]);
	CHECK(agids_free(&drive));
}

static const struct e2e_case one_drive[] = {
	{ "programs", test_programs, 0, NULL, 400 },
	{ "programs while discs change", test_disturbed, 0, NULL, 400 },
	{ "threads on one file", test_threads, 0, NULL, 400 },
	{ "open and close", test_open_close, 0, NULL, 400 },
};

E2E_THEME(crowd, one_drive);

/* ---- several drives ---- */

#define DRIVES	4

static void need_drives(struct drive drives[DRIVES])
{
	if (lab_drives() < DRIVES)
		e2e_skip("it needs a guest with %u drives", DRIVES);
	for (unsigned int i = 0; i < DRIVES; i++)
		drives[i] = lab_drive(i);
}

/* Each has its own AGIDs and its own log; a session is good on its drive. */
static void test_apart(unsigned int row)
{
	unsigned int last[DRIVES];
	struct drive drives[DRIVES];
	int fds[DRIVES];

	(void)row;
	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		fds[i] = node_open(&drives[i], O_RDWR);
		last[i] = i % drives[i].agids;
		for (unsigned int s = 0; s <= last[i]; s++)
			CHECK_EQ(start_session(fds[i]), s);
	}
	for (unsigned int i = 0; i < DRIVES; i++)
		agids_expect(&drives[i], last[i] + 1);
	for (unsigned int i = 0; i < DRIVES; i++)
		log_mark(&drives[i]);
	EXPECT(use_agid(fds[0], IOCTL_AACS_END_SESSION, 1),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(fds[1], last[1]), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&drives[1], line_end(last[1]));
	log_expect_silence(&drives[0]);
	log_expect_silence(&drives[2]);
	log_expect_silence(&drives[3]);
}

/* A change in one drive is no matter of the others. */
static void test_change_apart(unsigned int row)
{
	struct drive drives[DRIVES];
	int fds[DRIVES];

	(void)row;
	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		fds[i] = node_open(&drives[i], O_RDWR);
		CHECK_EQ(start_session(fds[i]), 0);
	}
	ctl(&drives[2], "change");
	sr_look(&drives[2]);
	expect_poll(fds[2], POLLPRI, 5000);
	for (unsigned int i = 0; i < DRIVES; i++) {
		if (i == 2)
			continue;
		CHECK_EQ(poll_now(fds[i]), 0);
		EXPECT(end_session(fds[i], 0), SR_AACS_STATUS_SUCCESS, 0);
	}
	EXPECT(end_session(fds[2], 0), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
}

static void all_rounds(int tell, void *arg)
{
	struct crowd *crowd = arg;

	for (unsigned int i = 0; i < DRIVES; i++) {
		int fd = node_open(&crowd->drive[i], O_RDWR);
		struct crowd one = { .drive = &crowd->drive[i] };

		for (unsigned int r = 0; r < ROUNDS / 4; r++)
			one_round(&one, fd);
	}
	child_tell(tell, 0);
}

static void test_programs_four(unsigned int row)
{
	struct child children[DRIVES * 2];
	struct drive drives[DRIVES];
	struct crowd crowds[DRIVES];

	(void)row;
	need_drives(drives);
	for (unsigned int i = 0; i < DRIVES; i++) {
		crowds[i] = (struct crowd){ .drive = &drives[i] };
		children[i] = child_start(program, &crowds[i]);
	}
	/* And four that go from drive to drive. */
	for (unsigned int i = 0; i < DRIVES; i++)
		children[DRIVES + i] = child_start(all_rounds, &crowds[0]);
	for (unsigned int i = 0; i < DRIVES * 2; i++) {
		child_hear(&children[i]);
		child_end(&children[i]);
	}
	for (unsigned int i = 0; i < DRIVES; i++)
		CHECK(agids_free(&drives[i]));
}

/* Drives never wait for each other. */
static void slow_request(int tell, void *arg)
{
	uint32_t size;
	int fd = node_open(arg, O_RDWR);

	child_tell(tell, 0);
	read_mkb_size(fd, &size);
}

static void test_no_waiting(unsigned int row)
{
	struct drive drives[DRIVES];
	struct child child;
	uint32_t size;
	int fd;

	(void)row;
	need_drives(drives);
	fd = node_open(&drives[1], O_RDWR);
	fault_set(&drives[0], "ad:83 delay 4500");
	child = child_start(slow_request, &drives[0]);
	child_hear(&child);
	CHECK(wait_for(fault_met, &drives[0], 5000));
	for (int i = 0; i < 20; i++)
		EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	EXPECT(end_session(fd, start_session(fd)), SR_AACS_STATUS_SUCCESS, 0);
	/* All that while the other was still waiting. */
	CHECK_EQ(log_count(&drives[0], "ad"), 0);
	child_end(&child);
}

static const struct e2e_case four[] = {
	{ "each its own", test_apart, 0, NULL, 0 },
	{ "change of one", test_change_apart, 0, NULL, 0 },
	{ "programs on four", test_programs_four, 0, NULL, 180 },
	{ "no waiting for each other", test_no_waiting, 0, NULL, 0 },
};

E2E_THEME(drives, four);
