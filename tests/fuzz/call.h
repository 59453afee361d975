/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One ioctl: made from a spec, carried out, and its answer judged. */
#ifndef FUZZ_CALL_H
#define FUZZ_CALL_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <linux/sr_aacs.h>

#include "arena.h"
#include "shared.h"
#include "spec.h"

struct racer;

/* A thread that makes calls. */
struct worker {
	struct worker_shared *shared;
	struct arena arena;
	struct racer *racer;	/* NULL: without */
	struct prng prng;
	struct spec_range range;
	uint64_t made;		/* number of calls so far */
};

/* A call under way. */
struct call {
	const struct spec *spec;
	int row;			/* of code_rows; -1: another code */
	struct sr_aacs_request user;	/* its contents before the call */
	uint8_t input[INPUT_MAX];	/* the same */
	uint64_t req;			/* where that is */
	bool raced;			/* by another thread */
	bool big;			/* the big memory is in use */

	unsigned int slot;
	uint32_t version;
	int fd;
	uint8_t rights;
	unsigned int drive;
	uint64_t claim;			/* of the drive's keeper, before the call */

	int ret, error;
	uint32_t status, information;	/* their values after the call */
};

/* The allowed answers. */
enum want {
	WANT_ERROR,	/* @error, and nothing was touched */
	WANT_STATUS,	/* @status and @information, no other */
	WANT_DRIVE,	/* the drive decides: one of @statuses */
};

struct expect {
	enum want want;
	int error;
	uint32_t status, information;
	uint32_t statuses;	/* a mask of status_index() */
	bool certain;		/* even when the drive is changed */
};

/* The documented order of checks, see Documentation/abi.rst. */
struct expect call_expect(const struct call *call, const struct arena *arena);
/* Judges the answer; fails when it is wrong. */
void call_judge(struct call *call, struct arena *arena,
		const struct expect *expect);
/* Prepares, carries out, judges and counts. */
void call_make(struct worker *worker, const struct spec *spec);

/* The main function of a thread; @arg is its number. */
void *worker_run(void *arg);

/* ---- the racing thread ---- */

struct racer {
	pthread_t thread;
	sem_t go, done;
	atomic_bool stop;
	const struct arena *arena;
	const struct call *call;
};

struct racer *racer_start(void);
/* Disturbs until racer_end(). */
void racer_begin(struct racer *racer, const struct arena *arena,
		 const struct call *call);
void racer_end(struct racer *racer);

#endif /* FUZZ_CALL_H */
