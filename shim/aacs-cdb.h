/* SPDX-License-Identifier: MIT */
/* Which SCSI commands a pass-through request may not send; wine/ has the same rule. */
#ifndef NTDVD_AACS_CDB_H
#define NTDVD_AACS_CDB_H

#include <stdbool.h>
#include <stdint.h>

/*
 * SEND KEY and REPORT KEY of key class 02h (MMC-6 6.25, 6.31) get and use AGIDs.
 * They would bypass sr_aacs, and its table of AGIDs would be wrong.
 */
static inline bool aacs_cdb_uses_agid(const uint8_t *cdb)
{
	enum { SEND_KEY = 0xA3, REPORT_KEY = 0xA4, KEY_CLASS_AACS = 0x02 };

	return (cdb[0] == SEND_KEY || cdb[0] == REPORT_KEY) &&
	       cdb[7] == KEY_CLASS_AACS;
}

#endif /* NTDVD_AACS_CDB_H */
