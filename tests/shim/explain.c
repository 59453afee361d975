// SPDX-License-Identifier: GPL-2.0-or-later
/* The line on standard error that explains why a drive does not open. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suites.h"

static char said[2048];

/* Catches what is printed on standard error while @name is opened. */
static DWORD listen(const char *name, DWORD code)
{
	int fds[2], saved = dup(STDERR_FILENO);
	HANDLE handle;
	DWORD error = 0, got;
	ssize_t len;

	if (saved < 0 || pipe2(fds, O_CLOEXEC) || dup2(fds[1], STDERR_FILENO) < 0)
		exit(1);
	close(fds[1]);
	handle = open_with(name, GENERIC_READ);
	if (handle == INVALID_HANDLE_VALUE) {
		error = GetLastError();
	} else {
		if (code)
			error = request(handle, code, NULL, 0, NULL, 0, &got);
		CloseHandle(handle);
	}
	dup2(saved, STDERR_FILENO);
	close(saved);
	len = read(fds[0], said, sizeof(said) - 1);
	said[len < 0 ? 0 : len] = 0;
	close(fds[0]);
	return error;
}

static void says(const char *what, const char *name, DWORD code, DWORD error,
		 const char *text)
{
	is(listen(name, code), error, "%s: the error", what);
	if (!ok(*text ? strstr(said, text) != NULL : !*said, "%s: '%s'", what, text))
		ok(false, "  but it said '%s'", said);
}

SUITE(explain)
{
	fake_debug = NULL;
	fake_reset();
	fake_debug = NULL;
	says("not installed", DRIVE, 0, 2,
	     "sr_aacs is not loaded, and this kernel has no such module");
	says("the same again", DRIVE, 0, 2, "");
	says("by number", "\\\\.\\CdRom5", 0, 2, "/dev/aacs5: no such node");
	says("in turn", DRIVE, 0, 2, "");
	says("and again", "\\\\.\\CdRom5", 0, 2, "");
	fake_has_module = true;
	says("not loaded", DRIVE, 0, 2, "sr_aacs is not loaded: modprobe sr_aacs");
	says("not loaded, by number", "\\\\.\\CdRom3", 0, 2,
	     "/dev/aacs3: no such node: sr_aacs is not loaded: modprobe sr_aacs");
	fake_node("/sys/class/aacs", 0, FAKE_DIRECTORY);
	says("no drive", DRIVE, 0, 2, "sr_aacs is loaded, but there is no optical drive");
	says("no such drive", "/dev/sr3", 0, 2,
	     "/dev/aacs3: no such node: sr_aacs is loaded, but has no such drive");
	fake_node("/sys/class/aacs/aacs0", 0, FAKE_DIRECTORY);
	says("a container", DRIVE, 0, 2, "a container needs --device /dev/aacs0");
	says("a container, by name", "/dev/aacs0", 0, 2,
	     "/dev/aacs0: the drive is there, but its node is not: a container needs --device /dev/aacs0");
	fake_open_fails("/dev/aacs0", -EACCES);
	says("no permission", DRIVE, 0, 5, "/dev/aacs0: no permission: add the user");
	fake_open_fails("/dev/aacs0", -ENXIO);
	says("unplugged", DRIVE, 0, 2, "/dev/aacs0: the node has no drive");
	fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
	says("another letter", "\\\\.\\Q:", 0, 2, "");
	says("no such file", "/mnt/none", 0, 2, "");
	fake_node("/sys/class/block/sr0", 0, FAKE_DIRECTORY);
	says("a container without srN", DRIVE, IOCTL_STORAGE_EJECT_MEDIA, 2,
	     "/dev/sr0: the drive is there, but its node is not: a container needs --device /dev/sr0");
	says("an AACS request there", DRIVE, IOCTL_AACS_START_SESSION, 0, "");
	fake_node("/dev/sr0", 0xB00, FAKE_BLOCK);
	says("no permission for srN", DRIVE, IOCTL_STORAGE_EJECT_MEDIA, 5,
	     "/dev/sr0: no permission");

	fake_debug = "0";
	fake_open_fails("/dev/aacs0", -EACCES);
	says("NTDVD_DEBUG=0", DRIVE, 0, 5, "");
	fake_debug = "1";
	says("NTDVD_DEBUG=1", "\\\\.\\Q:", 0, 2, "Q: is not a drive");
	says("NTDVD_DEBUG=1, a file", "/mnt/none", 0, 2, "/mnt/none: No such file");
	fake_debug = NULL;
	setenv("NTDVD_DRIVES", "rubbish", 1);
	says("a bad NTDVD_DRIVES", DRIVE, 0, 2, "'rubbish' is not like E:=/dev/aacs1");
	unsetenv("NTDVD_DRIVES");
}
