/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A SCSI command from the ring and its answer. */
#ifndef VDRIVE_REQUEST_H
#define VDRIVE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "sense.h"

#define REQUEST_NEVER		INT64_MAX /* request.due: don't answer */

/* For an aborted task; the target core ignores it. */
#define SENSE_ABORTED		SENSE(0xb, 0x00, 0x00)
/* The late answer to a silent command. */
#define SENSE_UNIT_GONE		SENSE(0x5, 0x25, 0x00)

/*
 * @xfer is the size of the initiator's buffer, which may differ from the CDB.
 * The ring does not have the direction of the transfer, so a handler that fetches
 * data may find garbage in the buffer.
 */
struct request {
	struct request *next;	/* in a list of held requests */
	int64_t due;		/* held until: ms, monotonic clock */
	uint16_t id;		/* in the ring */

	uint8_t cdb[16];	/* zero after cdb_len */
	uint8_t cdb_len;	/* bytes: 6, 10, 12 or 16 */
	size_t xfer;		/* bytes in iov */

	/* the answer */
	struct sense sense;
	bool has_info;		/* the sense data have an address */
	uint32_t info;
	bool silent;		/* fault: logged, don't execute */
	bool busy;		/* fault: BUSY status, no sense data */
	bool sent;		/* data went to the initiator */
	size_t moved;		/* bytes, in either direction */

	unsigned int iov_cnt;
	struct iovec iov[];
};

/*
 * Copies at most @len bytes to the initiator and sets @rq->moved. @data may be the
 * initiator's buffer if that is one piece.
 */
void request_send(struct request *rq, const void *data, size_t len);
/*
 * Fetches at most @max bytes from the initiator; sets and returns @rq->moved.
 */
size_t request_fetch(struct request *rq, void *data, size_t max);
/* Zeroes the initiator's buffer. */
void request_clear(struct request *rq);

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)get_be16(p) << 16 | get_be16(p + 2);
}

static inline void put_be16(uint8_t *p, unsigned int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, v >> 16);
	put_be16(p + 2, v & 0xffff);
}

#endif /* VDRIVE_REQUEST_H */
