// SPDX-License-Identifier: GPL-2.0-or-later
/* Changes discs while four programs run whole sessions. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "soak.h"

THEME("change", .times = 1000);

#define PROGRAMS	4

enum { STARTED, DONE, LOST };

/* Every request may meet a change; no other error may happen. */
static bool kept(struct answer a, uint32_t information)
{
	switch (a.status) {
	case SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED:
	case SR_AACS_STATUS_VERIFY_REQUIRED:
	case SR_AACS_STATUS_NO_MEDIA_IN_DEVICE:
	case SR_AACS_STATUS_DEVICE_NOT_READY:
		EXPECT_STATUS(a, a.status, 0);
		return false;
	}
	EXPECT(a, SUCCESS, information);
	return true;
}

static bool session(struct host *host)
{
	struct sr_aacs_value nonce;

	if (!kept(try_start(host->fd, &host->agid), 4))
		return false;
	shared->tally[STARTED]++;
	if (!kept(host_send_certificate(host), 0) ||
	    !kept(host_get_certificate(host), 112) ||
	    !kept(host_get_key(host), 80) ||
	    !kept(host_send_key(host), 0) ||
	    !kept(nonce_request(host->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
				host->agid, 100, 1, &nonce), 32))
		return false;
	/* Never one from the other side of a change. */
	host_check_nonce(host, 100, &nonce);
	return kept(end_session(host->fd, host->agid), 0);
}

static void program(unsigned int number)
{
	struct drive drive = guest_drive(0);
	struct host host;

	host_load(&host, node_open(&drive, O_RDWR));
	while (!shared->stop)
		shared->tally[session(&host) ? DONE : LOST]++;
	close(host.fd);
}

/*
 * If a change is reported twice, the module drops a session that began after it. The
 * drive keeps that session until a program needs the AGID or ends all sessions.
 */
static void clear_stale(const struct drive *drive)
{
	unsigned int taken = agids_taken(drive);
	int fd = node_open(drive, O_RDWR);

	if (taken)
		printf("# %u AGIDs that the drive has kept\n", taken);
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(drive));
	close(fd);
}

CASE(change, "four programs", .seconds = PART_SECONDS)
{
	unsigned int rounds = theme.times;
	struct progress p = progress_start("change", rounds);

	racers_start(PROGRAMS, program);
	for (unsigned int i = 0; i < rounds; i++) {
		/* One in four leaves the time to come to an end. */
		const atomic_uint *sessions =
			&shared->tally[i % 4 ? STARTED : DONE];

		wait_beyond(sessions, *sessions);
		pause_us(dice(3000));
		ctl(f->drive, "change");
		/* Else it is a command of the module's that meets it. */
		if (dice(2))
			sr_look(f->drive);
		progress_at(&p, i + 1);
	}
	racers_stop();
	figures("%u changes, %u sessions of four programs came to an end, %u were lost, %.1f changes a second",
		rounds, shared->tally[DONE], shared->tally[LOST],
		rounds / progress_seconds(&p));
	CHECK(shared->tally[DONE]);
	CHECK(shared->tally[LOST] >= rounds / 2);
	sr_look(f->drive);
	clear_stale(f->drive);
	expect_works(f->drive);
	expect_no_leaks();
}
