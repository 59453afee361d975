// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other ways to a drive: SG_IO as a good program uses it (the disk open for
 * reading, one command a step, one buffer that is used again), and libntdvd.
 */
#include <errno.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <windows.h>

#include "bench.h"

#define HEADER		4
#define PACK		SR_AACS_MKB_PACK_SIZE
#define MEDIA_TYPE_BD	1

static const struct command {
	uint32_t code, in;
	const char *command;	/* OPCODE:FORMAT */
	uint16_t len;
} commands[CODES] = {
#define CODE(name, in, out, use, command, len, ...)			\
	{ IOCTL_AACS_##name, in, command, len },
#include "../lib/codes.def"
#undef CODE
};

static const struct command *command_of(uint32_t code)
{
	for (unsigned int i = 0; i < CODES; i++) {
		if (commands[i].code == code)
			return &commands[i];
	}
	FAIL("no command for %#x", code);
}

static uint8_t digits(const char *text)
{
	uint8_t value = 0;

	for (int i = 0; i < 2; i++)
		value = (uint8_t)(value << 4 |
				  (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10));
	return value;
}

/* True unless the drive refuses the command. */
static bool sg_command(int fd, const uint8_t cdb[12], int direction, void *data,
		       unsigned int len)
{
	uint8_t sense[32];
	sg_io_hdr_t io = {
		.interface_id = 'S', .cmdp = (uint8_t *)cdb, .cmd_len = 12,
		.dxfer_direction = len ? direction : SG_DXFER_NONE,
		.dxferp = data, .dxfer_len = len,
		.sbp = sense, .mx_sb_len = sizeof(sense), .timeout = 20000,
	};

	if (ioctl(fd, SG_IO, &io))
		FAIL("SG_IO: %m");
	return !io.status;
}

struct answer sg_request(int fd, uint32_t code, const void *in, uint32_t in_len,
			 void *out, uint32_t out_len)
{
	static uint8_t data[HEADER + PACK];
	const struct command *c = command_of(code);
	const struct sr_aacs_read_binding_nonce *nonce = in;
	uint8_t format = digits(c->command + 3), opcode = digits(c->command);
	uint8_t agid = in_len ? (uint8_t)(*(const uint32_t *)in << 6) : 0;
	bool to_drive = opcode == 0xa3 && c->in > 4;
	unsigned int len = to_drive ? c->in : c->len;
	uint8_t cdb[12] = { opcode, [8] = (uint8_t)(len >> 8), (uint8_t)len };

	if (opcode == 0xad) {
		cdb[1] = MEDIA_TYPE_BD;
		cdb[7] = format;
		cdb[10] = format == 0x83 ? 0 : agid;
	} else {
		cdb[7] = 0x02;
		cdb[10] = agid | format;
	}
	if (c->in == sizeof(*nonce)) {
		for (int i = 0; i < 4; i++)
			cdb[2 + i] = (uint8_t)(nonce->start_lba >> (24 - 8 * i));
		cdb[6] = (uint8_t)nonce->number_of_sectors;
	}
	if (to_drive) {
		memset(data, 0, HEADER);
		data[0] = (uint8_t)((len - 2) >> 8);
		data[1] = (uint8_t)(len - 2);
		memcpy(data + HEADER, (const uint8_t *)in + 4, len - HEADER);
	}
	if (!sg_command(fd, cdb, to_drive ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV, data,
			len))
		return (struct answer){ .ret = -1, .error = EIO };
	if (code == IOCTL_AACS_START_SESSION)
		*(uint32_t *)out = data[7] >> 6;
	else if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE)
		*(uint32_t *)out = data[3] * PACK;
	else
		memcpy(out, data + HEADER, out_len);
	return (struct answer){ .information = out_len };
}

uint32_t sg_read_mkb(int fd, uint8_t *block)
{
	static uint8_t data[HEADER + PACK];
	uint8_t cdb[12] = {
		0xad, MEDIA_TYPE_BD, [7] = 0x83,
		[8] = sizeof(data) >> 8, sizeof(data) & 0xff,
	};
	uint32_t packs = 1;

	for (uint32_t i = 0; i < packs; i++) {
		cdb[5] = (uint8_t)i;
		CHECK(sg_command(fd, cdb, SG_DXFER_FROM_DEV, data, sizeof(data)));
		packs = data[3];
		memcpy(block + i * PACK, data + HEADER, PACK);
	}
	return packs;
}

struct answer ntdvd_request(int fd, uint32_t code, const void *in, uint32_t in_len,
			    void *out, uint32_t out_len)
{
	static HANDLE handle = INVALID_HANDLE_VALUE;
	DWORD len = 0;
	char name[24];

	if (handle == INVALID_HANDLE_VALUE) {
		snprintf(name, sizeof(name), "\\\\.\\CdRom%d", fd);
		handle = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				     OPEN_EXISTING, 0, NULL);
		CHECK(handle != INVALID_HANDLE_VALUE);
	}
	if (!DeviceIoControl(handle, code, (void *)in, in_len, out, out_len, &len, NULL))
		return (struct answer){ .ret = -1, .error = EIO };
	return (struct answer){ .information = len };
}
