// SPDX-License-Identifier: GPL-2.0-or-later
/* A binding nonce stays with the disc once its extent was written. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("nonce", .agids = true);

/* A nonce for the extent, its session ended again. */
static struct sr_aacs_value generate(struct host *host, uint32_t lba,
				     uint32_t blocks)
{
	struct sr_aacs_value nonce;

	host_authenticate(host);
	EXPECT(nonce_request(host->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     host->agid, lba, blocks, &nonce), SUCCESS, 32);
	host_check_nonce(host, lba, &nonce);
	EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
	return nonce;
}

/* Reads it back; the MAC is under a new bus key. */
static struct answer read_back(struct host *host, uint32_t lba,
			       uint32_t blocks, struct sr_aacs_value *nonce)
{
	struct answer a;

	host_authenticate(host);
	a = nonce_request(host->fd, IOCTL_AACS_READ_BINDING_NONCE, host->agid,
			  lba, blocks, nonce);
	if (a.ret)
		EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
	else
		host_check_nonce(host, lba, nonce);
	return a;
}

static void expect_same(struct host *host, uint32_t lba, uint32_t blocks,
			const struct sr_aacs_value *nonce)
{
	struct sr_aacs_value again;

	EXPECT(read_back(host, lba, blocks, &again), SUCCESS, 32);
	if (memcmp(again.value, nonce->value, 16))
		FAIL("the nonce was %s and is %s", hex(nonce->value, 16),
		     hex(again.value, 16));
	CHECK(memcmp(again.mac, nonce->mac, 16));
}

/* Writes the extent as a program does, straight to the disc. */
static void write_extent(const struct drive *drive, uint32_t lba,
			 uint32_t blocks)
{
	size_t len = (size_t)blocks * SECTOR;
	int fd = open(drive->sr, O_RDWR | O_DIRECT | O_CLOEXEC);
	void *buf;

	if (fd < 0)
		FAIL("%s for writing: %m", drive->sr);
	CHECK(!posix_memalign(&buf, 4096, len));
	memset(buf, 0x5c, len);
	CHECK_EQ(pwrite(fd, buf, len, (off_t)lba * SECTOR), len);
	CHECK(!fsync(fd));
	close(fd);
	free(buf);
}

HOST_CASE(kept, "kept with the disc", LABELS("1 block", "32 blocks"))
{
	struct sr_aacs_value nonce, other;
	uint32_t lba = 1000 + 64 * f->row, blocks = f->row ? 32 : 1;

	nonce = generate(f->host, lba, blocks);
	EXPECT(read_back(f->host, lba, blocks, &other), CSS_KEY_NOT_PRESENT, 0);
	write_extent(f->drive, lba, blocks);
	expect_same(f->host, lba, blocks, &nonce);
	/* Of this very extent only. */
	EXPECT(read_back(f->host, lba + blocks, blocks, &other),
	       CSS_KEY_NOT_PRESENT, 0);

	ctl(f->drive, "eject");
	ctl(f->drive, "insert");
	expect_same(f->host, lba, blocks, &nonce);
}

/* Half of the extent is not the extent. */
HOST_CASE(half, "half of the extent written")
{
	struct sr_aacs_value nonce, other;

	nonce = generate(f->host, 2000, 8);
	write_extent(f->drive, 2000, 4);
	EXPECT(read_back(f->host, 2000, 8, &other), CSS_KEY_NOT_PRESENT, 0);
	write_extent(f->drive, 2004, 4);
	expect_same(f->host, 2000, 8, &nonce);
}

/* Not written before the disc went: it is forgotten. */
HOST_CASE(forgotten, "forgotten when not written")
{
	struct sr_aacs_value other;

	generate(f->host, 3000, 1);
	ctl(f->drive, "eject");
	ctl(f->drive, "insert");
	write_extent(f->drive, 3000, 1);
	EXPECT(read_back(f->host, 3000, 1, &other), CSS_KEY_NOT_PRESENT, 0);
}

/* Each is another one; the later one counts. */
HOST_CASE(again, "generated again")
{
	struct sr_aacs_value first, second;

	first = generate(f->host, 4000, 2);
	write_extent(f->drive, 4000, 2);
	second = generate(f->host, 4000, 2);
	CHECK(memcmp(first.value, second.value, 16));
	expect_same(f->host, 4000, 2, &first);
	write_extent(f->drive, 4000, 2);
	expect_same(f->host, 4000, 2, &second);
}

/* The same after the drive's program was stopped, or killed, and started again. */
CASE(restart, "after a restart of the drive", LABELS("stop", "kill -9"))
{
	struct sr_aacs_value nonce;
	struct drive drive;
	struct host host;

	drive = drive_start("restart", 4096, "");
	host_load(&host, node_open(&drive, O_RDWR));
	nonce = generate(&host, 500, 16);
	write_extent(&drive, 500, 16);
	close(host.fd);
	/* A start cleans up after a killed drive. */
	if (f->row)
		drive_kill(&drive);
	else
		drive_stop(&drive);
	drive = drive_start("restart", 4096, "");
	host_load(&host, node_open(&drive, O_RDWR));
	expect_same(&host, 500, 16, &nonce);
}

/* Also where a number has 32 bits. */
CASE(far, "beyond 2 GiB")
{
	struct sr_aacs_value nonce;
	struct drive drive;
	struct host host;

	drive = drive_start("far", 0x150000, "");
	host_load(&host, node_open(&drive, O_RDWR));
	nonce = generate(&host, 0x140000, 16);
	write_extent(&drive, 0x140000, 16);
	expect_same(&host, 0x140000, 16, &nonce);
}

/* A disc that can't be written has no new nonces. */
HOST_CASE(write_protected, "a write-protected disc", .own = "--read-only")
{
	struct sr_aacs_value nonce;

	host_authenticate(f->host);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     f->host->agid, 5, 1, &nonce), MEDIA_WRITE_PROTECTED,
	       0);
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
}
