// SPDX-License-Identifier: GPL-2.0-or-later
/* Tray, disc, media events and unit attentions. */
#include <errno.h>
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

/* A disc that the drive can use, and the lock of its image. */
struct opened {
	struct disc *disc;
	struct image_lock lock;
};

/* Returns NULL or an error message. */
static const char *open_disc(struct drive *drive, const char *image,
			     struct opened *opened)
{
	static char message[PATH_MAX + 64];
	bool held = drive->lock.held;
	const char *why;
	int err = image_lock_take(&opened->lock, image, &drive->lock);

	if (err) {
		snprintf(message, sizeof(message), "%s: %s", image, err == -EBUSY ?
			 "another drive has this disc" : strerror(-err));
		return message;
	}
	opened->disc = disc_open(image, &drive->disc_params, &why);
	if (opened->disc)
		return NULL;
	/* If the file is that of the former disc, keep its lock. */
	if (held && !drive->lock.held)
		drive->lock = opened->lock;
	else
		image_lock_drop(&opened->lock);
	return why;
}

static void put_in(struct drive *drive, const char *image,
		   struct opened *opened)
{
	if (image != drive->image)
		snprintf(drive->image, sizeof(drive->image), "%s", image);
	image_lock_drop(&drive->lock);
	drive->lock = opened->lock;
	drive->tray_open = false;
	set_disc(drive, opened->disc);
	drive->event = MEDIA_NEW;
	media_attention(drive, SENSE_MEDIUM_CHANGED);
}

/* Opens the new disc before it ejects the old one: a failure changes nothing. */
static const char *load(struct drive *drive, const char *image, bool eject)
{
	struct opened opened;
	const char *why;

	if (!image)
		image = drive->image;
	why = open_disc(drive, image, &opened);
	if (why)
		return why;
	if (eject)
		media_eject(drive);
	put_in(drive, image, &opened);
	return NULL;
}

const char *media_load(struct drive *drive, const char *image)
{
	return load(drive, image, false);
}

void media_close_tray(struct drive *drive)
{
	if (drive->image[0] && !media_load(drive, NULL))
		return;
	drive->tray_open = false;
	set_disc(drive, NULL);
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
	/* From now on the drive reports 2/3A/02 and no change. */
	drop_attention(drive, SENSE_MEDIUM_CHANGED);
}

void media_eject_request(struct drive *drive)
{
	drive->event = MEDIA_EJECT_REQUEST;
}

const char *media_change(struct drive *drive, const char *image)
{
	return load(drive, image, true);
}

void media_close(struct drive *drive)
{
	set_disc(drive, NULL);
	image_lock_drop(&drive->lock);
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
	drive->modes = (struct mode_values){ 0 };
	if (attention)
		media_attention(drive, SENSE_RESET);
}
