/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections to the control socket; each carries one command. */
#ifndef VDRIVE_CLIENTS_H
#define VDRIVE_CLIENTS_H

#include <poll.h>
#include <stdbool.h>

#include "drive.h"

#define CLIENTS_MAX	8
#define CLIENTS_FDS	(1 + CLIENTS_MAX)	/* to poll */

struct clients {
	int listener;
	struct {
		int fd;
		bool waits;	/* it waits for the answer to its `stop` */
	} slot[CLIENTS_MAX];
};

/*
 * Listens for drive @name; the caller holds the drive's lock. Returns false and
 * sets errno on failure.
 */
bool clients_open(struct clients *clients, const char *name);
/* Fills in the CLIENTS_FDS descriptors to poll. */
void clients_poll(const struct clients *clients, struct pollfd *fds);
/* Serves ready clients; returns true if a client wants the drive to stop. */
bool clients_serve(struct clients *clients, const struct pollfd *fds,
		   struct drive *drive);
/*
 * Removes the socket of @name and answers the clients that asked for the stop.
 * Call it last, since the answer means that the drive is gone.
 */
void clients_close(struct clients *clients, const char *name);

#endif /* VDRIVE_CLIENTS_H */
