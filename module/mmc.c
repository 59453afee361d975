// SPDX-License-Identifier: GPL-2.0-only
/* CDB encoders and payload decoders, see mmc.h. */
#include <linux/errno.h>
#include "compat.h"
#include "kunit.h"
#include "mmc.h"

#define AACS_MMC_FEATURE_AACS	0x010D
#define AACS_MMC_RT_ONE_FEATURE	0x02	/* GET CONFIGURATION: one feature */
#define AACS_MMC_CONFIG_HEADER_LEN	8
#define AACS_MMC_CURRENT_PROFILE	6	/* its offset in that header */
#define AACS_MMC_PROFILES_BD		0x0040	/* to 004Fh */
#define AACS_MMC_KEY_CLASS_AACS	0x02
#define AACS_MMC_LENGTH_FIELD	2	/* its size; it does not count itself */

struct aacs_command aacs_mmc_get_configuration(void)
{
	struct aacs_command cmd = {
		.cdb = { AACS_MMC_GET_CONFIGURATION, AACS_MMC_RT_ONE_FEATURE },
		.cdb_len = 10,
		.data_len = AACS_CONFIG_DATA_LEN,
	};

	put_unaligned_be16(AACS_MMC_FEATURE_AACS, &cmd.cdb[2]);
	put_unaligned_be16(AACS_CONFIG_DATA_LEN, &cmd.cdb[7]);
	return cmd;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_get_configuration);

struct aacs_command aacs_mmc_report_key(unsigned int agid,
					enum aacs_key_format format, u32 lba,
					u8 blocks, u16 data_len)
{
	struct aacs_command cmd = {
		.cdb = { AACS_MMC_REPORT_KEY },
		.cdb_len = 12,
		.data_len = data_len,
	};

	put_unaligned_be32(lba, &cmd.cdb[2]);
	cmd.cdb[6] = blocks;
	cmd.cdb[7] = AACS_MMC_KEY_CLASS_AACS;
	put_unaligned_be16(data_len, &cmd.cdb[8]);
	cmd.cdb[10] = agid << 6 | format;
	return cmd;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_report_key);

/* The last six bytes of the CDB are those of REPORT KEY. */
struct aacs_command aacs_mmc_send_key(unsigned int agid,
				      enum aacs_key_format format, u16 data_len)
{
	struct aacs_command cmd;

	cmd = aacs_mmc_report_key(agid, format, 0, 0, data_len);
	cmd.cdb[0] = AACS_MMC_SEND_KEY;
	cmd.to_drive = true;
	return cmd;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_send_key);

struct aacs_command aacs_mmc_read_disc_structure(u8 media_type,
						 unsigned int agid,
						 enum aacs_disc_format format,
						 u8 layer, u32 address,
						 u16 data_len)
{
	struct aacs_command cmd = {
		.cdb = { AACS_MMC_READ_DISC_STRUCTURE, media_type },
		.cdb_len = 12,
		.data_len = data_len,
	};

	put_unaligned_be32(address, &cmd.cdb[2]);
	cmd.cdb[6] = layer;
	cmd.cdb[7] = format;
	put_unaligned_be16(data_len, &cmd.cdb[8]);
	cmd.cdb[10] = agid << 6;
	return cmd;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_read_disc_structure);

void aacs_mmc_put_header(u8 *data, u16 payload_len)
{
	put_unaligned_be16(AACS_HEADER_LEN - AACS_MMC_LENGTH_FIELD + payload_len,
			   data);
	data[2] = 0;
	data[3] = 0;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_put_header);

const u8 *aacs_mmc_payload(const u8 *data, u32 got, u16 payload_len)
{
	u32 total = AACS_HEADER_LEN + payload_len;

	if (got < total || get_unaligned_be16(data) < total - AACS_MMC_LENGTH_FIELD)
		return NULL;
	return data + AACS_HEADER_LEN;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_payload);

int aacs_mmc_agid(const u8 *data, u32 got, unsigned int *agid)
{
	const u8 *payload;

	payload = aacs_mmc_payload(data, got,
				   AACS_AGID_DATA_LEN - AACS_HEADER_LEN);
	if (!payload)
		return -EPROTO;
	*agid = payload[3] >> 6;
	return 0;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_agid);

int aacs_mmc_feature(const u8 *data, u32 got, struct aacs_feature *feature)
{
	const u8 *desc = data + AACS_MMC_CONFIG_HEADER_LEN;
	u32 follows;

	if (got < AACS_MMC_CONFIG_HEADER_LEN)
		return -EPROTO;

	/* The field counts what follows it, with the header's other 4 bytes. */
	follows = get_unaligned_be32(data);
	if (follows != AACS_MMC_CONFIG_HEADER_LEN - 4 &&
	    (follows < AACS_CONFIG_DATA_LEN - 4 || got < AACS_CONFIG_DATA_LEN))
		return -EPROTO;
	if (follows == AACS_MMC_CONFIG_HEADER_LEN - 4 ||
	    get_unaligned_be16(desc) != AACS_MMC_FEATURE_AACS) {
		*feature = (struct aacs_feature) {};
		return 0;
	}
	if (desc[3] < 4)
		return -EPROTO;

	*feature = (struct aacs_feature) {
		.supported = true,
		.bng = desc[4] & 0x01,
		.bec = desc[4] & 0x02,
		.wbe = desc[4] & 0x04,
		.rdc = desc[4] & 0x10,
		.nonce_blocks = desc[5],
		.agids = desc[6] & 0x0F,
		.version = desc[7],
	};
	return 0;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_feature);

u8 aacs_mmc_media_type(const u8 *data)
{
	return (get_unaligned_be16(data + AACS_MMC_CURRENT_PROFILE) & 0xFFF0) ==
	       AACS_MMC_PROFILES_BD;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_media_type);

int aacs_mmc_mkb_packs(const u8 *data, u32 got, unsigned int *packs)
{
	u32 total;

	if (got < AACS_HEADER_LEN || !data[3])
		return -EPROTO;
	total = get_unaligned_be16(data) + AACS_MMC_LENGTH_FIELD;
	if (total < AACS_HEADER_LEN || total > AACS_MKB_DATA_LEN)
		return -EPROTO;
	*packs = data[3];
	return 0;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_mkb_packs);

int aacs_mmc_mkb_pack(const u8 *data, u32 got, struct aacs_mkb_pack *pack)
{
	int error = aacs_mmc_mkb_packs(data, got, &pack->packs);
	u32 total;

	if (error)
		return error;

	total = get_unaligned_be16(data) + AACS_MMC_LENGTH_FIELD;
	if (total <= AACS_HEADER_LEN || total > got)
		return -EPROTO;

	pack->len = total - AACS_HEADER_LEN;
	return 0;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_mmc_mkb_pack);
