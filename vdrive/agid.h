/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One AGID: the state, nonces and keys of its authentication. */
#ifndef VDRIVE_AGID_H
#define VDRIVE_AGID_H

#include "../auth/aacs-auth.h"
#include "sense.h"

enum agid_state {
	AGID_FREE,
	AGID_GRANTED,
	AGID_HOST_CERTIFIED,	/* the host sent its certificate and Hn */
	AGID_DRIVE_CERTIFIED,	/* the drive sent Dn */
	AGID_KEY_SENT,		/* the drive sent Dv */
	AGID_AUTHENTICATED,	/* has a bus key */
	AGID_SPENT,		/* has generated a nonce */
	AGID_STATES
};

/* Commands that use an AGID, except those that grant or invalidate it. */
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

/* Returns GOOD if @event is allowed now, or the sense data of the refusal. */
struct sense agid_check(const struct agid *agid, enum agid_event event);
/* Enters the state after @event, which agid_check() has allowed. */
void agid_advance(struct agid *agid, enum agid_event event);

void agid_grant(struct agid *agid);
/* Wipes the secrets: AGID_FREE. */
void agid_drop(struct agid *agid);
/* After a failed verification: the host must repeat all steps. */
void agid_restart(struct agid *agid);

/* In lower case, without spaces. */
const char *agid_state_name(enum agid_state state);

#endif /* VDRIVE_AGID_H */
