/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's scsi_debug: slow disks, and drives on a host with one tag. One host at a
 * time, on kernels that have scsi_debug as a module.
 */
#ifndef E2E_WAITS_SCSI_DEBUG_H
#define E2E_WAITS_SCSI_DEBUG_H

#include "../fixture/fixture.h"

#define SCSI_DEBUG	"/sys/bus/pseudo/drivers/scsi_debug"

struct scsi_debug {
	int host;		/* its number, -1: not plugged in */
};

/* Loads it without a host. Skips the case if the kernel lacks it. */
void scsi_debug_modprobe(const char *options);
/* Plugs a host in, and out; may block. 0 or an errno. */
int scsi_debug_plug(int hosts);
/* Loads it, with one host. */
struct scsi_debug scsi_debug_load(const char *options);
void scsi_debug_unload(const struct scsi_debug *host);

/* Its optical drive, for uses without a control socket: nodes, sg, resets. */
struct drive scsi_debug_drive(const struct scsi_debug *host);
/* How many of its disks (sdX) exist. */
unsigned int scsi_debug_disks(void);
/* Sets the time of each command except INQUIRY, in milliseconds; 0: no delay. */
void scsi_debug_delay(unsigned int ms);
/* For wait_for(): its host has a command. */
bool scsi_debug_busy(void *host);

#endif /* E2E_WAITS_SCSI_DEBUG_H */
