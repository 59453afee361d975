// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints the progress; racers.c, coming.c and leaks.c have the rest of soak.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "soak.h"

void figures(const char *fmt, ...)
{
	va_list ap;

	printf("# figures: ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

struct progress progress_start(const char *what, unsigned int count)
{
	struct progress p = { .what = what, .count = count };

	p.start = now_ms();
	p.next = p.start + 10000;
	return p;
}

double progress_seconds(const struct progress *p)
{
	double seconds = (now_ms() - p->start) / 1000.0;

	return seconds > 0.001 ? seconds : 0.001;
}

void progress_at(struct progress *p, unsigned int done)
{
	if (now_ms() < p->next)
		return;
	p->next = now_ms() + 10000;
	if (p->count)
		printf("# %s: %u of %u after %.0f s\n", p->what, done, p->count,
		       progress_seconds(p));
	else
		printf("# %s: %u after %.0f s\n", p->what, done,
		       progress_seconds(p));
}

unsigned int dice(unsigned int limit)
{
	return (unsigned long)random() % limit;
}

void pause_us(unsigned int us)
{
	const struct timespec t = { 0, us * 1000L };

	nanosleep(&t, NULL);
}
