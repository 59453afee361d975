/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A drive that only the test uses. */
#ifndef TEST_DRIVE_FIXTURE_H
#define TEST_DRIVE_FIXTURE_H

#include "../../vdrive/drive.h"
#include "../unit/fixture.h"

#define TRANSFER_MAX	(1U << 16)

extern struct drive drive;
extern uint8_t buffer[TRANSFER_MAX];	/* the initiator's */

/* A drive with fixture.image in it, the attentions of power-on taken. */
void drive_make(void);
void drive_remove(void);

/*
 * Carries out the CDB given in hex, with a transfer of @xfer bytes of buffer,
 * in pieces of uneven size. The request is good until the next call.
 */
struct request *drive_do(const char *cdb_hex, size_t xfer);

#endif /* TEST_DRIVE_FIXTURE_H */
