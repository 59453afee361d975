// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "request.h"

void request_send(struct request *rq, const void *data, size_t len)
{
	const uint8_t *from = data;
	size_t left = min_size(len, rq->xfer);

	rq->sent = true;
	rq->moved = left;
	for (unsigned int i = 0; left; i++) {
		size_t n = min_size(left, rq->iov[i].iov_len);

		if (from != rq->iov[i].iov_base)
			memcpy(rq->iov[i].iov_base, from, n);
		from += n;
		left -= n;
	}
}

size_t request_fetch(struct request *rq, void *data, size_t max)
{
	uint8_t *to = data;
	size_t left = min_size(max, rq->xfer);

	rq->moved = left;
	for (unsigned int i = 0; left; i++) {
		size_t n = min_size(left, rq->iov[i].iov_len);

		memcpy(to, rq->iov[i].iov_base, n);
		to += n;
		left -= n;
	}
	return rq->moved;
}

void request_clear(struct request *rq)
{
	for (unsigned int i = 0; i < rq->iov_cnt; i++)
		memset(rq->iov[i].iov_base, 0, rq->iov[i].iov_len);
}
