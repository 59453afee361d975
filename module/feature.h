/* SPDX-License-Identifier: GPL-2.0-only */
/* What a drive can do: feature 010Dh. */
#ifndef SR_AACS_FEATURE_H
#define SR_AACS_FEATURE_H

#include <linux/types.h>

struct aacs_drive;

/* Context: nobody else has @drive. */
void aacs_feature_init(struct aacs_drive *drive);

/**
 * aacs_drive_feature() - make sure that @drive->feature is known
 * @drive: the drive
 *
 * Context: Process context, @drive->lock held.
 * Return: STATUS_SUCCESS, also for a drive without the feature; else why it
 * could not be read.
 */
u32 aacs_drive_feature(struct aacs_drive *drive);

#endif /* SR_AACS_FEATURE_H */
