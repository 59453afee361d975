// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz: calls of /dev/aacsN of all kinds, from many processes and threads, and
 * a look at each answer. `fuzz --help` lists the options.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../e2e/harness.h"
#include "../e2e/lab.h"
#include "call.h"
#include "company.h"
#include "files.h"
#include "options.h"
#include "report.h"
#include "shared.h"

/* ---- one thread ---- */

/* In a child: calls alone, on the same open files. */
static void make_calls(struct worker *worker, uint64_t seed, uint64_t count)
{
	struct spec spec;

	arena_make(&worker->arena);
	worker->racer = NULL;
	worker->prng = prng_stream(seed, 1);
	for (uint64_t i = 0; i < count; i++) {
		spec_make(&spec, &worker->prng, &worker->range);
		spec.number = i;
		if (spec.action == ACT_CALL)
			call_make(worker, &spec);
		else if (spec.action == ACT_POLL)
			slot_poll(spec.slot, spec.seed);
		worker->shared->extra++;
	}
}

static void fork_once(struct worker *worker, const struct spec *spec)
{
	bool doomed = spec->action == ACT_KILL;
	const struct timespec t = { 0, (long)(spec->seed % 3000000) };
	int status;
	pid_t pid;

	pid = files_fork();
	if (pid < 0)
		fuzz_fail("fork: %s", strerror(errno));
	if (!pid) {
		struct worker child = *worker;

		make_calls(&child, spec->seed, doomed ? 100000 :
							1 + spec->seed % 8);
		_exit(0);
	}
	if (doomed) {
		nanosleep(&t, NULL);
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			fuzz_fail("waitpid: %s", strerror(errno));
	}
	if (WIFSIGNALED(status) && !(doomed && WTERMSIG(status) == SIGKILL))
		fuzz_fail("a child was killed by signal %d", WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status))
		fuzz_fail("a child ended with %d", WEXITSTATUS(status));
}

static void auth_once(struct worker *worker, const struct spec *spec)
{
	struct slot *slot = &slots[spec->slot];
	struct spec ready = *spec;
	uint32_t extent[] = { 1, 16, 0 };

	memcpy(ready.input + 4, extent, sizeof(extent));
	if (slot->fd >= 0 && slot->rights & SLOT_READ &&
	    try_authenticate(slot->fd, (uint32_t)spec->code, ready.input)) {
		memcpy(&ready.session, ready.input, sizeof(ready.session));
		ready.session_kind = SESSION_NUMBER;
		slot->sessions |= 1U << (ready.session & 3);
	}
	call_make(worker, &ready);
}

static void act(struct worker *worker, const struct spec *spec)
{
	switch (spec->action) {
	case ACT_CALL:
		call_make(worker, spec);
		return;
	case ACT_AUTH:
		auth_once(worker, spec);
		return;
	}
	/* For the journal; it makes no call of the others. */
	call_make(worker, spec);
	switch (spec->action) {
	case ACT_OPEN:
		slot_open(spec->slot, spec->drive, spec->mode);
		break;
	case ACT_CLOSE:
		slot_close(spec->slot);
		break;
	case ACT_DUP:
		slot_dup(spec->slot, spec->other_slot);
		break;
	case ACT_SEND:
		slot_send(spec->slot);
		break;
	case ACT_RECEIVE:
		slot_receive(spec->slot);
		break;
	case ACT_POLL:
		slot_poll(spec->slot, spec->seed);
		break;
	case ACT_OTHER:
		slot_other(spec->slot, spec->seed);
		break;
	default:
		fork_once(worker, spec);
		break;
	}
}

static unsigned int workers(void)
{
	return options.processes * options.threads;
}

static void *work(void *arg)
{
	unsigned int n = (unsigned int)(uintptr_t)arg;
	uint64_t quota = options.calls / workers() +
			 (n < options.calls % workers());
	struct worker worker = {
		.shared = &shared->workers[n],
		.racer = racer_start(),
		.prng = prng_stream(options.seed, n),
		.range = {
			.slots = SLOTS, .drives = options.drives,
			.handles = HANDLES, .only = options.only,
			.mkb_size = shared->drives[0].mkb_size,
		},
	};
	struct spec spec;

	fuzz_thread = (int)n;
	arena_make(&worker.arena);
	while (worker.shared->calls < quota) {
		spec_make(&spec, &worker.prng, &worker.range);
		spec.number = worker.made++;
		worker.shared->hash = spec_hash(worker.shared->hash, &spec);
		act(&worker, &spec);
		worker.shared->actions[spec.action]++;
		if (spec.action == ACT_CALL || spec.action == ACT_AUTH)
			worker.shared->calls++;
	}
	worker.shared->done = true;
	return NULL;
}

/* ---- the processes ---- */

static void process(unsigned int n)
{
	pthread_t threads[WORKERS_MAX];

	files_make(options.drives, n, options.disc, n == 0);
	for (unsigned int i = 0; i < options.threads; i++) {
		uintptr_t number = n * options.threads + i;

		if (pthread_create(&threads[i], NULL, work, (void *)number))
			fuzz_fail("no thread");
	}
	for (unsigned int i = 0; i < options.threads; i++)
		pthread_join(threads[i], NULL);
}

static void noise(unsigned int n)
{
	(void)n;
	noise_run(options.drives, options.seed);
}

static void scribble(unsigned int n)
{
	(void)n;
	scribbler_run(options.disc, options.seed);
}

#define CHILDREN_MAX	(WORKERS_MAX + DRIVES_MAX + 2)

static struct {
	pid_t pid;
	bool works;	/* and its end is waited for */
	const char *name;
	unsigned int number;
} children[CHILDREN_MAX];
static unsigned int child_count;

/* Each in a group with its children. */
static void start(void (*run)(unsigned int n), unsigned int n,
		  const char *name)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		perror("fuzz: fork");
		exit(2);
	}
	if (!pid) {
		setpgid(0, 0);
		run(n);
		_exit(0);
	}
	setpgid(pid, pid);
	children[child_count].pid = pid;
	children[child_count].works = run == process;
	children[child_count].name = name;
	children[child_count++].number = n;
}

static void start_all(void)
{
	files_make_shared(options.drives);
	for (unsigned int i = 0; i < options.drives; i++) {
		if (!shared->drives[i].noisy && shared->drives[i].supported &&
		    shared->drives[i].bng)
			start(keeper_run, i, "the keeper of drive");
	}
	if (options.noise)
		start(noise, options.drives - 1, "the noise of drive");
	if (options.disc)
		start(scribble, 0, "the scribbler on drive");
	for (unsigned int i = 0; i < options.processes; i++)
		start(process, i, "process");
	for (unsigned int i = SLOTS - SLOTS_SHARED; i < SLOTS; i++)
		slot_close(i);
}

static void kill_all(void)
{
	for (unsigned int i = 0; i < child_count; i++) {
		if (children[i].pid > 0)
			kill(-children[i].pid, SIGKILL);
	}
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

/* Ends with a failure: why, and what was done last. */
static void give_up(const char *why)
{
	const char *told = report_wrong_answer();

	if (told)
		why = told;
	report_failure(why, options.seed, workers());
	kill_all();
	exit(1);
}

/* Takes what has ended; returns how many of the working ones are left. */
static unsigned int reap(bool *company)
{
	unsigned int left = 0;
	char why[128];
	int status;

	*company = false;
	for (unsigned int i = 0; i < child_count; i++) {
		pid_t pid = children[i].pid;

		if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid) {
			children[i].pid = 0;
			if (!status)
				continue;
			snprintf(why, sizeof(why), WIFSIGNALED(status) ?
				 "%s %u was killed by signal %d" :
				 "%s %u ended with %d", children[i].name,
				 children[i].number,
				 WIFSIGNALED(status) ? WTERMSIG(status) :
						       WEXITSTATUS(status));
			give_up(why);
		}
		left += pid > 0 && children[i].works;
		*company |= pid > 0 && !children[i].works;
	}
	return left;
}

#define COMPANY_MS	60000

static void watch_all(void)
{
	const struct timespec t = { 0, 50000000 };
	int64_t end = 0;
	bool company;
	const char *why;

	for (;;) {
		unsigned int left = reap(&company);

		why = report_trouble(workers());
		if (why)
			give_up(why);
		if (!left && !company)
			return;
		if (!left && !end) {
			end = now_ms() + COMPANY_MS;
			shared->stop = true;
		}
		if (end && now_ms() > end)
			give_up("the company does not end");
		nanosleep(&t, NULL);
	}
}

/* ---- before ---- */

static unsigned int sysfs_number(unsigned int drive, const char *name)
{
	char path[96], line[32];

	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%u/%s", drive, name);
	read_line(path, line, sizeof(line));
	return (unsigned int)strtoul(line, NULL, 10);
}

/* What the drives are, and their media key blocks. */
static void look_at_drives(void)
{
	for (unsigned int i = 0; i < options.drives; i++) {
		struct drive_shared *drive = &shared->drives[i];
		uint32_t layer = 0;
		char path[32];
		int fd;

		snprintf(path, sizeof(path), "/dev/aacs%u", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0) {
			fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
			exit(2);
		}
		drive->noisy = options.noise && i + 1 == options.drives;
		drive->supported = read_mkb_size(fd, &drive->mkb_size).ret == 0;
		drive->bng = sysfs_number(i, "binding_nonce");
		if (drive->supported &&
		    (drive->mkb_size > MKB_MAX ||
		     request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4,
			     drive->mkb, drive->mkb_size).ret)) {
			fprintf(stderr, "fuzz: %s: no media key block, or one "
				"too long\n", path);
			exit(2);
		}
		close(fd);
	}
}

static bool is_user_mode_linux(void)
{
	char text[256] = "";
	FILE *file = fopen("/proc/cpuinfo", "r");
	size_t n = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

	if (file)
		fclose(file);
	text[n] = '\0';
	return strstr(text, "User Mode Linux");
}

int main(int argc, char **argv)
{
	options_parse(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	shared_make();
	arena_no_truncation = is_user_mode_linux();
	shared->seed = options.seed;
	fprintf(stderr, "fuzz: seed %#llx, %llu calls, %u processes of %u "
		"threads, %u drives%s\n", (unsigned long long)options.seed,
		(unsigned long long)options.calls, options.processes,
		options.threads, options.drives, options.noise ? ", noise" : "");
	look_at_drives();
	report_begin(options.calls);
	start_all();
	watch_all();
	report_print(stdout, options.seed, workers(), options.drives);
	return 0;
}
