// SPDX-License-Identifier: GPL-2.0-only
/* The extent of a file from the numbers of its blocks. */
#include <kunit/test.h>
#include "../module/extent.h"
#include "rows.h"

/* The reasons, word for word, so that no row fails for another reason. */
#define EMPTY		"the file is empty"
#define LONG		"the file is longer than 255 sectors"
#define UNNAMED		"the file system names no blocks of the file"
#define HOLE		"the file has a hole"
#define OUTSIDE		"the file has a block outside the disc"
#define FRAGMENTED	"the file is fragmented"
#define UNALIGNED	"the file does not start at a sector"
#define BEYOND		"the file lies behind the last LBA"

#define MAX_SIZE	522240		/* 255 sectors of 2048 bytes */
#define TERABYTE	0x10000000000
#define ENDLESS		0x100000000000	/* more than 2^32 sectors */
#define ALL_ONES	0xFFFFFFFFFFFFFFFF

/* A block that is not at its regular place; FAILS: @block is an errno. */
enum odd_kind { NOTHING, AT, FAILS };

struct odd {
	enum odd_kind kind;
	u64 index;
	s64 block;
};

struct map_row {
	const char *name;
	unsigned int block;	/* bytes of a block; 0 for 2048 */
	u64 size;
	u64 first;		/* the other blocks follow it */
	struct odd odd[2];	/* except these */
	u64 start;
	u64 length;		/* 0 for a terabyte */
	const char *why;
	/* if @why is NULL */
	u32 lba;
	u8 sectors;
};

static const struct map_row map_rows[] = {
	/* sizes */
	{ "no byte", .size = 0, .first = 9, .why = EMPTY },
	{ "one byte", .size = 1, .first = 9, .lba = 9, .sectors = 1 },
	{ "a byte less than a sector", .size = 2047, .first = 9, .lba = 9, .sectors = 1 },
	{ "one sector", .size = 2048, .first = 9, .lba = 9, .sectors = 1 },
	{ "a byte more than a sector", .size = 2049, .first = 9, .lba = 9, .sectors = 2 },
	{ "two sectors", .size = 4096, .first = 9, .lba = 9, .sectors = 2 },
	{ "254 sectors", .size = MAX_SIZE - 2048, .first = 9, .lba = 9, .sectors = 254 },
	{ "254 sectors and a byte", .size = MAX_SIZE - 2047, .first = 9, .lba = 9, .sectors = 255 },
	{ "255 sectors", .size = MAX_SIZE, .first = 9, .lba = 9, .sectors = 255 },
	{ "255 sectors and a byte", .size = MAX_SIZE + 1, .first = 9, .why = LONG },
	{ "256 sectors", .size = MAX_SIZE + 2048, .first = 9, .why = LONG },
	{ "257 sectors, 1 modulo 256", .size = MAX_SIZE + 4096, .first = 9, .why = LONG },
	{ "one sector modulo 2^32 bytes", .size = 0x100000800, .first = 9, .why = LONG },
	{ "2^63 bytes", .size = 0x8000000000000000, .first = 9, .why = LONG },
	{ "2^64 - 1 bytes", .size = ALL_ONES, .first = 9, .why = LONG },

	/* blocks of 512 bytes */
	{ "512: one byte", 512, .size = 1, .first = 36, .lba = 9, .sectors = 1 },
	{ "512: one sector", 512, .size = 2048, .first = 36, .lba = 9, .sectors = 1 },
	{ "512: a sector and a block", 512, .size = 2560, .first = 36, .lba = 9, .sectors = 2 },
	{ "512: 255 sectors", 512, .size = MAX_SIZE, .first = 36, .lba = 9, .sectors = 255 },
	{ "512: 255 sectors and a byte", 512, .size = MAX_SIZE + 1, .first = 36, .why = LONG },
	{ "512: second quarter of a sector", 512, .size = 512, .first = 37, .why = UNALIGNED },
	{ "512: second half of a sector", 512, .size = 512, .first = 38, .why = UNALIGNED },
	{ "512: last quarter of a sector", 512, .size = 2048, .first = 39, .why = UNALIGNED },
	{ "512: hole of a quarter", 512, .size = 2048, .first = 36,
	  .odd = { { AT, 3, 0 } }, .why = HOLE },
	{ "512: moved by a quarter", 512, .size = 2048, .first = 36,
	  .odd = { { AT, 3, 40 } }, .why = FRAGMENTED },

	/* blocks of 1024 bytes */
	{ "1024: one byte", 1024, .size = 1, .first = 18, .lba = 9, .sectors = 1 },
	{ "1024: a sector and a byte", 1024, .size = 2049, .first = 18, .lba = 9, .sectors = 2 },
	{ "1024: 255 sectors", 1024, .size = MAX_SIZE, .first = 18, .lba = 9, .sectors = 255 },
	{ "1024: second half of a sector", 1024, .size = 2048, .first = 19, .why = UNALIGNED },

	/* blocks of 4096 bytes */
	{ "4096: half a sector", 4096, .size = 1000, .first = 5, .lba = 10, .sectors = 1 },
	{ "4096: one sector", 4096, .size = 2048, .first = 5, .lba = 10, .sectors = 1 },
	{ "4096: a sector and a byte", 4096, .size = 2049, .first = 5, .lba = 10, .sectors = 2 },
	{ "4096: one block", 4096, .size = 4096, .first = 5, .lba = 10, .sectors = 2 },
	{ "4096: a block and a byte", 4096, .size = 4097, .first = 5, .lba = 10, .sectors = 3 },
	{ "4096: 255 sectors", 4096, .size = MAX_SIZE, .first = 5, .lba = 10, .sectors = 255 },
	{ "4096: 255 sectors and a byte", 4096, .size = MAX_SIZE + 1, .first = 5, .why = LONG },
	{ "4096: two fragments", 4096, .size = 4097, .first = 5,
	  .odd = { { AT, 1, 7 } }, .why = FRAGMENTED },

	/* larger blocks */
	{ "8192: a sector and a byte", 8192, .size = 2049, .first = 5, .lba = 20, .sectors = 2 },
	{ "65536: one byte", 65536, .size = 1, .first = 5, .lba = 160, .sectors = 1 },
	{ "65536: 255 sectors", 65536, .size = MAX_SIZE, .first = 5, .lba = 160, .sectors = 255 },

	/* holes */
	{ "nothing but a hole", .size = 1, .first = 0, .why = HOLE },
	{ "hole at the beginning", .size = 6144, .first = 9, .odd = { { AT, 0, 0 } }, .why = HOLE },
	{ "hole in the middle", .size = 6144, .first = 9, .odd = { { AT, 1, 0 } }, .why = HOLE },
	{ "hole at the end", .size = 6144, .first = 9, .odd = { { AT, 2, 0 } }, .why = HOLE },
	{ "hole at the end of 255", .size = MAX_SIZE, .first = 9,
	  .odd = { { AT, 254, 0 } }, .why = HOLE },
	{ "hole past the end", .size = 4096, .first = 9,
	  .odd = { { AT, 2, 0 } }, .lba = 9, .sectors = 2 },

	/* fragments */
	{ "a block is skipped", .size = 6144, .first = 9,
	  .odd = { { AT, 2, 12 } }, .why = FRAGMENTED },
	{ "far ahead", .size = 6144, .first = 9, .odd = { { AT, 1, 100000 } },
	  .why = FRAGMENTED },
	{ "the block before", .size = 4096, .first = 9,
	  .odd = { { AT, 1, 8 } }, .why = FRAGMENTED },
	{ "far back", .size = 4096, .first = 900, .odd = { { AT, 1, 1 } },
	  .why = FRAGMENTED },
	{ "backwards", .size = 6144, .first = 9,
	  .odd = { { AT, 1, 8 }, { AT, 2, 7 } }, .why = FRAGMENTED },
	{ "first two swapped", .size = 6144, .first = 9,
	  .odd = { { AT, 0, 10 }, { AT, 1, 9 } }, .why = FRAGMENTED },
	{ "last two swapped", .size = 6144, .first = 9,
	  .odd = { { AT, 1, 11 }, { AT, 2, 10 } }, .why = FRAGMENTED },
	{ "a block twice", .size = 6144, .first = 9, .odd = { { AT, 1, 9 } },
	  .why = FRAGMENTED },
	{ "the last block twice", .size = 6144, .first = 9,
	  .odd = { { AT, 2, 10 } }, .why = FRAGMENTED },
	{ "last of 255 misplaced", .size = MAX_SIZE, .first = 9,
	  .odd = { { AT, 254, 264 } }, .why = FRAGMENTED },
	{ "right in the low 32 bits", .size = 4096, .first = 9,
	  .odd = { { AT, 1, 0x10000000A } }, .length = ENDLESS,
	  .why = FRAGMENTED },
	{ "misplaced past the end", .size = 4096, .first = 9,
	  .odd = { { AT, 2, 500 } }, .lba = 9, .sectors = 2 },

	/* bmap() fails */
	{ "no bmap", .size = 1, .first = 9, .odd = { { FAILS, 0, -EINVAL } },
	  .why = UNNAMED },
	{ "an error in the middle", .size = 6144, .first = 9,
	  .odd = { { FAILS, 1, -EIO } }, .why = UNNAMED },
	{ "an error at the end", .size = 6144, .first = 9,
	  .odd = { { FAILS, 2, -EINTR } }, .why = UNNAMED },
	{ "an error past the end", .size = 6144, .first = 9,
	  .odd = { { FAILS, 3, -EIO } }, .lba = 9, .sectors = 3 },

	/* the end of the disc: 1000 sectors */
	{ "last block", .size = 1, .first = 999, .length = 2048000, .lba = 999, .sectors = 1 },
	{ "the block past the end", .size = 1, .first = 1000, .length = 2048000, .why = OUTSIDE },
	{ "last two blocks", .size = 4096, .first = 998, .length = 2048000,
	  .lba = 998, .sectors = 2 },
	{ "second block outside", .size = 4096, .first = 999, .length = 2048000, .why = OUTSIDE },
	{ "part of a block at the end", .size = 1, .first = 1000,
	  .length = 2050047, .why = OUTSIDE },
	{ "512: last blocks", 512, .size = 2048, .first = 3996,
	  .length = 2048000, .lba = 999, .sectors = 1 },
	{ "512: past the end", 512, .size = 2049, .first = 3996,
	  .length = 2048000, .why = OUTSIDE },
	{ "4096: last block", 4096, .size = 4096, .first = 499,
	  .length = 2048000, .lba = 998, .sectors = 2 },
	{ "4096: the block past the end", 4096, .size = 1, .first = 500,
	  .length = 2048000, .why = OUTSIDE },
	{ "4096: half a block at the end", 4096, .size = 1, .first = 499,
	  .length = 2045952, .why = OUTSIDE },
	{ "no disc", .size = 1, .first = 1, .length = 1, .why = OUTSIDE },
	{ "block of all ones", .size = 1, .first = ALL_ONES, .why = OUTSIDE },
	{ "all ones, no end", .size = 1, .first = ALL_ONES, .length = ALL_ONES, .why = OUTSIDE },
	{ "all ones, then 0", .size = 4096, .first = ALL_ONES, .length = ALL_ONES, .why = OUTSIDE },
	{ "sector 0 modulo 2^64 bytes", .size = 1, .first = 0x20000000000000,
	  .length = ALL_ONES, .why = OUTSIDE },
	{ "sector 9 modulo 2^64 bytes", .size = 1, .first = 0x20000000000009,
	  .length = ALL_ONES, .why = OUTSIDE },

	/* a partition */
	{ "at the second sector", .size = 2049, .first = 9, .start = 2048,
	  .lba = 10, .sectors = 2 },
	{ "at a megabyte", .size = 1, .first = 9, .start = 1048576, .lba = 521, .sectors = 1 },
	{ "4096: at a megabyte", 4096, .size = 1, .first = 9,
	  .start = 1048576, .lba = 530, .sectors = 1 },
	{ "last block of it", .size = 1, .first = 999, .start = 1048576,
	  .length = 2048000, .lba = 1511, .sectors = 1 },
	{ "the block past its end", .size = 1, .first = 1000, .start = 1048576,
	  .length = 2048000, .why = OUTSIDE },
	{ "starts inside a sector", .size = 1, .first = 9, .start = 512, .why = UNALIGNED },
	{ "starts at half a sector", .size = 1, .first = 9, .start = 1024, .why = UNALIGNED },
	{ "4096: starts at half one", 4096, .size = 1, .first = 9,
	  .start = 1024, .why = UNALIGNED },
	{ "starts at 63 * 512 bytes", .size = 1, .first = 9, .start = 32256, .why = UNALIGNED },
	{ "512: the file compensates", 512, .size = 1, .first = 35,
	  .start = 512, .lba = 9, .sectors = 1 },
	{ "512: the file does not", 512, .size = 1, .first = 36, .start = 512, .why = UNALIGNED },

	/* the last LBA is FFFFFFFFh */
	{ "last LBA", .size = 2048, .first = 0xFFFFFFFF, .length = ENDLESS,
	  .lba = 0xFFFFFFFF, .sectors = 1 },
	{ "last LBA and the next", .size = 2049, .first = 0xFFFFFFFF,
	  .length = ENDLESS, .why = BEYOND },
	{ "an LBA of 33 bits", .size = 1, .first = 0x100000000, .length = ENDLESS, .why = BEYOND },
	{ "an LBA of 33 bits, not the first", .size = 1, .first = 0x100000009,
	  .length = ENDLESS, .why = BEYOND },
	{ "last 255", .size = MAX_SIZE, .first = 0xFFFFFF01,
	  .length = ENDLESS, .lba = 0xFFFFFF01, .sectors = 255 },
	{ "last 254 and the next", .size = MAX_SIZE, .first = 0xFFFFFF02,
	  .length = ENDLESS, .why = BEYOND },
	{ "512: last LBA", 512, .size = 2048, .first = 0x3FFFFFFFC,
	  .length = ENDLESS, .lba = 0xFFFFFFFF, .sectors = 1 },
	{ "512: last LBA and the next", 512, .size = 2049,
	  .first = 0x3FFFFFFFC, .length = ENDLESS, .why = BEYOND },
	{ "4096: last two", 4096, .size = 4096, .first = 0x7FFFFFFF,
	  .length = ENDLESS, .lba = 0xFFFFFFFE, .sectors = 2 },
	{ "4096: last two and the next", 4096, .size = 4097,
	  .first = 0x7FFFFFFF, .length = ENDLESS, .why = BEYOND },
	{ "4096: LBAs of 33 bits", 4096, .size = 1, .first = 0x80000000,
	  .length = ENDLESS, .why = BEYOND },
	{ "partition: last LBA", .size = 1, .first = 0xFFFFFFEF,
	  .start = 32768, .length = ENDLESS, .lba = 0xFFFFFFFF,
	  .sectors = 1 },
	{ "partition: last and the next", .size = 2049, .first = 0xFFFFFFEF,
	  .start = 32768, .length = ENDLESS, .why = BEYOND },
	{ "partition: an LBA of 33 bits", .size = 1, .first = 0xFFFFFFF0,
	  .start = 32768, .length = ENDLESS, .why = BEYOND },
	{ "partition past the last LBA", .size = 1, .first = 9,
	  .start = 0x80000000000, .why = BEYOND },
	{ "largest offset of 64 bits", .size = 1, .first = 0x1FFFFFFFFFFFFE,
	  .length = ALL_ONES, .why = BEYOND },
};

ROW_PARAM(map);

/**
 * struct row_file - a file with the blocks of a row
 * @test: the running test
 * @row: the row
 * @calls: number of calls of row_file_block()
 */
struct row_file {
	struct kunit *test;
	const struct map_row *row;
	u64 calls;
};

static int row_file_block(void *data, u64 index, u64 *block)
{
	struct row_file *file = data;
	const struct odd *odd;

	KUNIT_EXPECT_EQ(file->test, index, file->calls);
	file->calls++;

	*block = file->row->first + index;
	for (odd = file->row->odd; odd < file->row->odd + 2; odd++) {
		if (odd->kind == NOTHING || odd->index != index)
			continue;
		if (odd->kind == FAILS)
			return odd->block;
		*block = odd->block;
	}
	return 0;
}

static void extent_of_map(struct kunit *test)
{
	const struct map_row *row = test->param_value;
	unsigned int bytes = row->block ?: 2048;
	struct row_file file = { .test = test, .row = row };
	struct aacs_extent extent = { .lba = 0xA5A5A5A5, .sectors = 0x5A };
	struct aacs_extent_map map = {
		.size = row->size,
		.block_shift = ilog2(bytes),
		.start = row->start,
		.length = row->length ?: TERABYTE,
		.block = row_file_block,
		.file = &file,
	};
	const char *why = aacs_extent_of_map(&map, &extent);

	KUNIT_EXPECT_STREQ(test, why ?: "good", row->why ?: "good");
	if (row->why) {
		/* The extent is untouched. */
		KUNIT_EXPECT_EQ(test, extent.lba, 0xA5A5A5A5U);
		KUNIT_EXPECT_EQ(test, extent.sectors, 0x5A);
	} else {
		KUNIT_EXPECT_EQ(test, extent.lba, row->lba);
		KUNIT_EXPECT_EQ(test, extent.sectors, row->sectors);
		KUNIT_EXPECT_EQ(test, file.calls, (row->size +
						   bytes - 1) / bytes);
	}
}

/* The module rejects a bad size before it calls the file system. */
static void extent_size_comes_first(struct kunit *test)
{
	static const struct map_row rows[] = {
		{ "no byte", .size = 0, .odd = { { FAILS, 0, -EIO } } },
		{ "255 sectors and a byte", .size = MAX_SIZE + 1, .odd = { { FAILS, 0, -EIO } } },
		{ "2^64 - 1 bytes", .size = ALL_ONES, .odd = { { FAILS, 0, -EIO } } },
	};
	struct aacs_extent extent;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct row_file file = { .test = test, .row = &rows[i] };
		struct aacs_extent_map map = {
			.size = rows[i].size,
			.block_shift = 11,
			.length = TERABYTE,
			.block = row_file_block,
			.file = &file,
		};

		KUNIT_EXPECT_NOT_NULL(test, aacs_extent_of_map(&map, &extent));
		KUNIT_EXPECT_EQ_MSG(test, file.calls, 0ULL, "%s", rows[i].name);
	}
}

static struct kunit_case extent_cases[] = {
	KUNIT_CASE_PARAM(extent_of_map, map_gen_params),
	KUNIT_CASE(extent_size_comes_first),
	{}
};

static struct kunit_suite extent_suite = {
	.name = "sr_aacs_extent",
	.test_cases = extent_cases,
};

kunit_test_suites(&extent_suite);
