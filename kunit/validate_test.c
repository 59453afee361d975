// SPDX-License-Identifier: GPL-2.0-only
/* Validation of a request: each check, and the order of the checks. */
#include "request_rows.h"
#include "rows.h"

static const struct aacs_feature full_feature = {
	.supported = true,
	.bng = true,
	.nonce_blocks = 1,
	.agids = 4,
	.version = 1,
};

static const struct aacs_feature no_bng_feature = {
	.supported = true,
	.agids = 4,
	.version = 1,
};

static const struct aacs_feature no_feature;

/* Makes a valid request. */
static void good_request(struct aacs_request *req, const struct type_row *row)
{
	memset(req, 0, sizeof(*req));
	req->type = aacs_request_find(row->code);
	req->in_len = row->in_size;
	req->out_len = row->out_size;
	if (row->in_size == 24)
		req->in.nonce.handle = ~0ULL;
	/* Validation must set it. */
	req->information = 0x5A5A5A5A;
}

/* Each buffer length up to 200. */
static void validate_lengths(struct kunit *test)
{
	const struct type_row *row = test->param_value;
	struct aacs_request req;
	u32 len, status, want, information;

	for (len = 0; len <= 200; len++) {
		good_request(&req, row);
		KUNIT_ASSERT_NOT_NULL(test, req.type);
		req.in_len = len;
		status = aacs_request_validate(&req, &full_feature);
		want = len == row->in_size ? 0 : row->in_status;
		KUNIT_EXPECT_EQ_MSG(test, status, want, "input of %u", len);
		KUNIT_EXPECT_EQ(test, req.information, 0U);

		good_request(&req, row);
		req.out_len = len;
		status = aacs_request_validate(&req, &full_feature);
		want = 0;
		information = 0;
		if (len < row->out_size) {
			want = 0xC0000023;	/* SR_AACS_STATUS_BUFFER_TOO_SMALL */
			information = row->out_size;
		} else if (len > row->out_size && !row->out_variable) {
			want = 0xC0000206;	/* SR_AACS_STATUS_INVALID_BUFFER_SIZE */
		}
		KUNIT_EXPECT_EQ_MSG(test, status, want, "output of %u", len);
		KUNIT_EXPECT_EQ(test, req.information, information);
	}
}

#define MKB_SIZE	0
#define MKB		1
#define START		2
#define END		3
#define SEND_CERT	4
#define GET_CERT	5
#define GET_KEY		6
#define SEND_KEY	7
#define VOLUME_ID	8
#define SERIAL		9
#define MEDIA_ID	10
#define READ_NONCE	11
#define GENERATE	12

#define HUGE		0xFFFFFFFF	/* a length */

struct check_row {
	const char *name;
	int type;			/* index in type_rows */
	const struct aacs_feature *feature;
	int in_delta;			/* to the valid lengths */
	s64 out_delta;
	u32 first;			/* session or layer */
	u32 sectors;
	u64 lba;
	u32 status;
	u32 information;
};

#define FULL		(&full_feature)
#define NO_BNG		(&no_bng_feature)
#define ABSENT		(&no_feature)

static const struct check_row check_rows[] = {
	/* 1. the feature comes before everything */
	{ "no feature, else good", GET_CERT, ABSENT, 0, 0, 0, 0, 0, 0xC0000010, 0 },
	{ "no feature before input length", GET_CERT, ABSENT, 1, 0, 0, 0, 0, 0xC0000010, 0 },
	{ "no feature before END input length", END, ABSENT, -4, 0, 0, 0, 0, 0xC0000010, 0 },
	{ "no feature before output too small", MKB, ABSENT, 0, -8, 0, 0, 0, 0xC0000010, 0 },
	{ "no feature before output too large", GET_CERT, ABSENT, 0, 1, 0, 0, 0, 0xC0000010, 0 },
	{ "no feature before layer", MKB_SIZE, ABSENT, 0, 0, 256, 0, 0, 0xC0000010, 0 },
	{ "no feature before session", VOLUME_ID, ABSENT, 0, 0, 4, 0, 0, 0xC0000010, 0 },
	{ "no feature before sectors", READ_NONCE, ABSENT, 0, 0, 0, 256, 0, 0xC0000010, 0 },
	{ "no BNG, GENERATE", GENERATE, NO_BNG, 0, 0, 0, 1, 0, 0xC0000010, 0 },
	{ "no BNG before input length", GENERATE, NO_BNG, -1, 0, 0, 1, 0, 0xC0000010, 0 },
	{ "no BNG before session", GENERATE, NO_BNG, 0, 0, 9, 1, 0, 0xC0000010, 0 },
	{ "no BNG, READ", READ_NONCE, NO_BNG, 0, 0, 0, 1, 0, 0, 0 },

	/* 2. input length */
	{ "input length", GET_CERT, FULL, -1, 0, 0, 0, 0, 0xC0000004, 0 },
	{ "END input length", END, FULL, -1, 0, 0, 0, 0, 0xC000000D, 0 },
	{ "START wants no input", START, FULL, 4, 0, 0, 0, 0, 0xC0000004, 0 },
	{ "input length before output too small", GET_CERT, FULL, -1, -1, 0, 0, 0, 0xC0000004, 0 },
	{ "input length before output too large", GET_CERT, FULL, 1, 1, 0, 0, 0, 0xC0000004, 0 },
	{ "input length before MKB output", MKB, FULL, 1, -8, 0, 0, 0, 0xC0000004, 0 },
	{ "input length before layer", MKB, FULL, 1, 0, 256, 0, 0, 0xC0000004, 0 },
	{ "input length before session", MEDIA_ID, FULL, 1, 0, 4, 0, 0, 0xC0000004, 0 },
	{ "input length before extent", READ_NONCE, FULL, -8, 0, 0, 256,
	  0x100000000, 0xC0000004, 0 },

	/* 3. output too small */
	{ "output too small", GET_CERT, FULL, 0, -1, 0, 0, 0, 0xC0000023, 112 },
	{ "no output at all", VOLUME_ID, FULL, 0, -32, 0, 0, 0, 0xC0000023, 32 },
	{ "MKB output under 8", MKB, FULL, 0, -1, 0, 0, 0, 0xC0000023, 8 },
	{ "MKB no output at all", MKB, FULL, 0, -8, 0, 0, 0, 0xC0000023, 8 },
	{ "output too small before layer", MKB_SIZE, FULL, 0, -1, 256, 0, 0, 0xC0000023, 4 },
	{ "MKB output before layer", MKB, FULL, 0, -1, 256, 0, 0, 0xC0000023, 8 },
	{ "output too small before session", GET_KEY, FULL, 0, -1, 4, 0, 0, 0xC0000023, 80 },
	{ "output too small before sectors", READ_NONCE, FULL, 0, -1, 0, 256, 0, 0xC0000023, 32 },
	{ "output too small before LBA", GENERATE, FULL, 0, -1, 0, 1, 0x100000000, 0xC0000023, 32 },

	/* 4. output too large */
	{ "output too large", GET_CERT, FULL, 0, 1, 0, 0, 0, 0xC0000206, 0 },
	{ "END wants no output", END, FULL, 0, 1, 0, 0, 0, 0xC0000206, 0 },
	{ "SEND wants no output", SEND_KEY, FULL, 0, 1, 0, 0, 0, 0xC0000206, 0 },
	{ "largest output", SERIAL, FULL, 0, HUGE - 32, 0, 0, 0, 0xC0000206, 0 },
	{ "output too large before layer", MKB_SIZE, FULL, 0, 1, 256, 0, 0, 0xC0000206, 0 },
	{ "output too large before session", VOLUME_ID, FULL, 0, 1, 4, 0, 0, 0xC0000206, 0 },
	{ "output too large before sectors", READ_NONCE, FULL, 0, 1, 0, 256, 0, 0xC0000206, 0 },
	{ "MKB output may be longer", MKB, FULL, 0, 1, 0, 0, 0, 0, 0 },
	{ "MKB largest output", MKB, FULL, 0, HUGE - 8, 0, 0, 0, 0, 0 },

	/* 5. layer */
	{ "layer 0", MKB_SIZE, FULL, 0, 0, 0, 0, 0, 0, 0 },
	{ "layer 255", MKB_SIZE, FULL, 0, 0, 255, 0, 0, 0, 0 },
	{ "layer 256", MKB_SIZE, FULL, 0, 0, 256, 0, 0, 0xC000000D, 0 },
	{ "MKB layer 255", MKB, FULL, 0, 0, 255, 0, 0, 0, 0 },
	{ "MKB layer 256", MKB, FULL, 0, 0, 256, 0, 0, 0xC000000D, 0 },
	{ "MKB layer all ones", MKB, FULL, 0, 0, 0xFFFFFFFF, 0, 0, 0xC000000D, 0 },

	/* 6. session */
	{ "END of 3", END, FULL, 0, 0, 3, 0, 0, 0, 0 },
	{ "END of 4", END, FULL, 0, 0, 4, 0, 0, 0xC000000D, 0 },
	{ "END of all", END, FULL, 0, 0, 0xFFFFFFFF, 0, 0, 0, 0 },
	{ "END of almost all", END, FULL, 0, 0, 0xFFFFFFFE, 0, 0, 0xC000000D, 0 },
	{ "session before sectors", READ_NONCE, FULL, 0, 0, 4, 256, 0, 0xC000000D, 0 },

	/* 7. and 8. the extent */
	{ "sectors 0", READ_NONCE, FULL, 0, 0, 0, 0, 0, 0, 0 },
	{ "sectors 255", GENERATE, FULL, 0, 0, 0, 255, 0, 0, 0 },
	{ "sectors 256", READ_NONCE, FULL, 0, 0, 0, 256, 0, 0xC000000D, 0 },
	{ "GENERATE sectors 256", GENERATE, FULL, 0, 0, 0, 256, 0, 0xC000000D, 0 },
	{ "sectors all ones", GENERATE, FULL, 0, 0, 0, 0xFFFFFFFF, 0, 0xC000000D, 0 },
	{ "last LBA", READ_NONCE, FULL, 0, 0, 3, 1, 0xFFFFFFFF, 0, 0 },
	{ "LBA of 33 bits", READ_NONCE, FULL, 0, 0, 0, 1, 0x100000000, 0xC000000D, 0 },
	{ "GENERATE LBA of 33 bits", GENERATE, FULL, 0, 0, 0, 1, 0x100000000, 0xC000000D, 0 },
	/* the file system determines the extent, see handle_test.c */
	{ "no feature before handle", READ_NONCE, ABSENT, 0, 0, 0, 0xFFFFFFFF,
	  0xFFFFFFFFFFFFFFFF, 0xC0000010, 0 },
	{ "no BNG before handle", GENERATE, NO_BNG, 0, 0, 0, 0xFFFFFFFF,
	  0xFFFFFFFFFFFFFFFF, 0xC0000010, 0 },
	{ "input length before handle", READ_NONCE, FULL, -8, 0, 0, 0xFFFFFFFF,
	  0xFFFFFFFFFFFFFFFF, 0xC0000004, 0 },
	{ "output too small before handle", READ_NONCE, FULL, 0, -1, 0,
	  0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0xC0000023, 32 },
	{ "output too large before handle", GENERATE, FULL, 0, 1, 0, 0xFFFFFFFF,
	  0xFFFFFFFFFFFFFFFF, 0xC0000206, 0 },
};

ROW_PARAM(check);

static void validate_order(struct kunit *test)
{
	const struct check_row *row = test->param_value;
	struct aacs_request req;

	good_request(&req, &type_rows[row->type]);
	KUNIT_ASSERT_NOT_NULL(test, req.type);
	req.in_len += row->in_delta;
	req.out_len += row->out_delta;
	req.in.session_id = row->first;
	if (type_rows[row->type].in_size == 24) {
		req.in.nonce.number_of_sectors = row->sectors;
		req.in.nonce.start_lba = row->lba;
	}
	KUNIT_EXPECT_EQ(test, aacs_request_validate(&req, row->feature),
			row->status);
	KUNIT_EXPECT_EQ(test, req.information, row->information);
}

/* An AGID has two bits. Windows accepts 4 by mistake. */
static void validate_sessions(struct kunit *test)
{
	static const u32 bad[] = {
		4, 5, 63, 64, 255, 256, 0x10000, 0x7FFFFFFF, 0x80000000,
		0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF,
	};
	const struct type_row *row = test->param_value;
	struct aacs_request req;
	u32 session, status, want;
	size_t i;

	good_request(&req, row);
	KUNIT_ASSERT_NOT_NULL(test, req.type);
	for (session = 0; session < 4; session++) {
		good_request(&req, row);
		req.in.session_id = session;
		KUNIT_EXPECT_EQ(test, aacs_request_validate(&req,
							    &full_feature), 0U);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		good_request(&req, row);
		req.in.session_id = bad[i];
		status = aacs_request_validate(&req, &full_feature);
		want = 0xC000000D;
		if (row->agid == AACS_AGID_GRANT)
			want = 0;	/* no input */
		if (row->agid == AACS_AGID_UNUSED && bad[i] <= 255)
			want = 0;	/* a layer */
		if (row->agid == AACS_AGID_END && bad[i] == 0xFFFFFFFF)
			want = 0;
		KUNIT_EXPECT_EQ_MSG(test, status, want, "session %#x", bad[i]);
		KUNIT_EXPECT_EQ(test, req.information, 0U);
	}
}

/* Validation checks the feature first, and BNG for GENERATE. */
static void validate_feature(struct kunit *test)
{
	const struct type_row *row = test->param_value;
	struct aacs_request req;

	good_request(&req, row);
	KUNIT_ASSERT_NOT_NULL(test, req.type);
	KUNIT_EXPECT_EQ(test, aacs_request_validate(&req, &no_feature),
			0xC0000010U);
	KUNIT_EXPECT_EQ(test, req.information, 0U);
	good_request(&req, row);
	KUNIT_EXPECT_EQ(test, aacs_request_validate(&req, &no_bng_feature),
			row->needs_bng ? 0xC0000010U : 0U);
	good_request(&req, row);
	KUNIT_EXPECT_EQ(test, aacs_request_validate(&req, &full_feature), 0U);
}

static struct kunit_case validate_cases[] = {
	KUNIT_CASE_PARAM(validate_feature, type_gen_params),
	KUNIT_CASE_PARAM(validate_lengths, type_gen_params),
	KUNIT_CASE_PARAM(validate_sessions, type_gen_params),
	KUNIT_CASE_PARAM(validate_order, check_gen_params),
	{}
};

static struct kunit_suite validate_suite = {
	.name = "sr_aacs_validate",
	.test_cases = validate_cases,
};

kunit_test_suites(&validate_suite);
