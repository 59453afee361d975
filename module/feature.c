// SPDX-License-Identifier: GPL-2.0-only
/* Feature 010Dh, see feature.h. */
#include <linux/kobject.h>
#include <linux/workqueue.h>
#include "drive.h"
#include "event.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

static bool aacs_feature_known(struct aacs_drive *drive)
{
	bool known;

	mutex_lock(&drive->state);
	aacs_event_check(drive);
	known = drive->feature_known;
	mutex_unlock(&drive->state);
	return known;
}

u32 aacs_feature_read(struct aacs_drive *drive)
{
	struct aacs_command cmd = aacs_mmc_get_configuration();
	struct aacs_feature feature = {};
	u8 data[AACS_CONFIG_DATA_LEN];
	u32 status, got;

	if (aacs_feature_known(drive))
		return STATUS_SUCCESS;

	status = aacs_session_ask(drive, &cmd, data, &got);
	/* Older than GET CONFIGURATION, and so than AACS: no feature. */
	if (status != STATUS_INVALID_DEVICE_REQUEST) {
		if (!aacs_status_ok(status))
			return status;
		if (aacs_mmc_feature(data, got, &feature))
			return STATUS_IO_DEVICE_ERROR;
	}

	mutex_lock(&drive->state);
	if (!drive->feature_known && !drive->gone) {
		drive->feature = feature;
		drive->feature_known = true;
		/* The drive has not granted those that it does not have. */
		drive->agids.stale &= aacs_drive_agids(drive);
		kobject_uevent(&drive->dev.kobj, KOBJ_CHANGE);
	}
	mutex_unlock(&drive->state);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_feature_read);

void aacs_feature_probe_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive, probe);

	aacs_feature_read(drive);
	put_device(&drive->dev);
}
