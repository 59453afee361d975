// SPDX-License-Identifier: GPL-2.0-or-later
/* Many programs at once on one drive. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "crowd.h"

THEME("crowd", .agids = true);

#define PROGRAMS	6
#define THREADS		4

/* A loss may meet every request while discs change; nothing else may happen. */
static void check_answer(const struct crowd *crowd, struct answer a,
			 uint32_t information)
{
	if (crowd->disturbed &&
	    (a.status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED ||
	     a.status == SR_AACS_STATUS_VERIFY_REQUIRED ||
	     a.status == SR_AACS_STATUS_DEVICE_NOT_READY ||
	     a.status == SR_AACS_STATUS_NO_MEDIA_IN_DEVICE)) {
		EXPECT_STATUS(a, a.status, 0);
		return;
	}
	EXPECT(a, SUCCESS, information);
}

/* With no AGID in play it sits a reset out, but not one after the other. */
static void check_answer_again(const struct crowd *crowd, struct answer a)
{
	if (crowd->disturbed && a.status == SR_AACS_STATUS_IO_DEVICE_ERROR)
		EXPECT(a, IO_DEVICE_ERROR, 0);
	else
		check_answer(crowd, a, 4);
}

unsigned int crowd_round(const struct crowd *crowd, int fd)
{
	uint32_t agid = 99, size = 0;
	struct answer a = try_start(fd, &agid);

	if (a.status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES) {
		EXPECT(a, INSUFFICIENT_RESOURCES, 0);
	} else if (a.ret == 0) {
		CHECK(agid < crowd->drive->agids);
		a = use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, agid);
		/* Out of order; never "not your session" when undisturbed. */
		if (!crowd->disturbed)
			EXPECT(a, INVALID_DEVICE_REQUEST, 0);
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

void crowd_program(int tell, void *arg)
{
	const struct crowd *crowd = arg;
	unsigned int got = 0;
	int fd = node_open(crowd->drive, O_RDWR);

	for (unsigned int i = 0; i < CROWD_ROUNDS; i++)
		got += crowd_round(crowd, fd);
	child_tell(tell, got);
}

static void run_programs(struct crowd *crowd)
{
	struct child children[PROGRAMS];
	unsigned int got = 0;

	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(crowd_program, crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		got += child_hear(&children[i]);
		child_end(&children[i]);
	}
	/* Some of the rounds got one, more of them when there are more AGIDs. */
	CHECK(4 * got >= CROWD_ROUNDS * crowd->drive->agids);
	CHECK(agids_free(crowd->drive));
}

CASE(programs, "programs", .seconds = 400)
{
	struct crowd crowd = { .drive = f->drive };

	run_programs(&crowd);
}

static void disturb(int tell, void *arg)
{
	for (;;) {
		ctl(arg, "change");
		sr_look(arg);
		ctl(arg, "reset");
	}
}

CASE(disturbed, "programs while discs change", .seconds = 400)
{
	struct crowd crowd = { .drive = f->drive, .disturbed = true };
	struct child child = child_start(disturb, f->drive);
	struct child children[PROGRAMS];
	int fd;

	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(crowd_program, &crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		child_hear(&children[i]);
		child_end(&children[i]);
	}
	child_kill(&child);
	sr_look(f->drive);
	/*
	 * A change that is told twice takes a session away that is from this
	 * side of it. The drive keeps that until a program needs the AGID, or
	 * asks for this (agid.rst, Leftover AGIDs).
	 */
	fd = node_open(f->drive, O_RDWR);
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(f->drive));
	/* And it is sound afterwards. */
	crowd.disturbed = false;
	CHECK_EQ(crowd_round(&crowd, fd), 1);
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

	for (unsigned int i = 0; i < CROWD_ROUNDS; i++)
		crowd_round(t->crowd, t->fd);
	return NULL;
}

OPEN_CASE(threads, "threads on one file", .seconds = 400)
{
	struct crowd crowd = { .drive = f->drive };
	struct thread threads[THREADS];

	for (unsigned int i = 0; i < THREADS; i++) {
		threads[i].crowd = &crowd;
		threads[i].fd = f->fd;
		CHECK(!pthread_create(&threads[i].id, NULL, thread_main,
				      &threads[i]));
	}
	for (unsigned int i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i].id, NULL));
	CHECK(agids_free(f->drive));
}

/* Opened and closed with a session, over and over. */
static void opener(int tell, void *arg)
{
	const struct crowd *crowd = arg;
	uint32_t agid;

	for (unsigned int i = 0; i < CROWD_ROUNDS; i++) {
		int fd = node_open(crowd->drive, O_RDWR);

		try_start(fd, &agid);
		try_start(fd, &agid);
		close(fd);
	}
	child_tell(tell, 0);
}

CASE(open_close, "open and close", .seconds = 400)
{
	struct crowd crowd = { .drive = f->drive };
	struct child children[PROGRAMS];

	for (unsigned int i = 0; i < PROGRAMS; i++)
		children[i] = child_start(opener, &crowd);
	for (unsigned int i = 0; i < PROGRAMS; i++)
		child_end(&children[i]);
	CHECK(agids_free(f->drive));
}
