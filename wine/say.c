// SPDX-License-Identifier: MIT
/* Messages for the user, see say.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

void say(const char *format, ...)
{
	const char *debug = getenv("SR_AACS_WINE_DEBUG");
	char line[512] = "sr-aacs-wine: ";
	size_t len = strlen(line);
	va_list args;

	if (debug && !strcmp(debug, "0"))
		return;
	va_start(args, format);
	vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	va_end(args);
	len = strlen(line);
	line[len++] = '\n';
	/* One write, without stdio, which Wine's processes may not have set up. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}
