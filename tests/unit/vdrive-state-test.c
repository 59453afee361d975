// SPDX-License-Identifier: GPL-2.0-or-later
/* Every command in every state of its AGID. */
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "fixture.h"

static const struct {
	const char *name;
	enum command command;
	uint8_t format;
	uint16_t length;
} commands[] = {
	{ "SEND KEY 01h", SEND, 0x01, 116 },
	{ "REPORT KEY 01h", REPORT, 0x01, 116 },
	{ "REPORT KEY 02h", REPORT, 0x02, 84 },
	{ "SEND KEY 02h", SEND, 0x02, 84 },
	{ "REPORT KEY 20h", REPORT, 0x20, 36 },
	{ "REPORT KEY 21h", REPORT, 0x21, 36 },
	{ "READ DISC STRUCTURE 80h", STRUCTURE, 0x80, 36 },
	{ "READ DISC STRUCTURE 81h", STRUCTURE, 0x81, 36 },
	{ "READ DISC STRUCTURE 82h", STRUCTURE, 0x82, 36 },
	{ "READ DISC STRUCTURE 83h", STRUCTURE, 0x83, 4 },
	{ "REPORT KEY 38h", REPORT, 0x38, 96 },
	{ "REPORT KEY 3Fh", REPORT, 0x3f, 2 },
	{ "SEND KEY 3Fh", SEND, 0x3f, 0 },
};

/*
 * One letter for each command above: '-' 5/6F/02, 'o' 5/2C/00, '=' good and
 * the state stays; else good, and the first letter of the state that follows
 * (d: drive-certified, s: spent).
 */
static const struct {
	const char *state;
	const char *follows;
} states[STAGES] = {
	[FREE]			= { "free",		"---------==ff" },
	[GRANTED]		= { "granted",		"hooo-----==ff" },
	[HOST_CERTIFIED]	= { "host-certified",	"odoo-----==ff" },
	[DRIVE_CERTIFIED]	= { "drive-certified",	"ooko-----==ff" },
	[KEY_SENT]		= { "key-sent",		"oooa-----==ff" },
	[AUTHENTICATED]		= { "authenticated",	"oooosffff==ff" },
	[SPENT]			= { "spent",		"oooo-----==ff" },
};

static void test_state(struct host *h, enum stage stage, size_t i)
{
	struct fields f = { .lba = 7, .blocks = 1 };
	char follows = states[stage].follows[i];
	struct sense sense;
	const char *after;

	aacs_drive_reset(h->drive);
	fixture_reach(h, stage);
	if (commands[i].format == 0x83)
		f = (struct fields){ 0 };
	f.length = commands[i].length;
	sense = host_command(h, commands[i].command, commands[i].format, f);

	ok(sense_equal(sense, follows == '-' ? SENSE_KEY_NOT_ESTABLISHED :
			      follows == 'o' ? SENSE_COMMAND_SEQUENCE :
					       SENSE_GOOD),
	   "%s on an AGID that is %s (%x/%02x/%02x)", commands[i].name,
	   states[stage].state, sense.key, sense.asc, sense.ascq);
	after = host_agids(h) + 2;
	if (strchr("-o=", follows))
		ok(host_agid_is(h, states[stage].state), "leaves it %s (%.4s)",
		   states[stage].state, after);
	else
		ok(*after == follows, "makes it %c (%.4s)", follows, after);
	if (sense_good(sense) && commands[i].command != SEND)
		ok(h->len == commands[i].length, "with %zu bytes", h->len);
}

HOST_CASE(states)
{
	static const uint8_t nonce[DISC_VALUE_LEN] = { 1, 2, 3 };
	enum stage stage;

	if (disc_keep_nonce(h->disc, 7, 1, nonce))
		abort();
	for (stage = FREE; stage < STAGES; stage++)
		for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
			test_state(h, stage, i);
}
