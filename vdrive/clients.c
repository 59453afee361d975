// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "clients.h"
#include "control.h"

bool clients_open(struct clients *clients, const char *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	for (int i = 0; i < CLIENTS_MAX; i++)
		clients->slot[i].fd = -1;
	snprintf(sun.sun_path, sizeof(sun.sun_path), CONTROL_SOCKET, name);
	unlink(sun.sun_path);
	clients->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK |
				   SOCK_CLOEXEC, 0);
	return clients->listener >= 0 &&
	       !bind(clients->listener, (struct sockaddr *)&sun, sizeof(sun)) &&
	       !chmod(sun.sun_path, 0600) &&
	       !listen(clients->listener, CLIENTS_MAX);
}

/* A client that waits for the stop sends no more commands. */
void clients_poll(const struct clients *clients, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ clients->listener, POLLIN, 0 };
	for (int i = 0; i < CLIENTS_MAX; i++) {
		int fd = clients->slot[i].waits ? -1 : clients->slot[i].fd;

		fds[1 + i] = (struct pollfd){ fd, POLLIN, 0 };
	}
}

static void accept_client(struct clients *clients)
{
	int fd = accept4(clients->listener, NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (clients->slot[i].fd < 0) {
			clients->slot[i].fd = fd;
			return;
		}
	}
	close(fd);
}

/*
 * Returns true if client @i wants the drive to stop. After an answer, the drive
 * waits for the client to close the connection: if the drive closed it, the kernel
 * could report the end to the client before the answer.
 */
static bool serve_client(struct clients *clients, int i, struct drive *drive)
{
	char in[CONTROL_PACKET_MAX], out[CONTROL_PACKET_MAX];
	int fd = clients->slot[i].fd;
	ssize_t n = recv(fd, in, sizeof(in), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n > 0 && control_execute(drive, in, (size_t)n, out) ==
	    CONTROL_STOP) {
		clients->slot[i].waits = true;
		return true;
	}
	if (n > 0 && send(fd, out, strlen(out), MSG_NOSIGNAL) > 0)
		return false;
	close(fd);
	clients->slot[i].fd = -1;
	return false;
}

bool clients_serve(struct clients *clients, const struct pollfd *fds,
		   struct drive *drive)
{
	bool stop = false;

	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (fds[1 + i].revents && serve_client(clients, i, drive))
			stop = true;
	}
	if (fds[0].revents)
		accept_client(clients);
	return stop;
}

void clients_close(struct clients *clients, const char *name)
{
	static const char done[] = { CONTROL_DONE };
	char path[128];

	if (clients->listener < 0)
		return;
	close(clients->listener);
	snprintf(path, sizeof(path), CONTROL_SOCKET, name);
	unlink(path);
	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (clients->slot[i].fd < 0)
			continue;
		if (clients->slot[i].waits)
			send(clients->slot[i].fd, done, sizeof(done),
			     MSG_NOSIGNAL);
		close(clients->slot[i].fd);
	}
}
