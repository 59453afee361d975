/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one drive, and what its rooms offer each other: media (tray,
 * disc, events), mmc (commands), fault (what a test wants to go wrong), log.
 * All of it belongs to the thread that serves the ring.
 */
#ifndef VDRIVE_DRIVE_H
#define VDRIVE_DRIVE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "aacs.h"
#include "disc.h"
#include "fault.h"
#include "request.h"
#include "sense.h"

#define DRIVE_NAME_MAX	32	/* characters of --name */
#define DRIVE_UA_MAX	4
/* INQUIRY's product revision: four characters, so VERSION does not fit. */
#define DRIVE_REVISION	"1.00"

/* Media event codes of GET EVENT STATUS NOTIFICATION (MMC-6 table 293). */
enum media_event {
	MEDIA_NO_CHANGE = 0,
	MEDIA_EJECT_REQUEST = 1,
	MEDIA_NEW = 2,
	MEDIA_REMOVAL = 3,
};

struct drive {
	const char *name;
	const char *vendor;	/* at most 8 characters */
	const char *product;	/* at most 16 */
	struct disc_params disc_params;
	struct aacs_drive *aacs;

	struct disc *disc;	/* NULL: nothing that can be read */
	unsigned int disc_seq;	/* goes up whenever it becomes another */
	char image[PATH_MAX];	/* what lies on the tray; "" nothing */
	bool tray_open;
	bool locked;		/* PREVENT ALLOW MEDIUM REMOVAL */
	enum media_event event;	/* the latest one not yet reported */
	struct sense ua[DRIVE_UA_MAX]; /* unit attentions, oldest first */
	unsigned int ua_count;

	struct fault *faults;
	FILE *log;		/* NULL: none */
};

/* media.c */

/*
 * Puts @image on the tray and closes it; NULL: what lies there already. Returns
 * NULL, or a message if the image can't be used: then the tray is closed and
 * the drive without a medium.
 */
const char *media_load(struct drive *drive, const char *image);
/* Opens the tray; the disc stays on it. No question is asked about locks. */
void media_eject(struct drive *drive);
/* The button was pressed and the door is locked: the host is told. */
void media_eject_request(struct drive *drive);
/* As media_eject() and media_load(), with nobody able to look in between. */
const char *media_change(struct drive *drive, const char *image);
/* Closes the disc, at the end. */
void media_close(struct drive *drive);
/* SENSE_GOOD, or why there is no medium. */
struct sense media_ready(const struct drive *drive);
/* Queues a unit attention for the host's next command. */
void media_attention(struct drive *drive, struct sense ua);
/* Takes the oldest one out; SENSE_GOOD if there is none. */
struct sense media_take_attention(struct drive *drive);
/*
 * Any reset: AGIDs and door lock are gone. @attention: queue 6/29/00 too (after
 * a reset by the host the target core reports its own).
 */
void media_reset(struct drive *drive, bool attention);

/* mmc.c */

/* Carries out @rq and fills in the answer. */
void mmc_execute(struct drive *drive, struct request *rq);

/* log.c */

/* One line for a command that is answered, or never will be. */
void log_request(struct drive *drive, const struct request *rq);

#endif /* VDRIVE_DRIVE_H */
