// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A drive goes away and comes back while programs send requests: it is unplugged, or sr
 * is unbound from it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "come-and-go.h"

#define NODE		"/dev/aacs0"
#define PROGRAMS	3	/* each with a session; one AGID is left */

enum { ANSWERS, GONE, OPENS };

static const struct way *way;

/* An answer as it should be; false: the end, which poll() must tell soon. */
static bool asked(int fd, uint32_t code, const void *in, uint32_t in_len,
		  void *out, uint32_t out_len, uint32_t status)
{
	struct answer a;

	shared->in_flight++;
	a = request(fd, code, in, in_len, out, out_len);
	shared->in_flight--;
	shared->tally[ANSWERS]++;
	if (a.status == SR_AACS_STATUS_NO_SUCH_DEVICE ||
	    (a.status == SR_AACS_STATUS_IO_DEVICE_ERROR && way->transport_fails)) {
		shared->tally[GONE]++;
		EXPECT_STATUS(a, a.status, 0);
		return false;
	}
	EXPECT_STATUS(a, status,
		      status == SR_AACS_STATUS_SUCCESS ? out_len : 0);
	return true;
}

static bool one_round(int fd)
{
	static uint8_t block[65536];
	uint32_t agid, layer = 0, size;

	return asked(fd, IOCTL_AACS_START_SESSION, NULL, 0, &agid, 4,
		     SR_AACS_STATUS_SUCCESS) &&
	       /* No certificate was sent to it. */
	       asked(fd, IOCTL_AACS_GET_CERTIFICATE, &agid, 4, block, 112,
		     SR_AACS_STATUS_INVALID_DEVICE_REQUEST) &&
	       asked(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer, 4,
		     &size, 4, SR_AACS_STATUS_SUCCESS) &&
	       asked(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, block,
		     sizeof(block), SR_AACS_STATUS_SUCCESS) &&
	       asked(fd, IOCTL_AACS_END_SESSION, &agid, 4, NULL, 0,
		     SR_AACS_STATUS_SUCCESS);
}

static void program(unsigned int number)
{
	while (!shared->stop) {
		int fd = open(NODE, O_RDWR | O_CLOEXEC);

		if (fd < 0) {
			if (errno != ENOENT && errno != ENXIO &&
			    errno != ENODEV)
				FAIL(NODE ": %m");
			pause_us(500);
			continue;
		}
		shared->tally[OPENS]++;
		while (!shared->stop && one_round(fd))
			;
		if (!shared->stop)
			expect_poll(fd, POLLHUP, 10000);
		close(fd);
	}
}

void come_and_go(struct fixture *f, const struct way *this_way,
		 unsigned int rounds)
{
	unsigned int opens;
	struct progress p = progress_start(this_way->name, rounds);

	way = this_way;
	/* So that a request is at the drive most of the time. */
	ctl(f->drive, "fault a4:1 delay 3 count 1000000");
	racers_start(PROGRAMS, program);
	for (unsigned int i = 0; i < rounds; i++) {
		opens = shared->tally[OPENS];
		pause_us(dice(4000));
		wait_beyond(&shared->in_flight, 0);
		way->away(f->drive);
		CHECK(path_missing(f->drive->aacs));
		way->back(f->drive);
		find_again(f->drive);
		CHECK(!strcmp(f->drive->aacs, NODE));
		expect_works(f->drive);
		wait_beyond(&shared->tally[OPENS], opens);
		progress_at(&p, i + 1);
	}
	racers_stop();
	ctl(f->drive, "faults clear");
	figures("%u times %s in flight, %u requests, %u answered that it is gone, %.1f a second",
		rounds, way->figures, shared->tally[ANSWERS],
		shared->tally[GONE], rounds / progress_seconds(&p));
	CHECK(shared->tally[GONE] >= rounds);
	CHECK(agids_free(f->drive));
	expect_no_leaks();
}
