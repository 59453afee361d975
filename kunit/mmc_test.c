// SPDX-License-Identifier: GPL-2.0-only
/* Decoders of the drive's answers: good, short, malformed and empty ones. */
#include <kunit/test.h>
#include <linux/slab.h>
#include "../module/mmc.h"
#include "rows.h"

/* ---- payloads ---- */

struct payload_row {
	const char *name;
	u8 head[4];
	u32 got;
	u16 payload_len;
	bool good;
};

static const struct payload_row payload_rows[] = {
	{ "AGID", { 0x00, 0x06 }, 8, 4, true },
	{ "certificate", { 0x00, 0x72 }, 116, 112, true },
	{ "key", { 0x00, 0x52 }, 84, 80, true },
	{ "nonce", { 0x00, 0x22 }, 36, 32, true },
	{ "reserved bytes are ignored", { 0x00, 0x22, 0xFF, 0xFF }, 36, 32, true },
	{ "more bytes than the field", { 0x00, 0x22 }, 40, 32, true },

	{ "all zero", { 0x00, 0x00 }, 36, 32, false },
	{ "no bytes", { 0x00, 0x22 }, 0, 32, false },
	{ "one byte", { 0x00, 0x22 }, 1, 32, false },
	{ "header only", { 0x00, 0x22 }, 4, 32, false },
	{ "one byte short", { 0x00, 0x22 }, 35, 32, false },
	{ "field one too small", { 0x00, 0x21 }, 36, 32, false },
	{ "field one too large", { 0x00, 0x23 }, 36, 32, true },
	{ "field counts itself", { 0x00, 0x24 }, 36, 32, true },
	{ "field is little-endian", { 0x22, 0x00 }, 36, 32, true },
	{ "field all ones", { 0xFF, 0xFF }, 36, 32, true },
	{ "one too large, one byte short", { 0x00, 0x23 }, 35, 32, false },
	{ "certificate for a key", { 0x00, 0x72 }, 84, 80, true },
	{ "key for a certificate", { 0x00, 0x52 }, 116, 112, false },
};

ROW_PARAM(payload);

/* KASAN detects a decoder that reads past the bytes received. */
static void mmc_payload(struct kunit *test)
{
	const struct payload_row *row = test->param_value;
	const u8 *payload;
	u8 *data;

	data = kmalloc(max(row->got, 1U), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	memset(data, 0xAB, max(row->got, 1U));
	memcpy(data, row->head, min_t(u32, row->got, sizeof(row->head)));

	payload = aacs_mmc_payload(data, row->got, row->payload_len);
	if (row->good)
		KUNIT_EXPECT_PTR_EQ(test, payload, (const u8 *)data + 4);
	else
		KUNIT_EXPECT_NULL(test, payload);
	kfree(data);
}

struct agid_row {
	const char *name;
	u32 got;
	int agid;
	u8 data[8];
};

static const struct agid_row agid_rows[] = {
	{ "AGID 0", 8, 0, { 0x00, 0x06, 0, 0, 0, 0, 0, 0x00 } },
	{ "AGID 1", 8, 1, { 0x00, 0x06, 0, 0, 0, 0, 0, 0x40 } },
	{ "AGID 2", 8, 2, { 0x00, 0x06, 0, 0, 0, 0, 0, 0x80 } },
	{ "AGID 3", 8, 3, { 0x00, 0x06, 0, 0, 0, 0, 0, 0xC0 } },
	{ "low bits are reserved", 8, 1, { 0x00, 0x06, 9, 9, 9, 9, 9, 0x7F } },
	{ "all zero is not AGID 0", 8, -EPROTO, { 0 } },
	{ "one byte short", 7, -EPROTO, { 0x00, 0x06, 0, 0, 0, 0, 0, 0x40 } },
	{ "no bytes", 0, -EPROTO, { 0x00, 0x06, 0, 0, 0, 0, 0, 0x40 } },
	{ "field too small", 8, -EPROTO, { 0x00, 0x05, 0, 0, 0, 0, 0, 0x40 } },
	{ "field too large", 8, 1, { 0x00, 0x08, 0, 0, 0, 0, 0, 0x40 } },
};

ROW_PARAM(agid);

static void mmc_agid(struct kunit *test)
{
	const struct agid_row *row = test->param_value;
	unsigned int agid;
	int error;

	error = aacs_mmc_agid(row->data, row->got, &agid);
	KUNIT_EXPECT_EQ(test, error ?: (int)agid, row->agid);
}

/* ---- feature 010Dh ---- */

struct feature_row {
	const char *name;
	u32 got;
	int error;
	struct aacs_feature feature;
	u8 data[16];
};

static const struct feature_row feature_rows[] = {
	{ "BNG, current, 4 AGIDs", 16, 0,
	  { .supported = true, .bng = true,
	    .nonce_blocks = 1, .agids = 4, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "not current", 16, 0,
	  { .supported = true, .bng = true, .nonce_blocks = 1, .agids = 4,
	    .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "persistent is not current", 16, 0,
	  { .supported = true, .agids = 1, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0xFE, 4, 0x00, 0x00, 0x01, 0x01 } },
	{ "BEC alone", 16, 0,
	  { .supported = true, .bec = true, .agids = 1, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x02, 0x00, 0x01, 0x01 } },
	{ "WBE alone", 16, 0,
	  { .supported = true, .wbe = true, .agids = 1, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x04, 0x00, 0x01, 0x01 } },
	{ "RMC alone", 16, 0,
	  { .supported = true, .agids = 1, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x08, 0x00, 0x01, 0x01 } },
	{ "RDC alone", 16, 0,
	  { .supported = true, .rdc = true, .agids = 1, .version = 1 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x10, 0x00, 0x01, 0x01 } },
	{ "all bits", 16, 0,
	  { .supported = true, .bng = true, .bec = true,
	    .wbe = true, .rdc = true, .nonce_blocks = 255,
	    .agids = 15, .version = 255 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0xFF, 4, 0xFF, 0xFF, 0xFF, 0xFF } },
	{ "upper bits of the AGID count", 16, 0,
	  { .supported = true, .agids = 4, .version = 2 },
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x04, 4, 0xE0, 0x00, 0xF4, 0x02 } },
	{ "more features than requested", 16, 0,
	  { .supported = true, .bng = true, .nonce_blocks = 1, .agids = 4,
	    .version = 1 },
	  { 0, 0, 1, 0, 0, 0, 0, 0x43,
	    0x01, 0x0D, 0x04, 4, 0x01, 0x01, 0x04, 0x01 } },

	{ "absent: header only", 8, 0, {},
	  { 0, 0, 0, 0x04, 0, 0, 0x00, 0x43 } },
	{ "absent: header in a full buffer", 16, 0, {},
	  { 0, 0, 0, 0x04, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "absent: the next feature instead", 16, 0, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0E, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "absent: CSS instead", 16, 0, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x06, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },

	{ "all zero", 16, -EPROTO, {}, { 0 } },
	{ "no bytes", 0, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "half a header", 7, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "half a header, which counts no feature", 7, -EPROTO, {},
	  { 0, 0, 0, 0x04, 0, 0, 0x00, 0x43 } },
	{ "header of a feature only", 8, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "one byte short", 15, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "field shorter than the header", 16, -EPROTO, {},
	  { 0, 0, 0, 0x03, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "field truncates the descriptor", 16, -EPROTO, {},
	  { 0, 0, 0, 0x0B, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 4, 0x01, 0x01, 0x04, 0x01 } },
	{ "descriptor one byte too short", 16, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 3, 0x01, 0x01, 0x04, 0x01 } },
	{ "descriptor without its data", 16, -EPROTO, {},
	  { 0, 0, 0, 0x0C, 0, 0, 0x00, 0x43,
	    0x01, 0x0D, 0x05, 0, 0x01, 0x01, 0x04, 0x01 } },
};

ROW_PARAM(feature);

static void mmc_media_type(struct kunit *test)
{
	static const struct {
		u16 profile;
		u8 media_type;
	} rows[] = {
		{ 0x0000, 0 }, { 0x0008, 0 }, { 0x0010, 0 }, { 0x003F, 0 },
		{ 0x0040, 1 }, { 0x0041, 1 }, { 0x0042, 1 }, { 0x0043, 1 },
		{ 0x004F, 1 }, { 0x0050, 0 }, { 0x0140, 0 }, { 0x4000, 0 },
		{ 0xFFFF, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const u8 data[16] = {
			0, 0, 0, 0x04, 0, 0, rows[i].profile >> 8,
			rows[i].profile & 0xFF,
		};

		KUNIT_EXPECT_EQ_MSG(test, aacs_mmc_media_type(data),
				    rows[i].media_type, "profile %#x",
				    rows[i].profile);
	}
}

static void mmc_feature(struct kunit *test)
{
	const struct feature_row *row = test->param_value;
	struct aacs_feature feature, untouched;

	/* A bool member must be 0 or 1. */
	memset(&feature, 1, sizeof(feature));
	untouched = feature;
	KUNIT_ASSERT_EQ(test, aacs_mmc_feature(row->data, row->got, &feature),
			row->error);
	if (row->error) {
		KUNIT_EXPECT_EQ(test, memcmp(&feature, &untouched,
					     sizeof(feature)), 0);
		return;
	}
	KUNIT_EXPECT_EQ(test, feature.supported, row->feature.supported);
	KUNIT_EXPECT_EQ(test, feature.bng, row->feature.bng);
	KUNIT_EXPECT_EQ(test, feature.bec, row->feature.bec);
	KUNIT_EXPECT_EQ(test, feature.wbe, row->feature.wbe);
	KUNIT_EXPECT_EQ(test, feature.rdc, row->feature.rdc);
	KUNIT_EXPECT_EQ(test, feature.nonce_blocks, row->feature.nonce_blocks);
	KUNIT_EXPECT_EQ(test, feature.agids, row->feature.agids);
	KUNIT_EXPECT_EQ(test, feature.version, row->feature.version);
}

/* ---- media key block ---- */

struct mkb_row {
	const char *name;
	u8 head[4];
	u32 got;
	int error;
	unsigned int packs;
	unsigned int len;
	int packs_alone;	/* from aacs_mmc_mkb_packs() */
};

static const struct mkb_row mkb_rows[] = {
	{ "one full pack", { 0x80, 0x02, 0, 1 }, 32772, 0, 1, 32768, 1 },
	{ "first of 255", { 0x80, 0x02, 0, 255 }, 32772, 0, 255, 32768, 255 },
	{ "last pack short", { 0x00, 0x16, 0, 2 }, 24, 0, 2, 20, 2 },
	{ "last pack zero-filled", { 0x00, 0x16, 0, 2 }, 32772, 0, 2, 20, 2 },
	{ "one byte of pack", { 0x00, 0x03, 0, 1 }, 5, 0, 1, 1, 1 },

	{ "all zero", { 0, 0, 0, 0 }, 32772, -EPROTO, 0, 0, -EPROTO },
	{ "0 packs", { 0x80, 0x02, 0, 0 }, 32772, -EPROTO, 0, 0, -EPROTO },
	{ "no bytes", { 0x80, 0x02, 0, 1 }, 0, -EPROTO, 0, 0, -EPROTO },
	{ "three bytes", { 0x80, 0x02, 0, 1 }, 3, -EPROTO, 0, 0, -EPROTO },
	{ "header only", { 0x80, 0x02, 0, 1 }, 4, -EPROTO, 0, 0, 1 },
	{ "one byte short", { 0x80, 0x02, 0, 1 }, 32771, -EPROTO, 0, 0, 1 },
	{ "an empty pack", { 0x00, 0x02, 0, 1 }, 32772, -EPROTO, 0, 0, 1 },
	{ "header truncated", { 0x00, 0x01, 0, 1 }, 32772, -EPROTO, 0, 0, -EPROTO },
	{ "field 0, 3 packs", { 0x00, 0x00, 0, 3 }, 32772, -EPROTO, 0, 0, -EPROTO },
	{ "longer than a pack", { 0x80, 0x03, 0, 1 }, 32773, -EPROTO, 0, 0, -EPROTO },
	{ "field all ones", { 0xFF, 0xFF, 0, 1 }, 32772, -EPROTO, 0, 0, -EPROTO },
};

ROW_PARAM(mkb);

static void mmc_mkb(struct kunit *test)
{
	const struct mkb_row *row = test->param_value;
	struct aacs_mkb_pack pack = { 0x1111, 0x2222 };
	unsigned int packs;
	int error, alone;
	u8 *data;

	data = kzalloc(max(row->got, 1U), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	memcpy(data, row->head, min_t(u32, row->got, sizeof(row->head)));
	error = aacs_mmc_mkb_pack(data, row->got, &pack);
	alone = aacs_mmc_mkb_packs(data, row->got, &packs);
	kfree(data);

	KUNIT_EXPECT_EQ(test, error, row->error);
	if (!row->error) {
		KUNIT_EXPECT_EQ(test, pack.packs, row->packs);
		KUNIT_EXPECT_EQ(test, pack.len, row->len);
	}
	KUNIT_EXPECT_EQ(test, alone ?: (int)packs, row->packs_alone);
}

static struct kunit_case mmc_cases[] = {
	KUNIT_CASE_PARAM(mmc_payload, payload_gen_params),
	KUNIT_CASE_PARAM(mmc_agid, agid_gen_params),
	KUNIT_CASE(mmc_media_type),
	KUNIT_CASE_PARAM(mmc_feature, feature_gen_params),
	KUNIT_CASE_PARAM(mmc_mkb, mkb_gen_params),
	{}
};

static struct kunit_suite mmc_suite = {
	.name = "sr_aacs_mmc",
	.test_cases = mmc_cases,
};

kunit_test_suites(&mmc_suite);
