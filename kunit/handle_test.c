// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two binding nonce requests: whether the caller names an extent or a file,
 * and what validation rejects before the module looks for the file.
 */
#include <kunit/test.h>
#include "../module/request.h"
#include "rows.h"

#define INVALID		0xC000000D	/* SR_AACS_STATUS_INVALID_PARAMETER */

static const struct aacs_feature full_feature = {
	.supported = true,
	.bng = true,
	.nonce_blocks = 1,
	.agids = 4,
	.version = 1,
};

#define NO_SECTORS	0xFFFFFFFF		/* the two markers */
#define NO_LBA		0xFFFFFFFFFFFFFFFF

/* The caller or the file system determines the extent. */
struct handle_row {
	const char *name;
	u32 session;
	u32 sectors;
	u64 lba;
	u64 handle;
	bool names_file;
	u32 status;
	const char *why;	/* NULL if the session is invalid */
};

#define NO_HANDLE	"the file's handle is invalid"
#define ONE_ALONE	"StartLba or NumberOfSectors alone names a file"

static const struct handle_row handle_rows[] = {
	{ "file 3", 0, NO_SECTORS, NO_LBA, 3, true, 0 },
	{ "file 3 of session 3", 3, NO_SECTORS, NO_LBA, 3, true, 0 },
	{ "file 3 of session 4", 4, NO_SECTORS, NO_LBA, 3, true, INVALID },
	{ "file 0", 0, NO_SECTORS, NO_LBA, 0, true, 0 },
	/* Validation does not check that the file exists. */
	{ "last file", 0, NO_SECTORS, NO_LBA, 0x7FFFFFFF, true, 0 },
	{ "a negative descriptor", 0, NO_SECTORS, NO_LBA, 0x80000000, true, 0 },
	{ "INVALID_HANDLE_VALUE less one", 0, NO_SECTORS, NO_LBA, 0xFFFFFFFE, true, 0 },
	{ "the same in 64 bits", 0, NO_SECTORS, NO_LBA, 0xFFFFFFFFFFFFFFFE, true, 0 },

	/* A 32-bit caller leaves anything in the upper half. */
	{ "file 3, upper half set", 0, NO_SECTORS, NO_LBA, 0x9ABCDEF000000003, true, 0 },
	{ "file 3, upper half all ones", 0, NO_SECTORS, NO_LBA, 0xFFFFFFFF00000003, true, 0 },
	{ "file 0, upper half all ones", 0, NO_SECTORS, NO_LBA, 0xFFFFFFFF00000000, true, 0 },
	{ "no file, 32 bits", 0, NO_SECTORS, NO_LBA, 0x00000000FFFFFFFF, true, INVALID, NO_HANDLE },
	{ "no file, upper half set", 0, NO_SECTORS, NO_LBA,
	  0x12345678FFFFFFFF, true, INVALID,
	  NO_HANDLE },
	{ "no file, 64 bits", 0, NO_SECTORS, NO_LBA, 0xFFFFFFFFFFFFFFFF, true, INVALID, NO_HANDLE },

	/* one marker only */
	{ "sectors alone, LBA 0", 0, NO_SECTORS, 0, 3, false, INVALID, ONE_ALONE },
	{ "sectors alone, last LBA", 0, NO_SECTORS, 0xFFFFFFFF, 3, false, INVALID, ONE_ALONE },
	{ "sectors alone, LBA less one", 0, NO_SECTORS, 0xFFFFFFFFFFFFFFFE, 3, false,
	  INVALID, ONE_ALONE },
	{ "LBA alone, no sectors", 0, 0, NO_LBA, 3, false, INVALID, ONE_ALONE },
	{ "LBA alone, one sector", 0, 1, NO_LBA, 3, false, INVALID, ONE_ALONE },
	{ "LBA alone, 255 sectors", 0, 255, NO_LBA, 3, false, INVALID, ONE_ALONE },
	{ "LBA alone, sectors less one", 0, 0xFFFFFFFE, NO_LBA, 3, false, INVALID, ONE_ALONE },
	{ "neither, too many sectors", 0, 256, 0x100000000, 3, false,
	  INVALID, "more than 255 sectors" },
	{ "an LBA of 33 bits", 0, 255, 0x100000000, 3, false, INVALID,
	  "StartLba has more than 32 bits" },

	/* The caller names the extent; the handle does not matter. */
	{ "an extent and file 3", 0, 2, 0x123456, 3, false, 0 },
	{ "an extent and file 0", 0, 2, 0x123456, 0, false, 0 },
	{ "an extent and no file", 0, 2, 0x123456, 0xFFFFFFFFFFFFFFFF, false, 0 },
	{ "an extent, no file, 32 bits", 0, 2, 0x123456, 0xFFFFFFFF, false, 0 },
	{ "an extent and any handle", 0, 255, 0xFFFFFFFF, 0x123456789ABCDEF0, false, 0 },
};

ROW_PARAM(handle);

/* READ and GENERATE */
static const u32 nonce_codes[] = { 0x003350EC, 0x0033D0F0 };

static void nonce_request(struct kunit *test, struct aacs_request *req,
			  u32 code)
{
	memset(req, 0, sizeof(*req));
	req->type = aacs_request_find(code);
	KUNIT_ASSERT_NOT_NULL(test, req->type);
	req->in_len = 24;
	req->out_len = 32;
}

static void handle_validate(struct kunit *test)
{
	const struct handle_row *row = test->param_value;
	struct aacs_request req;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nonce_codes); i++) {
		nonce_request(test, &req, nonce_codes[i]);
		req.in.nonce.session_id = row->session;
		req.in.nonce.number_of_sectors = row->sectors;
		req.in.nonce.start_lba = row->lba;
		req.in.nonce.handle = row->handle;
		KUNIT_EXPECT_EQ(test, aacs_request_names_file(&req),
				row->names_file);
		KUNIT_EXPECT_EQ(test, aacs_request_validate(&req,
							    &full_feature),
				row->status);
		KUNIT_EXPECT_STREQ(test, aacs_request_extent_error(&req) ?: "",
				   row->why ?: "");
		KUNIT_EXPECT_EQ(test, req.information, 0U);

		/* Validation does not change the input. */
		KUNIT_EXPECT_EQ(test, req.in.nonce.number_of_sectors,
				row->sectors);
		KUNIT_EXPECT_EQ(test, req.in.nonce.start_lba, row->lba);
		KUNIT_EXPECT_EQ(test, req.in.nonce.handle, row->handle);
	}
}

/* Other requests have no markers. */
static void handle_of_other_requests(struct kunit *test)
{
	static const u32 codes[] = {
		0x003350C0, 0x003350C4, 0x003350C8, 0x003350CC, 0x003350D0,
		0x003350D4, 0x003350D8, 0x003350DC, 0x003350E0, 0x003350E4,
		0x003350E8,
	};
	struct aacs_request req;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		nonce_request(test, &req, codes[i]);
		memset(&req.in, 0xFF, sizeof(req.in));
		KUNIT_EXPECT_FALSE_MSG(test, aacs_request_names_file(&req),
				       "%s", req.type->name);
	}
}

static struct kunit_case handle_cases[] = {
	KUNIT_CASE_PARAM(handle_validate, handle_gen_params),
	KUNIT_CASE(handle_of_other_requests),
	{}
};

static struct kunit_suite handle_suite = {
	.name = "sr_aacs_handle",
	.test_cases = handle_cases,
};

kunit_test_suites(&handle_suite);
