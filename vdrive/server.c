// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "drive.h"
#include "ring.h"
#include "server.h"
#include "target.h"

#define CLIENTS_MAX	8
#define STOP_GRACE_MS	1000	/* for commands that a fault holds back */
#define RETRY_MS	50	/* after a lack of memory */
#define EXPIRED_MS	2000	/* the kernel's timer has run out by then */

enum state {
	PLUGGING,	/* a thread is in target_plug() */
	PLUGGED,
	UNPLUGGING,	/* a thread is in target_unplug() */
	UNPLUGGED,
};

enum { FD_RING, FD_SIGNAL, FD_PLUG, FD_DISC, FD_CONTROL, FD_CLIENTS };

struct server {
	struct drive drive;
	struct target target;
	struct ring *ring;
	struct request *held;	/* by a fault */
	enum state state;
	bool stop;		/* wanted */
	bool starved;		/* of memory for a request */
	int exit_code;
	void (*ready)(const char *line);

	int pid_fd;		/* locked for life: one drive for each name */
	int signal_fd;
	int plug_fd;		/* eventfd: the thread is through */
	int disc_fd;		/* inotify */
	int disc_watch;
	unsigned int disc_seq;	/* of the disc that is watched */
	int control_fd;
	struct client {
		int fd;
		bool waits;	/* for the end */
	} clients[CLIENTS_MAX];
	pthread_t thread;
	bool plug_ok;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool complain(const struct server *s, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s%s%s\n", s->target.name, what, why ? ": " : "",
		why ? why : "");
	return false;
}

static void file_path(char *path, size_t size, const char *name,
		      const char *suffix)
{
	snprintf(path, size, TARGET_RUN_DIR "/%s%s", name, suffix);
}

/* ---- commands ---- */

static void finish(struct server *s, struct request *rq)
{
	if (!rq->silent)
		log_request(&s->drive, rq);
	ring_answer(s->ring, rq);
}

/* The length field: 4 bytes in two commands, 2 in all others. */
static void falsify_length(struct request *rq, uint32_t value)
{
	bool wide = rq->cdb[0] == 0x46 || rq->cdb[0] == 0xac;
	size_t size = wide ? 4 : 2;

	if (!rq->sent || rq->moved < size || rq->iov[0].iov_len < size)
		return;
	if (wide)
		put_be32(rq->iov[0].iov_base, value);
	else
		put_be16(rq->iov[0].iov_base, value & 0xffff);
}

static void hold(struct server *s, struct request *rq, int64_t due)
{
	struct request **at = &s->held;

	while (*at && (*at)->due <= due)
		at = &(*at)->next;
	rq->due = due;
	rq->next = *at;
	*at = rq;
}

/*
 * The kernel gives a command up by itself, but keeps its place in the ring
 * until an answer comes, which it throws away then.
 */
static int64_t silent_until(const struct server *s)
{
	if (!s->target.timeout)
		return REQUEST_NEVER;
	return now_ms() + s->target.timeout * 1000 + EXPIRED_MS;
}

static void execute_faulty(struct server *s, struct request *rq,
			   const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_SENSE:
		rq->sense = fault->sense;
		break;
	case FAULT_ZERO:
		request_clear(rq);
		rq->moved = rq->xfer;
		break;
	case FAULT_LENGTH:
		mmc_execute(&s->drive, rq);
		falsify_length(rq, fault->value);
		break;
	case FAULT_SHORT:
		/* What comes from the host is cut before, what goes after. */
		if (rq->cdb[0] == 0xa3 || rq->cdb[0] == 0x2a ||
		    rq->cdb[0] == 0xaa) {
			if (rq->xfer > fault->value)
				rq->xfer = fault->value;
			mmc_execute(&s->drive, rq);
			break;
		}
		mmc_execute(&s->drive, rq);
		if (rq->sent && rq->moved > fault->value)
			rq->moved = fault->value;
		break;
	case FAULT_DELAY:
		hold(s, rq, now_ms() + fault->value);
		return;
	case FAULT_SILENT:
		rq->silent = true;
		log_request(&s->drive, rq);
		hold(s, rq, silent_until(s));
		return;
	}
	finish(s, rq);
}

static void take(struct server *s, struct request *rq)
{
	struct fault fault;

	if (fault_take(&s->drive.faults, rq, &fault)) {
		execute_faulty(s, rq, &fault);
		return;
	}
	mmc_execute(&s->drive, rq);
	finish(s, rq);
}

/* Commands that were held back and are due now. */
static void release_due(struct server *s)
{
	int64_t now = now_ms();

	while (s->held && s->held->due <= now) {
		struct request *rq = s->held;

		s->held = rq->next;
		if (rq->silent)
			rq->sense = SENSE_UNIT_GONE;
		else
			mmc_execute(&s->drive, rq);
		finish(s, rq);
	}
}

static bool in_list(const struct ring_tmr *tmr, uint16_t id)
{
	for (unsigned int i = 0; i < tmr->count; i++) {
		if (tmr->ids[i] == id)
			return true;
	}
	return false;
}

/*
 * The target core waits for the commands that it aborts. Their answers are
 * not looked at; they are not carried out, as nobody will know the outcome.
 */
static void abort_held(struct server *s, const struct ring_tmr *tmr)
{
	struct request *aborted = NULL, **at = &s->held;

	/* The list of ids lies in the ring: read it before answering any. */
	while (*at) {
		struct request *rq = *at;

		if (in_list(tmr, rq->id)) {
			*at = rq->next;
			rq->next = aborted;
			aborted = rq;
		} else {
			at = &rq->next;
		}
	}
	while (aborted) {
		struct request *rq = aborted;

		aborted = rq->next;
		rq->sense = SENSE_ABORTED;
		finish(s, rq);
	}
}

static void serve_ring(struct server *s)
{
	struct ring_tmr tmr;
	struct request *rq;

	s->starved = false;
	for (;;) {
		switch (ring_next(s->ring, &rq, &tmr)) {
		case RING_COMMAND:
			take(s, rq);
			break;
		case RING_RESET:
			abort_held(s, &tmr);
			media_reset(&s->drive, false);
			break;
		case RING_ABORT:
			abort_held(s, &tmr);
			break;
		case RING_NO_MEMORY:
			s->starved = true;
			return;
		case RING_EMPTY:
			return;
		}
	}
}

/* ---- plugging ---- */

static void *plug_thread(void *arg)
{
	struct server *s = arg;

	s->plug_ok = target_plug(&s->target);
	eventfd_write(s->plug_fd, 1);
	return NULL;
}

static void *unplug_thread(void *arg)
{
	struct server *s = arg;

	target_unplug(&s->target);
	eventfd_write(s->plug_fd, 1);
	return NULL;
}

static void start_unplug(struct server *s)
{
	int64_t limit = now_ms() + STOP_GRACE_MS;

	/* The LUN stays until each command is answered: hold none for long. */
	for (struct request *rq = s->held; rq; rq = rq->next) {
		if (rq->due > limit)
			rq->due = limit;
	}
	fault_clear(&s->drive.faults);
	s->state = UNPLUGGING;
	if (pthread_create(&s->thread, NULL, unplug_thread, s)) {
		complain(s, "can't make a thread to unplug the drive", NULL);
		s->exit_code = 1;
		s->state = UNPLUGGED;
	}
}

static void plugged(struct server *s)
{
	char line[160];

	if (!s->plug_ok) {
		complain(s, s->target.why, NULL);
		s->exit_code = 1;
		s->state = UNPLUGGED;
		return;
	}
	s->state = PLUGGED;
	if (s->target.disk[0])
		snprintf(line, sizeof(line), "%s: ready: /dev/%s",
			 s->target.name, s->target.disk);
	else
		snprintf(line, sizeof(line), "%s: ready: SCSI %s",
			 s->target.name, s->target.address);
	s->ready(line);
}

static void thread_through(struct server *s)
{
	eventfd_t count;

	eventfd_read(s->plug_fd, &count);
	pthread_join(s->thread, NULL);
	if (s->state == PLUGGING)
		plugged(s);
	else
		s->state = UNPLUGGED;
}

/* ---- the disc file ---- */

/* Watches the disc that is in now. */
static void watch_disc(struct server *s)
{
	if (s->disc_seq == s->drive.disc_seq)
		return;
	s->disc_seq = s->drive.disc_seq;
	if (s->disc_watch >= 0)
		inotify_rm_watch(s->disc_fd, s->disc_watch);
	s->disc_watch = -1;
	if (s->drive.disc)
		s->disc_watch = inotify_add_watch(s->disc_fd,
						  s->drive.image,
						  IN_ATTRIB | IN_MOVE_SELF |
						  IN_DELETE_SELF | IN_UNMOUNT);
}

/* Gone is also a disc whose name leads to another file now. */
static bool disc_gone(const struct drive *drive)
{
	struct stat open_file, named;

	if (!drive->disc || fstat(disc_fd(drive->disc), &open_file))
		return false;
	return stat(drive->image, &named) || open_file.st_nlink == 0 ||
	       named.st_dev != open_file.st_dev ||
	       named.st_ino != open_file.st_ino;
}

static void disc_event(struct server *s)
{
	char buf[4096];

	while (read(s->disc_fd, buf, sizeof(buf)) > 0)
		;
	if (!s->stop && disc_gone(&s->drive)) {
		complain(s, "the disc file is gone, stopping", s->drive.image);
		s->stop = true;
	}
}

/* ---- control socket ---- */

static void accept_client(struct server *s)
{
	int fd = accept4(s->control_fd, NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	for (int i = 0; fd >= 0 && i < CLIENTS_MAX; i++) {
		if (s->clients[i].fd < 0) {
			s->clients[i].fd = fd;
			return;
		}
	}
	if (fd >= 0)
		close(fd);
}

static void serve_client(struct server *s, struct client *client)
{
	char in[CONTROL_PACKET_MAX], out[CONTROL_PACKET_MAX];
	ssize_t n = recv(client->fd, in, sizeof(in), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && control_execute(&s->drive, in, (size_t)n, out) ==
	    CONTROL_STOP) {
		client->waits = true;
		s->stop = true;
		return;
	}
	if (n > 0)
		send(client->fd, out, strlen(out), MSG_NOSIGNAL);
	close(client->fd);
	client->fd = -1;
}

/* `stop` is answered when there is nothing left to stop. */
static void answer_clients(struct server *s)
{
	static const char text[] = { CONTROL_DONE };

	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (s->clients[i].fd < 0)
			continue;
		if (s->clients[i].waits)
			send(s->clients[i].fd, text, sizeof(text), MSG_NOSIGNAL);
		close(s->clients[i].fd);
	}
}

/* ---- the loop ---- */

static int poll_timeout(const struct server *s)
{
	int64_t left;

	if (s->starved)
		return RETRY_MS;
	if (!s->held || s->held->due == REQUEST_NEVER)
		return -1;
	left = s->held->due - now_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void serve_once(struct server *s)
{
	struct pollfd fds[FD_CLIENTS + CLIENTS_MAX] = {
		[FD_RING] = { .fd = ring_fd(s->ring) },
		[FD_SIGNAL] = { .fd = s->signal_fd },
		[FD_PLUG] = { .fd = s->plug_fd },
		[FD_DISC] = { .fd = s->disc_fd },
		[FD_CONTROL] = { .fd = s->control_fd },
	};
	struct signalfd_siginfo info;

	for (int i = 0; i < CLIENTS_MAX; i++)
		fds[FD_CLIENTS + i].fd = s->stop ? -1 : s->clients[i].fd;
	for (int i = 0; i < FD_CLIENTS + CLIENTS_MAX; i++)
		fds[i].events = POLLIN;
	if (poll(fds, FD_CLIENTS + CLIENTS_MAX, poll_timeout(s)) < 0)
		return;
	if (fds[FD_RING].revents)
		ring_woken(s->ring);
	serve_ring(s);
	release_due(s);
	if (fds[FD_SIGNAL].revents &&
	    read(s->signal_fd, &info, sizeof(info)) == sizeof(info))
		s->stop = true;
	if (fds[FD_DISC].revents)
		disc_event(s);
	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (fds[FD_CLIENTS + i].revents)
			serve_client(s, &s->clients[i]);
	}
	if (fds[FD_CONTROL].revents)
		accept_client(s);
	if (fds[FD_PLUG].revents)
		thread_through(s);
}

static void serve(struct server *s)
{
	s->state = PLUGGING;
	if (pthread_create(&s->thread, NULL, plug_thread, s)) {
		complain(s, "can't make a thread", NULL);
		s->exit_code = 1;
		return;
	}
	while (s->state != UNPLUGGED) {
		watch_disc(s);
		if (s->stop && s->state == PLUGGED)
			start_unplug(s);
		if (s->state != UNPLUGGED)
			serve_once(s);
	}
}

/* ---- start and end ---- */

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The lock on the pid file falls with the process, however it ends. */
static bool lock_name(struct server *s)
{
	char path[128], pid[16];
	struct stat st;
	int len = snprintf(pid, sizeof(pid), "%d\n", getpid());

	if (mkdir(TARGET_RUN_DIR, 0755) && errno != EEXIST)
		return complain(s, TARGET_RUN_DIR, strerror(errno));
	file_path(path, sizeof(path), s->target.name, ".pid");
	do {
		close_fd(s->pid_fd);
		s->pid_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
		if (s->pid_fd < 0)
			return complain(s, path, strerror(errno));
		if (flock(s->pid_fd, LOCK_EX | LOCK_NB)) {
			close(s->pid_fd);
			s->pid_fd = -1;
			return complain(s, "a drive of this name runs already",
					NULL);
		}
		/* Once more if the one before has just removed its file. */
	} while (fstat(s->pid_fd, &st) || !st.st_nlink);
	if (ftruncate(s->pid_fd, 0) || write(s->pid_fd, pid, (size_t)len) != len)
		return complain(s, path, strerror(errno));
	return true;
}

static bool open_control(struct server *s)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	snprintf(sun.sun_path, sizeof(sun.sun_path), CONTROL_SOCKET,
		 s->target.name);
	unlink(sun.sun_path);
	s->control_fd = socket(AF_UNIX,
			       SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->control_fd < 0 ||
	    bind(s->control_fd, (struct sockaddr *)&sun, sizeof(sun)) ||
	    chmod(sun.sun_path, 0600) ||
	    listen(s->control_fd, CLIENTS_MAX))
		return complain(s, sun.sun_path, strerror(errno));
	return true;
}

static bool open_events(struct server *s)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	s->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	s->plug_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	s->disc_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (s->signal_fd < 0 || s->plug_fd < 0 || s->disc_fd < 0)
		return complain(s, "can't get descriptors", strerror(errno));
	return true;
}

static bool make_drive(struct server *s, const struct options *o)
{
	struct aacs_config config = {
		.aacs = !o->no_aacs,
		.bng = !o->no_bng,
		.bus_encryption = o->bus_encryption,
		.agids = o->agids,
		.nonce_blocks = o->nonce_blocks,
	};
	struct drive *drive = &s->drive;
	const char *why = NULL;

	drive->name = o->name;
	drive->vendor = o->vendor;
	drive->product = o->product;
	drive->disc_params = o->disc;
	if (aacs_auth_init())
		return complain(s, "libgcrypt can't be used", NULL);
	if (config.aacs && aacs_identity_load(&config.id, o->pki,
					      AACS_CERT_DRIVE, &why))
		return complain(s, "drive certificate or key is missing or wrong (`aacs-vdrive mkpki DIR` makes some)",
				why);
	drive->aacs = aacs_drive_new(&config);
	if (!drive->aacs)
		return complain(s, "can't make the drive", strerror(errno));
	if (o->log) {
		drive->log = fopen(o->log, "ae");
		if (!drive->log)
			return complain(s, o->log, strerror(errno));
	}
	/* As after power-on; a disc adds its own attention. */
	media_attention(drive, SENSE_RESET);
	if (o->image) {
		char *path = realpath(o->image, NULL);

		why = path ? media_load(drive, path) : strerror(errno);
		free(path);
		if (why)
			return complain(s, o->image, why);
	}
	return true;
}

static void clean_up(struct server *s)
{
	char path[128];

	if (s->drive.aacs)
		media_close(&s->drive);
	aacs_drive_free(s->drive.aacs);
	fault_clear(&s->drive.faults);
	if (s->drive.log)
		fclose(s->drive.log);
	close_fd(s->signal_fd);
	close_fd(s->plug_fd);
	close_fd(s->disc_fd);
	if (s->control_fd >= 0) {
		close(s->control_fd);
		file_path(path, sizeof(path), s->target.name, ".sock");
		unlink(path);
	}
	if (s->pid_fd >= 0) {
		file_path(path, sizeof(path), s->target.name, ".pid");
		unlink(path);
		close(s->pid_fd);
	}
	answer_clients(s);
}

static void run(struct server *s)
{
	if (!target_create(&s->target)) {
		complain(s, s->target.why, NULL);
		return;
	}
	s->ring = ring_open(s->target.uio, s->target.map_size);
	if (s->ring) {
		s->exit_code = 0;
		serve(s);
		ring_close(s->ring);
	} else {
		complain(s, s->target.uio, strerror(errno));
	}
	target_destroy(&s->target);
}

int server_run(const struct options *options, void (*ready)(const char *line))
{
	struct server *s = calloc(1, sizeof(*s));
	int exit_code;

	if (!s)
		return 1;
	s->target.name = options->name;
	s->target.timeout = options->timeout;
	s->target.no_wait = options->no_wait;
	s->ready = ready;
	s->exit_code = 1;
	s->pid_fd = s->signal_fd = s->plug_fd = s->disc_fd = -1;
	s->control_fd = s->disc_watch = -1;
	for (int i = 0; i < CLIENTS_MAX; i++)
		s->clients[i].fd = -1;

	if (lock_name(s) && open_events(s) && make_drive(s, options) &&
	    open_control(s))
		run(s);
	exit_code = s->exit_code;
	clean_up(s);
	free(s);
	return exit_code;
}
