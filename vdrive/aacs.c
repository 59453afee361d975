// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The AACS commands of the drive. Each key format is a row of a table. The
 * drive makes these checks in this order and reports the first that fails:
 *
 *   the CDB (class, format, AGID, extent, parameter list length)  5/24, 5/1A
 *   the disc (present, AACS)                                       2/3A, 5/6F/01
 *   the AGID's state                                               5/6F/02, 5/2C
 *   the extent on this disc, write protection                      5/21, 7/27
 *   the parameter list                                             5/26
 *   certificate and signature in the list                          5/6F/00
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aacs-formats.h"
#include "request.h"

#define FEATURE_CODE		0x010D
#define FEATURE_VERSION		(2 << 2)
#define FEATURE_CURRENT		0x01
#define FLAG_BNG		0x01
#define FLAG_BEC		0x02
#define FLAG_WBE		0x04
#define FLAG_RMC		0x08
#define FLAG_RDC		0x10
#define EXTENT_LEN		8	/* in format 85h */
#define AACS_VERSION		1

#define FORMAT_MKB		0x83
#define FORMAT_EXTENTS		0x85

/* ---- the drive ---- */

struct aacs_drive *aacs_drive_new(const struct aacs_config *config)
{
	struct aacs_drive *drive;

	if (!config->agids || config->agids > AACS_AGIDS_MAX ||
	    config->nonce_blocks > UINT8_MAX) {
		errno = EINVAL;
		return NULL;
	}
	drive = calloc(1, sizeof(*drive));
	if (drive)
		drive->config = *config;
	return drive;
}

void aacs_drive_free(struct aacs_drive *drive)
{
	if (drive) {
		revocation_free(&drive->revoked);
		explicit_bzero(drive, sizeof(*drive));
	}
	free(drive);
}

void aacs_drive_set_disc(struct aacs_drive *drive, struct disc *disc)
{
	const uint8_t *mkb;
	size_t len;

	aacs_drive_reset(drive);
	drive->disc = disc;
	aacs_random(drive->data_keys, sizeof(drive->data_keys));
	/* If the block has no list that verifies, keep the former list. */
	mkb = disc ? disc_mkb(disc, &len) : NULL;
	if (mkb)
		revocation_learn(&drive->revoked, mkb, len,
				 drive->config.id.authority_pub);
}

void aacs_drive_reset(struct aacs_drive *drive)
{
	unsigned int i;

	for (i = 0; i < AACS_AGIDS_MAX; i++)
		agid_drop(&drive->agid[i]);
	nonce_cache_clear(&drive->cache);
}

size_t aacs_feature(const struct aacs_drive *drive,
		    uint8_t desc[AACS_FEATURE_LEN])
{
	const struct aacs_config *config = &drive->config;

	if (!config->aacs)
		return 0;
	put_be16(desc, FEATURE_CODE);
	desc[2] = FEATURE_VERSION;
	if (drive->disc && disc_is_aacs(drive->disc))
		desc[2] |= FEATURE_CURRENT;
	desc[3] = AACS_FEATURE_LEN - 4;
	desc[4] = config->no_certificate ? 0 : FLAG_RDC;
	if (config->rmc)
		desc[4] |= FLAG_RMC;
	if (config->bng)
		desc[4] |= FLAG_BNG;
	if (config->bus_encryption)
		desc[4] |= FLAG_BEC | (config->only_reads_encrypted ? 0 : FLAG_WBE);
	desc[5] = config->nonce_blocks;
	desc[6] = config->agids;
	desc[7] = AACS_VERSION;
	return AACS_FEATURE_LEN;
}

/* ---- bus encryption of sectors ---- */

bool aacs_bus_encrypted(const struct aacs_drive *drive, uint32_t lba,
			uint32_t blocks)
{
	const struct disc_extent *extents;
	size_t count, i;

	if (!drive->config.bus_encryption || !drive->disc)
		return false;
	extents = disc_bus_extents(drive->disc, &count);
	for (i = 0; i < count; i++)
		if (lba < (uint64_t)extents[i].lba + extents[i].blocks &&
		    extents[i].lba < (uint64_t)lba + blocks)
			return true;
	return false;
}

int aacs_bus_transfer(const struct aacs_drive *drive, bool to_host, uint32_t lba,
		      uint32_t blocks, uint8_t *data)
{
	const uint8_t *key = drive->data_keys + (to_host ? 0 : AACS_DATA_KEY_LEN);
	int err = 0;

	if (!to_host && drive->config.only_reads_encrypted)
		return 0;
	for (; blocks && !err; blocks--, lba++, data += AACS_SECTOR_LEN)
		if (aacs_bus_encrypted(drive, lba, 1))
			err = aacs_bus_sector(key, to_host, data);
	return err;
}

int aacs_written(struct aacs_drive *drive, uint32_t lba, uint32_t blocks)
{
	if (!drive->disc)
		return 0;
	return nonce_cache_written(&drive->cache, drive->disc, lba, blocks);
}

size_t aacs_describe_agids(const struct aacs_drive *drive, char *buf,
			   size_t max)
{
	size_t len = 0;
	unsigned int i;

	if (max)
		buf[0] = '\0';
	for (i = 0; i < drive->config.agids && len < max; i++)
		len += snprintf(buf + len, max - len, "%u %s\n", i,
				agid_state_name(drive->agid[i].state));
	return len < max ? len : max ? max - 1 : 0;
}

/* ---- common to all commands ---- */

static struct command decode(struct aacs_drive *drive, const uint8_t cdb[12])
{
	struct command cmd = {
		.lba = (uint32_t)get_be16(cdb + 2) << 16 | get_be16(cdb + 4),
		.blocks = cdb[6],
		.length = get_be16(cdb + 8),
		.format = cdb[10] & 0x3F,
	};
	unsigned int agid = cdb[10] >> 6;

	if (agid < drive->config.agids)
		cmd.agid = &drive->agid[agid];
	return cmd;
}

static struct sense check_disc(const struct aacs_drive *drive)
{
	if (!drive->disc)
		return SENSE_NO_MEDIUM;
	if (!disc_is_aacs(drive->disc))
		return SENSE_KEY_NOT_PRESENT;
	return SENSE_GOOD;
}

/* Checks that don't depend on the disc. */
static struct sense check_cdb(const struct aacs_drive *drive,
			      const struct format *format,
			      const struct command *cmd)
{
	if (!format || ((format->flags & NEEDS_BNG) && !drive->config.bng) ||
	    ((format->flags & NEEDS_BEC) && !drive->config.bus_encryption) ||
	    ((format->flags & NEEDS_RDC) && drive->config.no_certificate) ||
	    ((format->flags & NEEDS_AGID) && !cmd->agid) ||
	    ((format->flags & HAS_EXTENT) && !cmd->blocks))
		return SENSE_INVALID_FIELD_IN_CDB;
	return SENSE_GOOD;
}

/* Checks that depend on disc and AGID. */
static struct sense check_state(const struct aacs_drive *drive,
				const struct format *format,
				const struct command *cmd)
{
	struct sense sense = SENSE_GOOD;

	if (format->flags & NEEDS_DISC)
		sense = check_disc(drive);
	if (sense_good(sense) && (format->flags & NEEDS_AGID))
		sense = agid_check(cmd->agid, format->event);
	if (!sense_good(sense))
		return sense;

	if ((format->flags & HAS_EXTENT) &&
	    (uint64_t)cmd->lba + cmd->blocks > disc_blocks(drive->disc))
		return SENSE_LBA_OUT_OF_RANGE;
	if ((format->flags & WRITES) && disc_write_protected(drive->disc))
		return SENSE_WRITE_PROTECTED;
	return SENSE_GOOD;
}

/* Handles the command and updates the AGID's state. */
static struct sense perform(struct aacs_drive *drive,
			    const struct format *format,
			    const struct command *cmd, uint8_t *data)
{
	struct sense sense = format->handle(drive, cmd, data);

	if (!(format->flags & NEEDS_AGID))
		return sense;
	if (sense_good(sense))
		agid_advance(cmd->agid, format->event);
	else if (sense_equal(sense, SENSE_AUTHENTICATION_FAILURE))
		agid_restart(cmd->agid);
	return sense;
}

/* Copies the answer, cut to the allocation length and the caller's buffer. */
static void deliver(const struct aacs_drive *drive, size_t answer,
		    size_t allocation, uint8_t *data, size_t max, size_t *len)
{
	*len = min_size(min_size(answer, allocation), max);
	memcpy(data, drive->answer, *len);
}

/* Executes a command that returns data. */
static struct sense report(struct aacs_drive *drive,
			   const struct format *format,
			   const struct command *cmd, uint8_t *data,
			   size_t max, size_t *len)
{
	struct sense sense;

	sense = check_cdb(drive, format, cmd);
	if (sense_good(sense))
		sense = check_state(drive, format, cmd);
	if (!sense_good(sense))
		return sense;

	memset(drive->answer, 0, format->len);
	put_be16(drive->answer, format->len - LENGTH_FIELD_LEN);
	sense = perform(drive, format, cmd, drive->answer + HEADER_LEN);
	if (sense_good(sense))
		deliver(drive, format->len, cmd->length, data, max, len);
	return sense;
}

struct sense aacs_report_key(struct aacs_drive *drive, const uint8_t cdb[12],
			     uint8_t *data, size_t max, size_t *len)
{
	struct command cmd = decode(drive, cdb);

	*len = 0;
	if (!drive->config.aacs || cdb[7] != AACS_KEY_CLASS)
		return SENSE_INVALID_FIELD_IN_CDB;
	return report(drive, aacs_report_format(cmd.format), &cmd, data, max,
		      len);
}

struct sense aacs_send_key(struct aacs_drive *drive, const uint8_t cdb[12],
			   const uint8_t *data, size_t len)
{
	struct command cmd = decode(drive, cdb);
	uint8_t list[CERT_DATA_LEN];
	const struct format *format;
	struct sense sense;

	if (!drive->config.aacs || cdb[7] != AACS_KEY_CLASS)
		return SENSE_INVALID_FIELD_IN_CDB;
	format = aacs_send_format(cmd.format);
	sense = check_cdb(drive, format, &cmd);
	if (!sense_good(sense))
		return sense;
	if (!format->len)
		return perform(drive, format, &cmd, NULL);
	if (cmd.length != format->len || len < format->len)
		return SENSE_PARAMETER_LIST_LENGTH;
	sense = check_state(drive, format, &cmd);
	if (!sense_good(sense))
		return sense;
	memcpy(list, data, format->len);
	if (get_be16(list) != format->len - LENGTH_FIELD_LEN)
		return SENSE_INVALID_FIELD_IN_LIST;
	return perform(drive, format, &cmd, list + HEADER_LEN);
}

/*
 * Format 83h: pack number cmd->lba of the media key block; no AGID. Real drives fill
 * the last pack with zeros.
 */
static struct sense read_mkb(struct aacs_drive *drive,
			     const struct command *cmd, uint8_t *data,
			     size_t max, size_t *len)
{
	uint64_t at = (uint64_t)cmd->lba * DISC_PACK_SIZE;
	uint8_t header[HEADER_LEN] = { 0 };
	size_t mkb_len, pack, count;
	const uint8_t *mkb;
	struct sense sense;

	sense = check_disc(drive);
	if (!sense_good(sense))
		return sense;
	mkb = disc_mkb(drive->disc, &mkb_len);
	/* The virtual discs have one layer. */
	if (at >= mkb_len || cmd->blocks)
		return SENSE_INVALID_FIELD_IN_CDB;

	count = min_size(mkb_len - at, DISC_PACK_SIZE);
	pack = drive->config.short_pack ? count : DISC_PACK_SIZE;
	put_be16(header, HEADER_LEN - LENGTH_FIELD_LEN + pack);
	header[3] = (mkb_len + DISC_PACK_SIZE - 1) / DISC_PACK_SIZE;
	*len = min_size(min_size(HEADER_LEN + pack, cmd->length), max);
	memcpy(data, header, min_size(*len, HEADER_LEN));
	if (*len > HEADER_LEN) {
		count = min_size(count, *len - HEADER_LEN);
		memcpy(data + HEADER_LEN, mkb + at, count);
		memset(data + HEADER_LEN + count, 0, *len - HEADER_LEN - count);
	}
	return SENSE_GOOD;
}

/* Format 85h: the extents with bus encryption, LBA and blocks of each; no AGID. */
static struct sense read_extents(struct aacs_drive *drive,
				 const struct command *cmd, uint8_t *data,
				 size_t max, size_t *len)
{
	const struct disc_extent *extents;
	uint8_t *at = drive->answer;
	struct sense sense;
	size_t count, i;

	if (!drive->config.bus_encryption)
		return SENSE_INVALID_FIELD_IN_CDB;
	sense = check_disc(drive);
	if (!sense_good(sense))
		return sense;
	extents = disc_bus_extents(drive->disc, &count);
	put_be16(at, HEADER_LEN - LENGTH_FIELD_LEN + count * EXTENT_LEN);
	put_be16(at + 2, 0);
	at += HEADER_LEN;
	for (i = 0; i < count; i++, at += EXTENT_LEN) {
		put_be16(at, extents[i].lba >> 16);
		put_be16(at + 2, extents[i].lba);
		put_be16(at + 4, extents[i].blocks >> 16);
		put_be16(at + 6, extents[i].blocks);
	}
	deliver(drive, at - drive->answer, cmd->length, data, max, len);
	return SENSE_GOOD;
}

struct sense aacs_read_disc_structure(struct aacs_drive *drive,
				      const uint8_t cdb[12], uint8_t *data,
				      size_t max, size_t *len)
{
	struct command cmd = decode(drive, cdb);

	*len = 0;
	cmd.format = cdb[7];
	if (!drive->config.aacs)
		return SENSE_INVALID_FIELD_IN_CDB;
	if (cmd.format == FORMAT_MKB)
		return read_mkb(drive, &cmd, data, max, len);
	if (cmd.format == FORMAT_EXTENTS)
		return read_extents(drive, &cmd, data, max, len);
	return report(drive, aacs_value_format(cmd.format), &cmd, data, max,
		      len);
}
