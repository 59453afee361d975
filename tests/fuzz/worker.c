// SPDX-License-Identifier: GPL-2.0-or-later
/* One thread of the fuzzer: makes calls and the other actions of its specs. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "processes.h"
#include "files.h"
#include "options.h"
#include "shared.h"

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

void *worker_run(void *arg)
{
	unsigned int n = (unsigned int)(uintptr_t)arg;
	uint64_t quota = options.calls / options_workers() +
			 (n < options.calls % options_workers());
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
