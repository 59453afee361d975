// SPDX-License-Identifier: GPL-2.0-or-later
#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

#include "abi.h"

#define CODE(name, ...)		{ "IOCTL_AACS_" #name, IOCTL_AACS_##name },
#define VALUE(kernel, windows)	{ #kernel, windows },
#define TYPE(kernel, windows)	{ #windows, sizeof(windows) },
#define FIELD(kernel, field, windows, Field) \
	{ #windows "." #Field, offsetof(windows, Field) },

const struct abi_row abi_windows[] = {
#include "abi.def"
};
