// SPDX-License-Identifier: GPL-2.0-only
/* Feature 010Dh, see feature.h. */
#include <linux/string.h>
#include <linux/workqueue.h>
#include "drive.h"
#include "feature.h"
#include "kunit.h"
#include "session.h"
#include "status.h"

u32 aacs_drive_feature(struct aacs_drive *drive)
{
	struct aacs_command cmd = aacs_mmc_get_configuration();
	u32 status, got;

	if (drive->feature_known)
		return STATUS_SUCCESS;

	status = aacs_drive_send(drive, &cmd, drive->buf, &got);
	if (status == STATUS_INVALID_DEVICE_REQUEST)
		/* Older than GET CONFIGURATION, and so than AACS. */
		memset(&drive->feature, 0, sizeof(drive->feature));
	else if (!aacs_status_ok(status))
		return status;
	else if (aacs_mmc_feature(drive->buf, got, &drive->feature))
		return STATUS_IO_DEVICE_ERROR;

	drive->feature_known = true;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_drive_feature);

static void aacs_drive_probe_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive, probe);

	mutex_lock(&drive->lock);
	if (!aacs_drive_gone(drive))
		aacs_drive_feature(drive);
	mutex_unlock(&drive->lock);
}

void aacs_feature_init(struct aacs_drive *drive)
{
	INIT_WORK(&drive->probe, aacs_drive_probe_work);
}
