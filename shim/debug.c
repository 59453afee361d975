// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "debug.h"
#include "handle.h"
#include "sys.h"

#define LINE_MAX_LEN	512

/* Prints a line with one call, so that the lines of two threads don't mix. */
static void print(const char *line)
{
	fprintf(stderr, "ntdvd: %s\n", line);
}

/* Programs try an open again and again: remember the last lines, by a hash. */
static bool is_new(const char *line)
{
	static uint32_t said[16];
	static size_t next;
	uint32_t hash = 5381;
	bool new = true;
	size_t i;

	while (*line)
		hash = hash * 33 + (unsigned char)*line++;
	pthread_mutex_lock(&ntdvd_lock);
	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		new = new && said[i] != hash;
	if (new)
		said[next++ % (sizeof(said) / sizeof(said[0]))] = hash;
	pthread_mutex_unlock(&ntdvd_lock);
	return new;
}

void ntdvd_say(const char *format, ...)
{
	const char *wanted = ntdvd_sys->getenv("NTDVD_DEBUG");
	char line[LINE_MAX_LEN] = "";
	va_list args;

	if (wanted && !strcmp(wanted, "0"))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (is_new(line))
		print(line);
}

void ntdvd_debug(const char *format, ...)
{
	const char *wanted = ntdvd_sys->getenv("NTDVD_DEBUG");
	char line[LINE_MAX_LEN];
	va_list args;

	if (!wanted || !*wanted || !strcmp(wanted, "0"))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	print(line);
}

/* Called while busy: a child of fork() must not inherit the file. */
static bool has_module(void)
{
	bool has;

	ntdvd_busy_begin();
	has = ntdvd_sys->has_module();
	ntdvd_busy_end();
	return has;
}

/* Says what is missing if there are no nodes; NULL: there is no drive. */
static const char *missing_module(void)
{
	if (ntdvd_sys->exists("/sys/class/aacs"))
		return NULL;
	if (has_module())
		return "sr_aacs is not loaded: modprobe sr_aacs";
	return "sr_aacs is not loaded, and this kernel has no such module: build and install it";
}

/* The drive exists, but this program does not see its node. */
static bool is_hidden(const char *node)
{
	static const char *const classes[] = { "aacs", "block" };
	const char *name = strrchr(node, '/');
	char path[128];
	size_t i;

	for (i = 0; name && i < sizeof(classes) / sizeof(classes[0]); i++) {
		snprintf(path, sizeof(path), "/sys/class/%s/%s", classes[i],
			 name + 1);
		if (ntdvd_sys->exists(path))
			return true;
	}
	return false;
}

static void explain_missing_node(const char *node)
{
	const char *module = missing_module();

	if (is_hidden(node))
		ntdvd_say("%s: the drive is there, but its node is not: a container needs --device %s",
			  node, node);
	else if (module)
		ntdvd_say("%s: no such node: %s", node, module);
	else
		ntdvd_say("%s: no such node: sr_aacs is loaded, but has no such drive (aacsctl list)",
			  node);
}

void ntdvd_explain_open(const char *node, int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		ntdvd_say("%s: no permission: add the user to the group of the node (cdrom by the udev rule of sr_aacs)",
			  node);
		return;
	case ENOENT:
		explain_missing_node(node);
		return;
	case ENXIO:
	case ENODEV:
		ntdvd_say("%s: the node has no drive: the drive was unplugged, or sr_aacs is not loaded",
			  node);
		return;
	default:
		ntdvd_say("%s: %s", node, strerror(error));
	}
}

void ntdvd_explain_no_drive(void)
{
	const char *module = missing_module();

	if (module)
		ntdvd_say("no drive has a letter: %s", module);
	else if (ntdvd_sys->exists("/sys/class/aacs/aacs0"))
		ntdvd_say("no drive has a letter: the nodes /dev/aacsN are not there: a container needs --device /dev/aacs0");
	else
		ntdvd_say("no drive has a letter: sr_aacs is loaded, but there is no optical drive");
}
