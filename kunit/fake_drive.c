// SPDX-License-Identifier: GPL-2.0-only
/* The fake drive: its answers without a fault. */
#include <linux/cdrom.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_proto.h>
#include "../module/compat.h"
#include "fake_host.h"

u8 fake_payload(u8 disc, u8 opcode, u8 format, unsigned int i)
{
	return 0x80 + disc + (opcode ^ format) + 3 * i;
}

u8 fake_mkb(u8 disc, unsigned int i)
{
	return 1 + disc + i + 5 * (i / 32768);
}

int fake_format(const u8 *cdb)
{
	switch (cdb[0]) {
	case GPCMD_SEND_KEY:
	case GPCMD_REPORT_KEY:
		return cdb[10] & 0x3F;
	case GPCMD_READ_DVD_STRUCTURE:
		return cdb[7];
	case GPCMD_GET_CONFIGURATION:
		return get_unaligned_be16(cdb + 2);
	default:
		return FAKE_ANY;
	}
}

static void fake_raise(struct fake_drive *fake, u16 code)
{
	if (fake->unit_attentions < FAKE_EVENTS)
		fake->unit_attention[fake->unit_attentions++] = code;
}

void fake_change_locked(struct fake_drive *fake)
{
	fake->disc++;
	fake->granted = 0;
	fake->event = 0x02;	/* NewMedia */
	fake->empty = false;
	if (fake->next_packs)
		fake->packs = fake->next_packs;
	fake_raise(fake, 0x2800);
}

void fake_reset_locked(struct fake_drive *fake, u8 ascq)
{
	fake->granted = 0;
	fake_raise(fake, 0x2900 | ascq);
}

struct fake_answer fake_sense(u8 key, u16 code)
{
	return (struct fake_answer) { .key = key, .code = code };
}

struct fake_answer fake_good(unsigned int len)
{
	return (struct fake_answer) { .len = len };
}

/* Fills in the header and the payload of a key or disc structure. */
static struct fake_answer fake_fill(struct fake_drive *fake, const u8 *cdb,
				    unsigned int payload)
{
	unsigned int i;

	put_unaligned_be16(payload + 2, fake->buf);
	for (i = 0; i < payload; i++)
		fake->buf[4 + i] = fake_payload(fake->disc, cdb[0],
						fake_format(cdb), i);
	return fake_good(min_t(unsigned int, payload + 4,
			       get_unaligned_be16(cdb + 8)));
}

static struct fake_answer fake_grant(struct fake_drive *fake, const u8 *cdb)
{
	unsigned int agid;

	for (agid = 0; agid < fake->agids; agid++)
		if (!(fake->granted & BIT(agid)))
			break;
	if (agid == fake->agids)
		return fake_sense(ILLEGAL_REQUEST, 0x5500);
	fake->granted |= BIT(agid);
	put_unaligned_be16(6, fake->buf);
	fake->buf[7] = agid << 6;
	return fake_good(8);
}

static struct fake_answer fake_key(struct fake_drive *fake, const u8 *cdb,
				   struct scsi_cmnd *scmd)
{
	bool report = cdb[0] == GPCMD_REPORT_KEY;
	unsigned int agid = cdb[10] >> 6;
	struct fake_answer answer;

	if (cdb[7] != 0x02)
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	if (report && fake_format(cdb) == 0x00)
		return fake_grant(fake, cdb);
	if (fake_format(cdb) == 0x3F) {
		fake->granted &= ~BIT(agid);
		return fake_good(0);
	}
	if (!(fake->granted & BIT(agid)))
		return fake_sense(ILLEGAL_REQUEST, 0x6F02);

	if (!report) {
		fake->sent_len = sg_copy_to_buffer(scsi_sglist(scmd),
						   scsi_sg_count(scmd),
						   fake->sent,
						   sizeof(fake->sent));
		return fake_good(scsi_bufflen(scmd));
	}
	switch (fake_format(cdb)) {
	case 0x01:
		return fake_fill(fake, cdb, 112);
	case 0x02:
		return fake_fill(fake, cdb, 80);
	case 0x20:
		return fake_fill(fake, cdb, 32);
	case 0x21:
		answer = fake_fill(fake, cdb, 32);
		if (fake->frees)
			fake->granted &= ~BIT(agid);
		return answer;
	default:
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	}
}

static struct fake_answer fake_mkb_pack(struct fake_drive *fake, const u8 *cdb)
{
	u32 number = get_unaligned_be32(cdb + 2);
	unsigned int len = 32768;
	unsigned int i;

	if (number >= fake->packs)
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	if (number == fake->packs - 1)
		len = fake->last_pack;
	put_unaligned_be16(len + 2, fake->buf);
	fake->buf[3] = fake->packs;
	for (i = 0; i < len; i++)
		fake->buf[4 + i] = fake_mkb(fake->disc, number * 32768 + i);
	return fake_good(min_t(unsigned int, len + 4,
			       get_unaligned_be16(cdb + 8)));
}

static struct fake_answer fake_disc(struct fake_drive *fake, const u8 *cdb)
{
	unsigned int agid = cdb[10] >> 6;
	struct fake_answer answer;

	if (cdb[7] == 0x83)
		return fake_mkb_pack(fake, cdb);
	if (cdb[7] < 0x80 || cdb[7] > 0x82)
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	if (!(fake->granted & BIT(agid)))
		return fake_sense(ILLEGAL_REQUEST, 0x6F02);
	answer = fake_fill(fake, cdb, 32);
	if (fake->frees)
		fake->granted &= ~BIT(agid);
	return answer;
}

static struct fake_answer fake_configuration(struct fake_drive *fake,
					     const u8 *cdb)
{
	bool has = fake->has_feature && fake_format(cdb) == 0x010D;

	if (fake->old)
		return fake_sense(ILLEGAL_REQUEST, 0x2000);
	put_unaligned_be32(has ? 12 : 4, fake->buf);
	put_unaligned_be16(fake->profile, fake->buf + 6);
	if (has)
		memcpy(fake->buf + 8, fake->feature, 8);
	return fake_good(min_t(unsigned int, has ? 16 : 8,
			       get_unaligned_be16(cdb + 7)));
}

static struct fake_answer fake_event(struct fake_drive *fake)
{
	static const u8 event[8] = { 0, 6, 0x04, 0x10 };

	memcpy(fake->buf, event, sizeof(event));
	fake->buf[4] = fake->event;
	fake->buf[5] = fake->empty ? 0x01 : 0x02;
	fake->event = 0;
	return fake_good(8);
}

static struct fake_answer fake_inquiry(struct fake_drive *fake, const u8 *cdb)
{
	if (cdb[1] & 1)
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	fake->buf[0] = TYPE_ROM;
	fake->buf[1] = 0x80;	/* removable */
	fake->buf[2] = 0x05;
	fake->buf[3] = 0x02;
	fake->buf[4] = 31;
	memcpy(fake->buf + 8, "FAKE    AACS DRIVE      1.00", 28);
	return fake_good(min_t(unsigned int, 36, get_unaligned_be16(cdb + 3)));
}

static struct fake_answer fake_mode_sense(struct fake_drive *fake,
					  const u8 *cdb)
{
	unsigned int head = cdb[0] == MODE_SENSE ? 4 : 8;
	unsigned int max = cdb[0] == MODE_SENSE ? cdb[4] :
						  get_unaligned_be16(cdb + 7);

	if ((cdb[2] & 0x3F) != 0x2A)
		return fake_sense(ILLEGAL_REQUEST, 0x2400);
	if (head == 4)
		fake->buf[0] = head - 1 + 22;
	else
		put_unaligned_be16(head - 2 + 22, fake->buf);
	fake->buf[head] = 0x2A;
	fake->buf[head + 1] = 20;
	fake->buf[head + 6] = 0x29;	/* tray, eject, lock */
	return fake_good(min(max, head + 22));
}

struct fake_answer fake_execute(struct fake_drive *fake, struct scsi_cmnd *scmd)
{
	const u8 *cdb = scmd->cmnd;

	switch (cdb[0]) {
	case INQUIRY:
		return fake_inquiry(fake, cdb);
	case GET_EVENT_STATUS_NOTIFICATION:
		return fake_event(fake);
	case GPCMD_GET_CONFIGURATION:
		return fake_configuration(fake, cdb);
	}

	/* MMC: these commands neither report nor clear a unit attention. */
	if (fake->unit_attentions) {
		u16 code = fake->unit_attention[0];

		fake->unit_attentions--;
		memmove(fake->unit_attention, fake->unit_attention + 1,
			fake->unit_attentions * sizeof(code));
		return fake_sense(UNIT_ATTENTION, code);
	}

	switch (cdb[0]) {
	case START_STOP:
	case ALLOW_MEDIUM_REMOVAL:
	case SYNCHRONIZE_CACHE:
		return fake_good(0);
	case MODE_SENSE:
	case MODE_SENSE_10:
		return fake_mode_sense(fake, cdb);
	}

	if (fake->empty)
		return fake_sense(NOT_READY, 0x3A02);

	switch (cdb[0]) {
	case TEST_UNIT_READY:
		return fake_good(0);
	case READ_CAPACITY:
		put_unaligned_be32(0xFFFF, fake->buf);
		put_unaligned_be32(2048, fake->buf + 4);
		return fake_good(8);
	case READ_10:
		return fake_good(min_t(unsigned int, scsi_bufflen(scmd),
				       FAKE_BUF));
	case GPCMD_SEND_KEY:
	case GPCMD_REPORT_KEY:
		return fake_key(fake, cdb, scmd);
	case GPCMD_READ_DVD_STRUCTURE:
		return fake_disc(fake, cdb);
	default:
		return fake_sense(ILLEGAL_REQUEST, 0x2000);
	}
}
