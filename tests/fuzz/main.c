// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz: sends calls of all kinds to /dev/aacsN, from many processes and threads, and
 * checks each answer. `fuzz --help` lists the options.
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

#include "../fixture/fixture.h"
#include "call.h"
#include "processes.h"
#include "files.h"
#include "options.h"
#include "report.h"
#include "shared.h"

/* ---- the processes ---- */

static void process(unsigned int n)
{
	pthread_t threads[WORKERS_MAX];

	files_make(options.drives, n, options.disc, n == 0);
	for (unsigned int i = 0; i < options.threads; i++) {
		uintptr_t number = n * options.threads + i;

		if (pthread_create(&threads[i], NULL, worker_run, (void *)number))
			fuzz_fail("no thread");
	}
	for (unsigned int i = 0; i < options.threads; i++)
		pthread_join(threads[i], NULL);
}

static void noise(unsigned int n)
{
	noise_run(options.drives, options.seed);
}

static void scribble(unsigned int n)
{
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

/* Ends with a failure: prints the reason and the last calls. */
static void give_up(const char *why)
{
	const char *told = report_wrong_answer();

	if (told)
		why = told;
	report_failure(why, options.seed, options_workers());
	kill_all();
	exit(1);
}

/* Reaps ended processes; returns how many working ones are left. */
static unsigned int reap(bool *others)
{
	unsigned int left = 0;
	char why[128];
	int status;

	*others = false;
	for (unsigned int i = 0; i < child_count; i++) {
		pid_t pid = children[i].pid;

		if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid) {
			children[i].pid = 0;
			if (!status)
				continue;
			snprintf(why, sizeof(why), WIFSIGNALED(status) ?
				 "%s %u was killed by signal %d" :
				 "%s %u ended with %d", children[i].name,
				 children[i].number, WIFSIGNALED(status) ?
				 WTERMSIG(status) : WEXITSTATUS(status));
			give_up(why);
		}
		left += pid > 0 && children[i].works;
		*others |= pid > 0 && !children[i].works;
	}
	return left;
}

#define OTHERS_MS	60000

static void watch_all(void)
{
	const struct timespec t = { 0, 50000000 };
	int64_t end = 0;
	bool others;
	const char *why;

	for (;;) {
		unsigned int left = reap(&others);

		why = report_trouble(options_workers());
		if (why)
			give_up(why);
		if (!left && !others)
			return;
		if (!left && !end) {
			end = now_ms() + OTHERS_MS;
			shared->stop = true;
		}
		if (end && now_ms() > end)
			give_up("the other processes do not end");
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

/* Reads the drives' properties and their media key blocks. */
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

/*
 * If a drive reports one change twice, the module drops AGIDs that the drive still has
 * (Documentation/agid.rst). The module ends them when a program ends all sessions,
 * except an AGID that an open file still holds.
 */
static void end_what_was_kept(void)
{
	char path[32];
	int fd;

	for (unsigned int i = 0; i < options.drives; i++) {
		if (!shared->drives[i].noisy)
			continue;
		snprintf(path, sizeof(path), "/dev/aacs%u", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		end_session(fd, SR_AACS_END_ALL_SESSIONS);
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
	end_what_was_kept();
	report_print(stdout, options.seed, options_workers(), options.drives);
	return 0;
}
