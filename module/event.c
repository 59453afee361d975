// SPDX-License-Identifier: GPL-2.0-only
/* Events, see event.h. */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include "drive.h"
#include "event.h"
#include "kunit.h"

void aacs_event_handle(struct aacs_drive *drive, const char *event)
{
	lockdep_assert_held(&drive->lock);
	drive->media.generation++;
	drive->media_type_known = false;
	drive->media_type = 0;
	if (!drive->feature.supported)
		drive->feature_known = false;
	if (aacs_agid_drop_all(&drive->agids, event))
		aacs_event_tell(drive);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_event_handle);

void aacs_event_tell(struct aacs_drive *drive)
{
	lockdep_assert_held(&drive->lock);
	if (!READ_ONCE(drive->removing))
		queue_delayed_work(aacs_workqueue, &drive->watch, 0);
}

void aacs_event_check(struct aacs_drive *drive)
{
	const char *event;

	lockdep_assert_held(&drive->lock);
	if (drive->gone)
		return;
	event = aacs_media_look(drive);
	if (event)
		aacs_event_handle(drive, event);
}

static bool aacs_event_watched(struct aacs_drive *drive)
{
	unsigned int agid;

	for (agid = 0; !drive->gone && agid < AACS_AGID_MAX; agid++) {
		struct aacs_owner *owner = drive->agids.slot[agid].owner;

		/*
		 * poll() adds its task to @wait before it takes @lock and
		 * comes here. A grant sets @owner under @lock before it
		 * comes here. So the later of the two sees both.
		 */
		if (owner && waitqueue_active(&owner->wait))
			return true;
	}
	return false;
}

void aacs_event_watch(struct aacs_drive *drive)
{
	if (aacs_event_watched(drive))
		queue_delayed_work(aacs_workqueue, &drive->watch,
				   msecs_to_jiffies(AACS_WATCH_MS));
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_event_watch);

static void aacs_event_uevent(struct aacs_drive *drive, const char *reason)
{
	char lost[40];

	scnprintf(lost, sizeof(lost), "AACS_SESSIONS_LOST=%s", reason);
	kobject_uevent_env(&drive->dev.kobj, KOBJ_CHANGE,
			   (char *[]){ lost, NULL });
}

/* aacs_session_remove() cancels this before the device goes. */
static void aacs_event_watch_work(struct work_struct *work)
{
	struct aacs_drive *drive;
	const char *lost = NULL;

	drive = container_of(to_delayed_work(work), struct aacs_drive, watch);
	mutex_lock(&drive->lock);
	aacs_event_check(drive);
	aacs_event_watch(drive);
	if (!READ_ONCE(drive->removing))
		swap(lost, drive->agids.lost);
	mutex_unlock(&drive->lock);
	if (lost)
		aacs_event_uevent(drive, lost);
}

void aacs_event_init(struct aacs_drive *drive)
{
	INIT_DELAYED_WORK(&drive->watch, aacs_event_watch_work);
	aacs_media_look(drive);
}
