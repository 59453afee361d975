// SPDX-License-Identifier: GPL-2.0-or-later
/* The handlers of the key formats and disc structures. */
#include <errno.h>
#include <string.h>

#include "aacs-formats.h"

/* Converts an error of libaacsauth to sense data. */
static struct sense auth_sense(int err)
{
	switch (err) {
	case 0:
		return SENSE_GOOD;
	case -EBADMSG:
	case -EINVAL:
		return SENSE_AUTHENTICATION_FAILURE;
	default:
		return SENSE_INTERNAL_FAILURE;
	}
}

/* ---- REPORT KEY ---- */

static struct sense report_agid(struct aacs_drive *drive,
				const struct command *cmd, uint8_t *data)
{
	unsigned int i;

	for (i = 0; i < drive->config.agids; i++) {
		if (drive->agid[i].state != AGID_FREE)
			continue;
		agid_grant(&drive->agid[i]);
		data[3] = i << 6;
		return SENSE_GOOD;
	}
	return SENSE_NO_FREE_AGID;
}

static struct sense report_certificate(struct aacs_drive *drive,
				       const struct command *cmd, uint8_t *data)
{
	struct agid *agid = cmd->agid;

	aacs_random(agid->drive_nonce, AACS_NONCE_LEN);
	memcpy(data, agid->drive_nonce, AACS_NONCE_LEN);
	memcpy(data + AACS_NONCE_LEN, drive->config.id.cert, AACS_CERT_LEN);
	return SENSE_GOOD;
}

static struct sense report_key(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data)
{
	struct agid *agid = cmd->agid;
	int err;

	err = aacs_keypair_generate(&agid->ephemeral);
	if (!err)
		err = aacs_sign_challenge(&drive->config.id.key,
					  agid->host_nonce, agid->ephemeral.pub,
					  data + AACS_POINT_LEN);
	if (err)
		return SENSE_INTERNAL_FAILURE;
	memcpy(data, agid->ephemeral.pub, AACS_POINT_LEN);
	return SENSE_GOOD;
}

static struct sense generate_nonce(struct aacs_drive *drive,
				   const struct command *cmd, uint8_t *data)
{
	aacs_random(data, AACS_VALUE_LEN);
	if (aacs_mac_nonce(cmd->agid->bus_key, data, cmd->lba,
			   data + AACS_VALUE_LEN))
		return SENSE_INTERNAL_FAILURE;
	nonce_cache_add(&drive->cache, cmd->lba, cmd->blocks, data);
	return SENSE_GOOD;
}

static struct sense read_nonce(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data)
{
	const uint8_t *nonce = disc_nonce(drive->disc, cmd->lba, cmd->blocks);

	if (!nonce)
		return SENSE_KEY_NOT_PRESENT;
	memcpy(data, nonce, AACS_VALUE_LEN);
	return auth_sense(aacs_mac_nonce(cmd->agid->bus_key, data, cmd->lba,
					 data + AACS_VALUE_LEN));
}

/* No nonce: the certificate follows the header (MMC-6 table 531). */
static struct sense report_certificate_alone(struct aacs_drive *drive,
					     const struct command *cmd,
					     uint8_t *data)
{
	memcpy(data, drive->config.id.cert, AACS_CERT_LEN);
	return SENSE_GOOD;
}

/* Succeeds even if the AGID is not valid (MMC-6). */
static struct sense invalidate(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data)
{
	if (cmd->agid)
		agid_drop(cmd->agid);
	return SENSE_GOOD;
}

static const struct format report_formats[] = {
	{ 0x00, NEEDS_DISC, 0, 8, report_agid },
	{ 0x01, NEEDS_DISC | NEEDS_AGID, AGID_REPORT_CERTIFICATE,
	  CERT_DATA_LEN, report_certificate },
	{ 0x02, NEEDS_DISC | NEEDS_AGID, AGID_REPORT_KEY, KEY_DATA_LEN,
	  report_key },
	{ 0x20, NEEDS_DISC | NEEDS_AGID | NEEDS_BNG | HAS_EXTENT | WRITES,
	  AGID_GENERATE_NONCE, 36, generate_nonce },
	{ 0x21, NEEDS_DISC | NEEDS_AGID | HAS_EXTENT, AGID_TRANSFER, 36,
	  read_nonce },
	{ 0x38, NEEDS_RDC, 0, CERT_ALONE_LEN, report_certificate_alone },
	{ 0x3F, 0, 0, LENGTH_FIELD_LEN, invalidate },
};

/* ---- SEND KEY ---- */

static struct sense send_certificate(struct aacs_drive *drive,
				     const struct command *cmd, uint8_t *data)
{
	const uint8_t *cert = data + AACS_NONCE_LEN;
	struct agid *agid = cmd->agid;
	struct sense sense;

	sense = auth_sense(aacs_cert_verify(cert, AACS_CERT_HOST,
					    drive->config.id.authority_pub));
	if (!sense_good(sense))
		return sense;
	if (revocation_has(&drive->revoked, aacs_cert_id(cert)))
		return SENSE_AUTHENTICATION_FAILURE;
	memcpy(agid->host_nonce, data, AACS_NONCE_LEN);
	memcpy(agid->host_pub, aacs_cert_pub(cert), AACS_POINT_LEN);
	return SENSE_GOOD;
}

static struct sense send_key(struct aacs_drive *drive,
			     const struct command *cmd, uint8_t *data)
{
	struct agid *agid = cmd->agid;
	int err;

	err = aacs_verify_challenge(agid->host_pub, agid->drive_nonce, data,
				    data + AACS_POINT_LEN);
	if (!err)
		err = aacs_bus_key(agid->ephemeral.priv, data, agid->bus_key);
	return auth_sense(err);
}

static const struct format send_formats[] = {
	{ 0x01, NEEDS_DISC | NEEDS_AGID, AGID_SEND_CERTIFICATE, CERT_DATA_LEN,
	  send_certificate },
	{ 0x02, NEEDS_DISC | NEEDS_AGID, AGID_SEND_KEY, KEY_DATA_LEN,
	  send_key },
	{ 0x3F, 0, 0, 0, invalidate },
};

/* ---- READ DISC STRUCTURE ---- */

static struct sense read_value(struct aacs_drive *drive,
			       const struct command *cmd, uint8_t *data)
{
	static const enum disc_value which[] = {
		DISC_VOLUME_ID, DISC_SERIAL_NUMBER, DISC_MEDIA_ID,
	};
	const uint8_t *value = disc_value(drive->disc,
					  which[cmd->format - 0x80]);

	if (!value)
		return SENSE_KEY_NOT_PRESENT;
	memcpy(data, value, AACS_VALUE_LEN);
	return auth_sense(aacs_mac_value(cmd->agid->bus_key, data,
					 data + AACS_VALUE_LEN));
}

static struct sense read_data_keys(struct aacs_drive *drive,
				   const struct command *cmd, uint8_t *data)
{
	memcpy(data, drive->data_keys, sizeof(drive->data_keys));
	return auth_sense(aacs_data_keys(cmd->agid->bus_key, true, data));
}

static const struct format value_formats[] = {
	{ 0x80, NEEDS_DISC | NEEDS_AGID, AGID_TRANSFER, 36, read_value },
	{ 0x81, NEEDS_DISC | NEEDS_AGID, AGID_TRANSFER, 36, read_value },
	{ 0x82, NEEDS_DISC | NEEDS_AGID, AGID_TRANSFER, 36, read_value },
	{ 0x84, NEEDS_DISC | NEEDS_AGID | NEEDS_BEC, AGID_TRANSFER, 36,
	  read_data_keys },
};

/* ---- look-up ---- */

static const struct format *find(const struct format *table, size_t rows,
				 uint8_t code)
{
	size_t i;

	for (i = 0; i < rows; i++)
		if (table[i].code == code)
			return &table[i];
	return NULL;
}

#define FIND(table, code) \
	find(table, sizeof(table) / sizeof((table)[0]), code)

const struct format *aacs_report_format(uint8_t code)
{
	return FIND(report_formats, code);
}

const struct format *aacs_send_format(uint8_t code)
{
	return FIND(send_formats, code);
}

const struct format *aacs_value_format(uint8_t code)
{
	return FIND(value_formats, code);
}
