// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

bool output_written(const char *program)
{
	static bool told;
	bool failed;

	errno = 0;
	failed = fflush(stdout) || ferror(stdout);
	/* The program may have been started with SIGPIPE ignored. */
	if (failed && !told && errno != EPIPE)
		fprintf(stderr, "%s: standard output can't be written%s%s\n",
			program, errno ? ": " : "", errno ? strerror(errno) : "");
	told |= failed;
	return !failed;
}

int output_finish(const char *program, int status)
{
	return !output_written(program) && !status ? 1 : status;
}
