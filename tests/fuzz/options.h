/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of the fuzzer. */
#ifndef FUZZ_OPTIONS_H
#define FUZZ_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	uint64_t seed;
	uint64_t calls;
	unsigned int processes;
	unsigned int threads;	/* in each of those */
	unsigned int drives;
	bool noise;		/* the last drive is changed and disturbed */
	uint32_t only;		/* use only this code; 0: all */
	const char *disc;	/* a directory of a mounted disc, or NULL */
};

extern struct options options;

/* Exits if the arguments are wrong or ask for help. */
void options_parse(int argc, char **argv);
/* Threads in all. */
unsigned int options_workers(void);

#endif /* FUZZ_OPTIONS_H */
