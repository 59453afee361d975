// SPDX-License-Identifier: GPL-2.0-or-later
/* The thread that changes a call's data during the call. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "call.h"
#include "files.h"

static _Thread_local sigjmp_buf back;
static _Thread_local volatile sig_atomic_t may_jump;

/* Handles SIGBUS from memory that this thread has truncated or unmapped. */
static void on_fault(int number)
{
	if (may_jump)
		siglongjmp(back, 1);
	signal(number, SIG_DFL);
}

/* ---- what it does ---- */

static void write32(uint64_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}

/*
 * Changes session, number of sectors and start, which the module checks. Restores them
 * in every other round: so the module would see one value first, and another in a
 * second read.
 */
static void race_bytes(const struct call *call, struct prng *prng)
{
	static const uint32_t values[] = {
		0, 1, 2, 3, 4, 255, 256, 0xffffffff, 0x80000000
	};
	uint32_t at = 4 * prng_below(prng, 6);

	if (call->user.in_len < at + 4)
		at = 0;
	write32(call->user.in + at, PRNG_PICK(prng, values));
}

static void race_session(const struct call *call, struct prng *prng)
{
	/* Another process's, if there is one. */
	write32(call->user.in, call->claim && prng_permille(prng, 750) ?
				       (uint32_t)call->claim & 3 :
				       prng_below(prng, 4));
}

static void as_it_was(const struct call *call)
{
	uint32_t word;

	for (uint32_t at = 0; at < 24 && at + 4 <= call->user.in_len; at += 4) {
		memcpy(&word, call->input + at, sizeof(word));
		write32(call->user.in + at, word);
	}
}

static void race_request(const struct call *call, const struct arena *arena,
			 struct prng *prng)
{
	volatile struct sr_aacs_request *user = (void *)(uintptr_t)call->req;
	static const uint32_t lens[] = {
		0, 4, 24, 84, 116, 117, 4096, 65536, 0x7fffffff, 0xffffffff
	};

	switch (prng_below(prng, 5)) {
	case 0:
		user->in_len = PRNG_PICK(prng, lens);
		user->in_len = call->user.in_len;
		break;
	case 1:
		user->out_len = PRNG_PICK(prng, lens);
		user->out_len = call->user.out_len;
		break;
	case 2:
		user->in = prng_below(prng, 4096);
		user->in = call->user.in;
		break;
	case 3:
		/* Only where no process looks for changes. */
		user->out = (uintptr_t)arena->file.view +
			    prng_below(prng, ARENA_RACY);
		user->out = call->user.out;
		break;
	default:
		user->status = (uint32_t)prng_next(prng);
		user->information = (uint32_t)prng_next(prng);
		break;
	}
}

static void race_truncate(const struct call *call, const struct arena *arena,
			  struct prng *prng)
{
	arena_truncate(arena, prng_below(prng, 3) * ARENA_PAGE);
	/* This is the hand that meets SIGBUS. */
	if (arena_is_racy(arena, call->user.in))
		write32(call->user.in & ~3ULL, 1);
	arena_truncate(arena, ARENA_RACY);
}

static void disturb_once(const struct racer *racer, struct prng *prng)
{
	static const int rights[] = {
		PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE
	};
	const struct arena *arena = racer->arena;
	const struct call *call = racer->call;

	switch (call->spec->race) {
	case RACE_SESSION:
		race_session(call, prng);
		break;
	case RACE_BYTES:
		race_bytes(call, prng);
		break;
	case RACE_REQUEST:
		race_request(call, arena, prng);
		break;
	case RACE_PROTECT:
		arena_protect(arena, PRNG_PICK(prng, rights));
		break;
	case RACE_UNMAP:
		arena_unmap(arena, prng_permille(prng, 500));
		break;
	case RACE_TRUNCATE:
		race_truncate(call, arena, prng);
		break;
	case RACE_HANDLE:
		handle_change(prng_next(prng));
		break;
	}
}

static void disturb(struct racer *racer)
{
	struct prng prng = prng_stream(racer->call->spec->seed, 7);
	bool bytes = racer->call->spec->race <= RACE_BYTES;
	volatile bool odd = false;

	do {
		odd = !odd;
		if (!sigsetjmp(back, 0)) {
			may_jump = 1;
			if (odd || !bytes)
				disturb_once(racer, &prng);
			else
				as_it_was(racer->call);
		}
		may_jump = 0;
	} while (!racer->stop);
	if (racer->call->spec->race >= RACE_PROTECT)
		arena_restore(racer->arena);
}

/* ---- the thread ---- */

static void wait_on(sem_t *sem)
{
	while (sem_wait(sem) && errno == EINTR)
		;
}

static void *race(void *arg)
{
	struct racer *racer = arg;

	for (;;) {
		wait_on(&racer->go);
		disturb(racer);
		sem_post(&racer->done);
	}
	return NULL;
}

struct racer *racer_start(void)
{
	const struct sigaction action = {
		.sa_handler = on_fault, .sa_flags = SA_NODEFER
	};
	struct racer *racer = calloc(1, sizeof(*racer));

	if (!racer)
		fuzz_fail("no memory");
	sem_init(&racer->go, 0, 0);
	sem_init(&racer->done, 0, 0);
	/* It is left by a jump: nothing may stay blocked. */
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	if (pthread_create(&racer->thread, NULL, race, racer))
		fuzz_fail("no thread");
	pthread_detach(racer->thread);
	return racer;
}

void racer_begin(struct racer *racer, const struct arena *arena,
		 const struct call *call)
{
	racer->arena = arena;
	racer->call = call;
	racer->stop = false;
	sem_post(&racer->go);
	/* On one processor it would come too late otherwise. */
	sched_yield();
}

void racer_end(struct racer *racer)
{
	racer->stop = true;
	wait_on(&racer->done);
}
