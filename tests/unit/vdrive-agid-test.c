// SPDX-License-Identifier: GPL-2.0-or-later
/* Several AGIDs of the drive, and every way to lose one. */
#include <string.h>

#include "../lib/tap.h"
#include "fixture.h"

HOST_CASE(several)
{
	struct fields grant = { .length = 8 };
	struct host session[4];
	uint8_t seen = 0;

	for (unsigned int i = 0; i < 4; i++) {
		session[i] = *h;
		if (host_run(&session[i], AUTHENTICATED) == AUTHENTICATED)
			seen |= 1 << session[i].agid;
	}
	is(seen, 0x0f, "four sessions, four AGIDs");
	ok_sense(host_report_key(h, 0x00, grant), SENSE_NO_FREE_AGID,
		 "no fifth");
	for (unsigned int i = 0; i < 4; i++) {
		struct fields f = { .length = 36, .agid = session[i].agid };

		ok(sense_good(host_read_structure(&session[i], 0x80, f)) &&
		   host_mac_good(&session[i]),
		   "session %u has a bus key of its own", i);
		host_forget_answer(&session[i]);
	}
	ok_sense(host_report_key(h, 0x00, grant), SENSE_GOOD,
		 "one is free again");
}

static const struct {
	const char *name;
	enum { EJECT, CHANGE, RESET, COMMAND } way;
	enum command command;
	uint8_t format;
} ways[] = {
	{ "eject", EJECT, 0, 0 },
	{ "medium change", CHANGE, 0, 0 },
	{ "reset", RESET, 0, 0 },
	{ "SEND KEY 3Fh", COMMAND, SEND, 0x3f },
	{ "REPORT KEY 3Fh", COMMAND, REPORT, 0x3f },
	{ "protected transfer", COMMAND, STRUCTURE, 0x80 },
};

HOST_CASE(losing)
{
	struct fields f = { .length = 36 };
	struct host other = *h;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		bool all = ways[i].way != COMMAND;

		aacs_drive_reset(h->drive);
		fixture_reach(&other, GRANTED);	/* AGID 0 */
		fixture_reach(h, AUTHENTICATED);
		f.agid = h->agid;
		switch (ways[i].way) {
		case EJECT:
			aacs_drive_set_disc(h->drive, NULL);
			break;
		case CHANGE:
			aacs_drive_set_disc(h->drive, h->disc);
			break;
		case RESET:
			aacs_drive_reset(h->drive);
			break;
		case COMMAND:
			host_command(h, ways[i].command, ways[i].format, f);
			break;
		}
		ok(strstr(host_agids(h), "1 free\n") &&
		   host_agid_is(h, all ? "free" : "granted"),
		   "%s frees %s", ways[i].name, all ? "all" : "one");
		ok_sense(host_read_structure(h, 0x80, f),
			 ways[i].way == EJECT ? SENSE_NO_MEDIUM :
						SENSE_KEY_NOT_ESTABLISHED,
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
