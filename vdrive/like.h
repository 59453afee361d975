/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answers of a captured drive, for a virtual drive that repeats them: from a
 * capture file (Documentation/drives.rst) or a built-in one.
 *
 * like_open() checks all lengths: with any file, the pointers have as many bytes as
 * these structures say, and the fields that a drive fills in itself have room.
 */
#ifndef VDRIVE_LIKE_H
#define VDRIVE_LIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIKE_INQUIRY_MIN	36U
#define LIKE_INQUIRY_MAX	260U	/* additional length FFh */
/* The answer to GET CONFIGURATION as a whole, with its header of 8 bytes. */
#define LIKE_CONFIGURATION_MAX	4096U
#define LIKE_PAGE_MIN		20U	/* of mode page 2Ah, with its header */
#define LIKE_PAGE_MAX		257U
#define LIKE_RPC_LEN		8U

/* A feature descriptor (MMC-6 5.2.2.1). */
struct like_feature {
	uint16_t code;
	uint8_t flags;		/* version << 2 | persistent << 1 | current */
	uint8_t len;		/* of data, a multiple of 4 */
	const uint8_t *data;	/* 0020h has 12 bytes at least */
};

/* Feature 010Dh. */
struct like_aacs {
	bool present;		/* false: a drive without AACS, all others zero */
	bool binding_nonce;		/* BNG */
	bool bus_encryption;		/* BEC */
	bool write_bus_encryption;	/* WBE */
	bool rmc;		/* RMC */
	bool drive_certificate;		/* RDC */
	uint8_t nonce_blocks;
	uint8_t agids;		/* 1 to 4 */
	uint8_t version;
};

struct like {
	const uint8_t *inquiry;	/* LIKE_INQUIRY_MIN to LIKE_INQUIRY_MAX */
	size_t inquiry_len;

	/* By ascending code; together at most LIKE_CONFIGURATION_MAX - 8. */
	const struct like_feature *features;
	size_t feature_count;	/* at least 1 */
	uint16_t profile;	/* the current one, when the capture was made */
	struct like_aacs aacs;

	/* With its header, LIKE_PAGE_MIN to LIKE_PAGE_MAX; NULL: not captured. */
	const uint8_t *page_2a;
	size_t page_2a_len;
	/* The answer to REPORT KEY, LIKE_RPC_LEN bytes; NULL: not captured. */
	const uint8_t *rpc_state;
};

/*
 * Reads the drive @what: a name of like_name(), or else a directory with
 * drive.capture. Returns NULL and sets *why to a message with file, line and
 * reason, in static memory, valid until the next call.
 */
const struct like *like_open(const char *what, const char **why);
/* @like may be NULL. */
void like_close(const struct like *like);

/* The names of the built-in drives; NULL after the last one. */
const char *like_name(size_t index);

#endif /* VDRIVE_LIKE_H */
