// SPDX-License-Identifier: GPL-2.0-or-later
/* Hot-unplug and replug with requests in flight. */
#include "come-and-go.h"

THEME("unplug", .times = 1000);

static struct plug plug;

static void pull(struct drive *drive)
{
	CHECK_EQ(plug_pull(&plug), 0);
	/* It has no power without the cable. */
	ctl(drive, "reset");
}

static void put(struct drive *drive)
{
	CHECK_EQ(plug_put(&plug), 0);
}

CASE(unplug, "requests in flight", .seconds = PART_SECONDS)
{
	static const struct way way = {
		"unplug", "unplugged and replugged", true, pull, put,
	};

	plug = plug_of(f->drive);
	come_and_go(f, &way, theme.times);
}
