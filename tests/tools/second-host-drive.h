/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands of a host. They end the program by fail() where a drive does not do as it must. */
#ifndef SECOND_HOST_DRIVE_H
#define SECOND_HOST_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SECTOR_LEN = 2048 };
enum { SEND_KEY = 0xA3, REPORT_KEY = 0xA4, READ_STRUCTURE = 0xAD };
/* Sense key << 16 | ASC << 8 | ASCQ */
enum {
	INVALID_FIELD = 0x52400,
	NOT_PRESENT = 0x56F01,
	NOT_ESTABLISHED = 0x56F02,
	WRITE_PROTECTED = 0x72700,
};

extern const char *check;		/* name of the check that is running */
extern uint8_t drive_media_type;	/* for READ DISC STRUCTURE */

/* Prints the check's name and why it fails, gives the AGID back and exits with 1. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Big-endian numbers */
uint32_t get(const uint8_t *at, int bytes);
void put(uint8_t *at, int bytes, uint32_t value);

void open_drive(const char *path);

/* Sets *@len to the bytes moved. Returns false if the sense data is @allowed. */
bool command(uint8_t *cdb, size_t cdb_len, bool write, uint8_t *data, size_t *len,
	     unsigned int allowed);
/* REPORT KEY or READ DISC STRUCTURE; returns the answer's length, or 0 as above. */
size_t ask(uint8_t opcode, uint8_t format, uint32_t lba, uint8_t blocks, uint8_t *data,
	   size_t max, unsigned int allowed);
void send_key(uint8_t format, uint8_t *data, size_t len);
/* All that follows uses the AGID. */
bool get_agid(unsigned int allowed);
void invalidate_agid(void);
void transfer(bool write, uint32_t lba, uint32_t blocks, uint8_t *data);

#endif
