// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include <linux/fs.h>
#include <linux/major.h>
#include <scsi/scsi.h>
#include <scsi/sg.h>

#include "fake.h"
#include "fake-disk.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint cdbs;
static struct fake_scsi next_scsi;
static struct fake_cdb last_cdb;
static struct {
	unsigned int number;
	char path[128];
	int err;
} mounted;

int fake_mountinfo;

void fake_disk_reset(void)
{
	fake_mountinfo = 0;
	pthread_mutex_lock(&lock);
	memset(&next_scsi, 0, sizeof(next_scsi));
	memset(&last_cdb, 0, sizeof(last_cdb));
	memset(&mounted, 0, sizeof(mounted));
	cdbs = 0;
	pthread_mutex_unlock(&lock);
}

bool fake_disk_is_mounted(void)
{
	return mounted.path[0];
}

void fake_mount(unsigned int number, const char *path, int err)
{
	pthread_mutex_lock(&lock);
	mounted.number = number;
	strncpy(mounted.path, path, sizeof(mounted.path) - 1);
	mounted.err = err;
	pthread_mutex_unlock(&lock);
}

void fake_scsi_answer(const struct fake_scsi *answer)
{
	pthread_mutex_lock(&lock);
	next_scsi = *answer;
	pthread_mutex_unlock(&lock);
}

struct fake_cdb fake_last_cdb(void)
{
	struct fake_cdb cdb;

	pthread_mutex_lock(&lock);
	cdb = last_cdb;
	pthread_mutex_unlock(&lock);
	return cdb;
}

unsigned int fake_cdbs(void)
{
	return cdbs;
}

/* Under lock. */
static int sg_io(int fd, sg_io_hdr_t *io)
{
	struct fake_scsi answer = next_scsi;
	size_t len = answer.len < io->dxfer_len ? answer.len : io->dxfer_len;

	cdbs++;
	last_cdb = (struct fake_cdb) {
		.fd = fd, .len = io->cmd_len, .direction = -io->dxfer_direction,
		.data_len = io->dxfer_len, .timeout = io->timeout,
	};
	memcpy(last_cdb.bytes, io->cmdp, io->cmd_len);
	if (answer.once)
		memset(&next_scsi, 0, sizeof(next_scsi));
	if (answer.err)
		return answer.err;
	if (io->dxfer_direction == SG_DXFER_TO_DEV)
		memcpy(last_cdb.data, io->dxferp,
		       io->dxfer_len < sizeof(last_cdb.data) ? io->dxfer_len :
		       sizeof(last_cdb.data));
	if (io->dxfer_direction == SG_DXFER_FROM_DEV) {
		memcpy(io->dxferp, answer.data, len);
		io->resid = (int)(io->dxfer_len - len);
	}
	io->status = answer.status;
	io->host_status = answer.host_status;
	io->sb_len_wr = answer.sense_len;
	memcpy(io->sbp, answer.sense, answer.sense_len);
	return 0;
}

/* Under lock. The drive is target 3, LUN 1, channel 2 of host 5. */
static int disk_ioctl(int fd, unsigned long code, void *arg)
{
	switch (code) {
	case SG_IO:
		return sg_io(fd, arg);
	case SCSI_IOCTL_GET_IDLUN:
		*(uint32_t *)arg = 0x05020103;
		return 0;
	case SCSI_IOCTL_GET_BUS_NUMBER:
		*(int *)arg = 5;
		return 0;
	case BLKSECTGET:
		*(unsigned short *)arg = 240;
		return 0;
	case BLKGETDISKSEQ:
		*(uint64_t *)arg = 0x100000007;
		return 0;
	default:
		return -ENOTTY;
	}
}

int fake_disk_ioctl(int fd, unsigned long code, void *arg)
{
	int err;

	pthread_mutex_lock(&lock);
	err = disk_ioctl(fd, code, arg);
	pthread_mutex_unlock(&lock);
	return err;
}

int fake_disk_mount_point(dev_t rdev, bool whole, char *path, size_t size)
{
	int err = fake_mountinfo ? fake_mountinfo : -ENOENT;

	pthread_mutex_lock(&lock);
	if (!fake_mountinfo && mounted.path[0] && rdev == makedev(SCSI_CDROM_MAJOR, mounted.number))
		err = snprintf(path, size, "%s", mounted.path) < (int)size ?
		      0 : -ENAMETOOLONG;
	pthread_mutex_unlock(&lock);
	return err;
}

int fake_disk_umount(const char *path)
{
	int err;

	pthread_mutex_lock(&lock);
	err = strcmp(path, mounted.path) ? -EINVAL : mounted.err;
	if (!err)
		mounted.path[0] = 0;
	pthread_mutex_unlock(&lock);
	return err;
}
