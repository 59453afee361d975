// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands and the checks before each command. */
#include "mmc.h"

/* Needs no medium. */
#define NO_MEDIUM	0x01
/* Leaves a unit attention to the next command (SPC-4 5.14, MMC-6 4.1.6). */
#define NO_ATTENTION	0x02

struct command {
	void (*handle)(struct drive *drive, struct request *rq);
	unsigned int flags;
};

/* The command consists of the checks in the table. */
static void do_nothing(struct drive *drive, struct request *rq)
{
}

static const struct command commands[256] = {
	/* TEST UNIT READY */
	[0x00] = { do_nothing, 0 },
	/* REQUEST SENSE, FORMAT UNIT, INQUIRY */
	[0x03] = { mmc_request_sense, NO_MEDIUM | NO_ATTENTION },
	[0x04] = { mmc_format_unit, 0 },
	[0x12] = { mmc_inquiry, NO_MEDIUM | NO_ATTENTION },
	/* MODE SENSE (6), START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL */
	[0x1a] = { mmc_mode_sense_6, NO_MEDIUM },
	[0x1b] = { mmc_start_stop_unit, NO_MEDIUM },
	[0x1e] = { mmc_prevent_allow, NO_MEDIUM },
	/* READ FORMAT CAPACITIES, READ CAPACITY, READ (10), WRITE (10) */
	[0x23] = { mmc_read_format_capacities, NO_MEDIUM },
	[0x25] = { mmc_read_capacity, 0 },
	[0x28] = { mmc_read_10, 0 },
	[0x2a] = { mmc_write_10, 0 },
	/* WRITE AND VERIFY (10), VERIFY (10) */
	[0x2e] = { mmc_write_10, 0 },
	[0x2f] = { mmc_verify_10, 0 },
	/* SYNCHRONIZE CACHE, READ TOC/PMA/ATIP */
	[0x35] = { mmc_synchronize_cache, 0 },
	[0x43] = { mmc_read_toc, 0 },
	/* GET CONFIGURATION, GET EVENT STATUS NOTIFICATION */
	[0x46] = { mmc_get_configuration, NO_MEDIUM | NO_ATTENTION },
	[0x4a] = { mmc_get_event_status, NO_MEDIUM | NO_ATTENTION },
	/* READ DISC INFORMATION, READ TRACK INFORMATION, RESERVE TRACK */
	[0x51] = { mmc_read_disc_information, 0 },
	[0x52] = { mmc_read_track_information, 0 },
	[0x53] = { mmc_reserve_track, 0 },
	/* SEND OPC INFORMATION, MODE SELECT (10), MODE SENSE (10) */
	[0x54] = { mmc_send_opc_or_close, 0 },
	[0x55] = { mmc_mode_select_10, NO_MEDIUM },
	[0x5a] = { mmc_mode_sense_10, NO_MEDIUM },
	/* CLOSE TRACK/SESSION, READ BUFFER CAPACITY */
	[0x5b] = { mmc_send_opc_or_close, 0 },
	[0x5c] = { mmc_read_buffer_capacity, NO_MEDIUM },
	/*
	 * SEND KEY, REPORT KEY: aacs.c checks for a disc if the format needs it
	 */
	[0xa3] = { mmc_send_key, NO_MEDIUM },
	[0xa4] = { mmc_report_key, NO_MEDIUM },
	/* READ (12), WRITE (12), GET PERFORMANCE, READ DISC STRUCTURE */
	[0xa8] = { mmc_read_12, 0 },
	[0xaa] = { mmc_write_12, 0 },
	[0xac] = { mmc_get_performance, 0 },
	[0xad] = { mmc_read_disc_structure, NO_MEDIUM },
	/* SET STREAMING, SET CD SPEED, MECHANISM STATUS */
	[0xb6] = { mmc_set_streaming, NO_MEDIUM },
	[0xbb] = { do_nothing, NO_MEDIUM },
	[0xbd] = { mmc_mechanism_status, NO_MEDIUM },
};

bool mmc_knows(uint8_t opcode)
{
	return commands[opcode].handle;
}

static struct sense check(struct drive *drive, const struct command *command)
{
	if (!(command->flags & NO_ATTENTION) && drive->ua_count)
		return media_take_attention(drive);
	if (!command->handle)
		return SENSE_INVALID_OPCODE;
	if (!(command->flags & NO_MEDIUM))
		return media_ready(drive);
	return SENSE_GOOD;
}

void mmc_execute(struct drive *drive, struct request *rq)
{
	const struct command *command = &commands[rq->cdb[0]];

	rq->sense = check(drive, command);
	if (sense_good(rq->sense))
		command->handle(drive, rq);
	if (!sense_good(rq->sense)) {
		rq->moved = 0;
		rq->sent = false;
	} else if (!rq->moved) {
		/* Leave no old data for a host that ignores the error. */
		request_clear(rq);
	}
}
