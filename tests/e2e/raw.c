// SPDX-License-Identifier: GPL-2.0-or-later
/* Past the module: SG_IO, resets, sr's own doings. See lab.h. */
#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

static int sg_open(const struct drive *drive)
{
	int fd = open(drive->sg, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		FAIL("%s: %m", drive->sg);
	return fd;
}

struct raw raw_command(const struct drive *drive, const uint8_t *cdb,
		       unsigned int cdb_len, bool to, void *data,
		       unsigned int len)
{
	uint8_t command[16], sense[32] = { 0 };
	int direction = to ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV;
	sg_io_hdr_t io = {
		.interface_id = 'S', .cmdp = command,
		.cmd_len = (unsigned char)cdb_len,
		.dxfer_direction = len ? direction : SG_DXFER_NONE,
		.dxferp = data, .dxfer_len = len,
		.sbp = sense, .mx_sb_len = sizeof(sense), .timeout = 20000,
	};
	int fd = sg_open(drive);
	struct raw raw;

	memcpy(command, cdb, cdb_len);
	if (ioctl(fd, SG_IO, &io))
		FAIL("SG_IO on %s: %m", drive->sg);
	close(fd);
	raw.host = io.host_status;
	raw.moved = len - (unsigned int)io.resid;
	raw.key = io.sb_len_wr ? sense[2] & 0xf : 0;
	raw.asc = sense[12];
	raw.ascq = sense[13];
	return raw;
}

struct raw raw_test_unit_ready(const struct drive *drive)
{
	const uint8_t cdb[6] = { 0 };

	return raw_command(drive, cdb, sizeof(cdb), false, NULL, 0);
}

unsigned int raw_grant(const struct drive *drive)
{
	const uint8_t cdb[12] = { 0xa4, [7] = 0x02, [9] = 8 };
	uint8_t data[8] = { 0 };
	struct raw raw;

	raw = raw_command(drive, cdb, sizeof(cdb), false, data, sizeof(data));
	if (raw.key || raw.host || data[1] != 6)
		FAIL("REPORT KEY 00h by SG_IO: sense %x/%02x/%02x", raw.key,
		     raw.asc, raw.ascq);
	return data[7] >> 6;
}

void raw_end(const struct drive *drive, unsigned int agid)
{
	const uint8_t cdb[12] = {
		0xa3, [7] = 0x02, [10] = (uint8_t)(agid << 6 | 0x3f)
	};
	struct raw raw = raw_command(drive, cdb, sizeof(cdb), true, NULL, 0);

	if (raw.key || raw.host)
		FAIL("SEND KEY 3Fh by SG_IO: sense %x/%02x/%02x", raw.key,
		     raw.asc, raw.ascq);
}

int raw_reset(const struct drive *drive, int what)
{
	int fd = sg_open(drive);
	int error = ioctl(fd, SG_SCSI_RESET, &what) ? errno : 0;

	close(fd);
	return error;
}

bool attentions_counted(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	CHECK(!uname(&name));
	CHECK_EQ(sscanf(name.release, "%u.%u", &major, &minor), 2);
	return major > 6 || (major == 6 && minor >= 15);
}

void sr_look(const struct drive *drive)
{
	int fd = open(drive->sr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		FAIL("%s: %m", drive->sr);
	close(fd);
}

void set_polling(const struct drive *drive, int ms)
{
	char path[96], text[16];

	snprintf(path, sizeof(path), "/sys/block/sr%d/events_poll_msecs",
		 drive->number);
	snprintf(text, sizeof(text), "%d", ms);
	if (!write_file(path, text))
		FAIL("%s: %m", path);
}
