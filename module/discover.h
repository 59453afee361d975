/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the drives that sr is bound to, now or later. */
#ifndef SR_AACS_DISCOVER_H
#define SR_AACS_DISCOVER_H

struct aacs_drive;
struct device;
struct scsi_device;

int aacs_discover_init(void);
void aacs_discover_exit(void);

/**
 * aacs_discover_arrive() - add an optical drive if sr is bound to it
 * @dev: its SCSI device
 *
 * If another task has the device lock, a work item tries again until it gets the
 * lock. Only the KUnit suites call this from another file.
 *
 * Context: Process context; waits for no device lock.
 * Return: 0, or -ENOMEM.
 */
int aacs_discover_arrive(struct device *dev);

/**
 * aacs_discover_find() - the drive on a SCSI device
 * @sdev: the SCSI device
 *
 * Exists for the KUnit suites only.
 *
 * Return: the drive, which the caller releases with put_device(&drive->dev);
 * NULL if sr is not bound to @sdev.
 */
struct aacs_drive *aacs_discover_find(struct scsi_device *sdev);

#endif /* SR_AACS_DISCOVER_H */
