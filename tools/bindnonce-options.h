/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bindnonce was told to do. */
#ifndef BINDNONCE_OPTIONS_H
#define BINDNONCE_OPTIONS_H

#include <windows.h>

struct options {
	const char *pki;	/* NULL: where aacs_host_new() looks by itself */
	const char *drive;
	const char *file;	/* NULL: the extent is lba and blocks */
	ULONG lba;
	ULONG blocks;
	int read;		/* READ_, not GENERATE_BINDING_NONCE */
	int quiet;
};

/* Returns 0 to go on with *opts, or 1 + the exit status. */
int parse_options(int argc, char **argv, struct options *opts);

#endif /* BINDNONCE_OPTIONS_H */
