/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A running drive: the loop that serves kernel, control socket and disc. */
#ifndef VDRIVE_SERVER_H
#define VDRIVE_SERVER_H

#include "options.h"

/*
 * Serves one drive until SIGTERM, SIGINT, SIGHUP, `stop` or the end of its disc
 * file. Calls @ready once, with "NAME: ready: /dev/srN". Prints errors on
 * standard error. Returns an exit code.
 */
int server_run(const struct options *options, void (*ready)(const char *line));

#endif /* VDRIVE_SERVER_H */
