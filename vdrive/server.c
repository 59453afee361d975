// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clients.h"
#include "control.h"
#include "drive.h"
#include "queue.h"
#include "ring.h"
#include "server.h"
#include "sysfs.h"
#include "target.h"
#include "watch.h"

#define STOP_GRACE_MS	1000	/* for commands that a fault holds back */
#define KILLED_MS	20000	/* for a killed drive to end */

enum state {
	PLUGGING,	/* a thread is in target_plug() */
	PLUGGED,
	UNPLUGGING,	/* a thread is in target_unplug() */
	UNPLUGGED,
};

enum { FD_RING, FD_SIGNAL, FD_PLUG, FD_WATCH, FD_CLIENTS };

#define FDS	(FD_CLIENTS + CLIENTS_FDS)

struct server {
	struct drive drive;
	struct target target;
	struct queue queue;
	struct watch watch;
	struct clients clients;
	enum state state;
	bool stop;		/* requested */
	int exit_code;
	void (*ready)(const char *line);

	int pid_fd;		/* locked: one drive for each name */
	int signal_fd;
	int plug_fd;		/* eventfd: the thread is done */
	pthread_t thread;
	bool plug_ok;
};

static bool report_error(const struct server *s, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s%s%s\n", s->target.name, what, why ? ": " : "",
		why ? why : "");
	return false;
}

/* Why the start failed. */
static void report_start(const struct server *s)
{
	report_error(s, atomic_load(&s->target.cancel) ?
		     "stopped before it was ready" : s->target.why, NULL);
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
	/* The unplugging waits for all commands: answer the held ones soon. */
	queue_limit_hold(&s->queue, STOP_GRACE_MS);
	fault_clear(&s->drive.faults);
	s->state = UNPLUGGING;
	if (pthread_create(&s->thread, NULL, unplug_thread, s)) {
		report_error(s, "can't make a thread to unplug the drive", NULL);
		s->exit_code = 1;
		s->state = UNPLUGGED;
	}
}

static void plugged(struct server *s)
{
	char line[160];

	if (!s->plug_ok) {
		report_start(s);
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

static void thread_done(struct server *s)
{
	eventfd_t count;

	eventfd_read(s->plug_fd, &count);
	pthread_join(s->thread, NULL);
	if (s->state == PLUGGING)
		plugged(s);
	else
		s->state = UNPLUGGED;
}

/* ---- the loop ---- */

static void serve_once(struct server *s)
{
	struct pollfd fds[FDS] = {
		[FD_RING] = { ring_fd(s->queue.ring), POLLIN, 0 },
		[FD_SIGNAL] = { s->signal_fd, POLLIN, 0 },
		[FD_PLUG] = { s->plug_fd, POLLIN, 0 },
		[FD_WATCH] = { s->watch.fd, POLLIN, 0 },
	};
	struct signalfd_siginfo info;

	clients_poll(&s->clients, fds + FD_CLIENTS);
	if (poll(fds, FDS, queue_wait(&s->queue)) < 0)
		return;
	if (fds[FD_RING].revents)
		ring_woken(s->queue.ring);
	queue_serve(&s->queue);
	if (fds[FD_SIGNAL].revents &&
	    read(s->signal_fd, &info, sizeof(info)) == sizeof(info))
		s->stop = true;
	if (fds[FD_WATCH].revents && watch_gone(&s->watch, &s->drive) &&
	    !s->stop) {
		report_error(s, "the disc file is gone, the drive stops", s->drive.image);
		s->stop = true;
	}
	if (clients_serve(&s->clients, fds + FD_CLIENTS, &s->drive))
		s->stop = true;
	if (fds[FD_PLUG].revents)
		thread_done(s);
}

static void serve(struct server *s)
{
	s->stop = atomic_load(&s->target.cancel);
	s->state = PLUGGING;
	if (pthread_create(&s->thread, NULL, plug_thread, s)) {
		report_error(s, "can't make a thread", NULL);
		s->exit_code = 1;
		return;
	}
	while (s->state != UNPLUGGED) {
		watch_follow(&s->watch, &s->drive);
		if (s->stop && s->state == PLUGGED)
			start_unplug(s);
		if (s->stop && s->state == PLUGGING)
			atomic_store(&s->target.cancel, true);
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

#define PID_PATH_LEN	128

static void pid_path(const struct server *s, char path[PID_PATH_LEN])
{
	snprintf(path, PID_PATH_LEN, TARGET_RUN_DIR "/%s.pid", s->target.name);
}

/*
 * Returns true if the process of the pid file was killed and is still ending.
 */
static bool is_ending(int pid_fd)
{
	char pid[16] = "", path[64], stat[512];
	const char *state;

	if (pread(pid_fd, pid, sizeof(pid) - 1, 0) <= 0)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/stat", atoi(pid));
	if (!sysfs_get(path, stat, sizeof(stat)))
		return true;
	state = strrchr(stat, ')');
	return state && (!strncmp(state, ") Z", 3) || !strncmp(state, ") X", 3));
}

/*
 * If a drive is killed while its thread is in target_plug(), it keeps its lock: the
 * kernel's scan goes on and no process answers. Abort the scan's commands.
 */
static bool lock_file(struct server *s)
{
	for (int waited = 0; flock(s->pid_fd, LOCK_EX | LOCK_NB); waited += 50) {
		if (waited >= KILLED_MS || !is_ending(s->pid_fd))
			return false;
		target_abort(&s->target);
		sysfs_pause(50);
	}
	return true;
}

/* The kernel drops the lock on the pid file when the process ends. */
static bool lock_name(struct server *s)
{
	char path[PID_PATH_LEN], pid[16];
	struct stat st;
	int len = snprintf(pid, sizeof(pid), "%d\n", getpid());

	if (mkdir(TARGET_RUN_DIR, 0755) && errno != EEXIST)
		return report_error(s, TARGET_RUN_DIR, strerror(errno));
	pid_path(s, path);
	do {
		close_fd(s->pid_fd);
		s->pid_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
		if (s->pid_fd < 0)
			return report_error(s, path, strerror(errno));
		if (!lock_file(s)) {
			close(s->pid_fd);
			s->pid_fd = -1;
			return report_error(s, "a drive of this name is already running",
					    NULL);
		}
		/* Try again if the previous drive has just removed its file. */
	} while (fstat(s->pid_fd, &st) || !st.st_nlink);
	if (ftruncate(s->pid_fd, 0) || write(s->pid_fd, pid, (size_t)len) != len)
		return report_error(s, path, strerror(errno));
	return true;
}

/*
 * Until the drive creates its entries in configfs, a signal ends the program
 * immediately, even while it waits for a file, another drive or modprobe. The signal
 * handler removes these files. Then, until open_events(), a signal sets target.cancel.
 */
static char own_files[2][PID_PATH_LEN];
static atomic_bool *_Atomic cancel_start;

static void on_signal(int number)
{
	atomic_bool *cancel = atomic_load(&cancel_start);

	if (cancel) {
		atomic_store(cancel, true);
		return;
	}
	unlink(own_files[0]);
	unlink(own_files[1]);
	_exit(1);
}

static void expect_signals(const struct server *s)
{
	pid_path(s, own_files[0]);
	snprintf(own_files[1], sizeof(own_files[1]), CONTROL_SOCKET,
		 s->target.name);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	signal(SIGHUP, on_signal);
}

static bool open_control(struct server *s)
{
	return clients_open(&s->clients, s->target.name) ||
	       report_error(s, "control socket", strerror(errno));
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
	if (s->signal_fd < 0 || s->plug_fd < 0 || !watch_open(&s->watch))
		return report_error(s, "can't get descriptors", strerror(errno));
	return true;
}

/*
 * The authority signs generated media key blocks, and the certificate of a drive
 * with bus encryption. Without its key the blocks have made-up signatures.
 */
static bool load_authority(struct server *s, const struct options *o,
			   struct aacs_identity *id)
{
	struct drive *drive = &s->drive;
	const char *why;
	int err = aacs_authority_load(&drive->authority, o->pki, &why);

	if (!err)
		drive->disc_params.authority = &drive->authority;
	if (err && (err != -ENOENT || o->bus_encryption))
		return report_error(s, why, strerror(-err));
	if (o->bus_encryption)
		err = aacs_identity_set_flags(id, AACS_CERT_BEC, &drive->authority);
	return !err || err == -ENOENT ||
	       report_error(s, "can't sign the drive's certificate", NULL);
}

static bool make_drive(struct server *s, const struct options *o)
{
	struct aacs_config config = {
		.aacs = !o->no_aacs,
		.bng = !o->no_bng,
		.bus_encryption = o->bus_encryption,
		.short_pack = o->short_pack,
		.agids = o->agids,
		.nonce_blocks = o->nonce_blocks,
	};
	struct drive *drive = &s->drive;
	const char *why = NULL;

	if (o->like && o->like->aacs.present) {
		config.only_reads_encrypted = !o->like->aacs.write_bus_encryption;
		config.rmc = o->like->aacs.rmc;
		config.no_certificate = !o->like->aacs.drive_certificate;
	}

	drive->name = o->name;
	drive->vendor = o->vendor;
	drive->product = o->product;
	drive->disc_params = o->disc;
	drive->medium = o->medium;
	drive->like = o->like;
	if (!o->medium->rewritable)
		drive->disc_params.write_protected = true;
	if (aacs_auth_init())
		return report_error(s, "libgcrypt is older than 1.10 or does not work", NULL);
	if (config.aacs && aacs_identity_load(&config.id, o->pki,
					      AACS_CERT_DRIVE, &why))
		return report_error(s, "drive certificate or key is missing or malformed, see mkpki",
				    why);
	if (config.aacs && !load_authority(s, o, &config.id))
		return false;
	/* A host trusts the certificate, so the drive follows its certificate. */
	if (config.aacs && config.id.cert[1] & AACS_CERT_BEC)
		config.bus_encryption = true;
	drive->aacs = aacs_drive_new(&config);
	explicit_bzero(&config.id, sizeof(config.id));
	if (!drive->aacs)
		return report_error(s, "can't make the drive", strerror(errno));
	if (o->log) {
		drive->log = fopen(o->log, "ae");
		if (!drive->log)
			return report_error(s, o->log, strerror(errno));
	}
	/* As after power-on; media_load() adds the unit attention of a disc. */
	media_attention(drive, SENSE_RESET);
	if (o->image) {
		char *path = realpath(o->image, NULL);

		why = path ? media_load(drive, path) : strerror(errno);
		free(path);
		if (why)
			return report_error(s, o->image, why);
	}
	return true;
}

static bool prepare_kernel(struct server *s)
{
	return target_prepare(&s->target) || report_error(s, s->target.why, NULL);
}

static void clean_up(struct server *s)
{
	char path[PID_PATH_LEN];

	if (s->drive.aacs)
		media_close(&s->drive);
	aacs_drive_free(s->drive.aacs);
	fault_clear(&s->drive.faults);
	explicit_bzero(&s->drive.authority, sizeof(s->drive.authority));
	if (s->drive.log)
		fclose(s->drive.log);
	close_fd(s->signal_fd);
	close_fd(s->plug_fd);
	watch_close(&s->watch);
	if (s->pid_fd >= 0) {
		pid_path(s, path);
		unlink(path);
		close(s->pid_fd);
	}
	clients_close(&s->clients, s->target.name);
}

static void serve_ring(struct server *s)
{
	s->queue.ring = ring_open(s->target.uio, s->target.map_size);
	if (!s->queue.ring) {
		report_error(s, s->target.uio, strerror(errno));
		return;
	}
	s->exit_code = 0;
	serve(s);
	ring_close(s->queue.ring);
}

static void run(struct server *s)
{
	atomic_store(&cancel_start, &s->target.cancel);
	if (!target_create(&s->target)) {
		atomic_store(&cancel_start, NULL);
		report_start(s);
		return;
	}
	if (open_events(s))
		serve_ring(s);
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
	s->queue.drive = &s->drive;
	s->queue.timeout = options->timeout;
	s->pid_fd = -1;
	s->signal_fd = -1;
	s->plug_fd = -1;
	s->clients.listener = -1;
	s->watch = (struct watch)WATCH_CLOSED;

	if (lock_name(s)) {
		expect_signals(s);
		if (make_drive(s, options) && open_control(s) &&
		    prepare_kernel(s))
			run(s);
	}
	exit_code = s->exit_code;
	clean_up(s);
	free(s);
	return exit_code;
}
