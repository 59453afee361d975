// SPDX-License-Identifier: GPL-2.0-or-later
/* Media key blocks of 2, 32 and 255 packs. */
#include <string.h>

#include "bench.h"

THEME("mkb", .seconds = BENCH_SECONDS);

/* With room for the longest block there is no need to ask for the size. */
static void read_block(struct bench *bench)
{
	uint32_t layer = 0;

	bench->answer = request(bench->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer,
				sizeof(layer), bench->block,
				255 * SR_AACS_MKB_PACK_SIZE);
	bench->packs = bench->answer.information / SR_AACS_MKB_PACK_SIZE;
}

static void read_size_and_block(struct bench *bench)
{
	uint32_t size;

	EXPECT(read_mkb_size(bench->fd, &size), SUCCESS, 4);
	read_block(bench);
}

static void read_by_sg(struct bench *bench)
{
	bench->packs = sg_read_mkb(bench->fd, bench->block);
}

static void compare(struct fixture *f, const char *name, uint32_t packs,
		    void (*timed)(struct bench *bench))
{
	const struct work ours = { name, 100, NULL, timed, NULL };
	const struct work other = { "", 0, NULL, read_by_sg, NULL };
	struct bench bench = { 0 };

	bench_open(&bench, f->drive);
	bench_run(&bench, &ours, OURS, &other, SG_IO_WAY);
	CHECK_EQ(bench.packs, packs);
}

CASE(two, "2 packs", .own = NO_LOG " --mkb-size 65536")
{
	compare(f, "media key block, 2 packs", 2, read_block);
}

CASE(two_asked, "2 packs, asked before", .own = NO_LOG " --mkb-size 65536")
{
	compare(f, "2 packs, _SIZE before", 2, read_size_and_block);
}

CASE(many, "32 packs", .own = NO_LOG " --mkb-size 1048576")
{
	compare(f, "media key block, 32 packs", 32, read_block);
}

CASE(all, "255 packs", .own = NO_LOG " --mkb-size 8355840")
{
	compare(f, "media key block, 255 packs", 255, read_block);
}
