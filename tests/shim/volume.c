// SPDX-License-Identifier: GPL-2.0-or-later
/* Locking and unmounting a volume, and /dev/srN behind it. */
#include <errno.h>
#include <fcntl.h>

#include "suites.h"

static DWORD volume(HANDLE handle, DWORD code)
{
	DWORD got;

	return request(handle, code, NULL, 0, NULL, 0, &got);
}

static int disk_flags(HANDLE handle)
{
	volume(handle, IOCTL_STORAGE_CHECK_VERIFY2);
	return fake_flags(fake_last_cdb().fd);
}

SUITE(lock)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	HANDLE other = must_open(DRIVE, GENERIC_READ);

	is(volume(drive, FSCTL_UNLOCK_VOLUME), 158, "nothing to unlock");
	is(volume(drive, FSCTL_LOCK_VOLUME), 0, "a volume is locked");
	ok(disk_flags(drive) & O_EXCL, "by an exclusive open");
	is(fake_open_files(), 2, "in place of the other one: the door has one user");
	is(volume(drive, FSCTL_LOCK_VOLUME), 5, "not twice");
	is(volume(other, FSCTL_LOCK_VOLUME), 5, "nor by another handle");
	is(volume(other, FSCTL_UNLOCK_VOLUME), 158, "which can't unlock it");
	is(volume(other, IOCTL_STORAGE_EJECT_MEDIA), 0, "but use it");
	is(volume(drive, FSCTL_UNLOCK_VOLUME), 0, "it is unlocked");
	ok(!(disk_flags(drive) & O_EXCL), "the open is not exclusive any more");
	is(volume(other, FSCTL_LOCK_VOLUME), 0, "another handle locks it");
	CloseHandle(other);
	ok(!(disk_flags(drive) & O_EXCL), "closing the handle unlocks it");
	is(volume(drive, FSCTL_LOCK_VOLUME), 0, "so that it can be locked again");
}

SUITE(dismount)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 0, "a disc that is not mounted");
	fake_mount(0, "/media/disc", -EPERM);
	is(volume(drive, FSCTL_LOCK_VOLUME), 5, "a mounted disc can't be locked");
	is(volume(drive, FSCTL_UNLOCK_VOLUME), 158, "and is not");
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 5, "who may not unmount it");
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 170, "nor is it ejected");
	is(fake_cdbs(), 0, "nothing is sent");
	fake_mount(0, "/media/disc", -EBUSY);
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 5, "a disc that is in use");
	fake_mount(0, "/media/disc", 0);
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 0, "a disc is unmounted");
	is(volume(drive, FSCTL_LOCK_VOLUME), 0, "and then locked");
}

SUITE(disk_node)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	fake_open_fails("/dev/sr0", -ENOENT);
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 2, "no /dev/sr0");
	fake_open_fails("/dev/sr0", -EIO);
	is(volume(drive, FSCTL_LOCK_VOLUME), 31, "one that does not open");
	fake_node("/dev/sr0", 0xB00, FAKE_BLOCK);
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 5, "no permission");
	ok(start_session(drive), "the AACS requests don't need it");
	fake_node("/dev/sr0", 0xB00, FAKE_R | FAKE_BLOCK);
	is(disk_flags(drive) & O_ACCMODE, O_RDONLY, "one that may be read");
	fake_node("/dev/sr0", 0xB00, FAKE_RW | FAKE_BLOCK);
	is(disk_flags(drive) & O_ACCMODE, O_RDONLY, "is not opened again");
}
