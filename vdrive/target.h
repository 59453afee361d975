/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A drive's entries in configfs: a target_core_user device, and a tcm_loop SCSI
 * host with the device as logical unit 0.
 *
 * Each drive has its own device and host. Drives share the directories above
 * them (core/user_0, loopback), so these functions hold a common lock while
 * they make or remove entries. A start takes it once, in target_prepare(), and
 * keeps it until the SCSI host is there.
 */
#ifndef VDRIVE_TARGET_H
#define VDRIVE_TARGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define TARGET_RUN_DIR	"/run/aacs-vdrive"

struct target {
	/* in */
	const char *name;	/* letters, digits, '.', '_', '-' */
	unsigned int timeout;	/* s for a command; 0: no limit */
	bool no_wait;		/* don't load sr_mod or wait for sr */
	atomic_bool cancel;	/* set to stop target_create() and _plug() soon */

	/* out */
	char why[320];		/* error message */
	char uio[32];		/* uioN */
	size_t map_size;	/* of uioN, bytes */
	char address[64];	/* H:C:T:L */
	char disk[32];		/* srN; "" with no_wait */

	/* private */
	char device[128];
	char wwn[128];
	int lock;		/* descriptor of the common lock; -1: not held */
};

/*
 * Loads the modules and mounts configfs if necessary, and waits for the common lock.
 * On failure sets ->why. A signal may end the process at any time during this call:
 * it leaves nothing behind.
 */
bool target_prepare(struct target *target);

/*
 * Removes the entries of a crashed drive of the same name and makes the device with
 * its ring. On failure removes everything and sets ->why.
 */
bool target_create(struct target *target);

/*
 * Makes the SCSI host and plugs the device in. The host scans the device, so
 * another thread must serve the ring. On failure unplugs the device.
 */
bool target_plug(struct target *target);

/*
 * Unplugs the device and removes the host. Waits for all commands in flight, so
 * another thread must serve the ring.
 */
void target_unplug(struct target *target);

/*
 * Fails the commands in flight of a process that was killed in target_plug(),
 * which can't end before the scan does. Repeat it until the process has ended.
 */
void target_abort(struct target *target);

/* Removes the device, after ring_close(). */
void target_destroy(struct target *target);

#endif /* VDRIVE_TARGET_H */
