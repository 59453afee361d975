/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's side of a drive in configfs: a target_core_user device, and a
 * tcm_loop SCSI host that shows it to this machine as logical unit 0.
 *
 * Every drive has a device and a host of its own; the directories above them
 * (core/user_0, loopback) are shared, so each function here holds a lock that
 * all drives share while it makes or removes any.
 */
#ifndef VDRIVE_TARGET_H
#define VDRIVE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#define TARGET_RUN_DIR	"/run/aacs-vdrive"

struct target {
	/* in */
	const char *name;	/* letters, digits, '.', '_', '-' */
	unsigned int timeout;	/* s for a command; 0: none */
	bool no_wait;		/* don't ask for sr, nor wait for it */

	/* out */
	char why[320];		/* what went wrong */
	char uio[32];		/* uioN */
	size_t map_size;	/* bytes to map of it */
	char address[64];	/* H:C:T:L */
	char disk[32];		/* srN; "" if not waited for */

	/* private */
	char device[128];
	char wwn[128];
};

/*
 * Loads the modules and mounts configfs if need be, removes what a crashed
 * drive of the same name has left, and makes the device with its ring. On
 * failure everything is removed again and ->why says what was wrong.
 */
bool target_create(struct target *target);

/*
 * Makes the SCSI host and plugs the device in. It scans, so the ring must be
 * served by another thread meanwhile. On failure nothing is left plugged in.
 */
bool target_plug(struct target *target);

/*
 * Unplugs the device and removes the host: the ring must be served, and it
 * takes until every command in flight has been answered.
 */
void target_unplug(struct target *target);

/*
 * Fails what is in flight, for a process that was killed in target_plug() and
 * can't end before the scan's commands have come back. To be repeated.
 */
void target_abort(struct target *target);

/* Removes the device, after ring_close(). */
void target_destroy(struct target *target);

#endif /* VDRIVE_TARGET_H */
