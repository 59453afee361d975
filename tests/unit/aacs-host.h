/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of AACS-Auth with a struct aacs_drive in the same process, with the
 * bytes that would go over the bus.
 */
#ifndef UNIT_AACS_HOST_H
#define UNIT_AACS_HOST_H

#include "../../vdrive/aacs.h"

/* The stages of a session: the states of an AGID in the drive. */
enum stage {
	FREE,
	GRANTED,
	HOST_CERTIFIED,
	DRIVE_CERTIFIED,
	KEY_SENT,
	AUTHENTICATED,
	SPENT,
	STAGES
};

struct host {
	struct aacs_identity id;
	struct aacs_drive *drive;
	struct disc *disc;			/* in the drive, or NULL */
	uint8_t agid;
	uint8_t host_nonce[AACS_NONCE_LEN];
	uint8_t drive_nonce[AACS_NONCE_LEN];
	uint8_t drive_pub[AACS_POINT_LEN];	/* of its certificate */
	uint8_t drive_point[AACS_POINT_LEN];	/* Dv */
	uint8_t bus_key[AACS_BUS_KEY_LEN];
	/* the last answer, in memory of just its size */
	uint8_t *data;
	size_t len;
};

/* REPORT KEY, SEND KEY, READ DISC STRUCTURE */
enum command { REPORT, SEND, STRUCTURE };

/* Bytes 2-5, byte 6, bytes 8-9 and the AGID of a CDB. */
struct fields {
	uint32_t lba;
	uint8_t blocks;
	uint16_t length;
	uint8_t agid;
};

struct sense host_report_key(struct host *h, uint8_t format, struct fields f);
struct sense host_read_structure(struct host *h, uint8_t format,
				 struct fields f);
/* @len bytes come to the drive, f.length is what the CDB says. */
struct sense host_send_key(struct host *h, uint8_t format, struct fields f,
			   const void *list, size_t len);

/* Parameter lists (116 and 84 bytes), with what @h knows by now. */
void host_certificate_list(struct host *h, uint8_t list[116]);
void host_key_list(struct host *h, uint8_t list[84]);

/* SEND KEY of @format with the list it should have, zeros where it has none. */
struct sense host_send_list(struct host *h, uint8_t format, struct fields f);
/* One of the three; SEND by host_send_list(). */
struct sense host_command(struct host *h, enum command command, uint8_t format,
			  struct fields f);

/*
 * Steps on until the AGID is at @stage, checking each answer as a host does;
 * a generated nonce (SPENT) is for LBA 0, 1 block. h->agid is the AGID.
 * Returns the stage that was reached.
 */
enum stage host_run(struct host *h, enum stage stage);

/* True if the answer's MAC is that of its value under the bus key. */
bool host_mac_good(const struct host *h);
bool host_nonce_mac_good(const struct host *h, uint32_t lba);

/* aacs_describe_agids(), in static memory; and whether AGID 0 is @state. */
const char *host_agids(const struct host *h);
bool host_agid_is(const struct host *h, const char *state);

void host_forget_answer(struct host *h);

#endif /* UNIT_AACS_HOST_H */
