// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads and unloads the module, sr and the drives, see soak.h. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "soak.h"

#define WAIT_MS		30000

unsigned int module_unload_raced(void)
{
	int64_t end = now_ms() + WAIT_MS;
	unsigned int busy = 0;
	int error;

	while ((error = module_unload()) == EAGAIN && now_ms() < end) {
		busy++;
		pause_us(50 + dice(500));
	}
	if (error)
		FAIL("rmmod: %s after %u times busy", strerror(error), busy);
	return busy;
}

bool sr_is_bound(const struct drive *drive)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/scsi/drivers/sr/%s",
		 drive->hctl);
	return path_exists(path);
}

/* The number of the disk of the SCSI device, or -1. */
static bool number_known(void *arg)
{
	struct drive *drive = arg;
	char pattern[96];
	glob_t found;

	drive->number = -1;
	snprintf(pattern, sizeof(pattern),
		 "/sys/class/scsi_device/%s/device/block/sr*", drive->hctl);
	if (!glob(pattern, 0, NULL, &found))
		drive->number = atoi(strrchr(found.gl_pathv[0], '/') + 3);
	globfree(&found);
	return drive->number >= 0;
}

void find_again(struct drive *drive)
{
	if (!wait_for(number_known, drive, 10000))
		FAIL("no disk on %s", drive->hctl);
	snprintf(drive->sr, sizeof(drive->sr), "/dev/sr%d", drive->number);
	snprintf(drive->aacs, sizeof(drive->aacs), "/dev/aacs%d",
		 drive->number);
	if (!wait_for(path_exists, drive->aacs, 10000))
		FAIL("no %s", drive->aacs);
}

void expect_works(const struct drive *drive)
{
	int fd = node_open(drive, O_RDWR);
	uint32_t size;

	EXPECT(end_session(fd, start_session(fd)), SUCCESS, 0);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	CHECK_EQ(poll_now(fd), 0);
	close(fd);
}

void nonce_session(struct host *host, uint32_t lba)
{
	struct sr_aacs_value nonce;

	host_authenticate(host);
	EXPECT(nonce_request(host->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     host->agid, lba, 1, &nonce), SUCCESS, 32);
	host_check_nonce(host, lba, &nonce);
	EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
}
