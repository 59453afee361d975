// SPDX-License-Identifier: GPL-2.0-or-later
/* The module and the cables of the drives, see plug.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "plug.h"

#define LOOPBACK	"/sys/kernel/config/target/loopback"

int module_load(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		FAIL(MODULE ": %m");
	error = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return error;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "sr_aacs", O_NONBLOCK) ? errno : 0;
}

struct plug plug_of(const struct drive *drive)
{
	DIR *dir = opendir(LOOPBACK);
	struct plug plug = { .link = "" };
	struct dirent *e;
	char link[256];

	CHECK(dir);
	snprintf(plug.target, sizeof(plug.target),
		 "/sys/kernel/config/target/core/user_0/%s", drive->name);
	while ((e = readdir(dir))) {
		ssize_t len;

		snprintf(plug.link, sizeof(plug.link),
			 LOOPBACK "/%.40s/tpgt_1/lun/lun_0/port", e->d_name);
		len = readlink(plug.link, link, sizeof(link) - 1);
		if (len < 0)
			continue;
		link[len] = '\0';
		if (!strcmp(strrchr(link, '/') + 1, drive->name))
			break;
	}
	if (!e)
		FAIL("%s is not plugged in", drive->name);
	closedir(dir);
	return plug;
}

int plug_pull(const struct plug *plug)
{
	return unlink(plug->link) ? errno : 0;
}

int plug_put(const struct plug *plug)
{
	return symlink(plug->target, plug->link) ? errno : 0;
}
