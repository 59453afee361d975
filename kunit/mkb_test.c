// SPDX-License-Identifier: GPL-2.0-only
/*
 * READ_MEDIA_KEY_BLOCK: blocks of each size, malformed packs, and medium
 * changes between packs.
 */
#include "fixture.h"

static void expect_mkb(struct fixture *f, u8 disc, unsigned int packs)
{
	u32 real = packs * 32768 - 32768 + f->fake->last_pack;
	unsigned int wrong = 0;
	u32 i;

	KUNIT_ASSERT_EQ(f->test, f->req.information, packs * 32768);
	for (i = 0; i < packs * 32768; i++)
		wrong += f->mkb[i] != (i < real ? fake_mkb(disc, i) : 0);
	KUNIT_EXPECT_EQ_MSG(f->test, wrong, 0U, "%u wrong bytes", wrong);
}

struct mkb_row {
	const char *name;
	unsigned int packs;
	unsigned int last_pack;
};

static const struct mkb_row mkb_rows[] = {
	{ "1 pack, full", 1, 32768 },
	{ "1 pack, short", 1, 100 },
	{ "1 pack of one byte", 1, 1 },
	{ "2 packs, last short", 2, 20 },
	{ "2 packs, full", 2, 32768 },
	{ "3 packs, last nearly full", 3, 32767 },
	{ "255 packs, last short", 255, 4444 },
};

ROW_PARAM(mkb);

/* One request returns the whole block, padded with zeros to whole packs. */
static void mkb_whole(struct kunit *test)
{
	static const struct fake_cdb first = {
		{ 0xAD, 1, 0, 0, 0, 0, 1, 0x83, 0x80, 0x04, 0x00, 0 }
	};
	const struct mkb_row *row = test->param_value;
	struct fixture *f = test->priv;
	struct fake_cdb *want;
	unsigned int i;

	f->fake->packs = row->packs;
	f->fake->last_pack = row->last_pack;
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 1, SUCCESS);
	KUNIT_EXPECT_EQ(test, f->req.information, 4U);
	KUNIT_EXPECT_EQ(test, f->req.out.mkb_size, row->packs * 32768);
	EXPECT_COMMANDS(f, { { 0xAD, 1, 0, 0, 0, 0, 1, 0x83, 0x00, 0x04, 0x00, 0 } });

	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 1, SUCCESS);
	expect_mkb(f, 0, f->fake->packs);

	want = kunit_kcalloc(test, row->packs, sizeof(*want), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, want);
	for (i = 0; i < row->packs; i++) {
		want[i] = first;
		want[i].byte[5] = i;
	}
	fixture_expect_commands(f, want, row->packs, __LINE__);
}

/* BUFFER_TOO_SMALL comes with the size that the caller needs. */
static void mkb_too_small(struct kunit *test)
{
	static const u32 lengths[] = { 8, 32767, 32768, 65535 };
	struct fixture *f = test->priv;
	unsigned int i;
	u32 status;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
		f->req.out_len = lengths[i];
		status = aacs_request_execute(f->drive, &f->a, &f->req);
		EXPECT_STATUS(f, status, BUFFER_TOO_SMALL);
		KUNIT_EXPECT_EQ(test, f->req.information, 65536U);
	}
	fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	f->req.out_len = 65536;
	status = aacs_request_execute(f->drive, &f->a, &f->req);
	EXPECT_STATUS(f, status, SUCCESS);
	expect_mkb(f, 0, f->fake->packs);

	fake_clear_log(f->fake);
	fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	f->req.out_len = 7;
	status = aacs_request_execute(f->drive, &f->a, &f->req);
	EXPECT_STATUS(f, status, BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, f->req.information, 8U);
	EXPECT_NO_COMMAND(f);
}

/* The drive transfers more than its last pack: the rest is padding. */
static void mkb_padded(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->last_pack = 32768;
	INJECT(f, FAKE_LENGTH, 0xAD, 0x83, .arg = 2 + 20, .skip = 1);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	f->fake->last_pack = 20;
	expect_mkb(f, 0, 2);
}

struct bad_pack_row {
	const char *name;
	enum fake_kind kind;
	u32 arg;
	unsigned int skip;	/* good packs before the bad one */
};

static const struct bad_pack_row bad_pack_rows[] = {
	{ "first all zero", FAKE_ZERO, 0, 0 },
	{ "first of 0 packs", FAKE_BYTE3, 0, 0 },
	{ "first of more packs than there are", FAKE_BYTE3, 200, 0 },
	{ "first of 1 pack, short length", FAKE_LENGTH, 0x0100, 0 },
	{ "first too long", FAKE_LENGTH, 0x8003, 0 },
	{ "first empty", FAKE_LENGTH, 2, 0 },
	{ "first truncated", FAKE_SHORT, 32771, 0 },
	{ "first missing", FAKE_SHORT, 0, 0 },
	{ "second all zero", FAKE_ZERO, 0, 1 },
	{ "second of fewer packs", FAKE_BYTE3, 2, 1 },
	{ "second of more packs", FAKE_BYTE3, 4, 1 },
	{ "second short, but not the last", FAKE_LENGTH, 0x7FFF, 1 },
	{ "second truncated", FAKE_SHORT, 4, 1 },
	{ "third all zero", FAKE_ZERO, 0, 2 },
	{ "third too long", FAKE_LENGTH, 0xFFFF, 2 },
	{ "third longer than the transfer", FAKE_LENGTH, 0x0200, 2 },
	{ "third refused", FAKE_SENSE, 0x44400, 2 },
};

ROW_PARAM(bad_pack);

static void mkb_bad_pack(struct kunit *test)
{
	const struct bad_pack_row *row = test->param_value;
	struct fixture *f = test->priv;
	u32 status;

	f->fake->packs = 3;
	INJECT(f, row->kind, 0xAD, 0x83, .arg = row->arg, .skip = row->skip);
	status = fixture_execute(f, &f->a, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	EXPECT_STATUS(f, status, IO_DEVICE_ERROR);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);

	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	expect_mkb(f, 0, f->fake->packs);
}

static void mkb_size_bad_answer(struct kunit *test)
{
	static const struct fake_fault faults[] = {
		{ FAKE_ZERO, 0xAD, 0x83 },
		{ FAKE_BYTE3, 0xAD, 0x83, 0 },
		{ FAKE_SHORT, 0xAD, 0x83, 3 },
		{ FAKE_SHORT, 0xAD, 0x83, 0 },
		{ FAKE_LENGTH, 0xAD, 0x83, 0 },
		{ FAKE_LENGTH, 0xAD, 0x83, 1 },
	};
	struct fixture *f = test->priv;
	unsigned int i;
	u32 status;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		fake_inject_fault(f->fake, faults[i]);
		status = fixture_execute(f, &f->a,
					 IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
					 0);
		EXPECT_STATUS(f, status, IO_DEVICE_ERROR);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	}
	status = fixture_execute(f, &f->a, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
				 0);
	EXPECT_STATUS(f, status, SUCCESS);
	KUNIT_EXPECT_EQ(test, f->req.out.mkb_size, 65536U);
}

/* The request needs no session and disturbs none. */
static void mkb_with_session(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_start_session(f, &f->a);
	EXPECT_REQUEST(f, &f->b, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	expect_mkb(f, 0, f->fake->packs);
	KUNIT_EXPECT_EQ(test, fixture_held(f, &f->a), 0x1U);
	KUNIT_EXPECT_EQ(test, fake_granted(f->fake), 0x1U);
}

/* The medium changes between two packs: the module starts again. */
static void mkb_change(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->packs = 3;
	f->fake->next_packs = 4;
	INJECT(f, FAKE_CHANGE, 0xAD, 0x83, .skip = 1);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	expect_mkb(f, 1, 4);
	EXPECT_COMMANDS(f, CDB_PACK(0), CDB_PACK(1), CDB_CONFIG, CDB_PACK(0),
			CDB_PACK(1), CDB_PACK(2), CDB_PACK(3));
}

static void mkb_change_at_first_pack(struct kunit *test)
{
	struct fixture *f = test->priv;

	INJECT(f, FAKE_CHANGE, 0xAD, 0x83);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	expect_mkb(f, 1, 2);
	EXPECT_COMMANDS(f, CDB_PACK(0), CDB_CONFIG, CDB_PACK(0), CDB_PACK(1));
}

/* Another command gets the unit attention between two packs. */
static void mkb_change_seen_by_others(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->packs = 3;
	INJECT(f, FAKE_QUIET_CHANGE, 0xAD, 0x83, .skip = 1);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, SUCCESS);
	KUNIT_EXPECT_TRUE(test, fake_faults_done(f->fake));
	expect_mkb(f, 1, 3);
}

static int deliver_and_change(struct aacs_request *req, u32 offset,
			      const void *data, u32 len)
{
	struct fixture *f = container_of(req, struct fixture, req);

	memcpy(f->mkb + offset, data, len);
	if (!f->fake->disc) {
		fake_change(f->fake);
		KUNIT_EXPECT_EQ(f->test, fixture_open_disk(f), 0);
		fixture_flush_disk_events();
	}
	return 0;
}

/* sr sees the change while no command of the module is in flight. */
static void mkb_change_between_packs(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->fake->packs = 3;
	fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	f->req.deliver = deliver_and_change;
	EXPECT_STATUS(f, aacs_request_execute(f->drive, &f->a, &f->req), SUCCESS);
	expect_mkb(f, 1, 3);
}

/* The block of the new disc does not fit in the buffer. */
static void mkb_change_to_larger(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 status;

	f->fake->packs = 2;
	f->fake->next_packs = 5;
	INJECT(f, FAKE_CHANGE, 0xAD, 0x83, .skip = 1);
	fixture_prepare(f, &f->req, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0);
	f->req.out_len = 65536;
	status = aacs_request_execute(f->drive, &f->a, &f->req);
	EXPECT_STATUS(f, status, BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, f->req.information, 5U * 32768);
}

static void mkb_change_repeated(struct kunit *test)
{
	struct fixture *f = test->priv;

	INJECT(f, FAKE_CHANGE, 0xAD, 0x83, .count = 1000);
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0, VERIFY_REQUIRED);
	KUNIT_EXPECT_EQ(test, f->req.information, 0U);
	KUNIT_EXPECT_LT(test, f->fake->logged, 20U);
}

/*
 * Some USB bridges move at most 64 sectors per command, which is a pack without
 * its header.
 */
static void mkb_too_long_for_host(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int round;

	f->fake->sdev->request_queue->limits.max_hw_sectors = 64;
	for (round = 0; round < 2; round++) {
		EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK, 0,
			       NOT_SUPPORTED);
		KUNIT_EXPECT_EQ(test, f->req.information, 0U);
		KUNIT_EXPECT_TRUE(test, f->drive->run.limit_logged);
		EXPECT_NO_COMMAND(f);
	}
	EXPECT_REQUEST(f, &f->a, READ_MEDIA_KEY_BLOCK_SIZE, 0, SUCCESS);
	KUNIT_EXPECT_EQ(test, fixture_start_session(f, &f->a), 0U);
}

static struct kunit_case mkb_cases[] = {
	KUNIT_CASE_PARAM(mkb_whole, mkb_gen_params),
	KUNIT_CASE(mkb_too_small),
	KUNIT_CASE(mkb_padded),
	KUNIT_CASE_PARAM(mkb_bad_pack, bad_pack_gen_params),
	KUNIT_CASE(mkb_size_bad_answer),
	KUNIT_CASE(mkb_too_long_for_host),
	KUNIT_CASE(mkb_with_session),
	KUNIT_CASE(mkb_change),
	KUNIT_CASE(mkb_change_at_first_pack),
	KUNIT_CASE(mkb_change_seen_by_others),
	KUNIT_CASE(mkb_change_between_packs),
	KUNIT_CASE(mkb_change_to_larger),
	KUNIT_CASE(mkb_change_repeated),
	{}
};

FIXTURE_SUITE(mkb);
