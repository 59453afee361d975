// SPDX-License-Identifier: GPL-2.0-or-later
/* The handles and descriptors of a child of fork(); and fork() never hangs. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suites.h"

#define CHILDREN	200

/* Bits of a child's exit status: what went wrong in it. */
#define INHERITED	1
#define LEFT_OPEN	2
#define NO_OPEN		4
#define CLOSED		8

static int child(HANDLE inherited)
{
	int wrong = 0;
	HANDLE own;

	if (fake_open_files())
		wrong |= LEFT_OPEN;
	if (start_session(inherited) || GetLastError() != 6)
		wrong |= INHERITED;
	if (CloseHandle(inherited))
		wrong |= CLOSED;
	own = open_with(DRIVE, GENERIC_READ);
	if (own == INVALID_HANDLE_VALUE || own == inherited ||
	    !start_session(own) || !CloseHandle(own))
		wrong |= NO_OPEN;
	return wrong;
}

static int run_child(HANDLE inherited)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		alarm(10);
		_exit(child(inherited));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

SUITE(child)
{
	HANDLE handle = must_open(DRIVE, GENERIC_READ);
	int wrong;

	must_open("/mnt/file", GENERIC_READ);
	wrong = run_child(handle);
	ok(wrong >= 0, "a child ends");
	ok(!(wrong & LEFT_OPEN), "a child has no descriptor of its parent");
	ok(!(wrong & (INHERITED | CLOSED)), "its parent's handles are invalid");
	ok(!(wrong & NO_OPEN), "it opens and uses a handle of its own");
	is(fake_open_files(), 2, "the parent's files are still open");
	ok(start_session(handle), "and its handles work");
}

static atomic_bool stop;

static void *churn(void *unused)
{
	while (!stop) {
		HANDLE handle = open_with(DRIVE, GENERIC_READ);

		start_session(handle);
		CloseHandle(handle);
	}
	return NULL;
}

SUITE(fork_among_threads)
{
	HANDLE handle = must_open(DRIVE, GENERIC_READ);
	pthread_t threads[3];
	int i, good = 0;

	stop = false;
	for (i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, churn, NULL);
	for (i = 0; i < CHILDREN; i++)
		good += run_child(handle) == 0;
	stop = true;
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	is(good, CHILDREN, "children forked among busy threads don't hang");
}
