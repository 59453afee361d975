/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aacs-vdrive. */
#ifndef VDRIVE_OPTIONS_H
#define VDRIVE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "disc.h"

struct options {
	const char *name;
	const char *image;	/* NULL: an empty tray */
	const char *pki;	/* NULL: where aacs_identity_load() looks */
	const char *vendor;
	const char *product;
	const char *log;	/* NULL: none */
	struct disc_params disc;
	unsigned int agids;
	unsigned int nonce_blocks;
	unsigned int timeout;	/* s; of the kernel for a command */
	bool no_aacs;
	bool no_bng;
	bool bus_encryption;
	bool background;
	bool no_wait;
};

/*
 * Reads @argv and completes @options with the defaults. Returns -1, or the
 * exit code of a program that is done (help was asked for, or a mistake was
 * made; it has been told).
 */
int options_parse(struct options *options, int argc, char **argv);

#endif /* VDRIVE_OPTIONS_H */
