// SPDX-License-Identifier: GPL-2.0-or-later
/* Between the cases: as it was at the start, whatever a case has left. */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../vdrive/control.h"
#include "disc-fs.h"
#include "harness.h"
#include "lab.h"

static void complain(char *why, size_t max, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void complain(char *why, size_t max, const char *fmt, ...)
{
	size_t len = strlen(why);
	va_list ap;

	if (len && len + 2 < max) {
		strcat(why, "; ");
		len += 2;
	}
	va_start(ap, fmt);
	vsnprintf(why + len, max - len, fmt, ap);
	va_end(ap);
	for (char *p = why; *p; p++) {
		if (*p == '\n')
			*p = ',';
	}
}

/* A drive of the case's own is its business; it is only taken away. */
static void stop_own_drives(void)
{
	char name[256], out[512];
	const char *const dir = RUN_DIR;
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (strncmp(e->d_name, "e2e-", 4) || len < 10 ||
		    strcmp(e->d_name + len - 5, ".sock"))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)len - 5, e->d_name);
		RUN(out, sizeof(out), "aacs-vdrivectl", name, "stop");
	}
	if (d)
		closedir(d);
}

/* As it was at the start: nobody polls. */
static void polling_off(void)
{
	char path[96];

	for (int n = 0; n < 16; n++) {
		snprintf(path, sizeof(path),
			 "/sys/block/sr%d/events_poll_msecs", n);
		write_file(path, "-1");
	}
}

/* A case may have failed before it set the module's default again. */
static void default_timeout(void)
{
	write_file("/sys/module/sr_aacs/parameters/timeout", "20");
}

/* A case may have failed between unbinding sr and binding it again. */
static void rebind(unsigned int n)
{
	static char hctl[16][32];
	char path[96];

	if (n >= ARRAY_SIZE(hctl))
		return;
	snprintf(path, sizeof(path), "/sys/block/sr%u/device", n);
	if (path_exists(path)) {
		char link[256];
		ssize_t len = readlink(path, link, sizeof(link) - 1);

		if (len <= 0)
			return;
		link[len] = '\0';
		snprintf(hctl[n], sizeof(hctl[n]), "%.31s",
			 strrchr(link, '/') + 1);
	} else if (hctl[n][0]) {
		write_file("/sys/bus/scsi/drivers/sr/bind", hctl[n]);
		snprintf(path, sizeof(path), "/dev/aacs%u", n);
		wait_for(path_exists, path, 5000);
	}
}

/* What `aacs-vdrivectl NAME agids` says. */
struct agids {
	const char *name;
	bool asked;
	char text[CONTROL_PACKET_MAX];
};

static bool sessions_over(void *arg)
{
	struct agids *a = arg;

	a->asked = try_ctl(a->name, "agids", a->text, sizeof(a->text));
	return !a->asked ||
	       !(strstr(a->text, "granted") || strstr(a->text, "certified") ||
		 strstr(a->text, "key-sent") ||
		 strstr(a->text, "authenticated") || strstr(a->text, "spent"));
}

bool lab_tidy(char *why, size_t max)
{
	unsigned int drives = lab_drives();
	struct agids agids = { .name = NULL };
	char out[CONTROL_PACKET_MAX], name[32];

	why[0] = '\0';
	/* A drive with a file system in use can't be taken away in peace. */
	disc_tidy();
	stop_own_drives();
	polling_off();
	default_timeout();
	if (!drives)
		complain(why, max, "no drive is left");
	for (unsigned int n = 0; n < drives; n++) {
		snprintf(name, sizeof(name), "vdrive%u", n);
		rebind(n);
		try_ctl(name, "faults clear", out, sizeof(out));
		/* The end of a program's sessions comes after its own. */
		agids.name = name;
		if (!wait_for(sessions_over, &agids, 5000)) {
			complain(why, max, "AGIDs of %s: %s", name, agids.text);
			/* For the cases that follow. */
			try_ctl(name, "change", out, sizeof(out));
		} else if (!agids.asked) {
			complain(why, max, "%s: %s", name, agids.text);
			continue;
		}
		/* Refused if there is one. */
		try_ctl(name, "insert", out, sizeof(out));
	}
	return !why[0];
}
