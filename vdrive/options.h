/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aacs-vdrive. */
#ifndef VDRIVE_OPTIONS_H
#define VDRIVE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "disc.h"
#include "like.h"
#include "medium.h"

struct options {
	const char *name;
	const char *image;	/* NULL: an empty tray */
	const char *pki;	/* NULL: aacs_identity_load()'s default */
	const char *vendor;
	const char *product;
	const char *log;	/* NULL: none */
	const struct medium *medium;
	const struct like *like; /* NULL: don't imitate a drive */
	struct disc_params disc;
	unsigned int agids;
	unsigned int nonce_blocks;
	unsigned int timeout;	/* s that the kernel waits for a command */
	bool no_aacs;
	bool no_bng;
	bool bus_encryption;
	bool short_pack;
	bool background;
	bool no_wait;
};

/*
 * Reads @argv and sets the other @options to their defaults. Returns -1; if the
 * program must end, prints help or an error and returns the exit code.
 */
int options_parse(struct options *options, int argc, char **argv);

#endif /* VDRIVE_OPTIONS_H */
