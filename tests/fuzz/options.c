// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line, see options.h. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "options.h"
#include "prng.h"
#include "shared.h"

struct options options = {
	.calls = 20000, .processes = 4, .threads = 2, .drives = 1
};

static void usage(FILE *to)
{
	fputs("usage: fuzz [OPTION]...\n"
	      "  --seed N       where all calls come from (default: random)\n"
	      "  --calls N      how many (20000)\n"
	      "  --processes N  that make them (4)\n"
	      "  --threads N    in each of those (2)\n"
	      "  --drives N     /dev/aacs0 to N-1 (1)\n"
	      "  --noise        change, reset and disturb the last drive\n"
	      "  --disc DIR     a directory of the disc in /dev/sr0\n"
	      "  --only CODE    this ioctl number alone (hex)\n"
	      "With the same seed, processes, threads, drives and code every\n"
	      "thread makes the same calls; the hash at the end is of all of\n"
	      "them. Exit code 1 when an answer was wrong.\n", to);
}

static uint64_t number(const char *text, int base, uint64_t min, uint64_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || end == text || *end || value < min || value > max) {
		fprintf(stderr, "fuzz: %s is no number, or out of range\n",
			text);
		exit(2);
	}
	return value;
}

void options_parse(int argc, char **argv)
{
	static const struct option names[] = {
		{ "seed", 1, NULL, 's' }, { "calls", 1, NULL, 'c' },
		{ "processes", 1, NULL, 'p' }, { "threads", 1, NULL, 't' },
		{ "drives", 1, NULL, 'd' }, { "noise", 0, NULL, 'n' },
		{ "disc", 1, NULL, 'D' }, { "only", 1, NULL, 'o' },
		{ "help", 0, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct timespec t;
	int c;

	clock_gettime(CLOCK_REALTIME, &t);
	options.seed = prng_mix((uint64_t)t.tv_sec ^ (uint64_t)t.tv_nsec << 32);
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (c) {
		case 's':
			options.seed = number(optarg, 0, 0, UINT64_MAX);
			break;
		case 'c':
			options.calls = number(optarg, 10, 1, UINT64_MAX);
			break;
		case 'p':
			options.processes = number(optarg, 10, 1, 16);
			break;
		case 't':
			options.threads = number(optarg, 10, 1, 4);
			break;
		case 'd':
			options.drives = number(optarg, 10, 1, DRIVES_MAX);
			break;
		case 'n':
			options.noise = true;
			break;
		case 'D':
			options.disc = optarg;
			break;
		case 'o':
			options.only = number(optarg, 16, 0, UINT32_MAX);
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
}

unsigned int options_workers(void)
{
	return options.processes * options.threads;
}
