// SPDX-License-Identifier: GPL-2.0-only
/* sr looks at the drive before a grant, see settle.h. */
#include <linux/blkdev.h>
#include "compat.h"
#include "drive.h"
#include "event.h"
#include "kunit.h"
#include "settle.h"
#include "status.h"
#include "wait.h"

bool aacs_settle_needed(struct aacs_drive *drive)
{
	const struct aacs_settled *settled = &drive->settled;

	lockdep_assert_held(&drive->state);
	return !settled->valid || aacs_media_changed(drive) ||
	       settled->diskseq != READ_ONCE(drive->disk->diskseq) ||
	       settled->generation != drive->media.generation;
}

void aacs_settle_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive,
						settled.work);
	struct aacs_settled *settled = &drive->settled;
	struct gendisk *disk = NULL;
	unsigned int generation;
	int error = -ENODEV;
	u64 diskseq;

	mutex_lock(&drive->state);
	if (!drive->gone) {
		disk = drive->disk;
		get_device(disk_to_dev(disk));
		diskseq = READ_ONCE(disk->diskseq);
		generation = drive->media.generation;
	}
	mutex_unlock(&drive->state);

	if (disk)
		error = aacs_disk_touch(disk);

	mutex_lock(&drive->state);
	settled->error = error;
	if (!error) {
		settled->valid = true;
		settled->diskseq = diskseq;
		settled->generation = generation;
	}
	WRITE_ONCE(settled->opens, settled->opens + 1);
	mutex_unlock(&drive->state);
	wake_up_all(&drive->wait);

	if (disk)
		put_device(disk_to_dev(disk));
	put_device(&drive->dev);
}

u32 aacs_settle(struct aacs_drive *drive)
{
	unsigned int tries, opens;
	bool needed;
	int error;

	/* An open finds a change, a second one the state after it. */
	for (tries = 0; tries < 2 * AACS_TRIES; tries++) {
		mutex_lock(&drive->state);
		aacs_event_check(drive);
		error = drive->gone ? -ENODEV : 0;
		needed = !error && aacs_settle_needed(drive);
		/* The first one may have begun before this call. */
		if (needed && tries > 1)
			error = drive->settled.error;
		opens = drive->settled.opens;
		if (needed && !error)
			aacs_drive_queue(drive, aacs_workqueue,
					 &drive->settled.work);
		mutex_unlock(&drive->state);
		if (!needed || error)
			return aacs_status_from_errno(error);

		error = aacs_drive_sleep(drive, AACS_SLEEP, &drive->leaving,
					 opens, MAX_SCHEDULE_TIMEOUT);
		if (error)
			return aacs_status_from_errno(error);
	}
	return SR_AACS_STATUS_VERIFY_REQUIRED;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_settle);
