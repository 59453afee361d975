// SPDX-License-Identifier: GPL-2.0-or-later
/* The module's commands, and the possible answers of a drive. See misbehave.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "misbehave.h"
#include "../fixture/fixture.h"

#define RIGHT_VALUE	"ad:80 fake 22/36"

const struct drive_command drive_commands[DRIVE_COMMANDS] = {
	[COMMAND_GRANT] = { "REPORT KEY 00h", "a4:0", IOCTL_AACS_START_SESSION, 8, 0, NULL },
	[COMMAND_REPORT_CERTIFICATE] = {
		"REPORT KEY 01h", "a4:1", IOCTL_AACS_GET_CERTIFICATE, 116,
		UNDER_AGID | NO_BUS_KEY, NULL
	},
	[COMMAND_REPORT_DRIVE_KEY] = {
		"REPORT KEY 02h", "a4:2", IOCTL_AACS_GET_CHALLENGE_KEY, 84,
		UNDER_AGID | NO_BUS_KEY, NULL
	},
	[COMMAND_GENERATE_NONCE] = {
		"REPORT KEY 20h", "a4:20", IOCTL_AACS_GENERATE_BINDING_NONCE, 36,
		UNDER_AGID, NULL
	},
	[COMMAND_READ_NONCE] = {
		"REPORT KEY 21h", "a4:21", IOCTL_AACS_READ_BINDING_NONCE, 36,
		UNDER_AGID, NULL
	},
	[COMMAND_REPORT_INVALIDATE] = {
		"REPORT KEY 3Fh", "a4:3f", IOCTL_AACS_END_SESSION, 0,
		UNDER_AGID | INVALIDATES | FALLBACK, "a3:3f sense 5/24/00"
	},
	[COMMAND_SEND_CERTIFICATE] = {
		"SEND KEY 01h", "a3:1", IOCTL_AACS_SEND_CERTIFICATE, 116,
		UNDER_AGID | TO_DRIVE | NO_BUS_KEY, NULL
	},
	[COMMAND_SEND_HOST_KEY] = {
		"SEND KEY 02h", "a3:2", IOCTL_AACS_SEND_CHALLENGE_KEY, 84,
		UNDER_AGID | TO_DRIVE | NO_BUS_KEY, NULL
	},
	[COMMAND_INVALIDATE] = {
		"SEND KEY 3Fh", "a3:3f", IOCTL_AACS_END_SESSION, 0,
		UNDER_AGID | INVALIDATES, NULL
	},
	[COMMAND_INVALIDATE_AT_CLOSE] = {
		"SEND KEY 3Fh at close()", "a3:3f", 0, 0,
		UNDER_AGID | INVALIDATES, NULL
	},
	/* The drive has not released the AGID by itself, as it should have. */
	[COMMAND_INVALIDATE_AFTER] = {
		"SEND KEY 3Fh after a transfer", "a3:3f",
		IOCTL_AACS_READ_VOLUME_ID, 0, UNDER_AGID | INVALIDATES,
		RIGHT_VALUE
	},
	[COMMAND_VOLUME_ID] = {
		"READ DISC STRUCTURE 80h", "ad:80", IOCTL_AACS_READ_VOLUME_ID, 36,
		UNDER_AGID | OF_DISC, NULL
	},
	[COMMAND_SERIAL_NUMBER] = {
		"READ DISC STRUCTURE 81h", "ad:81", IOCTL_AACS_READ_SERIAL_NUMBER,
		36, UNDER_AGID | OF_DISC, NULL
	},
	[COMMAND_MEDIA_ID] = {
		"READ DISC STRUCTURE 82h", "ad:82", IOCTL_AACS_READ_MEDIA_ID, 36,
		UNDER_AGID | OF_DISC, NULL
	},
	[COMMAND_BLOCK_SIZE] = {
		"READ DISC STRUCTURE 83h, size", "ad:83",
		IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 4, OF_BLOCK | OF_DISC,
		NULL
	},
	[COMMAND_FIRST_PACK] = {
		"READ DISC STRUCTURE 83h, first pack", "ad:83",
		IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 32772, OF_BLOCK | OF_DISC, NULL
	},
	[COMMAND_LAST_PACK] = {
		"READ DISC STRUCTURE 83h, last pack", "ad:83",
		IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 32772, OF_BLOCK | OF_DISC,
		"ad:83 delay 0"
	},
	[COMMAND_CONFIGURATION] = {
		"GET CONFIGURATION", "46:10d", IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 16,
		OF_FEATURE, NULL
	},
};

/*
 * "From sense data to NTSTATUS": every row with sense data, and its status; `xx` and
 * `other` stand for one or more examples. 2/04/01 is slow and has its own cases.
 */
const struct sense_row sense_rows[] = {
	{ "1/xx", "1/17/01", SR_AACS_STATUS_SUCCESS, NO_DATA },
	{ "5/6F/00", "5/6f/00", SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE, REFUSED | NO_SESSION },
	{ "5/6F/01", "5/6f/01", SR_AACS_STATUS_CSS_KEY_NOT_PRESENT, REFUSED | NO_SESSION },
	{ "5/6F/02", "5/6f/02", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, REFUSED | NO_SESSION },
	{ "5/6F/03", "5/6f/03", SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR, REFUSED | NO_SESSION },
	{ "5/6F/04", "5/6f/04", SR_AACS_STATUS_CSS_REGION_MISMATCH, REFUSED | NO_SESSION },
	{ "5/6F/05", "5/6f/05", SR_AACS_STATUS_CSS_RESETS_EXHAUSTED, REFUSED | NO_SESSION },
	{ "5/6F/other", "5/6f/06", SR_AACS_STATUS_COPY_PROTECTION_FAILURE, REFUSED | NO_SESSION },
	{ "5/6F/other", "5/6f/ff", SR_AACS_STATUS_COPY_PROTECTION_FAILURE, REFUSED | NO_SESSION },
	{ "5/55/00", "5/55/00", SR_AACS_STATUS_INSUFFICIENT_RESOURCES, REFUSED },
	{ "5/24/xx", "5/24/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST,
	  REFUSED | NO_SESSION | WRONG_TYPE },
	{ "5/24/xx", "5/24/01", SR_AACS_STATUS_INVALID_DEVICE_REQUEST,
	  REFUSED | NO_SESSION | WRONG_TYPE },
	{ "5/20/xx", "5/20/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST, REFUSED | UNKNOWN },
	{ "5/other", "5/2c/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST, REFUSED },
	{ "5/other", "5/1a/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST, REFUSED },
	{ "5/other", "5/55/01", SR_AACS_STATUS_INVALID_DEVICE_REQUEST, REFUSED },
	{ "5/other", "5/30/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST, REFUSED | WRONG_TYPE },
	{ "5/21/xx", "5/21/00", SR_AACS_STATUS_NONEXISTENT_SECTOR, REFUSED },
	{ "5/21/xx", "5/21/02", SR_AACS_STATUS_NONEXISTENT_SECTOR, REFUSED },
	{ "5/25/xx", "5/25/00", SR_AACS_STATUS_NO_SUCH_DEVICE, REFUSED },
	{ "x/30/01", "5/30/01", SR_AACS_STATUS_UNRECOGNIZED_MEDIA, REFUSED | WRONG_TYPE },
	{ "x/30/02", "5/30/02", SR_AACS_STATUS_UNRECOGNIZED_MEDIA, REFUSED | WRONG_TYPE },
	{ "x/30/01", "2/30/01", SR_AACS_STATUS_UNRECOGNIZED_MEDIA, 0 },
	{ "x/30/02", "3/30/02", SR_AACS_STATUS_UNRECOGNIZED_MEDIA, 0 },
	{ "2/3A/xx", "2/3a/00", SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, ALL_LOST },
	{ "2/3A/xx", "2/3a/02", SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, ALL_LOST },
	{ "2/04/03", "2/04/03", SR_AACS_STATUS_NO_MEDIA_IN_DEVICE, 0 },
	{ "2/04/other", "2/04/00", SR_AACS_STATUS_DEVICE_NOT_READY, 0 },
	{ "2/04/other", "2/04/07", SR_AACS_STATUS_DEVICE_NOT_READY, 0 },
	{ "2/other", "2/08/00", SR_AACS_STATUS_DEVICE_NOT_READY, 0 },
	{ "3/xx", "3/11/00", SR_AACS_STATUS_DEVICE_DATA_ERROR, 0 },
	{ "3/xx", "3/02/00", SR_AACS_STATUS_DEVICE_DATA_ERROR, 0 },
	{ "4/xx", "4/44/00", SR_AACS_STATUS_IO_DEVICE_ERROR, 0 },
	{ "4/xx", "4/08/01", SR_AACS_STATUS_IO_DEVICE_ERROR, 0 },
	{ "6/28/00 under an AGID", "6/28/00", SR_AACS_STATUS_VERIFY_REQUIRED,
	  ATTENTION | ALL_LOST },
	{ "6/29/xx under an AGID", "6/29/00", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
	  ATTENTION | ALL_LOST },
	{ "6/29/xx under an AGID", "6/29/02", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
	  ATTENTION | ALL_LOST },
	/* Under an AGID that table is silent; abi.rst is not. */
	{ "6/xx with no AGID", "6/2a/01", SR_AACS_STATUS_IO_DEVICE_ERROR, ATTENTION },
	{ "7/27/xx", "7/27/00", SR_AACS_STATUS_MEDIA_WRITE_PROTECTED, 0 },
	{ "7/xx", "7/20/00", SR_AACS_STATUS_MEDIA_WRITE_PROTECTED, 0 },
};
const unsigned int sense_row_count = ARRAY_SIZE(sense_rows);

const char *right_answer(const struct drive_command *c)
{
	static char fault[32];

	if (!(c->flags & UNDER_AGID) || c->flags & INVALIDATES)
		return "";
	if (c->flags & TO_DRIVE)
		return "zero";
	snprintf(fault, sizeof(fault), "fake %x/%u", c->len - 2, c->len);
	return fault;
}

const char *command_line(const struct drive_command *c, uint32_t agid,
			 const char *rest)
{
	static char line[80];
	unsigned long opcode = strtoul(c->target, NULL, 16), format = 0;
	const char *colon = strchr(c->target, ':');

	if (colon)
		format = strtoul(colon + 1, NULL, 16);
	if (opcode == 0x46) {
		snprintf(line, sizeof(line), "4602010d000000001000 %s", rest);
		return line;
	}
	if (!(c->flags & UNDER_AGID))
		agid = 0;
	if (opcode == 0xad)
		return line_structure(agid, (uint8_t)format, 0, !!c->before,
				      (uint16_t)c->len, rest);
	if (format == 0x20 || format == 0x21)
		return line_nonce(agid, (uint8_t)format, 16, 1, rest);
	return line_key((uint8_t)opcode, agid, (uint8_t)format,
			(uint16_t)c->len, rest);
}

struct combination combination_of(const struct drive_command *c, uint32_t status,
				  const char *fault)
{
	struct combination d = {
		.command = c, .status = status, .count = 1, .sent = 1,
		.profiles = -1,
	};

	snprintf(d.fault, sizeof(d.fault), "%s", fault);
	return d;
}

void combination_invalidates(struct combination *d, unsigned int means)
{
	const struct drive_command *c = d->command;
	bool silent = d->status == SR_AACS_STATUS_IO_TIMEOUT;
	bool second = means & REFUSED && !(c->flags & FALLBACK);

	/* Refused: by REPORT KEY, then; the drive takes that one. */
	if (second) {
		d->status = SR_AACS_STATUS_SUCCESS;
		means = 0;
	}
	d->over = !d->status || silent || means & (REFUSED | ALL_LOST);
	/* The drive denies the session, but keeps it. */
	d->denied = !second && !(means & ALL_LOST) &&
		   (!d->status || means & NO_SESSION);
	/* It can't end any; only its next grant tells. */
	d->leftover = means & REFUSED && !(means & NO_SESSION);
	d->ended_later = silent;
	if (c->code == IOCTL_AACS_END_SESSION)
		return;
	/* No program is told or tries again: the module does. */
	d->ended_later |= !d->over;
	d->over = true;
	d->status = SR_AACS_STATUS_SUCCESS;
	d->fake = c->code == IOCTL_AACS_READ_VOLUME_ID;
}
