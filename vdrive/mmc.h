/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command handlers (MMC-6, SPC-4). mmc.c makes the common checks before it
 * calls them, with sense GOOD and no data moved in @rq.
 */
#ifndef VDRIVE_MMC_H
#define VDRIVE_MMC_H

#include "drive.h"

/* kB/s: BD at 2x, 4.5 MB/s each */
#define MMC_SPEED	8990U

/* True if the drive has a command with this opcode. */
bool mmc_knows(uint8_t opcode);

/* Sends @data, cut to the CDB's allocation length. */
static inline void mmc_reply(struct request *rq, const void *data, size_t len,
			     size_t alloc)
{
	request_send(rq, data, len < alloc ? len : alloc);
}

/* mmc-identity.c: inquiry data */
void mmc_inquiry(struct drive *drive, struct request *rq);
/* The serial number: a multiple of 4 characters, not terminated. */
#define MMC_SERIAL_LEN	16
void mmc_serial(const struct drive *drive, char serial[MMC_SERIAL_LEN]);

/* mmc-mode.c: mode pages */
void mmc_mode_sense_6(struct drive *drive, struct request *rq);
void mmc_mode_sense_10(struct drive *drive, struct request *rq);
void mmc_mode_select_10(struct drive *drive, struct request *rq);

/* mmc-config.c: features and performance */
void mmc_get_configuration(struct drive *drive, struct request *rq);
void mmc_get_performance(struct drive *drive, struct request *rq);
void mmc_set_streaming(struct drive *drive, struct request *rq);

/* mmc-disc.c: information about the disc */
void mmc_read_toc(struct drive *drive, struct request *rq);
void mmc_read_disc_information(struct drive *drive, struct request *rq);
void mmc_read_track_information(struct drive *drive, struct request *rq);
void mmc_read_capacity(struct drive *drive, struct request *rq);

/* mmc-tray.c: tray, door, events, sense */
void mmc_start_stop_unit(struct drive *drive, struct request *rq);
void mmc_prevent_allow(struct drive *drive, struct request *rq);
void mmc_get_event_status(struct drive *drive, struct request *rq);
void mmc_request_sense(struct drive *drive, struct request *rq);
void mmc_mechanism_status(struct drive *drive, struct request *rq);

/* mmc-burn.c: formats, tracks, the buffer */
void mmc_read_format_capacities(struct drive *drive, struct request *rq);
void mmc_format_unit(struct drive *drive, struct request *rq);
void mmc_reserve_track(struct drive *drive, struct request *rq);
void mmc_send_opc_or_close(struct drive *drive, struct request *rq);
void mmc_read_buffer_capacity(struct drive *drive, struct request *rq);

/* mmc-io.c: blocks */
void mmc_read_10(struct drive *drive, struct request *rq);
void mmc_read_12(struct drive *drive, struct request *rq);
void mmc_write_10(struct drive *drive, struct request *rq);
void mmc_write_12(struct drive *drive, struct request *rq);
void mmc_verify_10(struct drive *drive, struct request *rq);
void mmc_synchronize_cache(struct drive *drive, struct request *rq);

/* mmc-aacs.c: AACS commands */
void mmc_report_key(struct drive *drive, struct request *rq);
void mmc_send_key(struct drive *drive, struct request *rq);
void mmc_read_disc_structure(struct drive *drive, struct request *rq);

/* mmc-structure.c: READ DISC STRUCTURE except the formats of AACS */
void mmc_disc_structure(struct drive *drive, struct request *rq);

#endif /* VDRIVE_MMC_H */
