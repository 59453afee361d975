// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "second-host-drive.h"

const char *check;
uint8_t drive_media_type;
static int fd;
static uint8_t agid;
static bool granted;

void fail(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "second-host: %s: ", check);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	invalidate_agid();
	exit(1);
}

uint32_t get(const uint8_t *at, int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | *at++;
	return value;
}

void put(uint8_t *at, int bytes, uint32_t value)
{
	for (; bytes--; value >>= 8)
		at[bytes] = value;
}

bool command(uint8_t *cdb, size_t cdb_len, bool write, uint8_t *data, size_t *len,
	     unsigned int allowed)
{
	uint8_t sense[64] = { 0 };
	struct sg_io_hdr io = {
		.interface_id = 'S', .cmdp = cdb, .cmd_len = cdb_len, .dxferp = data,
		.dxfer_direction = !*len ? SG_DXFER_NONE :
			write ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV, .dxfer_len = *len,
		.sbp = sense, .mx_sb_len = sizeof(sense), .timeout = 30000,
	};
	unsigned int code;

	if (ioctl(fd, SG_IO, &io))
		fail("opcode %02Xh: SG_IO: %s", cdb[0], strerror(errno));
	*len -= io.resid;
	if ((io.info & SG_INFO_OK_MASK) == SG_INFO_OK)
		return true;
	code = (sense[2] & 0x0F) << 16 | sense[12] << 8 | sense[13];
	if (!code || code != allowed)
		fail("opcode %02Xh, format %02Xh: %X/%02X/%02X", cdb[0],
		     cdb[0] == READ_STRUCTURE ? cdb[7] : cdb_len == 12 ? cdb[10] & 0x3F : 0,
		     code >> 16, code >> 8 & 0xFF, code & 0xFF);
	printf("%s: %s\n", check, code == NOT_PRESENT ? "the disc has none" :
	       code == INVALID_FIELD ? "the drive has none" :
	       code == WRITE_PROTECTED ? "the disc is write-protected" :
	       "one transfer for each authentication");
	return false;
}

size_t ask(uint8_t opcode, uint8_t format, uint32_t lba, uint8_t blocks, uint8_t *data,
	   size_t max, unsigned int allowed)
{
	bool key = opcode == REPORT_KEY, fixed = key || (format != 0x83 && format != 0x85);
	uint8_t cdb[12] = { opcode, key ? 0 : drive_media_type, [6] = blocks,
		[7] = key ? 0x02 : format, [10] = agid << 6 | (key ? format : 0) };
	size_t len = max;

	put(cdb + 2, 4, lba);
	put(cdb + 8, 2, max);
	if (!command(cdb, 12, false, data, &len, allowed))
		return 0;
	if (max && (len < 4 || get(data, 2) + 2 != len || (fixed && len != max)))
		fail("opcode %02Xh, format %02Xh: %zu bytes came, the length field is %04Xh",
		     opcode, format, len, len < 2 ? 0 : get(data, 2));
	return len;
}

void send_key(uint8_t format, uint8_t *data, size_t len)
{
	uint8_t cdb[12] = { SEND_KEY, [7] = 0x02, [9] = len, [10] = agid << 6 | format };

	put(data, 4, (len - 2) << 16);
	command(cdb, 12, true, data, &len, 0);
}

bool get_agid(unsigned int allowed)
{
	uint8_t data[8];

	if (!ask(REPORT_KEY, 0x00, 0, 0, data, sizeof(data), allowed))
		return false;
	agid = data[7] >> 6;
	granted = true;
	return true;
}

void invalidate_agid(void)
{
	bool had_one = granted;

	granted = false;
	if (had_one)
		ask(REPORT_KEY, 0x3F, 0, 0, NULL, 0, 0);
	agid = 0;
}

void transfer(bool write, uint32_t lba, uint32_t blocks, uint8_t *data)
{
	uint8_t cdb[10] = { write ? 0x2A : 0x28 };
	size_t len = blocks * SECTOR_LEN;

	put(cdb + 2, 4, lba);
	put(cdb + 7, 2, blocks);
	command(cdb, 10, write, data, &len, 0);
	if (len != blocks * SECTOR_LEN)
		fail("%zu bytes of %u sectors were moved", len, blocks);
}

/* Root may write by SG_IO even so. */
void open_drive(const char *path)
{
	check = path;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail("%s", strerror(errno));
}
