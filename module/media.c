// SPDX-License-Identifier: GPL-2.0-only
/* Medium changes, ejects and resets, see media.h. */
#include <linux/blkdev.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include <scsi/scsi_proto.h>
#include "compat.h"
#include "drive.h"
#include "media.h"

#define AACS_ASC_MEDIUM_CHANGED	0x28
#define AACS_ASC_RESET		0x29
#define AACS_ASC_NO_MEDIUM		0x3A

/*
 * The flags of a SCSI device are bit-fields in one word, which the midlayer and
 * sr write without a lock. READ_ONCE() takes no bit-field. Reading one bit is
 * atomic, and the next look sees a change that this one misses.
 */
#define AACS_READ_FLAG(flag)		data_race((flag) != 0)

/*
 * Writing one flag rewrites the whole word, and may undo another CPU's write to
 * a flag beside it. The midlayer and sr take the same risk.
 */
#define AACS_WRITE_FLAG(flag, value)	data_race(((flag) = (value)) != 0)

/*
 * The midlayer sets was_reset, and an upper-level driver may clear it: st does,
 * sr does not, so for sr's drives this module may. During error recovery the
 * midlayer still reads the flag, to decide whether to lock the door again.
 *
 * This clears the flag, after recovery, so that the next reset shows. If the
 * kernel counts unit attentions, it clears the flag only while the reset's unit
 * attention is pending: later the counter shows the reset, and at the next reset
 * expecting_cc_ua is set again. The midlayer clears expecting_cc_ua when a
 * command meets a unit attention or NOT READY; of all TEST UNIT READY commands
 * only the error handler's counts.
 */
static bool aacs_media_new_reset(struct scsi_device *sdev,
				 struct aacs_media *media)
{
	bool was_reset, pending, new_reset;

	if (aacs_media_recovery(sdev->host))
		return false;
	was_reset = AACS_READ_FLAG(sdev->was_reset);
	pending = !AACS_UA_COUNTED || AACS_READ_FLAG(sdev->expecting_cc_ua);
	new_reset = was_reset && (pending || !media->was_reset);
	if (was_reset && pending)
		AACS_WRITE_FLAG(sdev->was_reset, 0);
	media->was_reset = was_reset && !pending;
	return new_reset;
}

const char *aacs_media_look(struct aacs_drive *drive)
{
	struct aacs_media *media = &drive->media;
	u64 diskseq = READ_ONCE(drive->disk->diskseq);
	bool changed = AACS_READ_FLAG(drive->sdev->changed);
	unsigned int ua_new_media = aacs_ua_new_media(drive->sdev);
	unsigned int ua_reset = aacs_ua_reset(drive->sdev);
	const char *event = NULL;

	if (diskseq != media->diskseq || (changed && !media->changed) ||
	    ua_new_media != media->ua_new_media)
		event = "medium-change";
	if (aacs_media_new_reset(drive->sdev, media) ||
	    ua_reset != media->ua_reset)
		event = "reset";

	media->diskseq = diskseq;
	media->changed = changed;
	media->ua_new_media = ua_new_media;
	media->ua_reset = ua_reset;
	return event;
}

const char *aacs_media_check_sense(struct aacs_drive *drive,
				   const struct scsi_sense_hdr *sense)
{
	const char *event = NULL;

	/* Deferred sense data is about an earlier command. */
	if (scsi_sense_is_deferred(sense))
		return NULL;
	if (sense->sense_key == UNIT_ATTENTION) {
		if (sense->asc == AACS_ASC_MEDIUM_CHANGED)
			event = "medium-change";
		else if (sense->asc == AACS_ASC_RESET)
			event = "reset";
	} else if (sense->sense_key == NOT_READY &&
		   sense->asc == AACS_ASC_NO_MEDIUM) {
		event = "eject";
	}

	if (event && !aacs_drive_gone(drive)) {
		/*
		 * The drive reports a change to one command only, and the
		 * midlayer tells sr only about sr's own commands. Tell sr, so
		 * that a mounted file system does not use the new disc.
		 */
		if (sense->asc == AACS_ASC_MEDIUM_CHANGED)
			AACS_WRITE_FLAG(drive->sdev->changed, 1);
		/* Don't count the same change twice. */
		aacs_media_look(drive);
	}
	return event;
}

bool aacs_media_change_pending(const struct aacs_drive *drive)
{
	return AACS_READ_FLAG(drive->sdev->changed);
}
