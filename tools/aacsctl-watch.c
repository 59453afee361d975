// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl watch: prints a line for each event that poll() reports. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "aacsctl.h"
#include "output.h"

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = 1;
}

/* Blocks the signals outside ppoll(): sets *waiting, the mask for ppoll(). */
static void expect_signals(sigset_t *waiting)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, waiting);
	sigdelset(waiting, SIGINT);
	sigdelset(waiting, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static bool tell(unsigned int drive, const char *what)
{
	printf("/dev/aacs%u: %s\n", drive, what);
	return output_written("aacsctl");
}

static bool is_without_disc(uint32_t status)
{
	return status == SR_AACS_STATUS_NO_MEDIA_IN_DEVICE ||
	       status == SR_AACS_STATUS_DEVICE_NOT_READY ||
	       status == SR_AACS_STATUS_UNRECOGNIZED_MEDIA;
}

struct watch {
	int fd;
	unsigned int drive;
	bool has_session;
	bool had_session;
};

/* Returns -1, or the exit status. */
static int start_session(struct watch *watch)
{
	struct sr_aacs_request request;
	char line[64];
	uint32_t agid;
	int err = aacsctl_request(watch->fd, IOCTL_AACS_START_SESSION, NULL, 0, &agid,
				  sizeof(agid), &request);

	watch->has_session = !err;
	watch->had_session |= !err;
	/*
	 * If there has been a session, try again: a drive is not ready immediately after
	 * a disc change. poll() reports an unplugged drive.
	 */
	if (err && (watch->had_session || is_without_disc(request.status)))
		return -1;
	if (err)
		return aacsctl_request_failed("starting a session", watch->drive, &request, err);
	snprintf(line, sizeof(line), "session started (AGID %u)", agid);
	return tell(watch->drive, line) ? -1 : 1;
}

static int run(struct watch *watch, const sigset_t *waiting)
{
	const struct timespec second = { .tv_sec = 1 };
	struct pollfd pfd = { .fd = watch->fd };
	int status = start_session(watch);

	while (status < 0) {
		/* Without a session EPOLLPRI reports an old loss. */
		pfd.events = watch->has_session ? POLLPRI : 0;
		pfd.revents = 0;
		if (ppoll(&pfd, 1, watch->has_session ? NULL : &second, waiting) < 0 &&
		    errno != EINTR)
			return aacsctl_fail("poll", strerror(errno));
		if (interrupted)
			return 0;
		if (pfd.revents & POLLPRI && !tell(watch->drive, "session lost"))
			return 1;
		if (pfd.revents & (POLLHUP | POLLERR)) {
			tell(watch->drive, "gone");
			return 1;
		}
		if (pfd.revents & POLLPRI || !watch->has_session)
			status = start_session(watch);
	}
	return status;
}

int aacsctl_watch(const struct aacsctl_options *options, char **argv)
{
	struct watch watch = { 0 };
	sigset_t waiting;
	int status;

	watch.fd = aacsctl_open(argv[0], &watch.drive);
	if (watch.fd < 0)
		return 1;
	expect_signals(&waiting);
	status = run(&watch, &waiting);
	close(watch.fd);
	return status;
}
