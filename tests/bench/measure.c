// SPDX-License-Identifier: GPL-2.0-or-later
/* Time and its statistics. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"

#define WARM_UP	20

int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int64_t once(struct bench *bench, const struct work *work, int way)
{
	int64_t time;

	bench->fd = bench->ways[way].fd;
	bench->host = &bench->ways[way].host;
	request_by = bench->ways[way].request;
	if (work->before)
		work->before(bench);
	time = now_ns();
	work->timed(bench);
	time = now_ns() - time;
	if (work->after)
		work->after(bench);
	return time;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* The mean without the lowest and the highest twentieth. */
static int64_t middle(const int64_t *sorted, unsigned int count)
{
	const unsigned int first = count / 20, end = count - first;
	int64_t sum = 0;

	for (unsigned int i = first; i < end; i++)
		sum += sorted[i];
	return sum / (end - first);
}

void bench_run(struct bench *bench, const struct work *work, int first,
	       const struct work *other, int second)
{
	const unsigned int count = work->count;
	int64_t *times[2] = {
		calloc(count, sizeof(int64_t)), calloc(count, sizeof(int64_t)),
	};

	CHECK(times[0] && times[1]);
	for (unsigned int i = 0; i < WARM_UP + count; i++) {
		/* The second one finds warmer caches. */
		for (unsigned int n = 0; n < 2; n++) {
			unsigned int side = (i + n) % 2;
			int64_t time = once(bench, side ? other : work,
					    side ? second : first);

			if (i >= WARM_UP)
				times[side][i - WARM_UP] = time;
		}
	}
	printf("# row\t%s%s\t%u", bench->prefix ? bench->prefix : "", work->name,
	       count);
	for (unsigned int side = 0; side < 2; side++) {
		qsort(times[side], count, sizeof(int64_t), compare);
		printf("\t%lld\t%lld\t%lld", (long long)times[side][count / 2],
		       (long long)times[side][count * 99 / 100],
		       (long long)middle(times[side], count));
		free(times[side]);
	}
	printf("\n");
	request_by = NULL;
}

void bench_figure(const char *name, double value)
{
	printf("# figure\t%s\t%.6g\n", name, value);
}
