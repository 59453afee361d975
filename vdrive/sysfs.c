// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sysfs.h"

extern char **environ;

void sysfs_path(char path[SYSFS_PATH], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(path, SYSFS_PATH, format, args);
	va_end(args);
}

bool sysfs_exists(const char *path)
{
	return !access(path, F_OK);
}

bool sysfs_get(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, buf, size - 1);
	close(fd);
	if (n <= 0)
		return false;
	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return true;
}

void sysfs_pause(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

bool sysfs_wait(const char *path, const atomic_bool *cancel)
{
	for (int waited = 0; !sysfs_exists(path); waited += 10) {
		if (waited >= SYSFS_WAIT_MS || atomic_load(cancel))
			return false;
		sysfs_pause(10);
	}
	return true;
}

void sysfs_load_module(const char *name)
{
	char *argv[] = { "modprobe", "-q", (char *)name, NULL };
	char path[SYSFS_PATH];
	int status;
	pid_t pid;

	sysfs_path(path, "/sys/module/%s", name);
	if (sysfs_exists(path))
		return;
	/* After a plain su PATH lacks /sbin. */
	if (posix_spawnp(&pid, "modprobe", NULL, NULL, argv, environ) &&
	    posix_spawn(&pid, "/sbin/modprobe", NULL, NULL, argv, environ))
		return;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}
