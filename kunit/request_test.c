// SPDX-License-Identifier: GPL-2.0-only
/* The request table, compared with type_rows, and foreign codes. */
#include "request_rows.h"

static void request_row(struct kunit *test)
{
	const struct type_row *row = test->param_value;
	const struct aacs_request_type *type = aacs_request_find(row->code);

	KUNIT_ASSERT_NOT_NULL(test, type);
	KUNIT_EXPECT_EQ(test, type->code, row->code);
	/* CTL_CODE(FILE_DEVICE_DVD, function, METHOD_BUFFERED, access) */
	KUNIT_EXPECT_EQ(test, type->code, 0x33U << 16 | row->access << 14 |
			row->function << 2);
	KUNIT_EXPECT_STREQ(test, type->name, row->name);
	KUNIT_EXPECT_EQ(test, type->in_size, row->in_size);
	KUNIT_EXPECT_EQ(test, type->out_size, row->out_size);
	KUNIT_EXPECT_EQ(test, type->out_variable, row->out_variable);
	KUNIT_EXPECT_EQ(test, type->needs_bng, row->needs_bng);
	KUNIT_EXPECT_EQ(test, type->in_status, row->in_status);
	KUNIT_EXPECT_EQ(test, (int)type->agid_use, (int)row->agid);
	KUNIT_EXPECT_EQ(test, type->opcode, row->opcode);
	KUNIT_EXPECT_EQ(test, type->format, row->format);
	KUNIT_EXPECT_NOT_NULL(test, type->handle);
}

static void request_access(struct kunit *test)
{
	const struct type_row *row = test->param_value;
	const struct aacs_request_type *type = aacs_request_find(row->code);
	u32 write_only = 0xC0000022;
	u32 read_only;

	KUNIT_ASSERT_NOT_NULL(test, type);
	read_only = row->access == ACCESS_R ? 0 : 0xC0000022;
	KUNIT_EXPECT_EQ(test, aacs_request_access(type, true, true), 0U);
	KUNIT_EXPECT_EQ(test, aacs_request_access(type, true, false),
			read_only);
	KUNIT_EXPECT_EQ(test, aacs_request_access(type, false, true),
			write_only);
	KUNIT_EXPECT_EQ(test, aacs_request_access(type, false, false),
			0xC0000022U);
}

/* The AGID that a tracepoint shows. */
static void request_agid(struct kunit *test)
{
	const struct type_row *row = test->param_value;
	struct aacs_request req = { .type = aacs_request_find(row->code) };
	bool names = row->agid != AACS_AGID_UNUSED && row->agid != AACS_AGID_GRANT;

	KUNIT_ASSERT_NOT_NULL(test, req.type);
	req.in.session_id = 2;
	req.out.session_id = 3;
	/* Nothing was copied from the caller, or not the structure. */
	KUNIT_EXPECT_EQ(test, aacs_request_agid(&req), -1);
	req.in_len = row->in_size + 1;
	KUNIT_EXPECT_EQ(test, aacs_request_agid(&req), -1);
	req.in_len = row->in_size;
	KUNIT_EXPECT_EQ(test, aacs_request_agid(&req), names ? 2 : -1);
	req.in.session_id = SR_AACS_END_ALL_SESSIONS;
	KUNIT_EXPECT_EQ(test, aacs_request_agid(&req), -1);
	/* A session was used or started. */
	req.seq = 1;
	if (row->agid == AACS_AGID_GRANT)
		KUNIT_EXPECT_EQ(test, aacs_request_agid(&req), 3);
}

/* Codes next to the AACS codes, and AACS functions with other bits. */
static void request_foreign_codes(struct kunit *test)
{
	static const u32 codes[] = {
		0x00000000, 0x003350BC, 0x003350C1, 0x003350C6, 0x0033D0C8,
		0x003310C0, 0x003390C0, 0x003350F0, 0x003390F0, 0x0033D0F4,
		0x0033D0EC, 0x003250C0, 0x803350C0, 0x00335000, 0x5331,
		0xFFFFFFFF,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(codes); i++)
		KUNIT_EXPECT_PTR_EQ_MSG(test, aacs_request_find(codes[i]), NULL,
					"code %#x", codes[i]);
}

/* Sizes and offsets of the structures in the ABI. */
static void request_structures(struct kunit *test)
{
#define AT(type, field)	((int)offsetof(struct type, field))
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_request), 32);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, in), 0);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, out), 8);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, in_len), 16);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, out_len), 20);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, status), 24);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_request, information), 28);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_certificate), 112);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_certificate, certificate), 20);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_challenge_key), 80);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_challenge_key, signature), 40);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_value), 32);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_value, mac), 16);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_send_certificate),
			116);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_send_certificate, certificate), 4);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_send_challenge_key),
			84);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_send_challenge_key, challenge_key), 4);
	KUNIT_EXPECT_EQ(test, (int)sizeof(struct sr_aacs_read_binding_nonce),
			24);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_read_binding_nonce, number_of_sectors),
			4);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_read_binding_nonce, start_lba), 8);
	KUNIT_EXPECT_EQ(test, AT(sr_aacs_read_binding_nonce, handle), 16);
#undef AT
}

static struct kunit_case request_cases[] = {
	KUNIT_CASE_PARAM(request_row, type_gen_params),
	KUNIT_CASE_PARAM(request_access, type_gen_params),
	KUNIT_CASE_PARAM(request_agid, type_gen_params),
	KUNIT_CASE(request_foreign_codes),
	KUNIT_CASE(request_structures),
	{}
};

static struct kunit_suite request_suite = {
	.name = "sr_aacs_request",
	.test_cases = request_cases,
};

kunit_test_suites(&request_suite);
