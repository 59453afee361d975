// SPDX-License-Identifier: GPL-2.0-or-later
/* GET CONFIGURATION (MMC-6 6.5), GET PERFORMANCE, SET STREAMING. */
#include <string.h>

#include "mmc.h"

#define HEADER_LEN	8
#define FEATURE_AACS	0x010d
#define FEATURE_SERIAL	0x0108
#define FEATURE_RWRT	0x0020
#define FEATURE_PROFILES 0x0000

/* in byte 2 of a descriptor */
#define CURRENT		0x01
#define PERSISTENT	0x02

enum {
	CURRENT_ALWAYS, CURRENT_WITH_DISC, CURRENT_BD, CURRENT_DVD,
	CURRENT_BD_RE,		/* also a write-protected one */
	CURRENT_WRITABLE,
};

/* In ascending order, as the command returns them; aacs.c fills in 010Dh. */
static const struct feature {
	uint16_t code;
	uint8_t flags;		/* version << 2 | persistent << 1 */
	uint8_t current;
	uint8_t len;
	uint8_t data[28];
} features[] = {
	/* profile list, best first */
	{ FEATURE_PROFILES, 0x02, CURRENT_ALWAYS, 16,
	  { 0, PROFILE_BD_RE, 0, 0, 0, PROFILE_BD_R, 0, 0,
	    0, PROFILE_BD_ROM, 0, 0, 0, PROFILE_DVD_ROM, 0, 0 } },
	/* core: physical interface SCSI */
	{ 0x0001, 0x0a, CURRENT_ALWAYS, 8, { 0, 0, 0, 1 } },
	/* morphing: GET EVENT STATUS NOTIFICATION by polling only */
	{ 0x0002, 0x06, CURRENT_ALWAYS, 4, { 0 } },
	/* removable medium: tray, load, eject, lock */
	{ 0x0003, 0x02, CURRENT_ALWAYS, 4, { 0x39 } },
	/* random readable: 2048-byte blocks, 32 in a cluster */
	{ 0x0010, 0x00, CURRENT_WITH_DISC, 8, { 0, 0, 0x08, 0, 0, 0x20, 1 } },
	/* DVD read */
	{ 0x001f, 0x00, CURRENT_DVD, 0, { 0 } },
	/* random writable: last LBA (filled in), 2048, 32 */
	{ FEATURE_RWRT, 0x04, CURRENT_WRITABLE, 12,
	  { 0, 0, 0, 0, 0, 0, 0x08, 0, 0, 0x20, 1 } },
	/* formattable: BD-RE without spare areas too (RENoSA) */
	{ 0x0023, 0x04, CURRENT_BD_RE, 8, { 0x08 } },
	/* hardware defect management */
	{ 0x0024, 0x00, CURRENT_WRITABLE, 4, { 0 } },
	/* BD read: BD-RE class 0 version 1, BD-R and BD-ROM version 1 */
	{ 0x0040, 0x00, CURRENT_BD, 28,
	  { [5] = 0x02, [13] = 0x02, [21] = 0x02 } },
	/* BD write: BD-RE class 0 */
	{ 0x0041, 0x00, CURRENT_WRITABLE, 20, { [5] = 0x02 } },
	/* power management, timeout */
	{ 0x0100, 0x02, CURRENT_ALWAYS, 0, { 0 } },
	{ 0x0105, 0x06, CURRENT_ALWAYS, 4, { 0 } },
	/* real-time streaming: SET CD SPEED, page 2Ah, GET PERFORMANCE 03h */
	{ 0x0107, 0x10, CURRENT_WITH_DISC, 4, { 0x0e } },
	{ FEATURE_SERIAL, 0x02, CURRENT_ALWAYS, MMC_SERIAL_LEN, { 0 } },
	{ FEATURE_AACS, 0, CURRENT_ALWAYS, 0, { 0 } },
};

#define FEATURES	(sizeof(features) / sizeof(features[0]))

enum { RT_ALL, RT_CURRENT, RT_ONE };

static bool writable(const struct drive *drive)
{
	return drive->disc && !disc_write_protected(drive->disc);
}

/* Of the features that this program does not know, only persistent ones are current. */
static bool is_current(const struct drive *drive, uint16_t code, uint8_t flags)
{
	for (size_t i = 0; i < FEATURES; i++) {
		if (features[i].code != code)
			continue;
		switch (features[i].current) {
		case CURRENT_WITH_DISC:
			return drive->disc;
		case CURRENT_BD:
			return drive->disc && medium_is_bd(drive->medium);
		case CURRENT_DVD:
			return drive->disc && !medium_is_bd(drive->medium);
		case CURRENT_BD_RE:
			return drive->disc && drive->medium->rewritable;
		case CURRENT_WRITABLE:
			return writable(drive);
		default:
			return true;
		}
	}
	return flags & PERSISTENT;
}

static uint16_t profile(const struct drive *drive)
{
	return drive->disc ? drive->medium->profile : PROFILE_NONE;
}

/* The drive's serial number, in a field of any size. */
static void put_serial(const struct drive *drive, uint8_t *data, size_t len)
{
	char serial[MMC_SERIAL_LEN];

	mmc_serial(drive, serial);
	memset(data, ' ', len);
	memcpy(data, serial, len < sizeof(serial) ? len : sizeof(serial));
}

static size_t put_feature(const struct drive *drive, const struct like_feature *f,
			  uint8_t *desc)
{
	uint8_t *data = desc + 4;

	put_be16(desc, f->code);
	desc[2] = (uint8_t)((f->flags & ~CURRENT) |
			    (is_current(drive, f->code, f->flags) ? CURRENT : 0));
	desc[3] = f->len;
	if (f->len)
		memcpy(data, f->data, f->len);
	switch (f->code) {
	case FEATURE_PROFILES:
		for (size_t i = 0; i < f->len; i += 4)
			data[i + 2] = drive->disc &&
				      get_be16(data + i) == profile(drive);
		break;
	case FEATURE_RWRT:
		if (drive->disc)
			put_be32(data, disc_blocks(drive->disc) - 1);
		break;
	case FEATURE_SERIAL:
		put_serial(drive, data, f->len);
		break;
	case FEATURE_AACS:
		return aacs_feature(drive->aacs, desc);
	}
	return 4U + f->len;
}

/* Feature @i of this drive, or of the captured drive; false after the last one. */
static bool feature_at(const struct drive *drive, size_t i, struct like_feature *f)
{
	if (drive->like) {
		if (i >= drive->like->feature_count)
			return false;
		*f = drive->like->features[i];
		return true;
	}
	if (i >= FEATURES)
		return false;
	*f = (struct like_feature){ features[i].code, features[i].flags,
				    features[i].len, features[i].data };
	return true;
}

/* Returns true if the host asks for feature @desc. */
static bool wanted(unsigned int rt, unsigned int start, const uint8_t *desc)
{
	unsigned int code = get_be16(desc);

	if (rt == RT_ONE)
		return code == start;
	return code >= start && (rt == RT_ALL || desc[2] & 1);
}

void mmc_get_configuration(struct drive *drive, struct request *rq)
{
	unsigned int rt = rq->cdb[1] & 0x03, start = get_be16(rq->cdb + 2);
	uint8_t buf[LIKE_CONFIGURATION_MAX + AACS_FEATURE_LEN] = { 0 };
	struct like_feature feature;
	size_t len = HEADER_LEN, n;

	if (rt > RT_ONE) {
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	for (size_t i = 0; feature_at(drive, i, &feature); i++) {
		n = put_feature(drive, &feature, buf + len);
		if (n && wanted(rt, start, buf + len))
			len += n;
	}
	put_be32(buf, (uint32_t)len - 4);
	put_be16(buf + 6, profile(drive));
	mmc_reply(rq, buf, len, get_be16(rq->cdb + 7));
}

/* One descriptor for the whole disc, the same speed everywhere. */
void mmc_get_performance(struct drive *drive, struct request *rq)
{
	uint8_t buf[8 + 16] = { 0 };
	uint8_t *desc = buf + 8;
	unsigned int max = get_be16(rq->cdb + 8);
	uint32_t last = disc_blocks(drive->disc) - 1;

	switch (rq->cdb[10]) {
	case 0x00:	/* performance */
		buf[4] = rq->cdb[1] & 0x04;	/* write performance */
		put_be32(desc + 4, MMC_SPEED);
		put_be32(desc + 8, last);
		put_be32(desc + 12, MMC_SPEED);
		break;
	case 0x03:	/* write speeds */
		put_be32(desc + 4, last);
		put_be32(desc + 8, MMC_SPEED);
		put_be32(desc + 12, MMC_SPEED);
		break;
	default:
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
		return;
	}
	put_be32(buf, sizeof(buf) - 4);
	request_send(rq, buf, max ? sizeof(buf) : 8);
}

/* Checks the list only: the speed can't change. */
void mmc_set_streaming(struct drive *drive, struct request *rq)
{
	uint8_t descriptor[28];

	if (get_be16(rq->cdb + 9) != sizeof(descriptor) ||
	    request_fetch(rq, descriptor, sizeof(descriptor)) !=
	    sizeof(descriptor))
		rq->sense = SENSE_PARAMETER_LIST_LENGTH;
}
