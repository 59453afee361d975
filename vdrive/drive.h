/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one drive and the functions of its parts: media (tray, disc,
 * events), mmc (commands) and log. Only the thread that serves the ring uses
 * them.
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
#include "image-lock.h"
#include "like.h"
#include "medium.h"
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

/* Mode pages, each at its place in the table of mmc-mode.c. */
#define DRIVE_MODES		6
#define DRIVE_MODE_LEN		52	/* of the longest, 05h */

struct mode_values {
	bool set[DRIVE_MODES];	/* else as by default */
	uint8_t page[DRIVE_MODES][DRIVE_MODE_LEN];
};

struct drive {
	const char *name;
	const char *vendor;	/* at most 8 characters */
	const char *product;	/* at most 16 */
	const struct medium *medium; /* the kind of its discs */
	const struct like *like; /* answer like this drive; NULL: don't imitate */
	struct disc_params disc_params;
	struct aacs_authority authority; /* for them; the key is zero without one */
	struct aacs_drive *aacs;

	struct disc *disc;	/* NULL: no readable disc */
	unsigned int disc_seq;	/* incremented when disc changes */
	char image[PATH_MAX];	/* of the disc on the tray; "": none */
	struct image_lock lock;	/* of that image */
	bool tray_open;
	bool locked;		/* PREVENT ALLOW MEDIUM REMOVAL */
	struct mode_values modes; /* set by MODE SELECT */
	enum media_event event;	/* latest, not yet reported */
	struct sense ua[DRIVE_UA_MAX]; /* unit attentions, oldest first */
	unsigned int ua_count;

	struct fault *faults;
	FILE *log;		/* NULL: none */
	bool log_failed;	/* and that has been reported */
};

/* media.c */

/*
 * Closes the tray with @image, or if that is NULL, with the disc that is on it.
 * Returns NULL, or an error message if the drive can't use the image; then nothing
 * changes.
 */
const char *media_load(struct drive *drive, const char *image);
/* Closes the tray. If the drive can't use the disc on it, there is no medium. */
void media_close_tray(struct drive *drive);
/* Opens the tray even if it is locked; the disc stays on it. */
void media_eject(struct drive *drive);
/* Reports to the host that a user pressed the button of a locked drive. */
void media_eject_request(struct drive *drive);
/*
 * media_eject() and media_load() with no command in between; the same errors, and
 * after an error the old disc stays in the drive.
 */
const char *media_change(struct drive *drive, const char *image);
void media_close(struct drive *drive);
/* SENSE_GOOD, or the sense data of a missing medium. */
struct sense media_ready(const struct drive *drive);
/* Queues a unit attention for the host's next command. */
void media_attention(struct drive *drive, struct sense ua);
/* Removes and returns the oldest unit attention, or SENSE_GOOD. */
struct sense media_take_attention(struct drive *drive);
/*
 * Resets the drive: drops AGIDs and door lock. @attention: queue 6/29/00; after
 * a reset by the host the target core reports its own.
 */
void media_reset(struct drive *drive, bool attention);

/* mmc.c */

/* Executes @rq and fills in the answer. */
void mmc_execute(struct drive *drive, struct request *rq);

/* log.c */

/* Logs a command when the drive answers it or decides never to answer. */
void log_request(struct drive *drive, const struct request *rq);
/* Logs a line that begins with "# ", before that of the command. */
void log_note(struct drive *drive, const char *text);

#endif /* VDRIVE_DRIVE_H */
