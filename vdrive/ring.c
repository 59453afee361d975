// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The uapi header and glibc both define struct iovec. */
#define iovec tcmu_iovec
#include <linux/target_core_user.h>
#undef iovec

#include "ring.h"

#define CHECK_CONDITION	0x02
#define BUSY		0x08
#define SENSE_LEN	18	/* fixed format */

struct ring {
	int fd;
	size_t size;
	uint8_t *map;
	struct tcmu_mailbox *mb;
	uint32_t cursor;	/* the next entry to look at */
};

static struct tcmu_cmd_entry *entry_at(const struct ring *ring, uint32_t off)
{
	return (void *)(ring->map + ring->mb->cmdr_off + off);
}

static uint32_t head(const struct ring *ring)
{
	return __atomic_load_n(&ring->mb->cmd_head, __ATOMIC_ACQUIRE);
}

static uint32_t tail(const struct ring *ring)
{
	return ring->mb->cmd_tail;
}

static uint32_t after(const struct ring *ring, uint32_t off)
{
	uint32_t len = tcmu_hdr_get_len(entry_at(ring, off)->hdr.len_op);

	return (off + len) % ring->mb->cmdr_size;
}

static void set_tail(struct ring *ring, uint32_t off)
{
	__atomic_store_n(&ring->mb->cmd_tail, off, __ATOMIC_RELEASE);
}

struct ring *ring_open(const char *uio, size_t size)
{
	struct ring *ring = calloc(1, sizeof(*ring));
	char path[64];
	int err;

	if (!ring)
		return NULL;
	snprintf(path, sizeof(path), "/dev/%s", uio);
	ring->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (ring->fd < 0)
		goto err_free;
	ring->size = size;
	ring->map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 ring->fd, 0);
	if (ring->map == MAP_FAILED)
		goto err_close;
	ring->mb = (void *)ring->map;
	if (ring->mb->version != TCMU_MAILBOX_VERSION ||
	    !(ring->mb->flags & TCMU_MAILBOX_FLAG_CAP_OOOC) ||
	    !(ring->mb->flags & TCMU_MAILBOX_FLAG_CAP_READ_LEN)) {
		errno = EPROTO;
		goto err_unmap;
	}
	ring->cursor = tail(ring);
	return ring;

err_unmap:
	err = errno;
	munmap(ring->map, size);
	errno = err;
err_close:
	err = errno;
	close(ring->fd);
	errno = err;
err_free:
	free(ring);
	return NULL;
}

void ring_close(struct ring *ring)
{
	if (!ring)
		return;
	munmap(ring->map, ring->size);
	close(ring->fd);
	free(ring);
}

int ring_fd(const struct ring *ring)
{
	return ring->fd;
}

void ring_woken(struct ring *ring)
{
	uint32_t count;

	/* Ignore the count of interrupts: the ring has the commands. */
	while (read(ring->fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
}

static void notify(struct ring *ring)
{
	uint32_t any = 0;

	while (write(ring->fd, &any, sizeof(any)) < 0 && errno == EINTR)
		;
}

/* By opcode group; only these bytes of a CDB are valid in the ring. */
static uint8_t cdb_length(uint8_t opcode)
{
	static const uint8_t len[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };

	return len[opcode >> 5];
}

static struct request *request_from(const struct ring *ring,
				    const struct tcmu_cmd_entry *entry)
{
	const uint8_t *cdb = ring->map + entry->req.cdb_off;
	unsigned int cnt = entry->req.iov_cnt;
	struct request *rq = calloc(1, sizeof(*rq) + cnt * sizeof(rq->iov[0]));

	if (!rq)
		return NULL;
	rq->id = entry->hdr.cmd_id;
	rq->cdb_len = cdb_length(cdb[0]);
	memcpy(rq->cdb, cdb, rq->cdb_len);
	rq->iov_cnt = cnt;
	for (unsigned int i = 0; i < cnt; i++) {
		size_t off = (size_t)entry->req.iov[i].iov_base;

		rq->iov[i].iov_base = ring->map + off;
		rq->iov[i].iov_len = entry->req.iov[i].iov_len;
		rq->xfer += rq->iov[i].iov_len;
	}
	return rq;
}

static enum ring_event task_management(const struct tcmu_tmr_entry *entry,
				       struct ring_tmr *tmr)
{
	tmr->ids = (const void *)((const uint8_t *)entry + sizeof(*entry));
	tmr->count = entry->cmd_cnt;
	switch (entry->tmr_type) {
	case TCMU_TMR_LUN_RESET:
	case TCMU_TMR_TARGET_WARM_RESET:
	case TCMU_TMR_TARGET_COLD_RESET:
		return RING_RESET;
	default:
		return RING_ABORT;
	}
}

enum ring_event ring_next(struct ring *ring, struct request **rq,
			  struct ring_tmr *tmr)
{
	while (ring->cursor != head(ring)) {
		struct tcmu_cmd_entry *entry = entry_at(ring, ring->cursor);
		uint32_t next = after(ring, ring->cursor);

		switch (tcmu_hdr_get_op(entry->hdr.len_op)) {
		case TCMU_OP_CMD:
			*rq = request_from(ring, entry);
			if (!*rq)
				return RING_NO_MEMORY;
			ring->cursor = next;
			return RING_COMMAND;
		case TCMU_OP_TMR:
			ring->cursor = next;
			return task_management((void *)entry, tmr);
		default:
			ring->cursor = next;
			break;
		}
	}
	return RING_EMPTY;
}

static void put_sense(uint8_t *buf, const struct request *rq)
{
	memset(buf, 0, SENSE_LEN);
	buf[0] = 0x70;
	buf[2] = rq->sense.key;
	buf[7] = SENSE_LEN - 8;
	buf[12] = rq->sense.asc;
	buf[13] = rq->sense.ascq;
	if (rq->has_info) {
		buf[0] |= 0x80;
		put_be32(buf + 3, rq->info);
	}
}

/*
 * Each command has one entry and gets one answer. The answer goes into the oldest
 * entry, even if that is of another command: request_from() has copied the commands.
 */
void ring_answer(struct ring *ring, struct request *rq)
{
	uint32_t off = tail(ring);
	struct tcmu_cmd_entry *entry = entry_at(ring, off);

	while (tcmu_hdr_get_op(entry->hdr.len_op) != TCMU_OP_CMD) {
		off = after(ring, off);
		entry = entry_at(ring, off);
	}
	entry->hdr.cmd_id = rq->id;
	entry->hdr.uflags = 0;
	memset(&entry->rsp, 0, sizeof(entry->rsp));
	if (rq->busy) {
		entry->rsp.scsi_status = BUSY;
	} else if (!sense_good(rq->sense)) {
		entry->rsp.scsi_status = CHECK_CONDITION;
		put_sense((uint8_t *)entry->rsp.sense_buffer, rq);
	}
	/*
	 * To the kernel a read_len of 0 means the whole transfer; with sense data
	 * it means no transfer.
	 */
	if (rq->sent && rq->moved &&
	    (rq->moved < rq->xfer || !sense_good(rq->sense))) {
		entry->hdr.uflags = TCMU_UFLAG_READ_LEN;
		entry->rsp.read_len = (uint32_t)rq->moved;
	}
	set_tail(ring, after(ring, off));
	notify(ring);
	free(rq);
}
