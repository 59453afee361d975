/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The thirteen requests of the Windows interface, written out. The rows do not
 * use the table under test.
 */
#ifndef SR_AACS_KUNIT_REQUEST_ROWS_H
#define SR_AACS_KUNIT_REQUEST_ROWS_H

#include <kunit/test.h>
#include "../module/request.h"
#include "rows.h"

#define ACCESS_R	1
#define ACCESS_RW	3

struct type_row {
	const char *name;
	u32 code;
	u32 function;
	u32 access;
	u16 in_size;
	u16 out_size;
	bool out_variable;
	bool needs_bng;
	u32 in_status;
	enum aacs_agid_use agid;
	u8 opcode;
	u8 format;
};

#define MISMATCH	0xC0000004	/* SR_AACS_STATUS_INFO_LENGTH_MISMATCH */
#define PARAMETER	0xC000000D	/* SR_AACS_STATUS_INVALID_PARAMETER */

static const struct type_row type_rows[] = {
	{ "READ_MEDIA_KEY_BLOCK_SIZE", 0x003350C0, 0x430, ACCESS_R, 4, 4,
	  false, false, MISMATCH, AACS_AGID_UNUSED },
	{ "READ_MEDIA_KEY_BLOCK", 0x003350C4, 0x431, ACCESS_R, 4, 8,
	  true, false, MISMATCH, AACS_AGID_UNUSED },
	{ "START_SESSION", 0x003350C8, 0x432, ACCESS_R, 0, 4,
	  false, false, MISMATCH, AACS_AGID_GRANT },
	{ "END_SESSION", 0x003350CC, 0x433, ACCESS_R, 4, 0,
	  false, false, PARAMETER, AACS_AGID_END },
	{ "SEND_CERTIFICATE", 0x003350D0, 0x434, ACCESS_R, 116, 0,
	  false, false, MISMATCH, AACS_AGID_KEEP, 0xA3, 0x01 },
	{ "GET_CERTIFICATE", 0x003350D4, 0x435, ACCESS_R, 4, 112,
	  false, false, MISMATCH, AACS_AGID_KEEP, 0xA4, 0x01 },
	{ "GET_CHALLENGE_KEY", 0x003350D8, 0x436, ACCESS_R, 4, 80,
	  false, false, MISMATCH, AACS_AGID_KEEP, 0xA4, 0x02 },
	{ "SEND_CHALLENGE_KEY", 0x003350DC, 0x437, ACCESS_R, 84, 0,
	  false, false, MISMATCH, AACS_AGID_KEEP, 0xA3, 0x02 },
	{ "READ_VOLUME_ID", 0x003350E0, 0x438, ACCESS_R, 4, 32,
	  false, false, MISMATCH, AACS_AGID_RELEASE, 0xAD, 0x80 },
	{ "READ_SERIAL_NUMBER", 0x003350E4, 0x439, ACCESS_R, 4, 32,
	  false, false, MISMATCH, AACS_AGID_RELEASE, 0xAD, 0x81 },
	{ "READ_MEDIA_ID", 0x003350E8, 0x43A, ACCESS_R, 4, 32,
	  false, false, MISMATCH, AACS_AGID_RELEASE, 0xAD, 0x82 },
	{ "READ_BINDING_NONCE", 0x003350EC, 0x43B, ACCESS_R, 24, 32,
	  false, false, MISMATCH, AACS_AGID_RELEASE, 0xA4, 0x21 },
	{ "GENERATE_BINDING_NONCE", 0x0033D0F0, 0x43C, ACCESS_RW, 24, 32,
	  false, true, MISMATCH, AACS_AGID_BIND, 0xA4, 0x20 },
};

ROW_PARAM(type);

#endif /* SR_AACS_KUNIT_REQUEST_ROWS_H */
