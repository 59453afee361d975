// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "agid.h"

/*
 * The next state after each event, or the reason to refuse it:
 *
 *   NONE   5/6F/02: the AGID is not valid
 *   ORDER  5/2C/00: a step of the authentication is out of order
 *   NOKEY  5/6F/02: a transfer needs a bus key. Generating a nonce consumes the
 *          bus key; the AGID stays valid until the host invalidates it.
 *
 * Other transitions: REPORT KEY 00h, free to granted; REPORT KEY or SEND KEY
 * 3Fh, medium change, eject and reset, any state to free; a certificate or
 * signature that does not verify, any state to granted.
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

static const uint8_t next_state[AGID_STATES][AGID_EVENTS] = {
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
	switch (next_state[agid->state][event]) {
	case NONE:
	case NOKEY:
		return SENSE_KEY_NOT_ESTABLISHED;
	case ORDER:
		return SENSE_COMMAND_SEQUENCE;
	default:
		return SENSE_GOOD;
	}
}

/* Enters @state and wipes nonces and keys. */
static void reset_to(struct agid *agid, enum agid_state state)
{
	explicit_bzero(agid, sizeof(*agid));
	agid->state = state;
}

void agid_advance(struct agid *agid, enum agid_event event)
{
	enum agid_state next = next_state[agid->state][event];

	if (next == AGID_FREE || next == AGID_SPENT)
		reset_to(agid, next);
	else
		agid->state = next;
}

void agid_grant(struct agid *agid)
{
	reset_to(agid, AGID_GRANTED);
}

void agid_drop(struct agid *agid)
{
	reset_to(agid, AGID_FREE);
}

void agid_restart(struct agid *agid)
{
	reset_to(agid, AGID_GRANTED);
}

const char *agid_state_name(enum agid_state state)
{
	return state_names[state];
}
