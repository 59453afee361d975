/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Encodes the CDBs of the MMC-6 commands that AACS needs and decodes the
 * answers. Knows no device. Each decoder takes the number of bytes that the
 * drive has sent, and checks the answer's length fields against it.
 */
#ifndef SR_AACS_MMC_H
#define SR_AACS_MMC_H

#include <linux/sr_aacs.h>
#include <linux/types.h>

/*
 * Operation codes (MMC-6 table 231). <scsi/scsi_proto.h> lacks all four;
 * <linux/cdrom.h> has the last under the name of its DVD formats.
 */
#define AACS_MMC_GET_CONFIGURATION	0x46
#define AACS_MMC_SEND_KEY		0xA3
#define AACS_MMC_REPORT_KEY		0xA4
#define AACS_MMC_READ_DISC_STRUCTURE	0xAD

/* Key formats of key class 02h (AACS). */
enum aacs_key_format {
	AACS_KEY_AGID		= 0x00,	/* REPORT KEY only */
	AACS_KEY_CERTIFICATE	= 0x01,
	AACS_KEY_CHALLENGE		= 0x02,
	AACS_KEY_GENERATE_NONCE	= 0x20,	/* REPORT KEY only */
	AACS_KEY_READ_NONCE	= 0x21,	/* REPORT KEY only */
	AACS_KEY_INVALIDATE	= 0x3F,
};

/* Formats of READ DISC STRUCTURE. */
enum aacs_disc_format {
	AACS_DISC_VOLUME_ID	= 0x80,
	AACS_DISC_SERIAL_NUMBER	= 0x81,
	AACS_DISC_MEDIA_ID	= 0x82,
	AACS_DISC_MKB		= 0x83,
};

/* Lengths of data in bytes. */
#define AACS_HEADER_LEN		4	/* before each payload */
#define AACS_AGID_DATA_LEN	8	/* REPORT KEY key format 00h */
#define AACS_CONFIG_DATA_LEN	16	/* feature header and descriptor 010Dh */
#define AACS_MKB_DATA_LEN	(AACS_HEADER_LEN + SR_AACS_MKB_PACK_SIZE)

/**
 * struct aacs_command - one command
 * @cdb: the command descriptor block
 * @cdb_len: length of @cdb, 10 or 12 bytes
 * @to_drive: the data go to the drive
 * @data_len: bytes of data: the allocation length or parameter list length
 */
struct aacs_command {
	u8 cdb[12];
	u8 cdb_len;
	bool to_drive;
	u32 data_len;
};

/* GET CONFIGURATION of feature 010Dh alone (RT = 2), 16 bytes. */
struct aacs_command aacs_mmc_get_configuration(void);
/* REPORT KEY, key class 02h. @lba, @blocks: 0 except for a binding nonce. */
struct aacs_command aacs_mmc_report_key(unsigned int agid,
					enum aacs_key_format format, u32 lba,
					u8 blocks, u16 data_len);
/* SEND KEY, key class 02h. */
struct aacs_command aacs_mmc_send_key(unsigned int agid,
				      enum aacs_key_format format,
				      u16 data_len);
/*
 * READ DISC STRUCTURE. @media_type: from aacs_mmc_media_type(). @address: the
 * number of a pack of the media key block, else 0.
 */
struct aacs_command aacs_mmc_read_disc_structure(u8 media_type,
						 unsigned int agid,
						 enum aacs_disc_format format,
						 u8 layer, u32 address,
						 u16 data_len);

/* Writes the header of @payload_len bytes, which start at AACS_HEADER_LEN. */
void aacs_mmc_put_header(u8 *data, u16 payload_len);

/**
 * aacs_mmc_payload() - the payload of an answer of fixed length
 * @data: the answer
 * @got: number of bytes that the drive has sent
 * @payload_len: bytes that must follow the header
 *
 * The length field may count more bytes than the format has. Other clients check
 * only that enough bytes came.
 *
 * Return: the payload; NULL if the length field or @got is too small.
 */
const u8 *aacs_mmc_payload(const u8 *data, u32 got, u16 payload_len);

/**
 * aacs_mmc_agid() - the AGID in the answer to REPORT KEY 00h
 * @data: the answer
 * @got: number of bytes that the drive has sent
 * @agid: returned: 0 to 3
 *
 * Return: 0, or -EPROTO if the answer is too short.
 */
int aacs_mmc_agid(const u8 *data, u32 got, unsigned int *agid);

/**
 * struct aacs_feature - feature 010Dh
 * @supported: the drive has the feature; if not, the other members are 0
 * @bng: can generate binding nonces
 * @bec: bus encryption capable
 * @wbe: write bus encryption
 * @rdc: can report the drive certificate (key format 38h)
 * @nonce_blocks: block count for binding nonce
 * @agids: number of AGIDs
 * @version: AACS version
 */
struct aacs_feature {
	bool supported;
	bool bng;
	bool bec;
	bool wbe;
	bool rdc;
	u8 nonce_blocks;
	u8 agids;
	u8 version;
};

/*
 * A drive refuses a command with the sense key 5h, ILLEGAL REQUEST. This is the
 * key and the additional sense code in one number.
 */
#define AACS_MMC_REFUSED(asc)		(0x0500 | (asc))
#define AACS_MMC_REFUSED_OPCODE		AACS_MMC_REFUSED(0x20)
#define AACS_MMC_REFUSED_CDB_FIELD	AACS_MMC_REFUSED(0x24)
#define AACS_MMC_REFUSED_MEDIUM		AACS_MMC_REFUSED(0x30)	/* incompatible */
#define AACS_MMC_REFUSED_RESOURCES	AACS_MMC_REFUSED(0x55)	/* no free AGID */
#define AACS_MMC_REFUSED_KEY		AACS_MMC_REFUSED(0x6F)	/* copy protection */

/**
 * aacs_mmc_feature() - decode the answer to GET CONFIGURATION
 * @data: the answer
 * @got: number of bytes that the drive has sent
 * @feature: filled in on success; all 0 for a drive without the feature
 *
 * Return: 0, or -EPROTO if a length is wrong.
 */
int aacs_mmc_feature(const u8 *data, u32 got, struct aacs_feature *feature);

/**
 * aacs_mmc_media_type() - the media type for READ DISC STRUCTURE
 * @data: an answer that aacs_mmc_feature() has accepted; its header has the
 *	  current profile
 *
 * Return: 1 for a Blu-ray profile, 0040h to 004Fh, else 0.
 */
u8 aacs_mmc_media_type(const u8 *data);

/**
 * struct aacs_mkb_pack - one pack of a media key block
 * @packs: number of packs of the whole block, 1 to 255
 * @len: bytes of this pack, 1 to 32768
 */
struct aacs_mkb_pack {
	unsigned int packs;
	unsigned int len;
};

/**
 * aacs_mmc_mkb_pack() - decode the header of a pack (READ DISC STRUCTURE format 83h)
 * @data: the answer
 * @got: number of bytes that the drive has sent
 * @pack: filled in on success
 *
 * Return: 0, or -EPROTO if a length or the number of packs is wrong.
 */
int aacs_mmc_mkb_pack(const u8 *data, u32 got, struct aacs_mkb_pack *pack);

/**
 * aacs_mmc_mkb_packs() - the number of packs in the header of a pack
 * @data: the answer, or the first four bytes of it
 * @got: number of bytes that the drive has sent
 * @packs: returned: 1 to 255
 *
 * Return: 0, or -EPROTO if a length or the number is wrong.
 */
int aacs_mmc_mkb_packs(const u8 *data, u32 got, unsigned int *packs);

#endif /* SR_AACS_MMC_H */
