/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rows of the benchmark have in common: the ways to the drive that are
 * compared, and how something is measured.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

/* Drives in use keep no log. */
#define NO_LOG		"--log /dev/null"
#define BENCH_SECONDS	3000	/* run-in-guest ends it before */

enum { OURS, SG_IO_WAY, NTDVD, WAYS };

/* One way to the drive. */
struct way {
	request_way *request;	/* NULL: /dev/aacsN itself */
	int fd;
	struct host host;	/* on this @fd */
};

struct bench {
	const char *prefix;	/* of the rows' names; NULL for none */
	struct drive drive;
	struct way ways[WAYS];
	struct host *host;	/* of the way in use */
	int fd;
	uint32_t agid;
	uint8_t *block;		/* room for the longest media key block */
	uint32_t packs;		/* that have come */
	struct answer answer;
};

/* Opens the drive on every way. */
void bench_open(struct bench *bench, const struct drive *drive);

/* Only @timed is measured; @before and @after may be NULL. */
struct work {
	const char *name;
	unsigned int count;
	void (*before)(struct bench *bench);
	void (*timed)(struct bench *bench);
	void (*after)(struct bench *bench);
};

/*
 * Does the work @count times on the way @first and on @second in turns, and prints
 *
 *	# row<TAB>NAME<TAB>COUNT<TAB>MEDIAN<TAB>P99<TAB>MEAN<TAB>MEDIAN<TAB>P99<TAB>MEAN
 *
 * in nanoseconds; the means are of the middle nine tenths. @other is what @second does;
 * it may be @work.
 */
void bench_run(struct bench *bench, const struct work *work, int first,
	       const struct work *other, int second);
/* A figure that is not a time: "# figure<TAB>NAME<TAB>VALUE". */
void bench_figure(const char *name, double value);
int64_t now_ns(void);

/* SG_IO on /dev/srN as a program uses it; @out gets what follows the header. */
request_way sg_request;
/* The media key block by SG_IO, pack by pack; returns the number of packs. */
uint32_t sg_read_mkb(int fd, uint8_t *block);
/* libntdvd; the descriptor is the drive's letter. */
request_way ntdvd_request;

#endif /* BENCH_H */
