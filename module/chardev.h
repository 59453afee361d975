/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/aacsN: open, ioctl, poll, release; and the class aacs in sysfs. */
#ifndef SR_AACS_CHARDEV_H
#define SR_AACS_CHARDEV_H

struct aacs_drive;

int aacs_chardev_init(void);
void aacs_chardev_exit(void);

/**
 * aacs_chardev_add() - make the drive's node
 * @drive: its @dev is initialised except for class and number
 * @number: the number N of /dev/srN
 *
 * Return: 0 or a negative errno.
 */
int aacs_chardev_add(struct aacs_drive *drive, unsigned int number);

/* Removes the node. Files may stay open. */
void aacs_chardev_del(struct aacs_drive *drive);

#endif /* SR_AACS_CHARDEV_H */
