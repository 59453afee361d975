/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the parts: counts, progress, programs that race, functions that load and
 * unload the module and plug drives, and checks for leaked memory.
 */
#ifndef SOAK_H
#define SOAK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"
#include "../fixture/plug.h"

#define PART_SECONDS	7200	/* run-in-guest ends it before */

/* A part that tries them all tries the first few and every soak_step()th. */
unsigned int soak_step(void);
/* One line of figures, for the table: "# figures: ...". */
void figures(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints the progress every ten seconds. */
struct progress {
	const char *what;
	unsigned int count;	/* 0: not known */
	int64_t start;
	int64_t next;
};

struct progress progress_start(const char *what, unsigned int count);
void progress_at(struct progress *p, unsigned int done);
double progress_seconds(const struct progress *p);

/* ---- programs that race with the case ---- */

#define RACERS_MAX	8
#define TALLIES		8

/* Shared by the case and its racers. */
struct shared {
	atomic_bool stop;
	atomic_uint in_flight;		/* requests under way */
	atomic_uint tally[TALLIES];	/* each part's own */
};

extern struct shared *shared;

/* Starts @count processes with @work(0...), which return when shared->stop. */
void racers_start(unsigned int count, void (*work)(unsigned int number));
/* Fails the case if one has ended. */
void racers_check(void);
/* Stops them; fails the case if one has reported a failure. */
void racers_stop(void);
/* Waits until a number of theirs is beyond @than. */
void wait_beyond(const atomic_uint *number, unsigned int than);

/* A number below @limit, of this process' own sequence. */
unsigned int dice(unsigned int limit);
void pause_us(unsigned int us);

/* ---- module, sr and drive ---- */

/* Until it is not in use any more; returns how often it was. */
unsigned int module_unload_raced(void);

bool sr_is_bound(const struct drive *drive);

/* Waits for srN and aacsN, N may be another one than before. */
void find_again(struct drive *drive);

/* A session and the size of the key block: it works. */
void expect_works(const struct drive *drive);
/* A whole session in which a nonce for @lba is generated. */
void nonce_session(struct host *host, uint32_t lba);

/* ---- memory ---- */

/* Fails the case when kmemleak finds anything; false: there is no kmemleak. */
bool expect_no_leaks(void);

#define CACHES_MAX	400

/* What is in use, when all that could be freed was. */
struct slabs {
	unsigned int kib;		/* Slab of /proc/meminfo */
	unsigned int available_kib;
	unsigned int count;
	struct cache {
		char name[32];
		unsigned int objects;
	} cache[CACHES_MAX];
};

void slabs_look(struct slabs *slabs);
/* The cache that grew most, and by how much. */
const char *slabs_growth(const struct slabs *before, const struct slabs *after,
			 int *objects);

#endif /* SOAK_H */
