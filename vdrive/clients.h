/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The control socket's connections: one command each, then they are closed. */
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
		bool waits;	/* for the end of the drive */
	} slot[CLIENTS_MAX];
};

/*
 * Listens for drive @name, whose lock the caller holds. Returns false with
 * errno set on failure.
 */
bool clients_open(struct clients *clients, const char *name);
/* Fills in the CLIENTS_FDS descriptors to poll. */
void clients_poll(const struct clients *clients, struct pollfd *fds);
/* Serves those that are ready; returns whether one wants the drive to stop. */
bool clients_serve(struct clients *clients, const struct pollfd *fds,
		   struct drive *drive);
/*
 * Removes the socket of @name. To be called when all else is gone: that is
 * what those that asked for the stop are told.
 */
void clients_close(struct clients *clients, const char *name);

#endif /* VDRIVE_CLIENTS_H */
