// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocations fail in a request: each of the thirteen, and a nonce for a file. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/extent.h"
#include "memory-ask.h"

THEME("memory");

#define UDF_IMAGE	"build/tests/e2e/udf.img"

static const struct ask asks[] = {
#define CODE(name, in, out, use, command, len, stage, spends) \
	{ #name, IOCTL_AACS_##name, stage, spends, \
	  IOCTL_AACS_##name == IOCTL_AACS_END_SESSION },
#include "../lib/codes.def"
#undef CODE
};

/* The nonce of the extent, so that it can be read. */
static void make_nonce(const struct drive *drive, struct host *host)
{
	void *buf;
	int fd;

	nonce_session(host, NONCE_LBA);
	fd = open(drive->sr, O_RDWR | O_DIRECT | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK(!posix_memalign(&buf, 4096, SECTOR));
	memset(buf, 0, SECTOR);
	CHECK_EQ(pwrite(fd, buf, SECTOR, NONCE_LBA * SECTOR), SECTOR);
	CHECK(!fsync(fd));
	close(fd);
	free(buf);
}

static bool no_memory(uint32_t status)
{
	return status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES;
}

CASE(request, "request", ROWS(asks, name), .seconds = PART_SECONDS)
{
	const struct ask *ask = &asks[f->row];
	struct host host;
	struct nth nth;

	host_load(&host, node_open(f->drive, O_RDWR));
	if (ask->code == IOCTL_AACS_READ_BINDING_NONCE)
		make_nonce(f->drive, &host);
	nth = nth_begin(ask->name);
	while (nth_next(&nth))
		ask_without_memory(f->drive, &host, ask, ~0ULL, NONCE_LBA, &nth,
				   no_memory);
	CHECK(agids_free(f->drive));
	if (!nth_copies_fail())
		CHECK_EQ(!nth.failed, ask->never);
	nth_end(&nth, "");
}

/* ---- a file instead of an extent ---- */

/*
 * A file system can't report why it has no number for a block, and a failed write-out
 * has its own error.
 */
static bool no_memory_for_file(uint32_t status)
{
	return status == SR_AACS_STATUS_INSUFFICIENT_RESOURCES ||
	       status == SR_AACS_STATUS_INVALID_PARAMETER ||
	       status == SR_AACS_STATUS_IO_DEVICE_ERROR;
}

static void write_key(int fd)
{
	char text[2 * SECTOR];

	memset(text, 'k', sizeof(text));
	CHECK_EQ(pwrite(fd, text, sizeof(text), 0), sizeof(text));
}

static uint32_t first_lba(const struct host *host,
			  const struct sr_aacs_value *value)
{
	uint32_t lba;

	CHECK_EQ(aacs_mac_nonce_lba(host->bk, value->value, value->mac, &lba),
		 0);
	return lba;
}

/* A disc with a file on it; returns the file. */
static int mount_key(struct drive *drive)
{
	int fd;

	if (path_missing(UDF_IMAGE))
		case_skip("%s was not brought along", UDF_IMAGE);
	ctl(drive, "change /sr_aacs/" UDF_IMAGE);
	sr_look(drive);
	disc_mount(drive, DISC, "udf", 0);
	fd = disc_fd(DISC "/soak.key", O_RDWR | O_CREAT);
	write_key(fd);
	CHECK(!fsync(fd));
	return fd;
}

static const struct {
	const char *name;
	uint32_t code;
	bool spends;
	bool dirty;
} handles[] = {
	{ "GENERATE_BINDING_NONCE for a file", IOCTL_AACS_GENERATE_BINDING_NONCE, false, false },
	{ "GENERATE_BINDING_NONCE for a file to be written out",
	  IOCTL_AACS_GENERATE_BINDING_NONCE, false, true },
	{ "READ_BINDING_NONCE of a file", IOCTL_AACS_READ_BINDING_NONCE, true, false },
};

CASE(handle, "request", ROWS(handles, name), .seconds = PART_SECONDS)
{
	struct ask ask = { handles[f->row].name, handles[f->row].code, AUTHENTICATED,
			   handles[f->row].spends, false };
	struct sr_aacs_read_binding_nonce in;
	struct sr_aacs_value value;
	struct host host;
	struct nth nth;
	uint32_t lba;
	int fd;

	fd = mount_key(f->drive);
	host_load(&host, node_open(f->drive, O_RDWR));
	nth = nth_begin(ask.name);
	/* The first one, with all the memory there is, tells where it lies. */
	host_authenticate(&host);
	in = by_handle(host.agid, fd);
	EXPECT(request(host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &value, sizeof(value)), SUCCESS, 32);
	lba = first_lba(&host, &value);
	EXPECT(end_session(host.fd, host.agid), SUCCESS, 0);
	/* Now the disc keeps it. */
	write_key(fd);
	CHECK(!fsync(fd));
	while (nth_next(&nth)) {
		if (handles[f->row].dirty)
			write_key(fd);
		ask_without_memory(f->drive, &host, &ask, fd, lba, &nth,
				   no_memory_for_file);
	}
	CHECK(nth.failed);
	close(fd);
	close(host.fd);
	disc_umount(DISC);
	ctl(f->drive, "change /run/discs/disc0.img");
	nth_end(&nth, "");
}
