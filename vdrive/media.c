// SPDX-License-Identifier: GPL-2.0-or-later
/* Tray, disc, media events and unit attentions. */
#include <stdio.h>
#include <string.h>

#include "drive.h"

void media_attention(struct drive *drive, struct sense ua)
{
	for (unsigned int i = 0; i < drive->ua_count; i++) {
		if (sense_equal(drive->ua[i], ua))
			return;
	}
	if (drive->ua_count < DRIVE_UA_MAX)
		drive->ua[drive->ua_count++] = ua;
}

struct sense media_take_attention(struct drive *drive)
{
	struct sense ua = SENSE_GOOD;

	if (!drive->ua_count)
		return ua;
	ua = drive->ua[0];
	drive->ua_count--;
	memmove(drive->ua, drive->ua + 1,
		drive->ua_count * sizeof(drive->ua[0]));
	return ua;
}

static void drop_attention(struct drive *drive, struct sense ua)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < drive->ua_count; i++) {
		if (!sense_equal(drive->ua[i], ua))
			drive->ua[kept++] = drive->ua[i];
	}
	drive->ua_count = kept;
}

/* Tell the AACS code first: it must not keep a pointer to a closed disc. */
static void set_disc(struct drive *drive, struct disc *disc)
{
	struct disc *old = drive->disc;

	aacs_drive_set_disc(drive->aacs, disc);
	drive->disc = disc;
	drive->disc_seq++;
	disc_close(old);
}

const char *media_load(struct drive *drive, const char *image)
{
	struct disc *disc = NULL;
	const char *why = NULL;

	if (image)
		snprintf(drive->image, sizeof(drive->image), "%s", image);
	drive->tray_open = false;
	if (drive->image[0])
		disc = disc_open(drive->image, &drive->disc_params, &why);
	set_disc(drive, disc);
	if (!disc)
		return why;
	drive->event = MEDIA_NEW;
	media_attention(drive, SENSE_MEDIUM_CHANGED);
	return NULL;
}

void media_eject(struct drive *drive)
{
	if (drive->disc)
		drive->event = MEDIA_REMOVAL;
	else if (drive->event == MEDIA_EJECT_REQUEST)
		drive->event = MEDIA_NO_CHANGE;
	drive->tray_open = true;
	drive->locked = false;
	set_disc(drive, NULL);
	/* From here on the drive reports 2/3A/02 and no change. */
	drop_attention(drive, SENSE_MEDIUM_CHANGED);
}

void media_eject_request(struct drive *drive)
{
	drive->event = MEDIA_EJECT_REQUEST;
}

const char *media_change(struct drive *drive, const char *image)
{
	media_eject(drive);
	return media_load(drive, image);
}

void media_close(struct drive *drive)
{
	set_disc(drive, NULL);
}

struct sense media_ready(const struct drive *drive)
{
	if (drive->disc)
		return SENSE_GOOD;
	if (drive->tray_open)
		return SENSE_NO_MEDIUM_TRAY_OPEN;
	return SENSE_NO_MEDIUM_TRAY_CLOSED;
}

void media_reset(struct drive *drive, bool attention)
{
	aacs_drive_reset(drive->aacs);
	drive->locked = false;
	if (attention)
		media_attention(drive, SENSE_RESET);
}
