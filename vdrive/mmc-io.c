// SPDX-License-Identifier: GPL-2.0-or-later
/* Transfers blocks between the image and the host's buffer directly. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mmc.h"

/* Reads zeros past the end of a file that was truncated meanwhile. */
static bool read_all(int fd, uint8_t *buf, size_t len, off_t at)
{
	while (len) {
		ssize_t n = pread(fd, buf, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0) {
			memset(buf, 0, len);
			return true;
		}
		buf += n;
		len -= (size_t)n;
		at += n;
	}
	return true;
}

static bool write_all(int fd, uint8_t *buf, size_t len, off_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, buf, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf += n;
		len -= (size_t)n;
		at += n;
	}
	return true;
}

/* Moves the first @len bytes of the transfer, from byte @at of the image on. */
static bool transfer(struct drive *drive, struct request *rq, size_t len,
		     off_t at, bool (*move)(int, uint8_t *, size_t, off_t))
{
	size_t left = len;

	for (unsigned int i = 0; left && i < rq->iov_cnt; i++) {
		size_t n = rq->iov[i].iov_len < left ? rq->iov[i].iov_len : left;

		if (!move(disc_fd(drive->disc), rq->iov[i].iov_base, n, at)) {
			rq->has_info = true;
			rq->info = (uint32_t)(at / DISC_BLOCK_SIZE);
			return false;
		}
		at += (off_t)n;
		left -= n;
	}
	rq->moved = len;
	return true;
}

/*
 * The same for @blocks blocks, some of which are encrypted on the bus. Uses a buffer,
 * since a block may lie in two pieces of the transfer.
 */
static bool transfer_encrypted(struct drive *drive, struct request *rq,
			       uint32_t lba, uint32_t blocks, bool to_host)
{
	size_t len = (size_t)blocks * DISC_BLOCK_SIZE;
	off_t at = (off_t)lba * DISC_BLOCK_SIZE;
	uint8_t *data = malloc(len);
	int fd = disc_fd(drive->disc);
	bool good = data;

	if (good && to_host) {
		good = read_all(fd, data, len, at) &&
		       !aacs_bus_transfer(drive->aacs, true, lba, blocks, data);
		if (good)
			request_send(rq, data, len);
	} else if (good) {
		request_fetch(rq, data, len);
		good = !aacs_bus_transfer(drive->aacs, false, lba, blocks, data) &&
		       write_all(fd, data, len, at);
	}
	free(data);
	if (!good) {
		rq->has_info = true;
		rq->info = lba;
	}
	return good;
}

static bool in_range(struct drive *drive, struct request *rq, uint32_t lba,
		     uint32_t blocks)
{
	uint32_t end = disc_blocks(drive->disc);

	if ((uint64_t)lba + blocks <= end)
		return true;
	rq->sense = SENSE_LBA_OUT_OF_RANGE;
	rq->has_info = true;
	rq->info = lba > end ? lba : end;
	return false;
}

static void read_blocks(struct drive *drive, struct request *rq, uint32_t lba,
			uint32_t blocks)
{
	uint64_t len = (uint64_t)blocks * DISC_BLOCK_SIZE;

	if (!in_range(drive, rq, lba, blocks))
		return;
	if (len > rq->xfer)
		len = rq->xfer;
	rq->sent = true;
	if (len && aacs_bus_encrypted(drive->aacs, lba, blocks)) {
		/* No more than the host's buffer holds. */
		blocks = (uint32_t)((len + DISC_BLOCK_SIZE - 1) / DISC_BLOCK_SIZE);
		if (!transfer_encrypted(drive, rq, lba, blocks, true))
			rq->sense = SENSE_READ_ERROR;
		return;
	}
	if (!transfer(drive, rq, len, (off_t)lba * DISC_BLOCK_SIZE, read_all))
		rq->sense = SENSE_READ_ERROR;
}

static void write_blocks(struct drive *drive, struct request *rq, uint32_t lba,
			 uint32_t blocks)
{
	uint64_t len = (uint64_t)blocks * DISC_BLOCK_SIZE;

	if (!in_range(drive, rq, lba, blocks))
		return;
	if (disc_write_protected(drive->disc)) {
		rq->sense = SENSE_WRITE_PROTECTED;
		return;
	}
	/* Write nothing if the transfer is too short for its CDB. */
	if (len > rq->xfer) {
		rq->sense = SENSE_PARAMETER_LIST_LENGTH;
		return;
	}
	if (!blocks)
		return;
	if (!(aacs_bus_encrypted(drive->aacs, lba, blocks) ?
	      transfer_encrypted(drive, rq, lba, blocks, false) :
	      transfer(drive, rq, len, (off_t)lba * DISC_BLOCK_SIZE, write_all)) ||
	    aacs_written(drive->aacs, lba, blocks))
		rq->sense = SENSE_WRITE_ERROR;
}

void mmc_read_10(struct drive *drive, struct request *rq)
{
	read_blocks(drive, rq, get_be32(rq->cdb + 2), get_be16(rq->cdb + 7));
}

void mmc_read_12(struct drive *drive, struct request *rq)
{
	read_blocks(drive, rq, get_be32(rq->cdb + 2), get_be32(rq->cdb + 6));
}

void mmc_write_10(struct drive *drive, struct request *rq)
{
	write_blocks(drive, rq, get_be32(rq->cdb + 2), get_be16(rq->cdb + 7));
}

void mmc_write_12(struct drive *drive, struct request *rq)
{
	write_blocks(drive, rq, get_be32(rq->cdb + 2), get_be32(rq->cdb + 6));
}

/* VERIFY (10) (MMC-6): checks that the blocks can be read. No comparison (BytChk). */
void mmc_verify_10(struct drive *drive, struct request *rq)
{
	if (rq->cdb[1] & 0x02)
		rq->sense = SENSE_INVALID_FIELD_IN_CDB;
	else
		in_range(drive, rq, get_be32(rq->cdb + 2), get_be16(rq->cdb + 7));
}

/* SYNCHRONIZE CACHE (MMC-6 6.48): ignores the range, syncs the whole disc. */
void mmc_synchronize_cache(struct drive *drive, struct request *rq)
{
	if (!disc_write_protected(drive->disc) &&
	    fdatasync(disc_fd(drive->disc)))
		rq->sense = SENSE_WRITE_ERROR;
}
