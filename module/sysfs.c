// SPDX-License-Identifier: GPL-2.0-only
/*
 * Feature 010Dh in sysfs: one file for each field, with a decimal number, or
 * ENODATA if the drive has not told the feature. Reading a file neither sends
 * a command nor waits for one.
 */
#include <linux/device.h>
#include <linux/stddef.h>
#include <linux/sysfs.h>
#include "drive.h"
#include "sysfs.h"

/* Each member of struct aacs_feature is one byte, a bool or a u8. */
static_assert(sizeof(struct aacs_feature) ==
	      offsetofend(struct aacs_feature, version));
static_assert(offsetof(struct aacs_feature, version) == 7);

/* dev_ext_attribute.var has the member's offset in struct aacs_feature. */
static ssize_t aacs_feature_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct aacs_drive *drive = container_of(dev, struct aacs_drive, dev);
	struct dev_ext_attribute *ext =
		container_of(attr, struct dev_ext_attribute, attr);
	bool known;
	u8 value;

	mutex_lock(&drive->lock);
	known = drive->feature_known;
	value = *((u8 *)&drive->feature + (unsigned long)ext->var);
	mutex_unlock(&drive->lock);
	return known ? sysfs_emit(buf, "%u\n", value) : -ENODATA;
}

#define AACS_FEATURE(attr_name, field)					\
	static struct dev_ext_attribute aacs_attr_##attr_name = {	\
		__ATTR(attr_name, 0444, aacs_feature_show, NULL),	\
		(void *)offsetof(struct aacs_feature, field),		\
	}

AACS_FEATURE(supported, supported);
AACS_FEATURE(binding_nonce, bng);
AACS_FEATURE(bus_encryption, bec);
AACS_FEATURE(write_bus_encryption, wbe);
AACS_FEATURE(drive_certificate, rdc);
AACS_FEATURE(nonce_blocks, nonce_blocks);
AACS_FEATURE(agids, agids);
AACS_FEATURE(aacs_version, version);

static struct attribute *aacs_attrs[] = {
	&aacs_attr_supported.attr.attr,
	&aacs_attr_binding_nonce.attr.attr,
	&aacs_attr_bus_encryption.attr.attr,
	&aacs_attr_write_bus_encryption.attr.attr,
	&aacs_attr_drive_certificate.attr.attr,
	&aacs_attr_nonce_blocks.attr.attr,
	&aacs_attr_agids.attr.attr,
	&aacs_attr_aacs_version.attr.attr,
	NULL
};

static const struct attribute_group aacs_attr_group = { .attrs = aacs_attrs };

const struct attribute_group *aacs_sysfs_groups[] = { &aacs_attr_group, NULL };
