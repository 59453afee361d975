// SPDX-License-Identifier: GPL-2.0-or-later
/* Media key blocks of any number of packs, with one call. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("mkb");

#define PACK	SR_AACS_MKB_PACK_SIZE

static const struct {
	const char *name;
	uint32_t len, packs;
} sizes[] = {
	{ "1 byte", 1, 1 },
	{ "1 pack less one byte", PACK - 1, 1 },
	{ "1 pack", PACK, 1 },
	{ "1 pack and one byte", PACK + 1, 2 },
	{ "2 packs, the last short", PACK + 4096, 2 },
	{ "3 packs", 3 * PACK, 3 },
	{ "255 packs, the last short", 254 * PACK + 5, 255 },
	{ "255 packs", 255 * PACK, 255 },
};

/* Content that tells pack from pack and byte from byte. */
static uint8_t byte_at(uint32_t i)
{
	return (uint8_t)(i * 2654435761U >> 24);
}

static void write_block(const char *path, uint32_t len)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	uint8_t *p;

	CHECK(fd >= 0);
	CHECK(!ftruncate(fd, len));
	p = mmap(NULL, len, PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	for (uint32_t i = 0; i < len; i++)
		p[i] = byte_at(i);
	munmap(p, len);
	close(fd);
}

CASE(size, "block of", ROWS(sizes, name))
{
	static const char path[] = "/run/discs/e2e-block.mkb";
	uint32_t len = sizes[f->row].len, packs = sizes[f->row].packs;
	uint32_t layer = 0, size = 0, room;
	struct drive drive;
	uint8_t *out;
	int fd;

	write_block(path, len);
	/* Real drives fill the last pack with zeros. A drive may cut it. */
	drive = drive_start("mkb", 1024, f->row % 2 ?
			    "--mkb /run/discs/e2e-block.mkb --mkb-short" :
			    "--mkb /run/discs/e2e-block.mkb");
	fd = node_open(&drive, O_RDONLY);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(size, packs * PACK);

	room = size + 100;
	out = malloc(room);
	CHECK(out);
	memset(out, 0xa5, room);
	/* Too small says how much; one byte less is too small. */
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out, 8),
	       BUFFER_TOO_SMALL, size);
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       size - 1), BUFFER_TOO_SMALL, size);
	for (uint32_t i = 0; i < room; i++)
		CHECK_EQ(out[i], 0xa5);

	log_mark(&drive);
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       size), SUCCESS, size);
	CHECK_EQ(log_count(&drive, "ad"), packs);
	for (uint32_t i = 0; i < packs; i++) {
		uint32_t part = i + 1 < packs || f->row % 2 == 0 ? PACK : len - i * PACK;
		char moved[32];

		snprintf(moved, sizeof(moved), "good %u", part + 4);
		CHECK_EQ(log_count(&drive, line_structure(0, 0x83, 0, i, 32772,
							  moved)), 1);
		if (i == 4 && packs > 10)
			i = packs - 3;	/* each takes a look at the whole log */
	}
	for (uint32_t i = 0; i < size; i++) {
		if (out[i] != (i < len ? byte_at(i) : 0))
			FAIL("byte %u of the block is %#x", i, out[i]);
	}
	for (uint32_t i = size; i < room; i++)
		CHECK_EQ(out[i], 0xa5);

	/* A larger buffer will do. */
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       room), SUCCESS, size);
	CHECK_EQ(out[size], 0xa5);
	unlink(path);
}

/* A block is never put together from two discs. */
OPEN_CASE(change_between_packs, "a change at the first pack")
{
	static uint8_t out[65536];
	uint32_t layer = 0;

	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       sizeof(out)), SUCCESS, 65536);
	log_mark(f->drive);
	ctl(f->drive, "change");
	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       sizeof(out)), SUCCESS, 65536);
	CHECK_EQ(log_count(f->drive, line_structure(0, 0x83, 0, 0, 32772,
						    "6/28/00 0")), 1);
	CHECK_EQ(log_count(f->drive, line_structure(0, 0x83, 0, 1, 32772,
						    "good 32772")), 1);
}
