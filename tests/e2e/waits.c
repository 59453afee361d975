// SPDX-License-Identifier: GPL-2.0-or-later
/* Durations, programs and figures of the theme `waits`, see waits.h. */
#include <fcntl.h>
#include <poll.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "waits.h"

const struct waits_times waits_short = {
	.slow = 2500, .sg = 2500, .timeout = 2, .ready = 20000, .packs = 8,
	.pack = 400, .disk = 100, .freeze = 1500, .kills = 10,
};

const struct waits_times waits_full = {
	.slow = 15000, .sg = 30000, .timeout = 20, .ready = 60000, .packs = 30,
	.pack = 1000, .disk = 1000, .freeze = 20000, .kills = 50,
};

void waits_report(int64_t took, int64_t limit, const char *fmt, ...)
{
	char what[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	dprintf(STDOUT_FILENO, "# waits: %s: %.2f s\n", what, took / 1000.0);
	if (took > limit)
		FAIL("%s: %lld ms, at most %lld are wanted", what,
		     (long long)took, (long long)limit);
}

struct drive waits_drive(const char *options)
{
	char all[256];

	snprintf(all, sizeof(all), WAITS_DRIVE " %s", options);
	return drive_start("waits", 1024, all);
}

int waits_sessions(const struct drive *drive, unsigned int count)
{
	int fd = node_open(drive, O_RDWR);

	for (unsigned int i = 0; i < count; i++)
		start_session(fd);
	return fd;
}

void waits_timeout(unsigned int seconds)
{
	static const char path[] = "/sys/module/sr_aacs/parameters/timeout";
	char text[16];

	snprintf(text, sizeof(text), "%u", seconds);
	if (!write_file(path, text))
		FAIL("%s: %m", path);
}

unsigned int waits_busy(const struct drive *drive)
{
	char path[96], line[32];

	snprintf(path, sizeof(path), "/sys/class/scsi_host/host%d/host_busy",
		 atoi(drive->hctl));
	read_line(path, line, sizeof(line));
	CHECK(line[0]);
	return (unsigned int)atoi(line);
}

/* ---- programs ---- */

void waits_keep_only(int fd, int other)
{
	for (int i = STDERR_FILENO + 1; i < 256; i++) {
		if (i != fd && i != other)
			close(i);
	}
}

struct question {
	int fd;
	uint32_t code;
	uint32_t agid;
};

static void ask(int tell, void *arg)
{
	static uint8_t block[8 << 20];
	struct question *q = arg;
	uint32_t layer = 0;
	struct answer a;

	waits_keep_only(tell, q->fd);
	if (q->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		a = request(q->fd, q->code, &layer, sizeof(layer), block,
			    sizeof(block));
	else
		a = use_agid(q->fd, q->code, q->agid);
	child_tell(tell, a.status);
}

struct asker asker_start(int fd, uint32_t code, uint32_t agid)
{
	struct question q = { fd, code, agid };
	struct asker asker = { .since = now_ms() };

	asker.child = child_start(ask, &q);
	return asker;
}

struct asker asker_held(struct drive *drive, const char *fault, int fd,
			uint32_t code, uint32_t agid)
{
	struct asker asker;

	fault_set(drive, fault);
	asker = asker_start(fd, code, agid);
	CHECK(wait_for(fault_met, drive, 10000));
	return asker;
}

struct asker asker_blocked(int fd, uint32_t code, uint32_t agid)
{
	struct asker asker = asker_start(fd, code, agid);

	CHECK(wait_for(child_blocked, &asker.child, 10000));
	return asker;
}

bool asker_answered(void *asker)
{
	struct pollfd p = {
		.fd = ((struct asker *)asker)->child.said, .events = POLLIN
	};

	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

uint32_t asker_hear(struct asker *asker, int64_t *took)
{
	uint32_t status = child_hear(&asker->child);

	*took = now_ms() - asker->since;
	child_end(&asker->child);
	return status;
}

bool waits_gone(void *child)
{
	siginfo_t info = { 0 };

	CHECK(!waitid(P_PID, (id_t)((struct child *)child)->pid, &info,
		      WEXITED | WNOHANG | WNOWAIT));
	return info.si_pid;
}

int64_t waits_kill(struct child *child)
{
	int64_t start = now_ms();

	child_kill(child);
	return now_ms() - start;
}

struct passthrough {
	const char *path;
	const uint8_t *cdb;
	unsigned int len, timeout;
};

static void sg_io(int tell, void *arg)
{
	struct passthrough *p = arg;
	uint8_t command[10], data[256], sense[32];
	sg_io_hdr_t io = {
		.interface_id = 'S', .cmdp = command, .cmd_len = (uint8_t)p->len,
		.dxfer_direction = SG_DXFER_FROM_DEV, .dxferp = data,
		.dxfer_len = sizeof(data), .sbp = sense,
		.mx_sb_len = sizeof(sense), .timeout = p->timeout,
	};
	int fd;

	waits_keep_only(tell, -1);
	fd = open(p->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		FAIL("%s: %m", p->path);
	memcpy(command, p->cdb, p->len);
	child_tell(tell, 0);
	if (ioctl(fd, SG_IO, &io))
		FAIL("SG_IO on %s: %m", p->path);
}

struct child waits_sg(const char *path, const uint8_t cdb[10],
		      unsigned int len, unsigned int timeout_ms)
{
	struct passthrough p = { path, cdb, len, timeout_ms };
	struct child child = child_start(sg_io, &p);

	child_hear(&child);
	return child;
}
