/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One AGID: how far its authentication got, and what belongs to it. */
#ifndef VDRIVE_AGID_H
#define VDRIVE_AGID_H

#include "../auth/aacs-auth.h"
#include "sense.h"

enum agid_state {
	AGID_FREE,
	AGID_GRANTED,
	AGID_HOST_CERTIFIED,	/* the host's certificate and Hn are here */
	AGID_DRIVE_CERTIFIED,	/* Dn was sent */
	AGID_KEY_SENT,		/* Dv was sent */
	AGID_AUTHENTICATED,	/* there is a bus key */
	AGID_SPENT,		/* a nonce was generated under it */
	AGID_STATES
};

/* What a command does to an AGID; granting and invalidating aside. */
enum agid_event {
	AGID_SEND_CERTIFICATE,		/* SEND KEY 01h */
	AGID_REPORT_CERTIFICATE,	/* REPORT KEY 01h */
	AGID_REPORT_KEY,		/* REPORT KEY 02h */
	AGID_SEND_KEY,			/* SEND KEY 02h */
	AGID_GENERATE_NONCE,		/* REPORT KEY 20h */
	AGID_TRANSFER,			/* REPORT KEY 21h, disc structures */
	AGID_EVENTS
};

struct agid {
	enum agid_state state;
	uint8_t host_nonce[AACS_NONCE_LEN];
	uint8_t host_pub[AACS_POINT_LEN];
	uint8_t drive_nonce[AACS_NONCE_LEN];
	struct aacs_keypair ephemeral;		/* Dk, Dv */
	uint8_t bus_key[AACS_BUS_KEY_LEN];
};

/* GOOD if @event may happen now, or the sense to refuse it with. */
struct sense agid_check(const struct agid *agid, enum agid_event event);
/* @event happened: the state that follows. Only after agid_check(). */
void agid_advance(struct agid *agid, enum agid_event event);

void agid_grant(struct agid *agid);
/* Forgets its secrets: AGID_FREE. */
void agid_drop(struct agid *agid);
/* A certificate or signature did not verify: all steps have to be repeated. */
void agid_restart(struct agid *agid);

/* For people, in lower case without blanks. */
const char *agid_state_name(enum agid_state state);

#endif /* VDRIVE_AGID_H */
