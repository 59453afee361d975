// SPDX-License-Identifier: GPL-2.0-or-later
/* Drive letters and NTDVD_DRIVES. */
#include "../../shim/drives.h"

#include <stdio.h>
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
	struct ntdvd_name e = { .kind = NTDVD_NAME_LETTER, .number = 'E' };

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
	   "a path that does not fit is ignored");
}

SUITE(letters)
{
	static const WCHAR wide[] = u"d:\\";

	fake_node("/dev/aacs7", 0x1007, FAKE_RW | FAKE_DEVICE);
	is(GetLogicalDrives(), 0x18, "two drives are D: and E:");
	is(GetDriveTypeA("D:\\"), DRIVE_CDROM, "D:\\ is an optical drive");
	is(GetDriveTypeA("e:"), DRIVE_CDROM, "e: is, too");
	is(GetDriveTypeW(wide), DRIVE_CDROM, "in UTF-16, too");
	is(GetDriveTypeA("F:\\"), DRIVE_NO_ROOT_DIR, "F: is not a drive");
	is(GetDriveTypeA("D:\\directory"), DRIVE_NO_ROOT_DIR, "nor a directory");
	is(GetDriveTypeA("\\\\.\\D:"), DRIVE_NO_ROOT_DIR, "nor a device");
	is(GetDriveTypeA("/"), DRIVE_NO_ROOT_DIR, "nor a Linux path");
	is(GetDriveTypeA(NULL), DRIVE_FIXED, "the working directory's disk");
	is(GetDriveTypeW(NULL), DRIVE_FIXED, "in UTF-16, too");
	setenv("NTDVD_DRIVES", "Z:=/dev/aacs7,CdRom0=/dev/aacs0,A:=/x", 1);
	is(GetLogicalDrives(), 1 << 25 | 1, "letters of NTDVD_DRIVES");
	is(GetDriveTypeA("D:\\"), DRIVE_NO_ROOT_DIR, "no other is a drive");
	unsetenv("NTDVD_DRIVES");
	for (unsigned int i = 0; i < 30; i++) {
		char node[16];

		snprintf(node, sizeof(node), "/dev/aacs%u", i);
		fake_node(node, 0x1000 + i, FAKE_RW | FAKE_DEVICE);
	}
	is(GetLogicalDrives(), 0x3FFFFF8, "more drives than letters");
}
