// SPDX-License-Identifier: GPL-2.0-only
/* The CDBs of MMC-6 and the header of a parameter list. */
#include <kunit/test.h>
#include "../module/mmc.h"
#include "rows.h"

struct cdb_row {
	const char *name;
	enum { CONFIG, REPORT, SEND, DISC } command;
	unsigned int agid;
	u8 format;
	u32 lba;			/* DISC: address of a pack */
	u8 blocks;			/* DISC: the layer */
	u16 len;
	u8 cdb_len;
	u8 cdb[12];
};

static const struct cdb_row cdb_rows[] = {
	{ "GET CONFIGURATION 010Dh", CONFIG, 0, 0, 0, 0, 16, 10,
	  { 0x46, 0x02, 0x01, 0x0D, 0, 0, 0, 0x00, 0x10, 0 } },

	{ "REPORT KEY 00h", REPORT, 0, 0x00, 0, 0, 8, 12,
	  { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x08, 0x00, 0 } },
	{ "REPORT KEY 01h, AGID 1", REPORT, 1, 0x01, 0, 0, 116, 12,
	  { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74, 0x41, 0 } },
	{ "REPORT KEY 02h, AGID 2", REPORT, 2, 0x02, 0, 0, 84, 12,
	  { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x54, 0x82, 0 } },
	{ "REPORT KEY 20h, AGID 0", REPORT, 0, 0x20, 0x00123456, 1, 36, 12,
	  { 0xA4, 0, 0x00, 0x12, 0x34, 0x56, 0x01, 0x02, 0x00, 0x24, 0x20,
	    0 } },
	{ "REPORT KEY 20h, last LBA", REPORT, 3, 0x20, 0xFFFFFFFF, 255, 36, 12,
	  { 0xA4, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x00, 0x24, 0xE0,
	    0 } },
	{ "REPORT KEY 21h, AGID 3", REPORT, 3, 0x21, 0xDEADBEEF, 16, 36, 12,
	  { 0xA4, 0, 0xDE, 0xAD, 0xBE, 0xEF, 0x10, 0x02, 0x00, 0x24, 0xE1,
	    0 } },
	{ "REPORT KEY 3Fh, AGID 2", REPORT, 2, 0x3F, 0, 0, 0, 12,
	  { 0xA4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x00, 0xBF, 0 } },

	{ "SEND KEY 01h, AGID 0", SEND, 0, 0x01, 0, 0, 116, 12,
	  { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x74, 0x01, 0 } },
	{ "SEND KEY 02h, AGID 3", SEND, 3, 0x02, 0, 0, 84, 12,
	  { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x54, 0xC2, 0 } },
	{ "SEND KEY 3Fh, AGID 1", SEND, 1, 0x3F, 0, 0, 0, 12,
	  { 0xA3, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x00, 0x7F, 0 } },

	{ "READ DISC STRUCTURE 80h, AGID 1", DISC, 1, 0x80, 0, 0, 36, 12,
	  { 0xAD, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0x24, 0x40, 0 } },
	{ "READ DISC STRUCTURE 81h, AGID 2", DISC, 2, 0x81, 0, 0, 36, 12,
	  { 0xAD, 1, 0, 0, 0, 0, 0, 0x81, 0x00, 0x24, 0x80, 0 } },
	{ "READ DISC STRUCTURE 82h, AGID 3", DISC, 3, 0x82, 0, 0, 36, 12,
	  { 0xAD, 0, 0, 0, 0, 0, 0, 0x82, 0x00, 0x24, 0xC0, 0 } },
	{ "READ DISC STRUCTURE 83h, first pack", DISC, 0, 0x83, 0, 0, 32772, 12,
	  { 0xAD, 0, 0, 0, 0, 0, 0, 0x83, 0x80, 0x04, 0x00, 0 } },
	{ "READ DISC STRUCTURE 83h, pack 254", DISC, 0, 0x83, 254, 1, 32772, 12,
	  { 0xAD, 0, 0, 0, 0, 0xFE, 0x01, 0x83, 0x80, 0x04, 0x00, 0 } },
	{ "READ DISC STRUCTURE 83h, address", DISC, 0, 0x83, 0x01020304, 255,
	  4, 12,
	  { 0xAD, 0, 0x01, 0x02, 0x03, 0x04, 0xFF, 0x83, 0x00, 0x04, 0x00,
	    0 } },
};

ROW_PARAM(cdb);

static void cdb_command(struct kunit *test)
{
	const struct cdb_row *row = test->param_value;
	struct aacs_command cmd = {};

	switch (row->command) {
	case CONFIG:
		cmd = aacs_mmc_get_configuration();
		break;
	case REPORT:
		cmd = aacs_mmc_report_key(row->agid, row->format, row->lba,
					  row->blocks, row->len);
		break;
	case SEND:
		cmd = aacs_mmc_send_key(row->agid, row->format, row->len);
		break;
	case DISC:
		cmd = aacs_mmc_read_disc_structure(row->cdb[1], row->agid,
						   row->format, row->blocks,
						   row->lba, row->len);
		break;
	}
	KUNIT_EXPECT_EQ(test, cmd.cdb_len, row->cdb_len);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(cmd.cdb, row->cdb, sizeof(row->cdb)),
			    0, "CDB %12ph, expected %12ph", cmd.cdb, row->cdb);
	KUNIT_EXPECT_EQ(test, cmd.data_len, (u32)row->len);
	KUNIT_EXPECT_EQ(test, cmd.to_drive, row->command == SEND);
}

static void cdb_put_header(struct kunit *test)
{
	static const u8 certificate[] = { 0x00, 0x72, 0x00, 0x00, 0xEE };
	static const u8 key[] = { 0x00, 0x52, 0x00, 0x00, 0xEE };
	u8 data[5];

	memset(data, 0xEE, sizeof(data));
	aacs_mmc_put_header(data, 112);
	KUNIT_EXPECT_EQ(test, memcmp(data, certificate, 5), 0);
	memset(data, 0xEE, sizeof(data));
	aacs_mmc_put_header(data, 80);
	KUNIT_EXPECT_EQ(test, memcmp(data, key, 5), 0);
}

static struct kunit_case cdb_cases[] = {
	KUNIT_CASE_PARAM(cdb_command, cdb_gen_params),
	KUNIT_CASE(cdb_put_header),
	{}
};

static struct kunit_suite cdb_suite = {
	.name = "sr_aacs_cdb",
	.test_cases = cdb_cases,
};

kunit_test_suites(&cdb_suite);
