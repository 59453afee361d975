// SPDX-License-Identifier: GPL-2.0-or-later
/* Drives and their control; the rest of lab.h is in tidy.c, log.c, node.c and raw.c. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../vdrive/control.h"
#include "harness.h"
#include "lab.h"

/* The module ends what a closed file has left soon, not at once. */
#define AGIDS_MS	5000

bool path_exists(void *path)
{
	return access(path, F_OK) == 0;
}

bool path_missing(void *path)
{
	return access(path, F_OK) != 0;
}

/* The first entry of a directory that begins with @prefix. */
static bool first_entry(const char *dir, const char *prefix, char *buf,
			size_t max)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	bool found = false;

	if (!d)
		return false;
	while (!found && (e = readdir(d))) {
		if (strncmp(e->d_name, prefix, strlen(prefix)))
			continue;
		snprintf(buf, max, "%.20s", e->d_name);
		found = true;
	}
	closedir(d);
	return found;
}

/* Fills in the names of everything that belongs to srN. */
static void find_names(struct drive *drive)
{
	char path[96], link[256];
	ssize_t len;

	snprintf(drive->sr, sizeof(drive->sr), "/dev/sr%d", drive->number);
	snprintf(drive->aacs, sizeof(drive->aacs), "/dev/aacs%d",
		 drive->number);
	snprintf(path, sizeof(path), "/sys/block/sr%d/device", drive->number);
	len = readlink(path, link, sizeof(link) - 1);
	if (len < 0)
		FAIL("%s: %m", path);
	link[len] = '\0';
	snprintf(drive->hctl, sizeof(drive->hctl), "%.31s",
		 strrchr(link, '/') + 1);
	strcat(path, "/scsi_generic");
	snprintf(drive->sg, sizeof(drive->sg), "/dev/");
	if (!first_entry(path, "sg", drive->sg + 5, sizeof(drive->sg) - 5))
		FAIL("%s: no sg of it", path);
}

unsigned int lab_drives(void)
{
	char path[96];
	unsigned int n;

	for (n = 0; n < 16; n++) {
		snprintf(path, sizeof(path), RUN_DIR "/vdrive%u.sock", n);
		if (!path_exists(path))
			break;
	}
	return n;
}

/* "vdrive0: ready: /dev/sr0": the number is the last word's. */
static int number_in(const char *text)
{
	const char *p = strstr(text, "/dev/sr");

	return p ? atoi(p + 7) : -1;
}

/* It has a line for each. */
static unsigned int agids_of(const char *name)
{
	char text[CONTROL_PACKET_MAX];
	unsigned int lines = 0;

	if (!try_ctl(name, "agids", text, sizeof(text)))
		FAIL("AGIDs of %s: %s", name, text);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	CHECK(lines);
	return lines;
}

void need_agids(const struct drive *drive, unsigned int count)
{
	if (drive->agids < count)
		e2e_skip("the drive has %u AGID%s", drive->agids,
			 drive->agids == 1 ? "" : "s");
}

struct drive lab_drive(unsigned int n)
{
	struct drive drive = { .number = (int)n };
	char path[96], line[128];

	snprintf(drive.name, sizeof(drive.name), "vdrive%u", n);
	snprintf(drive.log, sizeof(drive.log), RUN_DIR "/%s.log", drive.name);
	/* What it printed when it started, if the guest kept that. */
	snprintf(path, sizeof(path), RUN_DIR "/%s.out", drive.name);
	read_line(path, line, sizeof(line));
	if (number_in(line) >= 0)
		drive.number = number_in(line);
	find_names(&drive);
	drive.agids = agids_of(drive.name);
	log_mark(&drive);
	return drive;
}

const char *drive_image(const char *name)
{
	static char path[96];

	snprintf(path, sizeof(path), "/run/discs/e2e-%s.img", name);
	return path;
}

void make_file(const char *path, off_t len)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || ftruncate(fd, len))
		FAIL("%s: %m", path);
	close(fd);
}

struct drive drive_start(const char *name, unsigned int blocks,
			 const char *options)
{
	struct drive drive = { .number = -1 };
	const char *argv[40], *agids = getenv("SR_AACS_AGIDS");
	char out[1024], words[512], image[96], *save;
	unsigned int n = 0;
	int code;

	snprintf(drive.name, sizeof(drive.name), "e2e-%s", name);
	snprintf(drive.log, sizeof(drive.log), RUN_DIR "/%s.log", drive.name);
	snprintf(image, sizeof(image), "%s", drive_image(name));
	if (blocks && !path_exists(image))
		make_file(image, (off_t)blocks * SECTOR);
	argv[n++] = "aacs-vdrive";
	argv[n++] = "--background";
	argv[n++] = "--name";
	argv[n++] = drive.name;
	argv[n++] = "--log";
	argv[n++] = drive.log;
	if (blocks) {
		argv[n++] = "--image";
		argv[n++] = image;
	}
	if (agids) {
		argv[n++] = "--agids";
		argv[n++] = agids;
	}
	snprintf(words, sizeof(words), "%s", options);
	for (char *w = strtok_r(words, " ", &save); w && n < 39;
	     w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n] = NULL;
	code = run_program(out, sizeof(out), argv);
	if (code)
		FAIL("aacs-vdrive %s exited with %d: %s", options, code, out);
	drive.number = number_in(out);
	if (drive.number < 0)
		FAIL("aacs-vdrive did not say which disk it is: %s", out);
	find_names(&drive);
	drive.agids = agids_of(drive.name);
	if (path_exists("/sys/module/sr_aacs") &&
	    !wait_for(path_exists, drive.aacs, 5000))
		FAIL("no %s appeared", drive.aacs);
	log_mark(&drive);
	return drive;
}

void drive_stop(const struct drive *drive)
{
	char out[512];

	if (RUN(out, sizeof(out), "aacs-vdrivectl", drive->name, "stop"))
		FAIL("stopping %s: %s", drive->name, out);
}

struct pid_wait {
	pid_t pid;
};

static bool has_died(void *arg)
{
	return kill(((struct pid_wait *)arg)->pid, 0) && errno == ESRCH;
}

void drive_kill(const struct drive *drive)
{
	char path[96], line[32];
	struct pid_wait w;

	snprintf(path, sizeof(path), RUN_DIR "/%s.pid", drive->name);
	read_line(path, line, sizeof(line));
	w.pid = atoi(line);
	if (w.pid <= 1)
		FAIL("%s says \"%s\"", path, line);
	CHECK(!kill(w.pid, SIGKILL));
	CHECK(wait_for(has_died, &w, 10000));
}

int ctl_connect(const char *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), RUN_DIR "/%.60s.sock",
		 name);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&sun, sizeof(sun))) {
		close(fd);
		return -1;
	}
	return fd;
}

bool ctl_ask(int fd, const char *words, char *answer, size_t max)
{
	char packet[CONTROL_PACKET_MAX + 1];
	size_t len = strlen(words) + 1;
	ssize_t n = -1;

	CHECK(len <= CONTROL_PACKET_MAX);
	memcpy(packet, words, len);
	for (char *p = packet; (p = strchr(p, ' ')); p++)
		*p = '\0';
	if (send(fd, packet, len, MSG_NOSIGNAL) == (ssize_t)len)
		n = recv(fd, packet, CONTROL_PACKET_MAX, 0);
	if (n <= 0) {
		snprintf(answer, max, "no answer: %s",
			 n ? strerror(errno) : "hung up");
		return false;
	}
	packet[n] = '\0';
	snprintf(answer, max, "%s", packet + 1);
	return packet[0] == CONTROL_DONE;
}

bool try_ctl(const char *name, const char *words, char *answer, size_t max)
{
	int fd = ctl_connect(name);
	bool done;

	if (fd < 0) {
		snprintf(answer, max, "no such drive: %s", strerror(errno));
		return false;
	}
	done = ctl_ask(fd, words, answer, max);
	close(fd);
	return done;
}

const char *ctl(const struct drive *drive, const char *fmt, ...)
{
	static char out[CONTROL_PACKET_MAX];
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	if (!try_ctl(drive->name, words, out, sizeof(out)))
		FAIL("%s: %s: %s", drive->name, words, out);
	return out;
}

/* Each command that meets one is taken off its count. */
static char fault_list[256];

void fault_set(const struct drive *drive, const char *fault)
{
	ctl(drive, "fault %s", fault);
	snprintf(fault_list, sizeof(fault_list), "%.255s", ctl(drive, "faults"));
	CHECK(fault_list[0]);
}

bool fault_met(void *drive)
{
	return strcmp(ctl(drive, "faults"), fault_list);
}

unsigned int agids_taken(const struct drive *drive)
{
	const char *text = ctl(drive, "agids");
	unsigned int free = 0;

	while ((text = strstr(text, " free"))) {
		free++;
		text++;
	}
	CHECK(drive->agids >= free);
	return drive->agids - free;
}

struct agids_wait {
	const struct drive *drive;
	unsigned int taken;
};

static bool agids_are(void *arg)
{
	struct agids_wait *w = arg;

	return agids_taken(w->drive) == w->taken;
}

bool agids_become(const struct drive *drive, unsigned int taken)
{
	struct agids_wait w = { drive, taken };

	return wait_for(agids_are, &w, AGIDS_MS);
}

bool agids_free(const struct drive *drive)
{
	return agids_become(drive, 0);
}
