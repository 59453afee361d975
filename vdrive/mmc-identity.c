// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "mmc.h"

#define VERSION_SPC3	0x05
#define TYPE_CDROM	0x05
#define INQUIRY_LEN	96

/* Text is left-justified and padded with blanks (SPC-4 4.4.1). */
static void put_text(uint8_t *field, size_t size, const char *text)
{
	size_t len = strnlen(text, size);

	memset(field, ' ', size);
	memcpy(field, text, len);
}

/* FNV-1a of the name, so that a drive has the same number each time. */
void mmc_serial(const struct drive *drive, char serial[MMC_SERIAL_LEN])
{
	uint64_t hash = 0xcbf29ce484222325ULL;
	char text[MMC_SERIAL_LEN + 1];

	for (const char *p = drive->name; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 0x100000001b3ULL;
	snprintf(text, sizeof(text), "%016llX", (unsigned long long)hash);
	memcpy(serial, text, MMC_SERIAL_LEN);
}

static size_t vital_product_data(const struct drive *drive, uint8_t page,
				 uint8_t *buf)
{
	static const uint8_t pages[] = { 0x00, 0x80, 0x83 };
	size_t len = 4;

	buf[0] = TYPE_CDROM;
	buf[1] = page;
	switch (page) {
	case 0x00:
		memcpy(buf + len, pages, sizeof(pages));
		len += sizeof(pages);
		break;
	case 0x80:
		mmc_serial(drive, (char *)buf + len);
		len += MMC_SERIAL_LEN;
		break;
	case 0x83:
		/* one T10 vendor ID designator in ASCII, of the unit */
		buf[len] = 0x02;
		buf[len + 1] = 0x01;
		buf[len + 3] = 8 + MMC_SERIAL_LEN;
		put_text(buf + len + 4, 8, drive->vendor);
		mmc_serial(drive, (char *)buf + len + 12);
		len += 12 + MMC_SERIAL_LEN;
		break;
	default:
		return 0;
	}
	put_be16(buf + 2, (unsigned int)len - 4);
	return len;
}

void mmc_inquiry(struct drive *drive, struct request *rq)
{
	size_t alloc = get_be16(rq->cdb + 3);
	uint8_t buf[INQUIRY_LEN] = { 0 };
	size_t len = INQUIRY_LEN;

	if (rq->cdb[1] & 0x01) {
		len = vital_product_data(drive, rq->cdb[2], buf);
	} else if (rq->cdb[1] & 0x02 || rq->cdb[2]) {
		len = 0;
	} else {
		buf[0] = TYPE_CDROM;
		buf[1] = 0x80;		/* removable */
		buf[2] = VERSION_SPC3;
		buf[3] = 0x02;		/* response data format */
		buf[4] = (uint8_t)(len - 5);
		put_text(buf + 8, 8, drive->vendor);
		put_text(buf + 16, 16, drive->product);
		put_text(buf + 32, 4, DRIVE_REVISION);
	}
	if (!len)
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
	else
		mmc_reply(rq, buf, len, alloc);
}

/*
 * Mode pages; the host can't change their fields. 2Ah: reads DVD-ROM (sr
 * expects that of a drive that is not a CD writer), tray, eject, lock; speeds;
 * a buffer of 2 MiB.
 */
static const struct mode_page {
	uint8_t len;
	uint8_t data[26];
} mode_pages[] = {
	{ 12, { 0x01, 10 } },			/* read/write error recovery */
	{ 12, { 0x08, 10 } },			/* caching: none */
	{ 12, { 0x1a, 10 } },			/* power condition: no timer */
	{ 12, { 0x1d, 10, [8] = 0x00, 0x0a, 0x00, 0x0a } }, /* timeouts, s */
	{ 26, { 0x2a, 24, 0x08, 0x00, 0x00, 0x00, 0x29, 0x00,
		MMC_SPEED >> 8, MMC_SPEED & 0xff, 0x00, 0x00, 0x08, 0x00,
		MMC_SPEED >> 8, MMC_SPEED & 0xff, 0x00, 0x00,
		MMC_SPEED >> 8, MMC_SPEED & 0xff,
		MMC_SPEED >> 8, MMC_SPEED & 0xff } },
};

#define MODE_PAGES	(sizeof(mode_pages) / sizeof(mode_pages[0]))
#define PAGE_ALL	0x3f
#define PAGE_2A		0x2a
#define LOCK_STATE	0x02	/* page 2Ah byte 6 */
#define CHANGEABLE	1	/* page control */
#define SAVED		3

static size_t put_mode_pages(const struct drive *drive, const uint8_t *cdb,
			     uint8_t *buf)
{
	uint8_t page = cdb[2] & 0x3f, control = cdb[2] >> 6;
	size_t len = 0;

	for (size_t i = 0; i < MODE_PAGES; i++) {
		const struct mode_page *mp = &mode_pages[i];

		if (page != PAGE_ALL && page != mp->data[0])
			continue;
		memcpy(buf + len, mp->data, mp->len);
		if (control == CHANGEABLE)
			memset(buf + len + 2, 0, mp->len - 2U);
		else if (mp->data[0] == PAGE_2A && drive->locked)
			buf[len + 6] |= LOCK_STATE;
		len += mp->len;
	}
	return len;
}

/* MODE SENSE: a header of @header bytes, no block descriptor, the pages. */
static void mode_sense(struct drive *drive, struct request *rq, size_t header,
		       size_t alloc)
{
	uint8_t buf[8 + sizeof(mode_pages)] = { 0 };
	bool protect = drive->disc && disc_write_protected(drive->disc);
	size_t len;

	if (rq->cdb[2] >> 6 == SAVED) {
		rq->sense = SENSE(0x5, 0x39, 0x00); /* saving not supported */
		return;
	}
	len = put_mode_pages(drive, rq->cdb, buf + header);
	if (!len || (rq->cdb[3] && rq->cdb[3] != 0xff)) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	len += header;
	if (header == 4) {
		buf[0] = (uint8_t)(len - 1);
		buf[2] = protect ? 0x80 : 0;
	} else {
		put_be16(buf, (unsigned int)len - 2);
		buf[3] = protect ? 0x80 : 0;
	}
	mmc_reply(rq, buf, len, alloc);
}

void mmc_mode_sense_6(struct drive *drive, struct request *rq)
{
	mode_sense(drive, rq, 4, rq->cdb[4]);
}

void mmc_mode_sense_10(struct drive *drive, struct request *rq)
{
	mode_sense(drive, rq, 8, get_be16(rq->cdb + 7));
}
