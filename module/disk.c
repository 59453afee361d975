// SPDX-License-Identifier: GPL-2.0-only
/* sr checks the disk before a grant, see disk.h. */
#include <linux/blkdev.h>
#include "compat.h"
#include "disk.h"
#include "drive.h"
#include "event.h"
#include "kunit.h"
#include "status.h"
#include "wait.h"

bool aacs_disk_check_needed(struct aacs_drive *drive)
{
	const struct aacs_disk_check *check = &drive->disk_check;

	lockdep_assert_held(&drive->lock);
	return !check->valid || aacs_media_change_pending(drive) ||
	       check->diskseq != READ_ONCE(drive->disk->diskseq) ||
	       check->generation != drive->media.generation;
}

void aacs_disk_check_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive,
						disk_check.work);
	struct aacs_disk_check *check = &drive->disk_check;
	struct gendisk *disk = NULL;
	unsigned int generation;
	int error = -ENODEV;
	u64 diskseq;

	mutex_lock(&drive->lock);
	if (!drive->gone) {
		disk = drive->disk;
		get_device(disk_to_dev(disk));
		diskseq = READ_ONCE(disk->diskseq);
		generation = drive->media.generation;
	}
	mutex_unlock(&drive->lock);

	if (disk)
		error = aacs_disk_open_and_close(disk);

	mutex_lock(&drive->lock);
	check->error = error;
	if (!error) {
		check->valid = true;
		check->diskseq = diskseq;
		check->generation = generation;
	}
	WRITE_ONCE(check->opens, check->opens + 1);
	mutex_unlock(&drive->lock);
	wake_up_all(&drive->wait);

	if (disk)
		put_device(disk_to_dev(disk));
	put_device(&drive->dev);
}

u32 aacs_disk_ensure_checked(struct aacs_drive *drive)
{
	unsigned int tries, opens;
	bool needed;
	int error;

	/* One open finds a change, and another one finds no further change. */
	for (tries = 0; tries < 2 * AACS_TRIES; tries++) {
		mutex_lock(&drive->lock);
		aacs_event_check(drive);
		error = drive->gone ? -ENODEV : 0;
		needed = !error && aacs_disk_check_needed(drive);
		/* The first open may have started before this call. */
		if (needed && tries > 1)
			error = drive->disk_check.error;
		opens = drive->disk_check.opens;
		if (needed && !error)
			aacs_drive_queue(drive, aacs_workqueue,
					 &drive->disk_check.work);
		mutex_unlock(&drive->lock);
		if (!needed || error)
			return aacs_status_from_errno(error);

		error = aacs_drive_sleep(drive, AACS_SLEEP, &drive->removing,
					 opens, MAX_SCHEDULE_TIMEOUT);
		if (error)
			return aacs_status_from_errno(error);
	}
	return SR_AACS_STATUS_VERIFY_REQUIRED;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_disk_ensure_checked);
