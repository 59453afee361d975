// SPDX-License-Identifier: GPL-2.0-or-later
/* Drive letters and NTDVD_DRIVES. */
#include "../../shim/drives.h"

#include <stdlib.h>
#include <string.h>

#include "suites.h"

/* @node NULL: there is no such drive. */
static void maps(const char *drive, const char *node)
{
	struct ntdvd_name name = ntdvd_name_parse_drive(drive, strlen(drive));
	char found[64];
	bool there = ntdvd_drives_find(&name, found, sizeof(found));

	if (!node)
		ok(!there, "%s is no drive", drive);
	else if (!ok(there && !strcmp(found, node), "%s is %s", drive, node))
		ok(false, "  and not %s", there ? found : "nothing");
}

SUITE(drives)
{
	char small[8];
	struct ntdvd_name e = { NTDVD_NAME_LETTER, 'E' };

	fake_reset();
	maps("D:", NULL);
	fake_node("/dev/aacs10", 1, FAKE_RW | FAKE_DEVICE);
	fake_node("/dev/aacs2", 2, FAKE_RW | FAKE_DEVICE);
	fake_node("/dev/aacs1", 3, FAKE_RW | FAKE_DEVICE);
	maps("C:", NULL);
	maps("D:", "/dev/aacs1");
	maps("e:", "/dev/aacs2");
	maps("F:", "/dev/aacs10");
	maps("G:", NULL);
	maps("CdRom10", "/dev/aacs10");
	maps("CdRom0", "/dev/aacs0");

	setenv("NTDVD_DRIVES", "E:=/dev/aacs1,F:=/dev/aacs0", 1);
	maps("E:", "/dev/aacs1");
	maps("F:", "/dev/aacs0");
	maps("D:", NULL);
	maps("CdRom2", "/dev/aacs2");

	setenv("NTDVD_DRIVES",
	       ",,rubbish,G=/x,H:=,a:=/dev/x,A:=/dev/y,cdrom0=/dev/z,", 1);
	maps("A:", "/dev/x");
	maps("G:", NULL);
	maps("H:", NULL);
	maps("CdRom0", "/dev/z");

	setenv("NTDVD_DRIVES", "E:=/dev/aacs1", 1);
	ok(!ntdvd_drives_find(&e, small, sizeof(small)),
	   "a path that does not fit is none");
}
