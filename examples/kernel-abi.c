// SPDX-License-Identifier: MIT
/*
 * kernel-abi /dev/aacsN [--wait] - the module's own interface, without libntdvd: a
 * session, an error with its NTSTATUS and errno, and poll(). With --wait it keeps
 * the session until the drive drops it, for example after a disc change.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

/* Returns the NTSTATUS; errno is 0 if the request has succeeded. */
static unsigned int request(int fd, unsigned int code, const void *in,
			    unsigned int in_len, void *out, unsigned int out_len)
{
	struct sr_aacs_request req = {
		.in = (uintptr_t)in,
		.in_len = in_len,
		.out = (uintptr_t)out,
		.out_len = out_len,
	};

	errno = 0;
	ioctl(fd, code, &req);
	return req.status;
}

static int failed(const char *what, unsigned int status)
{
	fprintf(stderr, "kernel-abi: %s: status %08x, %s\n", what, status,
		strerror(errno));
	return 1;
}

/*
 * EPOLLPRI: this file has lost a session; EPOLLHUP: the drive is gone. Waits for one
 * of them for timeout milliseconds, or forever if timeout is -1.
 */
static int show_events(int fd, int timeout)
{
	struct pollfd poller = { .fd = fd, .events = POLLPRI };

	if (poll(&poller, 1, timeout) < 0) {
		perror("kernel-abi: poll");
		return 1;
	}
	printf("events:%s%s%s\n",
	       poller.revents & POLLPRI ? " session lost" : "",
	       poller.revents & POLLHUP ? " drive gone" : "",
	       poller.revents ? "" : " none");
	return 0;
}

/* Names a session that this file does not have: the module refuses it. */
static void show_error(int fd, __u32 session)
{
	struct sr_aacs_certificate certificate;
	unsigned int status;

	status = request(fd, IOCTL_AACS_GET_CERTIFICATE, &session,
			 sizeof(session), &certificate, sizeof(certificate));
	printf("session %u: status %08x, errno %d (%s)\n", session, status,
	       errno, strerror(errno));
}

static int run_session(int fd, int wait)
{
	unsigned int status;
	__u32 session;

	status = request(fd, IOCTL_AACS_START_SESSION, NULL, 0, &session,
			 sizeof(session));
	if (errno)
		return failed("START_SESSION", status);
	printf("session: %u\n", session);
	fflush(stdout);
	if (show_events(fd, wait ? -1 : 0))
		return 1;
	if (wait) {
		show_error(fd, session);
		return 0;
	}
	show_error(fd, (session + 1) % 4);

	status = request(fd, IOCTL_AACS_END_SESSION, &session, sizeof(session),
			 NULL, 0);
	if (errno)
		return failed("END_SESSION", status);
	printf("session: ended\n");
	return 0;
}

int main(int argc, char **argv)
{
	int wait = argc == 3 && !strcmp(argv[2], "--wait");
	int status;
	int fd;

	if (argc != 2 + wait || argv[1][0] == '-') {
		fprintf(stderr, "usage: kernel-abi /dev/aacsN [--wait]\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fprintf(stderr, "kernel-abi: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	status = run_session(fd, wait);
	close(fd);
	return status;
}
