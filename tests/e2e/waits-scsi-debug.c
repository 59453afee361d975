// SPDX-License-Identifier: GPL-2.0-or-later
/* Hosts, disks and drives by the kernel's scsi_debug, see waits-scsi-debug.h. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "waits-scsi-debug.h"

#define LOADED		"/sys/module/scsi_debug"

/* Of a case that has failed. */
static bool unload(void *unused)
{
	return !syscall(SYS_delete_module, "scsi_debug", O_NONBLOCK) ||
	       errno == ENOENT;
}

void scsi_debug_modprobe(const char *options)
{
	char out[512], words[128], *save;
	const char *argv[16] = { "modprobe", "scsi_debug", "add_host=0" };
	unsigned int n = 3;

	CHECK(wait_for(unload, NULL, 10000));
	/* No udev loads it. Where it fails, so does scsi_debug. */
	RUN(out, sizeof(out), "modprobe", "sd_mod");
	snprintf(words, sizeof(words), "%s", options);
	for (char *w = strtok_r(words, " ", &save); w && n < 15;
	     w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	if (run_program(out, sizeof(out), argv) || access(LOADED, F_OK))
		case_skip("this kernel has no module scsi_debug");
}

int scsi_debug_plug(int hosts)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", hosts);
	return write_file(SCSI_DEBUG "/add_host", text) ? 0 : errno;
}

/* The first path of a pattern; false without one. */
static bool find(const char *pattern, char *path, size_t max)
{
	glob_t g;
	bool found = !glob(pattern, 0, NULL, &g) && g.gl_pathc;

	if (found)
		snprintf(path, max, "%s", g.gl_pathv[0]);
	globfree(&g);
	return found;
}

static bool host_found(void *arg)
{
	struct scsi_debug *host = arg;
	char path[128];

	if (!find("/sys/devices/pseudo*/adapter*/host*", path, sizeof(path)))
		return false;
	host->host = atoi(strrchr(path, '/') + strlen("/host"));
	return true;
}

struct scsi_debug scsi_debug_load(const char *options)
{
	struct scsi_debug host = { -1 };

	scsi_debug_modprobe(options);
	CHECK_EQ(scsi_debug_plug(1), 0);
	CHECK(wait_for(host_found, &host, 5000));
	return host;
}

void scsi_debug_unload(const struct scsi_debug *host)
{
	scsi_debug_delay(0);
	if (host->host >= 0)
		CHECK_EQ(scsi_debug_plug(-1), 0);
	CHECK(wait_for(unload, NULL, 10000));
}

struct seen {
	struct drive *drive;
	int host;
};

static bool drive_found(void *arg)
{
	struct seen *seen = arg;
	struct drive *drive = seen->drive;
	char pattern[128], path[256];

	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/scsi/devices/%d:0:0:0/scsi_generic/sg*", seen->host);
	if (!find(pattern, path, sizeof(path)))
		return false;
	snprintf(drive->sg, sizeof(drive->sg), "/dev/%.20s", strrchr(path,
								     '/') + 1);
	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/scsi/devices/%d:0:0:0/block/sr*", seen->host);
	if (!find(pattern, path, sizeof(path)))
		return false;
	drive->number = atoi(strrchr(path, '/') + strlen("/sr"));
	snprintf(drive->sr, sizeof(drive->sr), "/dev/sr%d", drive->number);
	snprintf(drive->aacs, sizeof(drive->aacs), "/dev/aacs%d",
		 drive->number);
	snprintf(drive->hctl, sizeof(drive->hctl), "%d:0:0:0", seen->host);
	return path_exists(drive->aacs);
}

struct drive scsi_debug_drive(const struct scsi_debug *host)
{
	struct drive drive = { .name = "scsi_debug" };
	struct seen seen = { &drive, host->host };
	char path[96];

	CHECK(wait_for(drive_found, &seen, 10000));
	snprintf(path, sizeof(path), "/sys/block/sr%d/queue/scheduler",
		 drive.number);
	CHECK(write_file(path, "none"));
	return drive;
}

unsigned int scsi_debug_disks(void)
{
	unsigned int count = 0;
	glob_t g;

	if (!glob("/sys/devices/pseudo*/adapter*/host*/target*/*/block/sd*", 0,
		  NULL, &g))
		count = (unsigned int)g.gl_pathc;
	globfree(&g);
	return count;
}

static bool try_delay(void *text)
{
	/* EBUSY while it has a command. */
	return write_file(SCSI_DEBUG "/delay", text);
}

void scsi_debug_delay(unsigned int ms)
{
	struct timespec tick;
	char text[16];

	/* In jiffies; the coarse clocks move with them. */
	CHECK(!clock_getres(CLOCK_MONOTONIC_COARSE, &tick));
	snprintf(text, sizeof(text), "%u",
		 (unsigned int)(ms * 1000000ULL / (unsigned long)tick.tv_nsec));
	if (!wait_for(try_delay, text, 60000))
		FAIL(SCSI_DEBUG "/delay: %m");
}

bool scsi_debug_busy(void *arg)
{
	struct scsi_debug *host = arg;
	char path[96], line[32];

	snprintf(path, sizeof(path), "/sys/class/scsi_host/host%d/host_busy",
		 host->host);
	read_line(path, line, sizeof(line));
	return atoi(line) > 0;
}
