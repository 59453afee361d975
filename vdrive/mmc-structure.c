// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * READ DISC STRUCTURE (MMC-6 6.22) besides the formats of AACS: information about the
 * disc, and the list of formats. The structures have the fields that make sense for
 * an image; the others are zero.
 */
#include <string.h>

#include "mmc.h"

/* Media types, CDB byte 1 */
#define TYPE_DVD		0x00
#define TYPE_BD			0x01

#define FORMAT_PHYSICAL		0x00
#define FORMAT_DEFINITION	0x08
#define FORMAT_CARTRIDGE	0x09
#define FORMAT_SPARE		0x0a
#define FORMAT_PROTECTION	0xc0
#define FORMAT_LIST		0xff

#define READABLE		0x40	/* RDS of an entry of the list */
#define DI_LEN			4096U	/* of all units */
#define DI_UNIT			112U	/* of a recordable disc's unit */
#define DI_UNIT_ROM		64U
#define PFI_LEN			2048U
#define DVD_FIRST		0x30000U /* physical sector of LBA 0 */
#define STRUCTURE_MAX		(4U + DI_LEN)

/* Disc information: one unit for each layer. */
static size_t put_disc_information(const struct drive *drive, uint8_t *data)
{
	const struct medium *medium = drive->medium;
	bool pressed = medium->profile == PROFILE_BD_ROM;
	unsigned int layers = medium_layers(medium, disc_blocks(drive->disc));
	size_t len = pressed ? DI_UNIT_ROM : DI_UNIT;
	uint8_t *unit = data;

	for (unsigned int i = 0; i < layers; i++) {
		memcpy(unit, "DI", 2);
		unit[2] = 1;			/* format */
		unit[3] = (uint8_t)(layers << 3 | i);
		unit[5] = (uint8_t)i;		/* sequence */
		unit[6] = pressed ? DI_UNIT_ROM : DI_UNIT - 14; /* bytes in use */
		memcpy(unit + 8, medium->type, 3);
		unit[11] = 0x01;		/* 120 mm, class 0, version 1 */
		unit[12] = (uint8_t)(layers << 4);
		unit[13] = 0x01;		/* 25 GB in a layer */
		if (!pressed)
			memcpy(unit + 100, "VDRIVEIMG", 9); /* manufacturer, type */
		unit += len;
	}
	return DI_LEN;
}

/* Physical format information of a DVD: DVD-ROM, 120 mm, layers, area. */
static size_t put_physical_format(const struct drive *drive, uint8_t *data)
{
	uint32_t blocks = disc_blocks(drive->disc);

	data[0] = 0x01;
	data[1] = 0x0f;			/* no maximum rate */
	data[2] = 0x01;			/* embossed */
	if (medium_layers(drive->medium, blocks) > 1)
		data[2] |= 0x20;	/* two layers, parallel track path */
	put_be32(data + 4, DVD_FIRST);
	put_be32(data + 8, DVD_FIRST + blocks - 1);
	return PFI_LEN;
}

static size_t put_physical(const struct drive *drive, uint8_t *data)
{
	return medium_is_bd(drive->medium) ? put_disc_information(drive, data) :
					     put_physical_format(drive, data);
}

/* Disc definition structure: the last block. */
static size_t put_definition(const struct drive *drive, uint8_t *data)
{
	memcpy(data, "DS", 2);
	put_be32(data + 36, disc_blocks(drive->disc) - 1);
	return 96;
}

/* No cartridge. */
static size_t put_cartridge(const struct drive *drive, uint8_t *data)
{
	return 4;
}

/* Spare blocks, free and in total: an image has 0. */
static size_t put_spare(const struct drive *drive, uint8_t *data)
{
	return 12;
}

static size_t put_protection(const struct drive *drive, uint8_t *data)
{
	if (disc_write_protected(drive->disc))
		data[0] = 0x02;		/* PWP: persistently */
	return 4;
}

static size_t put_list(const struct drive *drive, uint8_t *data);

enum { ANY = 0, BD = 1, RECORDABLE = 2 };

/*
 * In the order of the list. The AACS formats have no function: aacs.c reads them. As
 * in a real drive, the list has neither 83h nor 85h, nor lengths.
 */
static const struct structure {
	uint8_t format;
	uint8_t of;		/* which discs have it */
	size_t (*put)(const struct drive *drive, uint8_t *data);
} structures[] = {
	{ FORMAT_PHYSICAL, ANY, put_physical },
	{ FORMAT_DEFINITION, BD | RECORDABLE, put_definition },
	{ FORMAT_CARTRIDGE, BD, put_cartridge },
	{ FORMAT_SPARE, BD | RECORDABLE, put_spare },
	{ 0x80, ANY, NULL },
	{ 0x81, ANY, NULL },
	{ 0x82, ANY, NULL },
	{ 0x84, ANY, NULL },
	{ FORMAT_PROTECTION, ANY, put_protection },
	{ FORMAT_LIST, ANY, put_list },
};

#define STRUCTURES	(sizeof(structures) / sizeof(structures[0]))

static bool has(const struct drive *drive, const struct structure *s)
{
	uint8_t feature[AACS_FEATURE_LEN];

	if (!s->put)
		return aacs_feature(drive->aacs, feature);
	return (!(s->of & BD) || medium_is_bd(drive->medium)) &&
	       (!(s->of & RECORDABLE) || drive->medium->profile != PROFILE_BD_ROM);
}

static size_t put_list(const struct drive *drive, uint8_t *data)
{
	size_t len = 0;

	for (size_t i = 0; i < STRUCTURES; i++) {
		if (!has(drive, &structures[i]))
			continue;
		data[len] = structures[i].format;
		data[len + 1] = READABLE;
		len += 4;
	}
	return len;
}

void mmc_disc_structure(struct drive *drive, struct request *rq)
{
	uint8_t type = rq->cdb[1] & 0x0f, format = rq->cdb[7];
	uint8_t buf[STRUCTURE_MAX] = { 0 };
	size_t len;

	for (size_t i = 0; i < STRUCTURES; i++) {
		const struct structure *s = &structures[i];

		if (s->format != format || !s->put || !has(drive, s))
			continue;
		/* Formats of below 80h differ from type to type. */
		if (format < 0x80 &&
		    type != (medium_is_bd(drive->medium) ? TYPE_BD : TYPE_DVD))
			break;
		if (format != FORMAT_LIST)
			rq->sense = media_ready(drive);
		if (!sense_good(rq->sense))
			return;
		len = 4 + s->put(drive, buf + 4);
		put_be16(buf, (unsigned int)len - 2);
		mmc_reply(rq, buf, len, get_be16(rq->cdb + 8));
		return;
	}
	rq->sense = SENSE_INVALID_FIELD_IN_CDB;
}
