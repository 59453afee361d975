/* SPDX-License-Identifier: GPL-2.0-only */
/* GET CONFIGURATION: feature 010Dh and the current profile. */
#ifndef SR_AACS_FEATURE_H
#define SR_AACS_FEATURE_H

#include <linux/types.h>

struct aacs_drive;
struct aacs_feature;
struct work_struct;

/* The work function of @drive->probe. */
void aacs_feature_probe_work(struct work_struct *work);

/**
 * aacs_feature_ensure_known() - make sure that @drive->feature is known
 * @drive: the drive
 *
 * An answer that lists the feature holds for the lifetime of the drive. An answer
 * without it, or a refusal with 5/20, holds until the next event. Any other
 * refusal is not kept. A uevent tells when the feature becomes known.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS: SUCCESS, also for a drive without the feature, or why
 * the drive could not be asked.
 */
u32 aacs_feature_ensure_known(struct aacs_drive *drive);

/**
 * aacs_feature_get() - a snapshot of the feature
 * @drive: the drive
 * @feature: returned: what the drive can do
 *
 * Once the drive has reported the feature, it never changes, and this takes no lock.
 * Before that, asks the drive as aacs_feature_ensure_known() does.
 *
 * Context: Process context, no lock held.
 * Return: as aacs_feature_ensure_known().
 */
u32 aacs_feature_get(struct aacs_drive *drive, struct aacs_feature *feature);

/**
 * aacs_feature_media_type() - the media type for READ DISC STRUCTURE
 * @drive: the drive
 * @media_type: returned: 1 for a Blu-ray profile, else 0; also 0 for a drive
 *		that does not tell its profile
 *
 * Asks the drive after an event and after it has refused a media type.
 *
 * Context: Process context, no lock held.
 * Return: an NTSTATUS: SUCCESS, or why the drive could not be asked.
 */
u32 aacs_feature_media_type(struct aacs_drive *drive, u8 *media_type);

#endif /* SR_AACS_FEATURE_H */
