// SPDX-License-Identifier: GPL-2.0-or-later
/* Several AGIDs of the drive, and every way to lose one. */
#include <string.h>

#include "../lib/tap.h"
#include "bed.h"

HOST_CASE(several)
{
	struct fields grant = { .length = 8 };
	struct host session[4];
	uint8_t seen = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		session[i] = *h;
		if (host_run(&session[i], AUTHENTICATED) == AUTHENTICATED)
			seen |= 1 << session[i].agid;
	}
	is(seen, 0x0f, "four sessions, four AGIDs");
	ok_sense(host_report_key(h, 0x00, grant), SENSE_NO_FREE_AGID,
		 "no fifth");
	for (i = 0; i < 4; i++) {
		struct fields f = { .length = 36, .agid = session[i].agid };

		ok(sense_good(host_read_structure(&session[i], 0x80, f)) &&
		   host_mac_good(&session[i]),
		   "session %u has a bus key of its own", i);
		host_forget_answer(&session[i]);
	}
	ok_sense(host_report_key(h, 0x00, grant), SENSE_GOOD,
		 "one is free again");
}

static void lose_by_eject(struct host *h)
{
	aacs_drive_set_disc(h->drive, NULL);
}

static void lose_by_change(struct host *h)
{
	aacs_drive_set_disc(h->drive, h->disc);
}

static void lose_by_reset(struct host *h)
{
	aacs_drive_reset(h->drive);
}

static const struct {
	const char *name;
	void (*lose)(struct host *h);	/* NULL: a command for the AGID */
	enum command command;
	uint8_t format;
	bool all;			/* the other AGIDs as well */
} ways[] = {
	{ "eject", lose_by_eject, 0, 0, true },
	{ "medium change", lose_by_change, 0, 0, true },
	{ "reset", lose_by_reset, 0, 0, true },
	{ "SEND KEY 3Fh", NULL, SEND, 0x3f, false },
	{ "REPORT KEY 3Fh", NULL, REPORT, 0x3f, false },
	{ "protected transfer", NULL, STRUCTURE, 0x80, false },
};

HOST_CASE(losing)
{
	struct fields f = { .length = 36 };
	struct host other = *h;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		aacs_drive_reset(h->drive);
		bed_reach(&other, GRANTED);	/* AGID 0 */
		bed_reach(h, AUTHENTICATED);
		f.agid = h->agid;
		if (ways[i].lose)
			ways[i].lose(h);
		else
			host_command(h, ways[i].command, ways[i].format, f);
		ok(strstr(host_agids(h), "1 free\n") &&
		   host_agid_is(h, ways[i].all ? "free" : "granted"),
		   "%s frees %s", ways[i].name, ways[i].all ? "all" : "one");
		ok_sense(host_read_structure(h, 0x80, f),
			 i ? SENSE_KEY_NOT_ESTABLISHED : SENSE_NO_MEDIUM,
			 ways[i].name);
		aacs_drive_set_disc(h->drive, h->disc);

		/* the new session knows nothing of the old one */
		f.agid = 0;
		ok(host_run(&other, GRANTED) == GRANTED && !other.agid &&
		   sense_equal(host_read_structure(&other, 0x80, f),
			       SENSE_KEY_NOT_ESTABLISHED),
		   "granted again after %s: without the old bus key",
		   ways[i].name);
	}
	host_forget_answer(&other);
}
