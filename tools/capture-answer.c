// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>

#include "capture-answer.h"

#define INQUIRY			0x12
#define READ_FORMAT_CAPACITIES	0x23
#define GET_CONFIGURATION	0x46
#define READ_DISC_INFORMATION	0x51
#define READ_TRACK_INFORMATION	0x52
#define MODE_SENSE_10		0x5a
#define REPORT_KEY		0xa4
#define GET_PERFORMANCE		0xac
#define READ_DISC_STRUCTURE	0xad

#define SPACE			0x20
#define SERIAL_NUMBER		"serial number"
#define VENDOR_SPECIFIC		"vendor-specific bytes"

static uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
	return be16(p) << 16 | be16(p + 2);
}

static bool is_vpd(const uint8_t *cdb)
{
	return cdb[0] == INQUIRY && cdb[1] & 0x01;
}

size_t capture_cdb_len(const uint8_t *cdb)
{
	static const uint8_t lens[8] = { 6, 10, 10, 0, 16, 12, 0, 0 };

	return lens[cdb[0] >> 5];
}

size_t capture_answer_len(const uint8_t *cdb, const uint8_t *data, size_t len)
{
	uint64_t end = len;

	if (len < 8)
		return len;
	switch (cdb[0]) {
	case INQUIRY:
		end = is_vpd(cdb) ? 4U + be16(data + 2) : 5U + data[4];
		break;
	case READ_FORMAT_CAPACITIES:
		end = 4U + data[3];
		break;
	case GET_CONFIGURATION:
	case GET_PERFORMANCE:
		end = UINT64_C(4) + be32(data);
		break;
	case READ_DISC_INFORMATION:
	case READ_TRACK_INFORMATION:
	case MODE_SENSE_10:
	case REPORT_KEY:
	case READ_DISC_STRUCTURE:
		end = 2U + be16(data);
		break;
	}
	return end < len ? (size_t)end : len;
}

/* Blanks bytes @from to @to, or to @len if that is less. */
static bool blank(uint8_t *data, size_t len, size_t from, size_t to,
		  uint8_t filler)
{
	bool blanked = false;

	for (size_t i = from; i < to && i < len; i++) {
		if (!data[i] || data[i] == filler)
			continue;
		data[i] = filler;
		blanked = true;
	}
	return blanked;
}

/* SPC-4 6.4.2: 36 to 55 and all from 96 on are vendor-specific. */
static const char *blank_inquiry(uint8_t *data, size_t len)
{
	bool blanked = blank(data, len, 36, 56, SPACE);

	blanked |= blank(data, len, 96, len, SPACE);
	return blanked ? VENDOR_SPECIFIC : NULL;
}

/* Device identification (SPC-4 7.8.5); the vendor of a T10 designator stays. */
static bool blank_designators(uint8_t *data, size_t len)
{
	bool blanked = false;
	size_t at = 4;

	while (at + 4 <= len) {
		bool text = (data[at] & 0x0f) != 0x01;	/* code set: binary */
		bool t10 = (data[at + 1] & 0x0f) == 0x01;
		size_t next = at + 4 + data[at + 3];

		blanked |= blank(data, len, at + 4 + (t10 ? 8 : 0), next,
				 text ? SPACE : 0);
		at = next;
	}
	return blanked;
}

static const char *blank_vpd(const uint8_t *cdb, uint8_t *data, size_t len)
{
	bool blanked = false;

	if (cdb[2] == 0x83)
		blanked = blank_designators(data, len);
	else if (cdb[2])
		blanked = blank(data, len, 4, len, SPACE);
	return blanked ? SERIAL_NUMBER : NULL;
}

/* Feature 0108h, and those from FF00h on, which are vendor-specific (MMC-6 5.2). */
static const char *blank_features(uint8_t *data, size_t len)
{
	bool serial = false, vendor = false;
	size_t at = 8;

	while (at + 4 <= len) {
		uint32_t code = be16(data + at);
		size_t next = at + 4 + data[at + 3];

		if (code == 0x0108)
			serial |= blank(data, len, at + 4, next, SPACE);
		else if (code >= 0xff00)
			vendor |= blank(data, len, at + 4, next, 0);
		at = next;
	}
	if (serial)
		return vendor ? SERIAL_NUMBER ", " VENDOR_SPECIFIC : SERIAL_NUMBER;
	return vendor ? VENDOR_SPECIFIC : NULL;
}

/* Pages of SPC-4 7.5 and MMC-6 7.2. */
static bool is_standard_page(uint8_t page)
{
	return (page && page < 0x20) || page == 0x2a || page == 0x2c;
}

static const char *blank_pages(uint8_t *data, size_t len)
{
	bool blanked = false;
	size_t at, next;

	if (len < 8)
		return NULL;
	for (at = 8 + be16(data + 6); at + 2 <= len; at = next) {
		uint8_t page = data[at] & 0x3f;
		size_t header = 2;

		next = at + 2 + data[at + 1];
		if (data[at] & 0x40 && at + 4 <= len) {	/* with a subpage */
			header = 4;
			next = at + 4 + be16(data + at + 2);
		}
		/* Page 00h has no known format: no page is found after it. */
		if (!page)
			next = len;
		if (!is_standard_page(page))
			blanked |= blank(data, len, at + header, next, 0);
	}
	return blanked ? VENDOR_SPECIFIC : NULL;
}

/* MMC-6 6.21: the disc's identification and its bar code. */
static const char *blank_disc(uint8_t *data, size_t len)
{
	bool blanked = blank(data, len, 12, 16, 0);

	blanked |= blank(data, len, 24, 32, 0);
	return blanked ? "the disc's identification" : NULL;
}

const char *capture_blank(const uint8_t *cdb, uint8_t *data, size_t len)
{
	switch (cdb[0]) {
	case INQUIRY:
		return is_vpd(cdb) ? blank_vpd(cdb, data, len) :
				     blank_inquiry(data, len);
	case GET_CONFIGURATION:
		return blank_features(data, len);
	case MODE_SENSE_10:
		return blank_pages(data, len);
	case READ_DISC_INFORMATION:
		return blank_disc(data, len);
	default:
		return NULL;
	}
}
