// SPDX-License-Identifier: GPL-2.0-only
/* The AGID table: each use in each state, and which owners lose a session. */
#include <kunit/test.h>
#include <linux/sr_aacs.h>
#include "../module/agid.h"
#include "rows.h"

#define NOT_ESTABLISHED	0xC0000308	/* SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED */
#define DEVICE_STATE	0xC0000184	/* SR_AACS_STATUS_INVALID_DEVICE_STATE */

enum holder { NO_OWNER, MINE, OTHERS };

struct use_row {
	const char *name;
	enum aacs_agid_state before;
	enum holder holder;
	enum aacs_agid_use use;
	u32 status;
};

#define FREE	AACS_AGID_FREE
#define GRANTED	AACS_AGID_GRANTED
#define BOUND	AACS_AGID_BOUND

static const struct use_row use_rows[] = {
	{ "free, keep", FREE, NO_OWNER, AACS_AGID_KEEP, NOT_ESTABLISHED },
	{ "free, release", FREE, NO_OWNER, AACS_AGID_RELEASE, NOT_ESTABLISHED },
	{ "free, bind", FREE, NO_OWNER, AACS_AGID_BIND, NOT_ESTABLISHED },
	{ "free, end", FREE, NO_OWNER, AACS_AGID_END, NOT_ESTABLISHED },

	{ "granted, keep", GRANTED, MINE, AACS_AGID_KEEP, 0 },
	{ "granted, release", GRANTED, MINE, AACS_AGID_RELEASE, 0 },
	{ "granted, bind", GRANTED, MINE, AACS_AGID_BIND, 0 },
	{ "granted, end", GRANTED, MINE, AACS_AGID_END, 0 },

	{ "bound, keep", BOUND, MINE, AACS_AGID_KEEP, DEVICE_STATE },
	{ "bound, release", BOUND, MINE, AACS_AGID_RELEASE, DEVICE_STATE },
	{ "bound, bind", BOUND, MINE, AACS_AGID_BIND, DEVICE_STATE },
	{ "bound, end", BOUND, MINE, AACS_AGID_END, 0 },

	{ "foreign, keep", GRANTED, OTHERS, AACS_AGID_KEEP, NOT_ESTABLISHED },
	{ "foreign, release", GRANTED, OTHERS, AACS_AGID_RELEASE, NOT_ESTABLISHED },
	{ "foreign, bind", GRANTED, OTHERS, AACS_AGID_BIND, NOT_ESTABLISHED },
	{ "foreign, end", GRANTED, OTHERS, AACS_AGID_END, NOT_ESTABLISHED },
	{ "foreign bound, keep", BOUND, OTHERS, AACS_AGID_KEEP, NOT_ESTABLISHED },
	{ "foreign bound, end", BOUND, OTHERS, AACS_AGID_END, NOT_ESTABLISHED },
};

ROW_PARAM(use);

static void agid_use(struct kunit *test)
{
	const struct use_row *row = test->param_value;
	struct aacs_owner mine, others;
	struct aacs_owner *owner;
	struct aacs_agid_table table;
	unsigned int agid, slot;
	u32 status;

	aacs_owner_init(&mine);
	aacs_owner_init(&others);
	owner = row->holder == MINE ? &mine :
		row->holder == OTHERS ? &others : NULL;
	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		memset(&table, 0, sizeof(table));
		if (owner)
			aacs_agid_grant(&table, agid, owner);
		if (row->before == BOUND)
			aacs_agid_bind(&table, agid);
		KUNIT_ASSERT_EQ(test, (int)table.slot[agid].state,
				(int)row->before);

		status = aacs_agid_check(&table, agid, &mine, row->use);
		KUNIT_EXPECT_EQ(test, status, row->status);
		/* The check changes nothing. */
		KUNIT_EXPECT_EQ(test, (int)table.slot[agid].state,
				(int)row->before);
		KUNIT_EXPECT_PTR_EQ(test, table.slot[agid].owner, owner);

		for (slot = 0; slot < AACS_AGID_MAX; slot++)
			if (slot != agid)
				KUNIT_EXPECT_EQ(test,
						(int)table.slot[slot].state,
						(int)FREE);
	}
	KUNIT_EXPECT_FALSE(test, mine.lost);
	KUNIT_EXPECT_FALSE(test, others.lost);
}

static void agid_out_of_range(struct kunit *test)
{
	static const unsigned int agids[] = { 4, 5, 255, 0x80000000, ~0U };
	struct aacs_agid_table table = {};
	struct aacs_owner mine;
	unsigned int i;

	aacs_owner_init(&mine);
	for (i = 0; i < AACS_AGID_MAX; i++)
		aacs_agid_grant(&table, i, &mine);
	for (i = 0; i < ARRAY_SIZE(agids); i++)
		KUNIT_EXPECT_EQ(test, aacs_agid_check(&table, agids[i], &mine,
						      AACS_AGID_KEEP),
				NOT_ESTABLISHED);
}

/* A drive that grants an AGID again has forgotten the older session. */
static void agid_granted_again(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner old, new;

	aacs_owner_init(&old);
	aacs_owner_init(&new);
	aacs_agid_grant(&table, 2, &old);
	aacs_agid_bind(&table, 2);
	KUNIT_EXPECT_FALSE(test, old.lost);

	aacs_agid_grant(&table, 2, &new);
	KUNIT_EXPECT_TRUE(test, old.lost);
	KUNIT_EXPECT_FALSE(test, new.lost);
	KUNIT_EXPECT_EQ(test, (int)table.slot[2].state, (int)GRANTED);
	KUNIT_EXPECT_EQ(test, aacs_agid_check(&table, 2, &old, AACS_AGID_END),
			NOT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, aacs_agid_check(&table, 2, &new, AACS_AGID_KEEP),
			0U);
}

/* An owner also loses its older session when it gets the same AGID again. */
static void agid_granted_again_to_owner(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner mine;

	aacs_owner_init(&mine);
	aacs_agid_grant(&table, 0, &mine);
	aacs_agid_grant(&table, 0, &mine);
	KUNIT_EXPECT_TRUE(test, mine.lost);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &mine), 0x1U);
}

static void agid_drop_all(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner a, b, none;
	unsigned int agid;

	aacs_owner_init(&a);
	aacs_owner_init(&b);
	aacs_owner_init(&none);
	KUNIT_EXPECT_FALSE(test, aacs_agid_drop_all(&table, "test"));

	aacs_agid_grant(&table, 0, &a);
	aacs_agid_grant(&table, 1, &b);
	aacs_agid_grant(&table, 3, &a);
	aacs_agid_bind(&table, 3);

	KUNIT_EXPECT_TRUE(test, aacs_agid_drop_all(&table, "test"));
	for (agid = 0; agid < AACS_AGID_MAX; agid++) {
		KUNIT_EXPECT_EQ(test, (int)table.slot[agid].state, (int)FREE);
		KUNIT_EXPECT_NULL(test, table.slot[agid].owner);
	}
	KUNIT_EXPECT_TRUE(test, a.lost);
	KUNIT_EXPECT_TRUE(test, b.lost);
	KUNIT_EXPECT_FALSE(test, none.lost);
	KUNIT_EXPECT_STREQ(test, table.lost, "test");
	KUNIT_EXPECT_FALSE(test, aacs_agid_drop_all(&table, "again"));
	KUNIT_EXPECT_STREQ(test, table.lost, "test");
}

/* An owner that releases an AGID has lost no session. */
static void agid_release(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner a, b;

	aacs_owner_init(&a);
	aacs_owner_init(&b);
	aacs_agid_grant(&table, 1, &a);
	aacs_agid_grant(&table, 2, &b);
	aacs_agid_free(&table, 1);
	KUNIT_EXPECT_FALSE(test, a.lost);
	KUNIT_EXPECT_EQ(test, (int)table.slot[1].state, (int)FREE);
	KUNIT_EXPECT_NULL(test, table.slot[1].owner);
	KUNIT_EXPECT_PTR_EQ(test, table.slot[2].owner, &b);
}

/*
 * The drive may still hold an AGID that the module took from its owner. The
 * AGID is a leftover until the drive grants or ends it.
 */
static void agid_leftover(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner mine;

	aacs_owner_init(&mine);
	aacs_agid_grant(&table, 0, &mine);
	aacs_agid_grant(&table, 1, &mine);
	aacs_agid_grant(&table, 2, &mine);
	aacs_agid_free(&table, 2);
	KUNIT_EXPECT_EQ(test, table.leftover, 0U);
	aacs_agid_drop_all(&table, "test");
	KUNIT_EXPECT_EQ(test, table.leftover, 0x3U);
	aacs_agid_grant(&table, 0, &mine);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x2U);
	aacs_agid_free(&table, 1);
	KUNIT_EXPECT_EQ(test, table.leftover, 0U);
}

/*
 * The module must end an AGID that its owner gave up. The AGID stays in @to_end
 * until the drive ends it or grants it again, or the module drops all sessions.
 */
static void agid_to_end(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner mine;

	aacs_owner_init(&mine);
	aacs_agid_grant(&table, 0, &mine);
	aacs_agid_grant(&table, 1, &mine);
	aacs_agid_grant(&table, 2, &mine);
	aacs_agid_end_later(&table, 0);
	aacs_agid_end_later(&table, 1);
	aacs_agid_end_later(&table, 2);
	KUNIT_EXPECT_EQ(test, table.to_end, 0x7U);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x7U);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, NULL), 0x0U);
	KUNIT_EXPECT_FALSE(test, mine.lost);

	aacs_agid_free(&table, 0);
	KUNIT_EXPECT_EQ(test, table.to_end, 0x6U);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x6U);
	/* The drive can't end it. The module does not try again by itself. */
	aacs_agid_free_refused(&table, 2);
	KUNIT_EXPECT_EQ(test, table.to_end, 0x2U);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x6U);
	aacs_agid_end_later(&table, 2);
	aacs_agid_grant(&table, 1, &mine);
	KUNIT_EXPECT_EQ(test, table.to_end, 0x4U);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x4U);
	aacs_agid_drop_all(&table, "test");
	KUNIT_EXPECT_EQ(test, table.to_end, 0x0U);
	KUNIT_EXPECT_EQ(test, table.leftover, 0x6U);
}

static void agid_held(struct kunit *test)
{
	struct aacs_agid_table table = {};
	struct aacs_owner a, b, none;

	aacs_owner_init(&a);
	aacs_owner_init(&b);
	aacs_owner_init(&none);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, NULL), 0x0U);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &a), 0x0U);

	aacs_agid_grant(&table, 0, &a);
	aacs_agid_grant(&table, 1, &b);
	aacs_agid_grant(&table, 3, &a);
	aacs_agid_bind(&table, 3);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &a), 0x9U);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &b), 0x2U);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &none), 0x0U);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, NULL), 0xBU);

	aacs_agid_free(&table, 3);
	KUNIT_EXPECT_EQ(test, aacs_agid_held(&table, &a), 0x1U);
}

static struct kunit_case agid_cases[] = {
	KUNIT_CASE_PARAM(agid_use, use_gen_params),
	KUNIT_CASE(agid_out_of_range),
	KUNIT_CASE(agid_granted_again),
	KUNIT_CASE(agid_granted_again_to_owner),
	KUNIT_CASE(agid_drop_all),
	KUNIT_CASE(agid_release),
	KUNIT_CASE(agid_leftover),
	KUNIT_CASE(agid_to_end),
	KUNIT_CASE(agid_held),
	{}
};

static struct kunit_suite agid_suite = {
	.name = "sr_aacs_agid",
	.test_cases = agid_cases,
};

kunit_test_suites(&agid_suite);
