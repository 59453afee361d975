// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "debug.h"
#include "sys.h"

static bool wanted(void)
{
	const char *value = ntdvd_sys->getenv("NTDVD_DEBUG");

	return value && *value && strcmp(value, "0");
}

void ntdvd_debug(const char *format, ...)
{
	char line[512];
	va_list args;

	if (!wanted())
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	/* One call, so that threads don't mix their lines. */
	fprintf(stderr, "ntdvd: %s\n", line);
}

void ntdvd_explain_open(const char *node, int error)
{
	if (!wanted())
		return;
	switch (error) {
	case EACCES:
	case EPERM:
		ntdvd_debug("%s: no permission: add the user to the group of the node (cdrom by the udev rule of sr_aacs)",
			    node);
		return;
	case ENOENT:
		if (!ntdvd_sys->exists("/sys/class/aacs"))
			ntdvd_debug("%s: no such node: the module is not loaded (modprobe sr_aacs)",
				    node);
		else
			ntdvd_debug("%s: no such node: sr_aacs is loaded, but has no such drive (aacsctl list)",
				    node);
		return;
	case ENXIO:
	case ENODEV:
		ntdvd_debug("%s: the node has no drive: the drive was unplugged, or sr_aacs is not loaded",
			    node);
		return;
	default:
		ntdvd_debug("%s: %s", node, strerrordesc_np(error));
	}
}
