// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl mkb: writes the media key block of a disc to a file. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "aacsctl.h"

#define PACK		32768
#define SHOW_NS		300000000	/* between two lines of progress */
/* Fills the buffer until packs arrive: no record of a block begins with this. */
#define NOT_YET		0xa5

/*
 * The module copies each pack to the buffer as it arrives, so another thread sees the
 * progress of the request.
 */
struct progress {
	const volatile uint8_t *data;
	uint32_t len;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool end, shown;
};

static uint32_t packs_there(const struct progress *progress)
{
	uint32_t pack = 0;

	while (pack * PACK < progress->len &&
	       (progress->data[pack * PACK] != NOT_YET ||
		progress->data[pack * PACK + 1] != NOT_YET))
		pack++;
	return pack;
}

static void *show(void *arg)
{
	struct progress *progress = arg;
	struct timespec until;

	pthread_mutex_lock(&progress->lock);
	while (!progress->end) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += SHOW_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&progress->ended, &progress->lock, &until) !=
		    ETIMEDOUT)
			continue;
		fprintf(stderr, "\r%u of %u packs", packs_there(progress),
			progress->len / PACK);
		progress->shown = true;
	}
	pthread_mutex_unlock(&progress->lock);
	if (progress->shown)
		fputs("\r\033[K", stderr);
	return NULL;
}

static int read_block(int fd, uint8_t *data, uint32_t len, struct sr_aacs_request *request)
{
	struct progress progress = {
		.data = data, .len = len, .lock = PTHREAD_MUTEX_INITIALIZER,
		.ended = PTHREAD_COND_INITIALIZER,
	};
	uint32_t layer = 0;
	pthread_t thread;
	bool showing;
	int err;

	memset(data, NOT_YET, len);
	showing = isatty(2) && !pthread_create(&thread, NULL, show, &progress);
	err = aacsctl_request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, sizeof(layer),
			      data, len, request);
	if (showing) {
		pthread_mutex_lock(&progress.lock);
		progress.end = true;
		pthread_cond_signal(&progress.ended);
		pthread_mutex_unlock(&progress.lock);
		pthread_join(thread, NULL);
	}
	return err;
}

/* Opens an existing device or pipe; creates a regular file. */
static int create(const char *path, bool *made)
{
	struct stat st;
	int fd;

	*made = false;
	if (!strcmp(path, "-"))
		return dup(1);
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return open(path, O_WRONLY | O_CLOEXEC);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	*made = fd >= 0;
	return fd;
}

static int write_block(int fd, const uint8_t *data, size_t len)
{
	while (len) {
		ssize_t done = write(fd, data, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		len -= (size_t)done;
	}
	return 0;
}

static int copy_block(int fd, unsigned int drive, int out, const char *path)
{
	struct sr_aacs_request request;
	uint32_t layer = 0, len = 0;
	uint8_t *data;
	int err;

	err = aacsctl_request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer,
			      sizeof(layer), &len, sizeof(len), &request);
	if (err)
		return aacsctl_request_failed("getting the size of the media key block",
					      drive, &request, err);
	data = malloc(len ? len : 1);
	if (!data)
		return aacsctl_fail(path, strerror(ENOMEM));
	err = read_block(fd, data, len, &request);
	if (err) {
		free(data);
		return aacsctl_request_failed("reading the media key block", drive,
					      &request, err);
	}
	err = write_block(out, data, request.information);
	free(data);
	if (err == -EPIPE)
		return 1;
	return err ? aacsctl_fail(path, strerror(-err)) : 0;
}

int aacsctl_mkb(const struct aacsctl_options *options, char **argv)
{
	const char *path = argv[1];
	unsigned int drive;
	int fd, out, status;
	bool made;

	fd = aacsctl_open(argv[0], &drive);
	if (fd < 0)
		return 1;
	out = create(path, &made);
	if (out < 0) {
		close(fd);
		return aacsctl_fail(path, errno == EEXIST ?
				    "exists and is not overwritten" : strerror(errno));
	}
	status = copy_block(fd, drive, out, path);
	if (close(out) && !status)
		status = aacsctl_fail(path, strerror(errno));
	if (status && made)
		unlink(path);
	close(fd);
	return status;
}
