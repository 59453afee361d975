/* SPDX-License-Identifier: GPL-2.0-only */
/* What a drive can do: feature 010Dh. */
#ifndef SR_AACS_FEATURE_H
#define SR_AACS_FEATURE_H

#include <linux/types.h>

struct aacs_drive;
struct work_struct;

/* The work function of @drive->probe. */
void aacs_feature_probe_work(struct work_struct *work);

/**
 * aacs_feature_read() - make sure that @drive->feature is known
 * @drive: the drive
 *
 * An answer that lists the feature holds for the lifetime of the drive, one that
 * doesn't until the next event. A uevent tells when it becomes known.
 *
 * Context: Process context, no lock held.
 * Return: STATUS_SUCCESS, also for a drive without the feature; else why it
 * could not be read.
 */
u32 aacs_feature_read(struct aacs_drive *drive);

#endif /* SR_AACS_FEATURE_H */
