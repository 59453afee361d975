// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl nonce: runs bindnonce, from the directory of aacsctl if it is there. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aacsctl.h"

int aacsctl_nonce(const struct aacsctl_options *options, char **argv)
{
	char path[PATH_MAX + 16], *slash;
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

	/* The entry before the arguments is this command's name. */
	argv--;
	argv[0] = "bindnonce";
	if (len > 0) {
		path[len] = 0;
		slash = strrchr(path, '/');
		if (slash) {
			strcpy(slash + 1, argv[0]);
			execv(path, argv);
		}
	}
	execvp(argv[0], argv);
	return aacsctl_fail("bindnonce", errno == ENOENT ?
			    "not installed: make install-user" : strerror(errno));
}
