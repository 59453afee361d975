// SPDX-License-Identifier: GPL-2.0-or-later
/* Locking and unmounting a volume, and /dev/srN behind it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>

#include "../../shim/disk.h"
#include "../../shim/handle.h"
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
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 5, "without permission to unmount it");
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 170, "nor is it ejected");
	is(fake_cdbs(), 0, "nothing is sent");
	fake_mount(0, "/media/disc", -EBUSY);
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 5, "a disc that is in use");
	fake_mount(0, "/media/disc", 0);
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 0, "a disc is unmounted");
	is(volume(drive, FSCTL_LOCK_VOLUME), 0, "and then locked");
}

/* If the mounts are not known, the disc does not count as unmounted. */
SUITE(unknown_mounts)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	fake_mountinfo = -EMFILE;
	is(volume(drive, FSCTL_DISMOUNT_VOLUME), 4, "no descriptor for the mounts");
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 4, "the disc is not ejected");
	is(fake_cdbs(), 0, "nothing is sent");
}

static HANDLE locking, unlocking;
static pthread_t closer, locker;

static void *close_thread(void *handle)
{
	CloseHandle(handle);
	return NULL;
}

/* Goes on when the handle is closed; the thread may still be in CloseHandle(). */
static void close_locking(void)
{
	fake_in_open = NULL;
	pthread_create(&closer, NULL, close_thread, locking);
	while (ntdvd_handle_is_open((uintptr_t)locking))
		sched_yield();
}

/* CloseHandle() comes while the handle's lock is being taken. */
SUITE(lock_and_close)
{
	HANDLE other = must_open(DRIVE, GENERIC_READ);

	locking = open_with(DRIVE, GENERIC_READ);
	disk_flags(other);
	fake_in_open = close_locking;
	volume(locking, FSCTL_LOCK_VOLUME);
	pthread_join(closer, NULL);
	ok(!(disk_flags(other) & O_EXCL), "the lock does not outlive its handle");
	is(volume(other, FSCTL_LOCK_VOLUME), 0, "another handle can lock");
	is(volume(other, FSCTL_UNLOCK_VOLUME), 0, "and unlock");
}

/* The handle is closed before its request has begun to lock. */
SUITE(close_and_lock)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	HANDLE closed = open_with(DRIVE, GENERIC_READ);
	struct ntdvd_ref ref;

	ok(ntdvd_handle_get((uintptr_t)closed, &ref), "a request is under way");
	CloseHandle(closed);
	ntdvd_disk_lock(ref.object, ref.value);
	ntdvd_handle_put(&ref);
	is(volume(drive, FSCTL_LOCK_VOLUME), 0, "a closed handle keeps no lock");
}

static atomic_bool locked;

static void *lock_thread(void *handle)
{
	DWORD error = volume(handle, FSCTL_LOCK_VOLUME);

	locked = true;
	return (void *)(uintptr_t)error;
}

static void start_locker(void)
{
	fake_in_open = NULL;
	pthread_create(&locker, NULL, lock_thread, unlocking);
	give_time(&locked);
}

/* Another handle locks while the first one is being unlocked: it waits. */
SUITE(unlock_and_lock)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	void *result;

	unlocking = must_open(DRIVE, GENERIC_READ);
	volume(drive, FSCTL_LOCK_VOLUME);
	fake_in_open = start_locker;
	is(volume(drive, FSCTL_UNLOCK_VOLUME), 0, "a handle unlocks");
	pthread_join(locker, &result);
	is((uintptr_t)result, 0, "another one locks meanwhile");
	ok(disk_flags(drive) & O_EXCL, "and has the lock");
}

SUITE(unlock_fails)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	volume(drive, FSCTL_LOCK_VOLUME);
	fake_open_fails("/dev/sr0", -EMFILE);
	is(volume(drive, FSCTL_UNLOCK_VOLUME), 4, "an unlock that fails");
	fake_node("/dev/sr0", 0xB00, FAKE_RW | FAKE_BLOCK);
	is(volume(drive, FSCTL_UNLOCK_VOLUME), 0, "can be tried again");
}

/* The drive is gone, and srN may be another one. */
SUITE(disk_of_unplugged)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	fake_unplug(0x1000);
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 2, "an unplugged drive");
	is(fake_cdbs(), 0, "nothing is sent to another one");
}

/* The same if its disk was open before: a lock opens it again. */
SUITE(lock_of_unplugged)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);

	disk_flags(drive);
	fake_unplug(0x1000);
	is(volume(drive, FSCTL_LOCK_VOLUME), 2, "an unplugged drive is not locked");
	ok(!(disk_flags(drive) & O_EXCL), "nor is another one in its place");
}

/* NTDVD_DRIVES names a device that is not ours: its number means nothing. */
SUITE(disk_of_other_device)
{
	HANDLE drive;

	fake_node("/sys/class", 0, FAKE_DIRECTORY);
	drive = must_open(DRIVE, GENERIC_READ);
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 2, "sysfs knows no aacs0");
	fake_text("/sys/class/aacs/aacs0/dev", "1:3");
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 2, "aacs0 is another device");
	fake_text("/sys/class/aacs/aacs0/dev", "16:0");
	is(volume(drive, IOCTL_STORAGE_EJECT_MEDIA), 0, "it is this one");
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
