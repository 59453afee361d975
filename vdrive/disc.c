// SPDX-License-Identifier: GPL-2.0-or-later
/* A disc: the image, FILE.aacs and the media key block. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../auth/aacs-auth.h"
#include "disc.h"
#include "mkb.h"
#include "sidecar.h"

struct disc {
	char *image;
	char *sidecar_path;
	int fd;
	uint32_t blocks;
	bool write_protected;
	struct sidecar sidecar;
	uint8_t *mkb;
	size_t mkb_len;
};

/* disc_open()'s *why */
static char message[512];

__attribute__((format(printf, 2, 3)))
static int fail(int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return err;
}

static int open_image(struct disc *disc, bool read_only)
{
	const char *image = disc->image;
	struct stat st;
	off_t size;

	if (!read_only) {
		disc->fd = open(image, O_RDWR | O_CLOEXEC);
		if (disc->fd < 0 && errno != EACCES && errno != EROFS &&
		    errno != EPERM)
			return fail(-errno, "%s: %s", image, strerror(errno));
	}
	if (disc->fd < 0)
		read_only = true;
	else if (!fstat(disc->fd, &st) && !(st.st_mode & 0222))
		read_only = true;
	if (read_only) {
		if (disc->fd >= 0)
			close(disc->fd);
		/* Don't wait in open() for a FIFO: it is refused below. */
		disc->fd = open(image, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	}
	if (disc->fd < 0 || fstat(disc->fd, &st))
		return fail(-errno, "%s: %s", image, strerror(errno));
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return fail(-EINVAL, "%s: not a file or a disk", image);

	size = lseek(disc->fd, 0, SEEK_END);
	if (size < 0)
		return fail(-errno, "%s: %s", image, strerror(errno));
	if (size < (off_t)DISC_BLOCK_SIZE)
		return fail(-EINVAL, "%s: smaller than one block of %u bytes",
			    image, DISC_BLOCK_SIZE);
	if (size / DISC_BLOCK_SIZE > DISC_BLOCKS_MAX)
		return fail(-EFBIG, "%s: larger than 2 TiB", image);
	disc->blocks = size / DISC_BLOCK_SIZE;
	disc->write_protected = read_only;
	return 0;
}

/* Creates FILE.aacs for a disc without it. */
static int new_sidecar(struct disc *disc, const struct disc_params *params)
{
	struct sidecar *car = &disc->sidecar;
	int err, i;

	memset(car, 0, sizeof(*car));
	car->aacs = !params->plain;
	for (i = 0; i < DISC_VALUES && car->aacs; i++) {
		if (params->values && !(params->values & 1U << i))
			continue;
		aacs_random(car->value[i], DISC_VALUE_LEN);
		car->has[i] = true;
	}
	err = sidecar_save(car, disc->sidecar_path);
	if (err == -EACCES || err == -EROFS || err == -EPERM)
		return 0;
	if (err)
		return fail(err, "%s: %s", disc->sidecar_path, strerror(-err));
	return 0;
}

static int open_sidecar(struct disc *disc, const struct disc_params *params)
{
	unsigned int line;
	int err;

	err = sidecar_load(&disc->sidecar, disc->sidecar_path, &line);
	if (err == -ENOENT)
		return new_sidecar(disc, params);
	if (err == -EINVAL && !line)
		return fail(err, "%s: not a regular file", disc->sidecar_path);
	if (err == -EINVAL)
		return fail(err, "%s: line %u is malformed",
			    disc->sidecar_path, line);
	if (err)
		return fail(err, "%s: %s", disc->sidecar_path, strerror(-err));
	return 0;
}

static int generate_mkb(struct disc *disc, size_t size,
			const struct aacs_authority *authority)
{
	static const uint8_t nobody[AACS_CERT_ID_LEN];
	const struct sidecar *car = &disc->sidecar;
	uint8_t hosts[DISC_REVOKED_MAX + 1][AACS_CERT_ID_LEN];
	struct mkb_authority says = {
		.version = car->mkb_version ? car->mkb_version : 1,
		.hosts = (const uint8_t (*)[AACS_CERT_ID_LEN])hosts,
		.host_count = car->revoked_count,
	};

	if (!authority)
		return mkb_generate(size, NULL, &disc->mkb, &disc->mkb_len);
	says.key = &authority->key;
	memcpy(hosts, car->revoked, sizeof(car->revoked));
	if (memcmp(authority->revoked_host, nobody, sizeof(nobody)))
		memcpy(hosts[says.host_count++], authority->revoked_host,
		       AACS_CERT_ID_LEN);
	return mkb_generate(size, &says, &disc->mkb, &disc->mkb_len);
}

static int open_mkb(struct disc *disc, const struct disc_params *params)
{
	const char *file = params->mkb_file;
	int err;

	if (!disc->sidecar.aacs)
		return 0;
	if (file) {
		err = mkb_load(file, &disc->mkb, &disc->mkb_len);
		if (err == -EFBIG)
			return fail(err, "%s: larger than %u bytes", file,
				    DISC_MKB_MAX);
		if (err)
			return fail(err, "%s: %s", file,
				    err == -ENODATA ? "empty file" :
						      strerror(-err));
		return 0;
	}
	err = generate_mkb(disc, params->mkb_size ? params->mkb_size :
			   DISC_MKB_DEFAULT, params->authority);
	if (err == -EINVAL)
		return fail(err, "the media key block must have %u to %u bytes, and room for its lists",
			    DISC_MKB_MIN, DISC_MKB_MAX);
	if (err)
		return fail(err, "media key block: %s", strerror(-err));
	return 0;
}

struct disc *disc_open(const char *image, const struct disc_params *params,
		       const char **why)
{
	struct disc *disc = calloc(1, sizeof(*disc));
	int err;

	if (why)
		*why = message;
	if (!disc) {
		errno = -fail(-ENOMEM, "%s: no memory", image);
		return NULL;
	}
	disc->fd = -1;
	disc->image = strdup(image);
	if (!disc->image || asprintf(&disc->sidecar_path, "%s.aacs", image) < 0) {
		disc->sidecar_path = NULL;
		err = fail(-ENOMEM, "%s: no memory", image);
	} else {
		err = open_image(disc, params->write_protected);
	}
	if (!err)
		err = open_sidecar(disc, params);
	if (!err)
		err = open_mkb(disc, params);
	if (err) {
		disc_close(disc);
		errno = -err;
		return NULL;
	}
	return disc;
}

void disc_close(struct disc *disc)
{
	if (!disc)
		return;
	if (disc->fd >= 0)
		close(disc->fd);
	sidecar_clear(&disc->sidecar);
	free(disc->mkb);
	free(disc->sidecar_path);
	free(disc->image);
	free(disc);
}

const char *disc_image(const struct disc *disc)
{
	return disc->image;
}

int disc_fd(const struct disc *disc)
{
	return disc->fd;
}

uint32_t disc_blocks(const struct disc *disc)
{
	return disc->blocks;
}

bool disc_write_protected(const struct disc *disc)
{
	return disc->write_protected;
}

bool disc_is_aacs(const struct disc *disc)
{
	return disc->sidecar.aacs;
}

const uint8_t *disc_value(const struct disc *disc, enum disc_value which)
{
	if (!disc->sidecar.aacs || !disc->sidecar.has[which])
		return NULL;
	return disc->sidecar.value[which];
}

const uint8_t *disc_mkb(const struct disc *disc, size_t *len)
{
	*len = disc->mkb_len;
	return disc->mkb;
}

const struct disc_extent *disc_bus_extents(const struct disc *disc, size_t *count)
{
	*count = disc->sidecar.extent_count;
	return disc->sidecar.extents;
}

const uint8_t *disc_nonce(const struct disc *disc, uint32_t lba,
			  uint32_t blocks)
{
	return sidecar_nonce(&disc->sidecar, lba, blocks);
}

int disc_keep_nonce(struct disc *disc, uint32_t lba, uint32_t blocks,
		    const uint8_t nonce[DISC_VALUE_LEN])
{
	struct kept_nonce kept = { .lba = lba, .blocks = blocks };
	struct sidecar next;
	int err;

	memcpy(kept.nonce, nonce, DISC_VALUE_LEN);
	err = sidecar_with_nonce(&disc->sidecar, &next, &kept);
	if (err)
		return err;
	err = sidecar_save(&next, disc->sidecar_path);
	if (err) {
		sidecar_clear(&next);
		return err;
	}
	sidecar_clear(&disc->sidecar);
	disc->sidecar = next;
	return 0;
}
