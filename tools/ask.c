// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <poll.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "root.h"

#define DRIVE_MS		20000
#define TRIES			4	/* while the drive reports unit attentions */

/* GET CONFIGURATION (MMC-6 6.5) and its fields */
#define GET_CONFIGURATION	0x46
#define ONE_FEATURE		0x02
#define FEATURE_AACS		0x010d
#define FEATURE_CURRENT		0x01	/* in byte 2 of a descriptor */
#define FEATURE_LEN		(8 + 8)	/* header and descriptor */

/* REPORT KEY (MMC-6 6.29), key class AACS */
#define REPORT_KEY		0xa4
#define CLASS_AACS		0x02
#define KEY_AGID		0x00
#define KEY_INVALIDATE		0x3f
#define AGIDS_MAX		4

#define NO_FREE_AGID		0x55	/* sense 5/55/00 */

struct command {
	uint8_t cdb[12];
	uint8_t len;
	uint8_t data[16];
	uint8_t data_len;
	uint8_t key, asc;	/* of the answer */
};

/* Returns 0 or a negative errno value; -EAGAIN: the drive refused. */
static int send_command(int fd, struct command *command)
{
	uint8_t sense[32] = { 0 };
	struct sg_io_hdr io = {
		.interface_id = 'S', .cmdp = command->cdb, .cmd_len = command->len,
		.dxfer_direction = command->data_len ? SG_DXFER_FROM_DEV : SG_DXFER_NONE,
		.dxferp = command->data, .dxfer_len = command->data_len,
		.sbp = sense, .mx_sb_len = sizeof(sense), .timeout = DRIVE_MS,
	};
	bool descriptors;

	if (ioctl(fd, SG_IO, &io))
		return -errno;
	/* Fixed format, or descriptors: SPC-4 4.5. */
	descriptors = (sense[0] & 0x7f) >= 0x72;
	command->key = sense[descriptors ? 1 : 2] & 0x0f;
	command->asc = sense[descriptors ? 2 : 12];
	if ((io.info & SG_INFO_OK_MASK) != SG_INFO_OK)
		return -EAGAIN;
	return io.resid > 0 ? -EIO : 0;
}

/* Feature 010Dh. Its Current bit is set while the drive has an AACS disc (MMC-6). */
static int ask_aacs(int fd)
{
	struct command command = {
		.cdb = { GET_CONFIGURATION, ONE_FEATURE, FEATURE_AACS >> 8,
			 FEATURE_AACS & 0xff, [8] = FEATURE_LEN },
		.len = 10, .data_len = FEATURE_LEN,
	};
	int err = send_command(fd, &command);

	/* 5/20: a drive older than the command; a drive without the feature sends less. */
	if (err == -EIO || (err == -EAGAIN && command.key == 5))
		return -ENODATA;
	if (err)
		return err;
	if (command.data[8] != FEATURE_AACS >> 8 ||
	    command.data[9] != (FEATURE_AACS & 0xff))
		return -ENODATA;
	return command.data[10] & FEATURE_CURRENT;
}

static int ask_disc(int fd)
{
	switch (ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT)) {
	case CDS_DISC_OK:
		return 1;
	case CDS_NO_DISC:
	case CDS_TRAY_OPEN:
		return 0;
	case CDS_DRIVE_NOT_READY:
		return -EAGAIN;
	case CDS_NO_INFO:
		return -ENODATA;
	default:
		return -errno;
	}
}

/* Takes an AGID: returns it, or a negative errno value, -EBUSY if none is free. */
static int take_agid(int fd)
{
	struct command command;
	int err = 0;

	for (unsigned int i = 0; i < TRIES; i++) {
		command = (struct command){
			.cdb = { REPORT_KEY, [7] = CLASS_AACS, [9] = 8, [10] = KEY_AGID },
			.len = 12, .data_len = 8,
		};
		err = send_command(fd, &command);
		/* A unit attention reports an event. It is not the answer. */
		if (err != -EAGAIN || command.key != 6)
			break;
	}
	if (!err)
		return command.data[7] >> 6;
	return err == -EAGAIN && command.key == 5 && command.asc == NO_FREE_AGID ?
	       -EBUSY : err;
}

static void give_agid_back(int fd, unsigned int agid)
{
	struct command command = {
		.cdb = { REPORT_KEY, [7] = CLASS_AACS,
			 [10] = (uint8_t)(agid << 6 | KEY_INVALIDATE) },
		.len = 12,
	};

	send_command(fd, &command);
}

static int ask_agids(int fd)
{
	int taken = 0, agid = 0;

	while (taken != (1 << AGIDS_MAX) - 1) {
		agid = take_agid(fd);
		if (agid < 0 || taken & 1 << agid)
			break;
		taken |= 1 << agid;
	}
	for (unsigned int i = 0; i < AGIDS_MAX; i++)
		if (taken & 1 << i)
			give_agid_back(fd, i);
	return taken || agid == -EBUSY ? taken : agid < 0 ? agid : -EIO;
}

static struct ask_answer ask(unsigned int number, bool agids)
{
	struct ask_answer answer;
	int fd = open(root_path("/dev/sr%u", number), O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		answer.disc = answer.aacs = answer.free = -errno;
		return answer;
	}
	answer.aacs = ask_aacs(fd);
	answer.disc = ask_disc(fd);
	answer.free = agids && answer.aacs >= 0 ? ask_agids(fd) : answer.aacs < 0 ?
		      answer.aacs : -ENODATA;
	close(fd);
	return answer;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/*
 * Forks twice, so that init reaps the process that asks. That process keeps none of
 * the program's files open: a reader of a pipe must see the end of the program.
 */
static void run_child(int fd, unsigned int number, bool agids)
{
	struct ask_answer answer;

	if (fork())
		_exit(0);
	signal(SIGINT, SIG_IGN);
	for (int i = 0; i <= 2; i++)
		close(i);
	answer = ask(number, agids);
	if (write(fd, &answer, sizeof(answer)) < 0)
		_exit(1);
	_exit(0);
}

void ask_start(struct ask *question, unsigned int number, bool agids, int ms)
{
	int fds[2];

	question->answer = (struct ask_answer){ -EIO, -EIO, -EIO };
	question->fd = -1;
	question->deadline = now() + ms;
	if (pipe2(fds, O_CLOEXEC))
		return;
	question->pid = fork();
	if (!question->pid)
		run_child(fds[1], number, agids);
	close(fds[1]);
	if (question->pid < 0) {
		close(fds[0]);
		return;
	}
	question->fd = fds[0];
	while (waitpid(question->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

struct ask_answer ask_finish(struct ask *question)
{
	struct pollfd pfd = { .fd = question->fd, .events = POLLIN };
	long long left;
	int ready;

	if (question->fd < 0)
		return question->answer;
	do {
		left = question->deadline - now();
		ready = poll(&pfd, 1, left > 0 ? (int)left : 0);
	} while (ready < 0 && errno == EINTR);
	if (!ready)
		question->answer = (struct ask_answer){
			-ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT
		};
	else if (read(question->fd, &question->answer, sizeof(question->answer)) !=
		 sizeof(question->answer))
		question->answer = (struct ask_answer){ -EIO, -EIO, -EIO };
	close(question->fd);
	return question->answer;
}

const char *ask_error(int err)
{
	switch (err) {
	case -ETIMEDOUT:
		return "the drive did not answer in time";
	case -EAGAIN:
		return "the drive is not ready";
	case -ENODATA:
		return "the drive does not report it";
	default:
		return strerror(-err);
	}
}
