// SPDX-License-Identifier: GPL-2.0-or-later
/* MODE SENSE and MODE SELECT (SPC-4, MMC-6): a table of pages. */
#include <string.h>

#include "mmc.h"

/*
 * Page 2Ah: byte 2: reads DVD-ROM (sr expects that of a drive that is not a CD
 * writer). Byte 3: writes CD-R and DVD-RAM, since there is no bit for BD, and
 * programs treat a drive without these bits as a reader. Then tray, eject, lock;
 * speeds; a buffer of 2 MiB; one descriptor of a write speed.
 */
#define PAGE_2A		0x2a
#define LOCK_STATE	0x02	/* byte 6 */
#define SPEED		MMC_SPEED >> 8, MMC_SPEED & 0xff

/* Page 05h: data track (byte 3), mode 1 (byte 4), audio pause of 150 frames. */
#define PAGE_05_LEN	DRIVE_MODE_LEN
#define PAGE_2A_LEN	36

static const struct mode_page {
	uint8_t len;
	uint8_t changeable;	/* this many bytes after byte 1, from the first */
	uint8_t data[DRIVE_MODE_LEN];
} mode_pages[DRIVE_MODES] = {
	{ 12, 2, { 0x01, 10 } },		/* read/write error recovery */
	{ PAGE_05_LEN, PAGE_05_LEN - 2,		/* write parameters */
	  { 0x05, PAGE_05_LEN - 2, [3] = 0x05, 0x08, [15] = 0x96 } },
	{ 12, 0, { 0x08, 10 } },		/* caching: none */
	{ 12, 0, { 0x1a, 10 } },		/* power condition: no timer */
	{ 12, 0, { 0x1d, 10, [8] = 0x00, 0x0a, 0x00, 0x0a } }, /* timeouts, s */
	{ PAGE_2A_LEN, 0,
	  { PAGE_2A, PAGE_2A_LEN - 2, 0x08, 0x21, 0x00, 0x00, 0x29, 0x00,
	    SPEED, 0x00, 0x00, 0x08, 0x00, SPEED, 0x00, 0x00, SPEED, SPEED,
	    [28] = SPEED, 0x00, 0x01, 0x00, 0x00, SPEED } },
};

#define PAGE_ALL	0x3f
/* page control */
#define CHANGEABLE	1
#define DEFAULT		2
#define SAVED		3

/* Page 2Ah from the capture of a drive. */
static size_t put_captured(const struct drive *drive, unsigned int control, uint8_t *buf)
{
	size_t len = drive->like->page_2a_len;

	memcpy(buf, drive->like->page_2a, len);
	buf[0] = PAGE_2A;		/* nothing can be saved */
	if (control == CHANGEABLE)
		memset(buf + 2, 0, len - 2);
	else
		buf[6] = (uint8_t)((buf[6] & ~LOCK_STATE) | (drive->locked ? LOCK_STATE : 0));
	return len;
}

static size_t put_page(const struct drive *drive, unsigned int i,
		       unsigned int control, uint8_t *buf)
{
	const struct mode_page *mp = &mode_pages[i];
	bool set = drive->modes.set[i] && control != DEFAULT;

	if (mp->data[0] == PAGE_2A && drive->like && drive->like->page_2a)
		return put_captured(drive, control, buf);
	memcpy(buf, set ? drive->modes.page[i] : mp->data, mp->len);
	if (control == CHANGEABLE) {
		memset(buf + 2, 0xff, mp->changeable);
		memset(buf + 2 + mp->changeable, 0, mp->len - 2U - mp->changeable);
	} else if (buf[0] == PAGE_2A && drive->locked) {
		buf[6] |= LOCK_STATE;
	}
	return mp->len;
}

/* MODE SENSE: a header of @header bytes, no block descriptor, the pages. */
static void mode_sense(struct drive *drive, struct request *rq, size_t header,
		       size_t alloc)
{
	uint8_t buf[8 + sizeof(mode_pages) + LIKE_PAGE_MAX] = { 0 };
	uint8_t page = rq->cdb[2] & 0x3f, control = rq->cdb[2] >> 6;
	bool protect = drive->disc && disc_write_protected(drive->disc);
	size_t len = header;

	if (control == SAVED) {
		rq->sense = SENSE(0x5, 0x39, 0x00); /* saving not supported */
		return;
	}
	for (unsigned int i = 0; i < DRIVE_MODES; i++) {
		if (page == PAGE_ALL || page == mode_pages[i].data[0])
			len += put_page(drive, i, control, buf + len);
	}
	if (len == header || (rq->cdb[3] && rq->cdb[3] != 0xff)) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
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

/*
 * Stores the page at @page, with @left bytes to the end of the list, in @modes.
 * Returns its length, or 0 if the drive has no such page or can't change one of the
 * changed fields.
 */
static size_t take_page(const struct drive *drive, const uint8_t *page, size_t left,
			struct mode_values *modes)
{
	uint8_t now[LIKE_PAGE_MAX];
	size_t len, fixed;

	for (unsigned int i = 0; i < DRIVE_MODES; i++) {
		if (!left || (page[0] & 0x3f) != mode_pages[i].data[0])
			continue;
		len = put_page(drive, i, 0, now);
		fixed = 2U + mode_pages[i].changeable;
		if (len > left || page[1] != now[1] ||
		    memcmp(page + fixed, now + fixed, len - fixed))
			return 0;
		if (mode_pages[i].changeable) {
			memcpy(modes->page[i], page, len);
			modes->page[i][0] &= 0x3f;
			modes->set[i] = true;
		}
		return len;
	}
	return 0;
}

/* MODE SELECT (10): accepts all pages of the list, or none. */
void mmc_mode_select_10(struct drive *drive, struct request *rq)
{
	struct mode_values modes = drive->modes;
	uint8_t list[8 + sizeof(mode_pages) + LIKE_PAGE_MAX];
	size_t len = get_be16(rq->cdb + 7), at = 8, n;

	/* Pages in the standard's format, none to be saved. */
	if ((rq->cdb[1] & 0x11) != 0x10) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	if (!len)
		return;
	if (len < at || len > sizeof(list) || request_fetch(rq, list, len) != len) {
		rq->sense = SENSE_PARAMETER_LIST_LENGTH;
		return;
	}
	if (get_be16(list + 6)) {	/* no block descriptors */
		rq->sense = SENSE_INVALID_FIELD_IN_LIST;
		return;
	}
	for (; at < len; at += n) {
		n = take_page(drive, list + at, len - at, &modes);
		if (!n) {
			rq->sense = SENSE_INVALID_FIELD_IN_LIST;
			return;
		}
	}
	drive->modes = modes;
}
