// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading and writing FILE.aacs. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../auth/hex.h"
#include "sidecar.h"

#define BLOCKS_MAX	255U	/* one byte in the CDB */

static const char * const value_names[DISC_VALUES] = {
	[DISC_VOLUME_ID] = "volume-id",
	[DISC_SERIAL_NUMBER] = "serial-number",
	[DISC_MEDIA_ID] = "media-id",
};

/* ---- text to state; parsers return 0 or a negative errno value ---- */

static int parse_hex(const char *text, uint8_t bytes[DISC_VALUE_LEN])
{
	if (strlen(text) != 2 * DISC_VALUE_LEN)
		return -EINVAL;
	return hex_parse(text, 2 * DISC_VALUE_LEN, bytes);
}

static int parse_number(const char *text, uint32_t max, uint32_t *number)
{
	unsigned long long value;

	if (!*text || strspn(text, "0123456789") != strlen(text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, NULL, 10);
	if (errno || value > max)
		return -EINVAL;
	*number = value;
	return 0;
}

static bool overlap(const struct kept_nonce *a, const struct kept_nonce *b)
{
	return a->lba < (uint64_t)b->lba + b->blocks &&
	       b->lba < (uint64_t)a->lba + a->blocks;
}

static int add_nonce(struct sidecar *car, const struct kept_nonce *nonce)
{
	struct kept_nonce *more;

	more = realloc(car->nonces, (car->count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	car->nonces = more;
	more[car->count++] = *nonce;
	return 0;
}

static int parse_nonce(struct sidecar *car, char **word)
{
	struct kept_nonce nonce;
	size_t i;

	if (!word[0] || !word[1] || !word[2] || word[3] ||
	    parse_number(word[0], UINT32_MAX, &nonce.lba) ||
	    parse_number(word[1], BLOCKS_MAX, &nonce.blocks) ||
	    !nonce.blocks || parse_hex(word[2], nonce.nonce))
		return -EINVAL;
	for (i = 0; i < car->count; i++)
		if (overlap(&car->nonces[i], &nonce))
			return -EINVAL;
	return add_nonce(car, &nonce);
}

static int add_extent(struct sidecar *car, const struct disc_extent *extent)
{
	struct disc_extent *more;

	more = realloc(car->extents, (car->extent_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	car->extents = more;
	more[car->extent_count++] = *extent;
	return 0;
}

static int parse_extent(struct sidecar *car, char **word)
{
	struct disc_extent extent;

	if (!word[0] || !word[1] || word[2] ||
	    parse_number(word[0], UINT32_MAX, &extent.lba) ||
	    parse_number(word[1], UINT32_MAX, &extent.blocks) ||
	    !extent.blocks || car->extent_count == DISC_EXTENTS_MAX)
		return -EINVAL;
	return add_extent(car, &extent);
}

static int parse_version(struct sidecar *car, char **word)
{
	if (!word[0] || word[1] ||
	    parse_number(word[0], UINT32_MAX, &car->mkb_version) ||
	    !car->mkb_version)
		return -EINVAL;
	return 0;
}

static int parse_revoked(struct sidecar *car, char **word)
{
	if (!word[0] || word[1] || strlen(word[0]) != 2 * AACS_CERT_ID_LEN ||
	    car->revoked_count == DISC_REVOKED_MAX)
		return -EINVAL;
	return hex_parse(word[0], 2 * AACS_CERT_ID_LEN,
			 car->revoked[car->revoked_count++]);
}

static int parse_value(struct sidecar *car, enum disc_value which, char **word)
{
	if (!word[0] || word[1])
		return -EINVAL;
	if (!strcmp(word[0], "none")) {
		car->has[which] = false;
		memset(car->value[which], 0, DISC_VALUE_LEN);
		return 0;
	}
	if (parse_hex(word[0], car->value[which]))
		return -EINVAL;
	car->has[which] = true;
	return 0;
}

static int parse_line(struct sidecar *car, char *text)
{
	char *word[6] = { NULL }, *rest = text;
	int i;

	for (i = 0; i < 5; i++, rest = NULL) {
		word[i] = strtok_r(rest, " \t\r\n", &text);
		if (!word[i])
			break;
	}
	if (!word[0] || word[0][0] == '#')
		return 0;
	if (!strcmp(word[0], "nonce"))
		return parse_nonce(car, word + 1);
	if (!strcmp(word[0], "bus-encrypted"))
		return parse_extent(car, word + 1);
	if (!strcmp(word[0], "mkb-version"))
		return parse_version(car, word + 1);
	if (!strcmp(word[0], "revoked-host"))
		return parse_revoked(car, word + 1);
	if (!strcmp(word[0], "aacs") && word[1] && !word[2] &&
	    !strcmp(word[1], "no")) {
		car->aacs = false;
		return 0;
	}
	for (i = 0; i < DISC_VALUES; i++)
		if (!strcmp(word[0], value_names[i]))
			return parse_value(car, i, word + 1);
	return -EINVAL;
}

int sidecar_load(struct sidecar *car, const char *path, unsigned int *line)
{
	char *text = NULL;
	size_t size = 0;
	int err = 0;
	struct stat st;
	FILE *file;
	int fd;

	memset(car, 0, sizeof(*car));
	car->aacs = true;
	*line = 0;
	/* O_NONBLOCK: don't wait for a FIFO. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	file = err ? NULL : fdopen(fd, "r");
	if (!file) {
		if (!err)
			err = -errno;
		close(fd);
		return err;
	}
	while (!err && getline(&text, &size, file) >= 0) {
		++*line;
		err = parse_line(car, text);
	}
	if (!err && ferror(file))
		err = -errno;
	free(text);
	fclose(file);
	if (err)
		sidecar_clear(car);
	return err;
}

/* ---- state to text ---- */

static void print(const struct sidecar *car, FILE *file)
{
	size_t i;

	fputs("# AACS data of this disc, outside its user data\n", file);
	if (!car->aacs)
		fputs("aacs no\n", file);
	for (i = 0; i < DISC_VALUES; i++) {
		if (!car->aacs && !car->has[i])
			continue;
		fprintf(file, "%s ", value_names[i]);
		if (car->has[i])
			hex_print(file, car->value[i], DISC_VALUE_LEN);
		else
			fputs("none\n", file);
	}
	for (i = 0; i < car->count; i++) {
		const struct kept_nonce *nonce = &car->nonces[i];

		fprintf(file, "nonce %u %u ", nonce->lba, nonce->blocks);
		hex_print(file, nonce->nonce, DISC_VALUE_LEN);
	}
	if (car->mkb_version)
		fprintf(file, "mkb-version %u\n", car->mkb_version);
	for (i = 0; i < car->revoked_count; i++) {
		fputs("revoked-host ", file);
		hex_print(file, car->revoked[i], AACS_CERT_ID_LEN);
	}
	for (i = 0; i < car->extent_count; i++)
		fprintf(file, "bus-encrypted %u %u\n", car->extents[i].lba,
			car->extents[i].blocks);
}

/*
 * Makes the new name survive a power failure. The file has been replaced already, so
 * ignore a file system that can't sync directories.
 */
static void sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd;

	if (!copy)
		return;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int sidecar_save(const struct sidecar *car, const char *path)
{
	char *temp;
	FILE *file;
	int err;

	if (asprintf(&temp, "%s.new", path) < 0)
		return -ENOMEM;
	file = fopen(temp, "we");
	if (!file) {
		err = -errno;
		free(temp);
		return err;
	}
	print(car, file);
	err = fflush(file) || fsync(fileno(file)) ? -errno : 0;
	if (fclose(file) && !err)
		err = -errno;
	if (!err && rename(temp, path))
		err = -errno;
	if (err)
		unlink(temp);
	else
		sync_directory(path);
	free(temp);
	return err;
}

/* ---- nonces ---- */

void sidecar_clear(struct sidecar *car)
{
	free(car->nonces);
	free(car->extents);
	car->nonces = NULL;
	car->extents = NULL;
	car->count = 0;
	car->extent_count = 0;
}

const uint8_t *sidecar_nonce(const struct sidecar *car, uint32_t lba,
			     uint32_t blocks)
{
	size_t i;

	for (i = 0; i < car->count; i++)
		if (car->nonces[i].lba == lba && car->nonces[i].blocks == blocks)
			return car->nonces[i].nonce;
	return NULL;
}

int sidecar_with_nonce(const struct sidecar *car, struct sidecar *next,
		       const struct kept_nonce *nonce)
{
	int err = 0;
	size_t i;

	*next = *car;
	next->nonces = NULL;
	next->extents = NULL;
	next->count = 0;
	next->extent_count = 0;
	for (i = 0; i < car->extent_count && !err; i++)
		err = add_extent(next, &car->extents[i]);
	for (i = 0; i < car->count && !err; i++)
		if (!overlap(&car->nonces[i], nonce))
			err = add_nonce(next, &car->nonces[i]);
	if (!err)
		err = add_nonce(next, nonce);
	if (err)
		sidecar_clear(next);
	return err;
}
