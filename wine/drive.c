// SPDX-License-Identifier: MIT
/* /dev/aacsN, see drive.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "drive.h"
#include "say.h"
#include "section.h"

#define DRIVES	256U	/* as many as sr has */

struct drive_node {
	int fd;
	unsigned int users;	/* requests, and the table */
};

static struct {
	struct drive_node *node;
	bool had_one;
	bool explained;
} drives[DRIVES];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Context: @lock held. */
static void put_locked(struct drive_node *node)
{
	if (--node->users)
		return;
	close(node->fd);
	free(node);
}

static bool gone(const struct drive_node *node)
{
	struct pollfd pfd = { .fd = node->fd };

	return poll(&pfd, 1, 0) == 1 && (pfd.revents & (POLLHUP | POLLNVAL));
}

static const char *reason(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "no permission: be a member of the node's group (cdrom by the udev rule)";
	case ENOENT:
		return access("/sys/class/aacs", F_OK) ?
			"no such node: the module is not loaded (modprobe sr_aacs)" :
			"no such node: sr_aacs has no such drive (aacsctl list)";
	case ENXIO:
	case ENODEV:
		return "the drive was unplugged";
	default:
		return strerrordesc_np(error);
	}
}

static uint32_t status_of(int error, bool had_one)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return SR_AACS_STATUS_ACCESS_DENIED;
	case ENOENT:
	case ENXIO:
	case ENODEV:
		return had_one ? SR_AACS_STATUS_NO_SUCH_DEVICE :
				 SR_AACS_STATUS_INVALID_DEVICE_REQUEST;
	default:
		return SR_AACS_STATUS_INSUFFICIENT_RESOURCES;
	}
}

/* Context: @lock held. Returns 0 or an errno. */
static int open_node(unsigned int number)
{
	struct drive_node *node = malloc(sizeof(*node));
	char path[24];

	if (!node)
		return ENOMEM;
	snprintf(path, sizeof(path), "/dev/aacs%u", number);
	node->users = 1;
	node->fd = open(path, O_RDWR | O_CLOEXEC);
	if (node->fd < 0 && errno == EACCES)
		node->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (node->fd < 0) {
		int error = errno;

		free(node);
		if (!drives[number].explained)
			say("%s: %s", path, reason(error));
		drives[number].explained = true;
		return error;
	}
	drives[number].node = node;
	drives[number].had_one = true;
	drives[number].explained = false;
	return 0;
}

uint32_t drive_get(unsigned int number, struct drive_node **node)
{
	uint32_t status = SR_AACS_STATUS_SUCCESS;
	sigset_t signals;
	int error = 0;

	if (number >= DRIVES)
		return SR_AACS_STATUS_INVALID_DEVICE_REQUEST;
	section_enter(&lock, &signals);
	if (drives[number].node && gone(drives[number].node)) {
		put_locked(drives[number].node);
		drives[number].node = NULL;
	}
	if (!drives[number].node)
		error = open_node(number);
	if (error) {
		status = status_of(error, drives[number].had_one);
	} else {
		*node = drives[number].node;
		(*node)->users++;
	}
	section_leave(&lock, &signals);
	return status;
}

void drive_put(struct drive_node *node)
{
	sigset_t signals;

	section_enter(&lock, &signals);
	put_locked(node);
	section_leave(&lock, &signals);
}

int drive_fd(const struct drive_node *node)
{
	return node->fd;
}
