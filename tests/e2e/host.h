/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of AACS-Auth over /dev/aacsN, step by step (the numbers are
 * those of the AACS common book 4.3), with ways to do a step wrongly.
 */
#ifndef E2E_HOST_H
#define E2E_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "../../auth/aacs-auth.h"
#include "lab.h"

struct host {
	int fd;
	uint32_t agid;
	struct aacs_identity id;
	uint8_t hn[AACS_NONCE_LEN];
	uint8_t dn[AACS_NONCE_LEN];
	uint8_t drive_cert[AACS_CERT_LEN];
	uint8_t dv[AACS_POINT_LEN];
	uint8_t bk[AACS_BUS_KEY_LEN];
};

/* Loads the test authority's host certificate and key. */
void host_load(struct host *host, int fd);
/* The first drive, and a host with a file of its own. */
struct setup {
	struct drive drive;
	struct host host;
};

struct setup host_setup(void);
/* Step 1: a session. */
void host_start(struct host *host);
/* Step 2: nonce and host certificate. */
struct answer host_send_certificate(struct host *host);
/* Step 3: the drive's nonce and certificate, which is verified. */
struct answer host_get_certificate(struct host *host);
/* Steps 4 and 5a: the drive's point and signature, which is verified. */
struct answer host_get_key(struct host *host);
/* Step 5b: point and signature; also computes the bus key. */
struct answer host_send_key(struct host *host);
/* Steps 1 to 6; fails the case when one doesn't work. */
void host_authenticate(struct host *host);
/* The same but for the session, which is there. */
void host_authenticate_session(struct host *host);

/* Requests by extent; handle is INVALID_HANDLE_VALUE. */
struct answer nonce_request(int fd, uint32_t code, uint32_t agid, uint64_t lba,
			    uint32_t blocks, struct sr_aacs_value *value);
/* Verifies the MAC of a nonce or fails the case. */
void host_check_nonce(const struct host *host, uint32_t lba,
		      const struct sr_aacs_value *value);
/* The same of a volume id, serial number or media id. */
void host_check_value(const struct host *host,
		      const struct sr_aacs_value *value);
/* The log of steps 2 to 5, for log_expect(). */
#define HOST_LINES(agid)						\
	line_key(0xa3, (agid), 0x01, 116, "good 116"),			\
	line_key(0xa4, (agid), 0x01, 116, "good 116"),			\
	line_key(0xa4, (agid), 0x02, 84, "good 84"),			\
	line_key(0xa3, (agid), 0x02, 84, "good 84")

#endif /* E2E_HOST_H */
