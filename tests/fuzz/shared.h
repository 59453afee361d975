/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by all processes of a run: failures, counters, the owner of each session, and
 * the journals: the last calls of each thread.
 */
#ifndef FUZZ_SHARED_H
#define FUZZ_SHARED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "spec.h"

#define DRIVES_MAX	8
#define WORKERS_MAX	64
#define RING		32
#define MKB_MAX		(16U * 4096U)
#define STATUSES	29
/* Results besides the statuses: ENOTTY, EFAULT, EBADF and any other errno. */
#define OUTCOMES	(STATUSES + 4)

enum entry_state { ENTRY_NONE, ENTRY_BEGUN, ENTRY_ENDED };

struct entry {
	struct spec spec;
	uint64_t req, in, out;
	uint32_t in_len, out_len;
	uint32_t session;
	uint32_t status, information;
	int fd, ret, error;
	int pid;
	atomic_int state;
};

/* Of one thread; no other thread writes into it. */
struct worker_shared {
	_Atomic uint64_t calls;
	_Atomic uint64_t extra;		/* by children */
	uint64_t hash;
	atomic_bool done;
	uint64_t counts[CODE_ROWS + 1][OUTCOMES];
	uint64_t foreign[CODE_ROWS];	/* calls with another one's session */
	uint64_t actions[ACTIONS];
	struct entry ring[RING];
	_Atomic uint32_t head;
};

struct drive_shared {
	/*
	 * The session that the keeper of this drive holds, | 0x100, and above
	 * that how often it has got one; 0 when it holds none.
	 */
	_Atomic uint64_t claim;
	_Atomic uint64_t kept;		/* sessions without a failure */
	bool noisy;			/* changes, resets and faults happen */
	bool supported, bng;
	uint32_t mkb_size;
	uint8_t mkb[MKB_MAX];
};

struct shared {
	uint64_t seed;
	atomic_int failed;
	int failed_thread;	/* -1: not a thread that makes calls */
	char message[2048];
	atomic_bool stop;
	_Atomic uint64_t noises;
	struct drive_shared drives[DRIVES_MAX];
	struct worker_shared workers[WORKERS_MAX];
};

extern struct shared *shared;

/* The number of this thread. */
extern _Thread_local int fuzz_thread;

void shared_make(void);
/* The first thread that fails stores the reason, and ends its process. */
void fuzz_fail(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));
/* Prints the journals of all @workers, the last call last; that of the failed one whole. */
void journal_print(FILE *to, unsigned int workers);

/* Index and name of a status; -1 if it is not documented. */
int status_index(uint32_t status);
const char *outcome_name(unsigned int outcome);

#endif /* FUZZ_SHARED_H */
