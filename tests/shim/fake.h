/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up system for libntdvd: nodes, an environment, and a kernel that gives the
 * answers that a test sets, and records the requests.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/sr_aacs.h>

#define FAKE_FD	100	/* the first descriptor */

/* Permissions and kinds of nodes. */
#define FAKE_R		1
#define FAKE_W		2
#define FAKE_RW		3
#define FAKE_DEVICE	4
#define FAKE_REGULAR	8
#define FAKE_BLOCK	16
#define FAKE_DIRECTORY	32

struct fake_answer {
	int err;		/* negative errno; 0 success */
	uint32_t status;	/* stored unless no_status */
	uint32_t information;
	bool no_status;
	uint8_t out[64];	/* goes to the output buffer at success */
	size_t out_len;
};

/* The drive's answer to SG_IO. */
struct fake_scsi {
	int err;		/* negative errno of SG_IO itself */
	uint8_t status;
	uint16_t host_status;
	uint8_t sense[32];
	uint8_t sense_len;
	uint8_t data[1024];
	size_t len;		/* of @data; what is longer than asked for is cut */
	bool once;		/* then a good status without data */
};

struct fake_cdb {
	int fd;
	uint8_t bytes[16];
	unsigned int len, direction, data_len, timeout;
	uint8_t data[64];	/* what went to the drive */
};

struct fake_call {
	int fd;
	unsigned long code;
	struct sr_aacs_request request;
	uint8_t in[256];	/* what the input buffer held */
};

/* Clears nodes, NTDVD_DRIVES, answers and calls; descriptors stay. */
void fake_reset(void);
void fake_node(const char *path, unsigned int rdev, int flags);
/* open() of @path fails with @err (negative errno). */
void fake_open_fails(const char *path, int err);
void fake_answer(const struct fake_answer *answer);
void fake_scsi_answer(const struct fake_scsi *answer);
struct fake_cdb fake_last_cdb(void);
unsigned int fake_cdbs(void);			/* since fake_reset() */
/* The text of a regular file, and of a file in sysfs. */
void fake_text(const char *path, const char *text);
/* The disc of srN is mounted there, until umount(), which fails with @err. */
void fake_mount(unsigned int number, const char *path, int err);
/* Not 0: reading the mounts fails with this negative errno. */
extern int fake_mountinfo;
/* modprobe would find the module. */
extern bool fake_has_module;
/* NTDVD_DEBUG, or NULL. */
extern const char *fake_debug;

/* poll() says EPOLLHUP for every open descriptor on @rdev. */
void fake_unplug(unsigned int rdev);

/* Called inside open(), ioctl() and so on, without any lock, to hold a thread there. */
extern void (*fake_in_open)(void);
extern void (*fake_in_ioctl)(void);
extern void (*fake_in_close)(void);
extern void (*fake_in_read)(void);

/* Answers instead of fake_answer(), when it is set: 0 or a negative errno. */
extern int (*fake_drive)(unsigned long code, struct sr_aacs_request *request);

unsigned int fake_open_files(void);		/* open right now */
unsigned int fake_opens(void);			/* since fake_reset() */
unsigned int fake_ioctls(void);
struct fake_call fake_last(void);
int fake_flags(int fd);				/* open flags of @fd */

#endif /* FAKE_H */
