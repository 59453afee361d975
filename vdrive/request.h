/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A SCSI command on its way through the drive: from the ring and back. */
#ifndef VDRIVE_REQUEST_H
#define VDRIVE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "sense.h"

#define REQUEST_NEVER		INT64_MAX /* request.due: no answer */

/* For a task that the host aborts; nobody looks at it. */
#define SENSE_ABORTED		SENSE(0xb, 0x00, 0x00)
/* For one that the drive leaves behind when it goes. */
#define SENSE_UNIT_GONE		SENSE(0x5, 0x25, 0x00)

/*
 * @xfer is what the initiator offers to move, whatever the CDB says; its
 * direction is the initiator's word too and is not known here, so a handler
 * may find rubbish in the buffer of a command that it takes data from.
 */
struct request {
	struct request *next;	/* for the lists that hold requests back */
	int64_t due;		/* held till then: ms, monotonic clock */
	uint16_t id;		/* the ring's */

	uint8_t cdb[16];	/* zero after cdb_len */
	uint8_t cdb_len;	/* bytes: 6, 10, 12 or 16 */
	size_t xfer;		/* bytes in iov */

	/* the answer */
	struct sense sense;
	bool has_info;		/* sense carries an address */
	uint32_t info;
	bool silent;		/* by a fault: not to be carried out, logged */
	bool busy;		/* by a fault: BUSY status, no sense */
	bool sent;		/* data went to the initiator */
	size_t moved;		/* bytes, in either direction */

	unsigned int iov_cnt;
	struct iovec iov[];
};

/* Copies at most @len bytes to the initiator; notes how many it were. */
void request_send(struct request *rq, const void *data, size_t len);
/* Fetches at most @max bytes from the initiator; returns and notes how many. */
size_t request_fetch(struct request *rq, void *data, size_t max);
/* Zeroes the initiator's buffer, so that nothing old is left in it. */
void request_clear(struct request *rq);

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
