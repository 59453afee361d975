/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up drive that really authenticates, and that a test can make send wrong
 * answers. A regular file (fake_node()) is on its disc; its rdev is its LBA. A file
 * with an rdev of 0 is not suitable for the request.
 */
#ifndef BINDNONCE_DRIVE_H
#define BINDNONCE_DRIVE_H

#include <stdbool.h>

#include <linux/sr_aacs.h>

#include "../../auth/aacs-auth.h"

/* The value of every nonce, in hex digits. */
#define NONCE	"deadbeef62696e64696e676e6f6e6365"

enum lie {
	HONEST, NO_AACS, NO_AGID, REFUSES_CERTIFICATE, BAD_CERTIFICATE, AACS2_CERTIFICATE, HOST_CERTIFICATE, BAD_SIGNATURE,
	OFF_CURVE, REFUSES_KEY, NO_KEY, BAD_MAC, MAC_OF_OTHER_LBA, SHORT_NONCE,
};

struct bindnonce_drive {
	struct aacs_identity id;
	uint8_t other_cert[AACS_CERT_LEN];	/* what HOST_CERTIFICATE shows */
	enum lie lie;
	bool keeps_nonce;	/* the disc has a nonce to read */
	/* The results: */
	bool open_session;
	bool bad_host;		/* the host sent wrong data */
	unsigned long asked_code;	/* the last request for a nonce, */
	struct sr_aacs_read_binding_nonce asked;	/* and its input */
};

extern struct bindnonce_drive drive;

/* For fake_drive. */
int bindnonce_drive(unsigned long code, struct sr_aacs_request *req);

#endif /* BINDNONCE_DRIVE_H */
