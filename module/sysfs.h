/* SPDX-License-Identifier: GPL-2.0-only */
/* /sys/class/aacs/aacsN: what the drive says it can do. */
#ifndef SR_AACS_SYSFS_H
#define SR_AACS_SYSFS_H

struct attribute_group;

extern const struct attribute_group *aacs_sysfs_groups[];

#endif /* SR_AACS_SYSFS_H */
