// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "agid.h"

/*
 * What follows each event, or why it is refused:
 *
 *   none   5/6F/02: the AGID was never granted, or is not valid any more
 *   order  5/2C/00: a step of the authentication out of order
 *   nokey  5/6F/02: a transfer without a bus key. A generated nonce uses the
 *          bus key up, but leaves the AGID valid until it is invalidated.
 *
 * Besides: REPORT KEY 00h makes a free one granted; REPORT KEY or SEND KEY
 * 3Fh, a medium change, an eject and a reset make any state free; a
 * certificate or signature that does not verify takes it back to granted.
 */
enum refusal {
	NONE = AGID_STATES,
	ORDER,
	NOKEY,
};

#define FREE		AGID_FREE
#define GRANTED		AGID_GRANTED
#define HOST_CERT	AGID_HOST_CERTIFIED
#define DRIVE_CERT	AGID_DRIVE_CERTIFIED
#define KEY_SENT	AGID_KEY_SENT
#define AUTHENTIC	AGID_AUTHENTICATED
#define SPENT		AGID_SPENT

static const uint8_t follows[AGID_STATES][AGID_EVENTS] = {
	/* SEND 01h, REPORT 01h, REPORT 02h, SEND 02h, 20h, 21h and 80h-82h */
	[FREE]		= { NONE, NONE, NONE, NONE, NONE, NONE },
	[GRANTED]	= { HOST_CERT, ORDER, ORDER, ORDER, NOKEY, NOKEY },
	[HOST_CERT]	= { ORDER, DRIVE_CERT, ORDER, ORDER, NOKEY, NOKEY },
	[DRIVE_CERT]	= { ORDER, ORDER, KEY_SENT, ORDER, NOKEY, NOKEY },
	[KEY_SENT]	= { ORDER, ORDER, ORDER, AUTHENTIC, NOKEY, NOKEY },
	[AUTHENTIC]	= { ORDER, ORDER, ORDER, ORDER, SPENT, FREE },
	[SPENT]		= { ORDER, ORDER, ORDER, ORDER, NOKEY, NOKEY },
};

static const char * const state_names[AGID_STATES] = {
	[AGID_FREE] = "free",
	[AGID_GRANTED] = "granted",
	[AGID_HOST_CERTIFIED] = "host-certified",
	[AGID_DRIVE_CERTIFIED] = "drive-certified",
	[AGID_KEY_SENT] = "key-sent",
	[AGID_AUTHENTICATED] = "authenticated",
	[AGID_SPENT] = "spent",
};

struct sense agid_check(const struct agid *agid, enum agid_event event)
{
	switch (follows[agid->state][event]) {
	case NONE:
	case NOKEY:
		return SENSE_KEY_NOT_ESTABLISHED;
	case ORDER:
		return SENSE_COMMAND_SEQUENCE;
	default:
		return SENSE_GOOD;
	}
}

static void forget(struct agid *agid, enum agid_state state)
{
	explicit_bzero(agid, sizeof(*agid));
	agid->state = state;
}

void agid_advance(struct agid *agid, enum agid_event event)
{
	enum agid_state next = follows[agid->state][event];

	if (next == AGID_FREE || next == AGID_SPENT)
		forget(agid, next);
	else
		agid->state = next;
}

void agid_grant(struct agid *agid)
{
	forget(agid, AGID_GRANTED);
}

void agid_drop(struct agid *agid)
{
	forget(agid, AGID_FREE);
}

void agid_restart(struct agid *agid)
{
	forget(agid, AGID_GRANTED);
}

const char *agid_state_name(enum agid_state state)
{
	return state_names[state];
}
