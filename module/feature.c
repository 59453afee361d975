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

/* Stores an answer; @data is NULL if the drive does not know the command. */
static u32 aacs_feature_store(struct aacs_drive *drive,
			      const struct aacs_step *step, const u8 *data)
{
	struct aacs_feature feature = {};
	bool current_answer;
	int error;

	error = data ? aacs_mmc_feature(data, step->got, &feature) : 0;
	if (error)
		return aacs_status_from_errno(error);

	mutex_lock(&drive->lock);
	current_answer = step->generation == drive->media.generation;
	if (current_answer) {
		drive->media_type = data ? aacs_mmc_media_type(data) : 0;
		drive->media_type_known = true;
	}
	if (!drive->feature_known && !drive->gone &&
	    (feature.supported || current_answer)) {
		const bool supported = feature.supported;

		feature.supported = false;
		drive->feature = feature;
		/* aacs_feature_get() reads this first, without the lock. */
		smp_store_release(&drive->feature.supported, supported);
		drive->feature_known = true;
		/* The drive can't hold AGIDs that it does not have. */
		drive->agids.leftover &= aacs_drive_agid_mask(drive);
		kobject_uevent(&drive->dev.kobj, KOBJ_CHANGE);
	}
	mutex_unlock(&drive->lock);
	return SR_AACS_STATUS_SUCCESS;
}

static u32 aacs_feature_get_configuration(struct aacs_drive *drive)
{
	u8 data[AACS_CONFIG_DATA_LEN];
	struct aacs_step step = {
		.cmd = aacs_mmc_get_configuration(),
		.data = data,
	};
	u32 status;

	status = aacs_session_command(drive, &step);
	if (step.result.unit_attention)
		status = aacs_session_command(drive, &step);
	/* The drive is older than GET CONFIGURATION, and so than AACS. */
	if (step.result.refused == AACS_MMC_REFUSED_OPCODE)
		return aacs_feature_store(drive, &step, NULL);
	/* The feature is known, and the media type stays 0. */
	if (step.result.refused && READ_ONCE(drive->feature_known))
		return SR_AACS_STATUS_SUCCESS;
	if (!aacs_status_ok(status))
		return status;
	return aacs_feature_store(drive, &step, data);
}

/* Asks the drive unless @known, a member of @drive, is still true. */
static u32 aacs_feature_refresh(struct aacs_drive *drive, const bool *known)
{
	bool fresh;

	mutex_lock(&drive->lock);
	aacs_event_check(drive);
	fresh = *known;
	mutex_unlock(&drive->lock);
	return fresh ? SR_AACS_STATUS_SUCCESS : aacs_feature_get_configuration(drive);
}

u32 aacs_feature_ensure_known(struct aacs_drive *drive)
{
	return aacs_feature_refresh(drive, &drive->feature_known);
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_feature_ensure_known);

/* noinline: aacs_feature_get() saves no registers for this. */
static noinline u32 aacs_feature_get_locked(struct aacs_drive *drive,
					    struct aacs_feature *feature)
{
	u32 status;

	status = aacs_feature_ensure_known(drive);
	mutex_lock(&drive->lock);
	*feature = drive->feature;
	mutex_unlock(&drive->lock);
	return status;
}

u32 aacs_feature_get(struct aacs_drive *drive, struct aacs_feature *feature)
{
	/* aacs_feature_store() sets this last, and writes nothing after it. */
	if (smp_load_acquire(&drive->feature.supported)) {
		*feature = drive->feature;
		return SR_AACS_STATUS_SUCCESS;
	}
	return aacs_feature_get_locked(drive, feature);
}

u32 aacs_feature_media_type(struct aacs_drive *drive, u8 *media_type)
{
	u32 status;

	status = aacs_feature_refresh(drive, &drive->media_type_known);
	*media_type = READ_ONCE(drive->media_type);
	return status;
}
EXPORT_SYMBOL_IF_AACS_KUNIT(aacs_feature_media_type);

void aacs_feature_probe_work(struct work_struct *work)
{
	struct aacs_drive *drive = container_of(work, struct aacs_drive, probe);

	aacs_feature_ensure_known(drive);
	put_device(&drive->dev);
}
