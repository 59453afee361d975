// SPDX-License-Identifier: GPL-2.0-or-later
/* INQUIRY: standard data and vital product data. */
#include <string.h>

#include "mmc.h"

#define TYPE_CDROM	0x05
#define INQUIRY_LEN	96

/* Text is left-justified and padded with spaces (SPC-4 4.4.1). */
static void put_text(uint8_t *field, size_t size, const char *text)
{
	size_t len = strnlen(text, size);

	memset(field, ' ', size);
	memcpy(field, text, len);
}

/* FNV-1a of the name, so that a drive always has the same number. */
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
		if (drive->vendor)
			put_text(buf + len + 4, 8, drive->vendor);
		else
			memcpy(buf + len + 4, drive->like->inquiry + 8, 8);
		mmc_serial(drive, (char *)buf + len + 12);
		len += 12 + MMC_SERIAL_LEN;
		break;
	default:
		return 0;
	}
	put_be16(buf + 2, (unsigned int)len - 4);
	return len;
}

/* Standard data: those of the captured drive, except for a name set by options. */
static size_t standard_data(const struct drive *drive, uint8_t *buf)
{
	size_t len = INQUIRY_LEN;

	if (drive->like) {
		len = drive->like->inquiry_len;
		memcpy(buf, drive->like->inquiry, len);
	} else {
		buf[0] = TYPE_CDROM;
		buf[1] = 0x80;		/* removable */
		buf[2] = 0x00;		/* claim no version, like real drives */
		buf[3] = 0x32;		/* response data format 2 */
		buf[4] = (uint8_t)(len - 5);
		put_text(buf + 32, 4, DRIVE_REVISION);
	}
	if (drive->vendor)
		put_text(buf + 8, 8, drive->vendor);
	if (drive->product)
		put_text(buf + 16, 16, drive->product);
	return len;
}

void mmc_inquiry(struct drive *drive, struct request *rq)
{
	size_t alloc = get_be16(rq->cdb + 3);
	uint8_t buf[LIKE_INQUIRY_MAX] = { 0 };
	size_t len = 0;

	if (rq->cdb[1] & 0x01)
		len = vital_product_data(drive, rq->cdb[2], buf);
	else if (!(rq->cdb[1] & 0x02 || rq->cdb[2]))
		len = standard_data(drive, buf);
	if (!len)
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
	else
		mmc_reply(rq, buf, len, alloc);
}
