// SPDX-License-Identifier: GPL-2.0-or-later
/* File systems on discs, see disc-fs.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disc-fs.h"
#include "harness.h"

#define TREE		"/sr_aacs/build/tests/e2e"

struct drive disc_drive(const char *name, const char *file,
			const char *options)
{
	char out[256], from[96], image[96], data[104];

	/* Built in, in some kernels. */
	RUN(out, sizeof(out), "modprobe", "-a", "isofs", "udf");
	snprintf(from, sizeof(from), TREE "/%s", file);
	snprintf(image, sizeof(image), "%s", drive_image(name));
	/* Another disc than the last one, so without that one's AACS data. */
	snprintf(data, sizeof(data), "%s.aacs", image);
	unlink(data);
	if (RUN(out, sizeof(out), "cp", from, image))
		FAIL("%s", out);
	return drive_start(name, 1, options);
}

void disc_mount(const struct drive *drive, const char *where, const char *type,
		unsigned long flags)
{
	mkdir(where, 0755);
	if (mount(drive->sr, where, type, flags, NULL))
		FAIL("mount -t %s %s: %m", type, drive->sr);
}

void disc_umount(const char *where)
{
	if (umount(where))
		FAIL("umount %s: %m", where);
}

void disc_tidy(void)
{
	while (!umount2(DISC, MNT_DETACH) || !umount2(OTHER_DISC, MNT_DETACH))
		;
}

bool disc_in_use(const struct drive *drive)
{
	int fd = open(drive->sr, O_RDONLY | O_NONBLOCK | O_EXCL | O_CLOEXEC);

	if (fd < 0 && errno == EBUSY)
		return true;
	CHECK(fd >= 0);
	close(fd);
	return false;
}

void disc_fill(uint8_t *data, size_t size)
{
	uint8_t tag[16];

	CHECK_EQ(getrandom(tag, sizeof(tag), 0), sizeof(tag));
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(tag[i % 16] + i + i / SECTOR);
}

static uint32_t sectors_of(size_t size)
{
	return (uint32_t)((size + SECTOR - 1) / SECTOR);
}

int disc_fd(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd < 0)
		FAIL("%s: %m", path);
	return fd;
}

struct disc_file disc_create(const char *path, size_t size)
{
	struct disc_file file = {
		.fd = disc_fd(path, O_RDWR | O_CREAT | O_TRUNC),
		.size = size, .data = malloc(size + 1),
		.blocks = sectors_of(size),
	};

	CHECK(file.data);
	disc_fill(file.data, size);
	CHECK_EQ(write(file.fd, file.data, size), size);
	return file;
}

struct disc_file disc_open(const char *path)
{
	struct disc_file file = { .fd = disc_fd(path, O_RDONLY) };
	struct stat st;

	CHECK(!fstat(file.fd, &st));
	file.size = (size_t)st.st_size;
	file.blocks = sectors_of(file.size);
	file.data = malloc(file.size + 1);
	CHECK(file.data);
	CHECK_EQ(pread(file.fd, file.data, file.size, 0), file.size);
	return file;
}

void disc_sync(const struct disc_file *file)
{
	CHECK(!fsync(file->fd));
}

void disc_rewrite(const struct disc_file *file)
{
	CHECK_EQ(pwrite(file->fd, file->data, file->size, 0), file->size);
	disc_sync(file);
}

void disc_dirty(const struct disc_file *file)
{
	disc_fill(file->data, file->size);
	CHECK_EQ(pwrite(file->fd, file->data, file->size, 0), file->size);
}

uint32_t disc_block(int fd, unsigned int n)
{
	int block = (int)n;

	if (!ioctl(fd, FIBMAP, &block))
		return (uint32_t)block;
	/* For what has no blocks at all; ERANGE says Linux 6.3 and later. */
	CHECK(errno == EINVAL || errno == ERANGE);
	return 0;
}

uint32_t disc_lba(const struct disc_file *file)
{
	uint32_t lba = disc_block(file->fd, 0);
	struct stat st;

	CHECK(!fstat(file->fd, &st));
	CHECK_EQ(st.st_blksize, SECTOR);
	CHECK(lba != 0);
	for (unsigned int i = 1; i < file->blocks; i++)
		CHECK_EQ(disc_block(file->fd, i), lba + i);
	return lba;
}

/* The drive writes its image as soon as it is told to. */
static uint8_t *read_disc(const struct drive *drive, size_t *size)
{
	int fd = open(drive_image(drive->name + 4), O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *data;

	CHECK(fd >= 0);
	CHECK(!fstat(fd, &st));
	*size = (size_t)st.st_size;
	data = malloc(*size);
	CHECK(data);
	CHECK_EQ(read(fd, data, *size), *size);
	close(fd);
	return data;
}

uint32_t disc_find(const struct drive *drive, const struct disc_file *file)
{
	size_t size, len = (size_t)file->blocks * SECTOR;
	size_t first = file->size < SECTOR ? file->size : SECTOR;
	uint8_t *disc = read_disc(drive, &size);
	uint8_t *want = calloc(1, len);
	uint32_t lba = 0;

	CHECK(want);
	memcpy(want, file->data, file->size);
	for (size_t at = 0; at + len <= size; at += SECTOR) {
		if (memcmp(disc + at, want, first))
			continue;
		CHECK(!lba);
		lba = (uint32_t)(at / SECTOR);
		CHECK_MEM(disc + at, want, len);
	}
	if (!lba)
		FAIL("the file is not on the disc");
	free(want);
	free(disc);
	return lba;
}
