// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/sr_aacs.h>

#include "abi.h"

#define CODE(name, ...)		{ "IOCTL_AACS_" #name, IOCTL_AACS_##name },
#define VALUE(kernel, windows)	{ #kernel, kernel },
#define TYPE(kernel, windows)	{ #windows, sizeof(struct kernel) },
#define FIELD(kernel, field, windows, Field) \
	{ #windows "." #Field, offsetof(struct kernel, field) },

const struct abi_row abi_kernel[] = {
#include "abi.def"
};

const size_t abi_rows = sizeof(abi_kernel) / sizeof(abi_kernel[0]);
