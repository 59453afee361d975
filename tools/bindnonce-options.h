/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of bindnonce. */
#ifndef BINDNONCE_OPTIONS_H
#define BINDNONCE_OPTIONS_H

#include <windows.h>

struct options {
	const char *pki;	/* NULL: aacs_host_new()'s default */
	const char *drive;
	const char *file;	/* NULL: use lba and blocks */
	ULONG lba;
	ULONG blocks;
	int read;		/* READ_, not GENERATE_BINDING_NONCE */
	int quiet;
	int json;
};

/* Returns 0, or 1 + the exit status if the program must end. */
int parse_options(int argc, char **argv, struct options *opts);

#endif /* BINDNONCE_OPTIONS_H */
