// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "root.h"

#define BUFFERS		4

/* The replacement of a directory; NULL: the directory itself. */
static struct {
	const char *dir, *replacement;
} replaced[] = { { "/sys", NULL }, { "/dev", NULL } };

void root_set_sysfs(const char *dir)
{
	replaced[0].replacement = dir;
}

void root_set_dev(const char *dir)
{
	replaced[1].replacement = dir;
}

static const char *make_path(const char *format, va_list args)
{
	static char paths[BUFFERS][PATH_MAX];
	static unsigned int next;
	char *path = paths[next++ % BUFFERS], usual[PATH_MAX];
	const char *before = getenv("SR_AACS_ROOT"), *rest = usual;
	size_t i;

	vsnprintf(usual, sizeof(usual), format, args);
	for (i = 0; i < sizeof(replaced) / sizeof(replaced[0]); i++) {
		size_t len = strlen(replaced[i].dir);

		if (replaced[i].replacement && !strncmp(usual, replaced[i].dir, len) &&
		    (usual[len] == '/' || !usual[len])) {
			before = replaced[i].replacement;
			rest = usual + len;
		}
	}
	if (snprintf(path, PATH_MAX, "%s%s", before ? before : "", rest) >= PATH_MAX)
		path[0] = 0;
	return path;
}

const char *root_path(const char *format, ...)
{
	const char *path;
	va_list args;

	va_start(args, format);
	path = make_path(format, args);
	va_end(args);
	return path;
}

bool root_exists(const char *format, ...)
{
	const char *path;
	va_list args;

	va_start(args, format);
	path = make_path(format, args);
	va_end(args);
	return !access(path, F_OK);
}

int root_read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	char text[1024];
	int err = 0;
	size_t len;

	if (!file)
		return -errno;
	errno = 0;
	if (!fgets(text, (int)sizeof(text), file))
		err = errno ? -errno : -ENODATA;
	fclose(file);
	if (err)
		return err;
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = 0;
	snprintf(line, size, "%s", text);
	return 0;
}
