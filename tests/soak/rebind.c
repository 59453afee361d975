// SPDX-License-Identifier: GPL-2.0-or-later
/* Unbinds and binds sr with requests in flight. */
#include "come-and-go.h"

THEME("rebind", .times = 500);

static void unbind(struct drive *drive)
{
	CHECK_EQ(sr_unbind(drive), 0);
	/* The drive was there to the end, and has been told. */
	CHECK(agids_free(drive));
}

static void bind(struct drive *drive)
{
	CHECK_EQ(sr_bind(drive), 0);
}

CASE(rebind, "requests in flight", .seconds = PART_SECONDS)
{
	static const struct way way = {
		"rebind", "unbound and bound", false, unbind, bind,
	};

	come_and_go(f, &way, theme.times);
}
