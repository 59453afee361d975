/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A drive that runs: the loop between kernel, control socket and disc. */
#ifndef VDRIVE_SERVER_H
#define VDRIVE_SERVER_H

#include "options.h"

/*
 * Serves one drive until SIGTERM, SIGINT, `stop` or the end of its disc file.
 * @ready is called once, with "NAME: ready: /dev/srN", when it is there.
 * Complaints go to standard error. Returns an exit code.
 */
int server_run(const struct options *options, void (*ready)(const char *line));

#endif /* VDRIVE_SERVER_H */
