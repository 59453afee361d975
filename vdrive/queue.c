// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <string.h>
#include <time.h>

#include "queue.h"

#define RETRY_MS	50	/* if memory was short */
#define EXPIRED_MS	2000	/* after this the kernel's timer has expired */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void finish(struct queue *queue, struct request *rq)
{
	if (!rq->silent)
		log_request(queue->drive, rq);
	ring_answer(queue->ring, rq);
}

/* ---- faults ---- */

/* Overwrites the length field: 4 bytes in two commands, 2 in all others. */
static void falsify_length(struct request *rq, uint32_t value)
{
	bool wide = rq->cdb[0] == 0x46 || rq->cdb[0] == 0xac;
	size_t size = wide ? 4 : 2;

	if (!rq->sent || rq->moved < size || rq->iov[0].iov_len < size)
		return;
	if (wide)
		put_be32(rq->iov[0].iov_base, value);
	else
		put_be16(rq->iov[0].iov_base, value & 0xffff);
}

/* Cuts data from the host before the command, data to the host after it. */
static void execute_short(struct queue *queue, struct request *rq, size_t max)
{
	bool from_host = rq->cdb[0] == 0xa3 || rq->cdb[0] == 0x2a ||
			 rq->cdb[0] == 0xaa;

	if (from_host && rq->xfer > max)
		rq->xfer = max;
	mmc_execute(queue->drive, rq);
	if (rq->sent && rq->moved > max)
		rq->moved = max;
}

static void hold(struct queue *queue, struct request *rq, int64_t due)
{
	struct request **at = &queue->held;

	while (*at && (*at)->due <= due)
		at = &(*at)->next;
	rq->due = due;
	rq->next = *at;
	*at = rq;
}

/*
 * The time of the late answer to a silent command: the kernel has given up on the
 * command, but keeps its entry in the ring until it gets an answer, which it ignores.
 */
static int64_t silent_until(const struct queue *queue)
{
	if (!queue->timeout)
		return REQUEST_NEVER;
	return now_ms() + (int64_t)queue->timeout * 1000 + EXPIRED_MS;
}

/* Sends made-up bytes after a length field of any value. */
static void execute_fake(struct request *rq, const struct fault *fault)
{
	static uint8_t data[AACS_ANSWER_MAX];
	size_t len = fault->value < sizeof(data) ? fault->value : sizeof(data);

	memset(data, FAULT_FAKE_BYTE, sizeof(data));
	memset(data, 0, 4);
	request_send(rq, data, len);
	falsify_length(rq, fault->length);
	rq->sense = fault->sense;
}

static void execute_faulty(struct queue *queue, struct request *rq,
			   const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_SENSE:
		rq->sense = fault->sense;
		break;
	case FAULT_ZERO:
		request_clear(rq);
		rq->moved = rq->xfer;
		break;
	case FAULT_LENGTH:
		mmc_execute(queue->drive, rq);
		falsify_length(rq, fault->value);
		break;
	case FAULT_SHORT:
		execute_short(queue, rq, fault->value);
		break;
	case FAULT_BUSY:
		rq->busy = true;
		break;
	case FAULT_FAKE:
		execute_fake(rq, fault);
		break;
	case FAULT_DELAY:
		hold(queue, rq, now_ms() + fault->value);
		return;
	case FAULT_SILENT:
		rq->silent = true;
		log_request(queue->drive, rq);
		hold(queue, rq, silent_until(queue));
		return;
	}
	finish(queue, rq);
}

/* ---- commands ---- */

static void execute(struct queue *queue, struct request *rq)
{
	struct fault fault;

	if (fault_take(&queue->drive->faults, rq, &fault)) {
		execute_faulty(queue, rq, &fault);
		return;
	}
	mmc_execute(queue->drive, rq);
	finish(queue, rq);
}

static void release_due(struct queue *queue)
{
	int64_t now = now_ms();

	while (queue->held && queue->held->due <= now) {
		struct request *rq = queue->held;

		queue->held = rq->next;
		if (rq->silent)
			rq->sense = SENSE_UNIT_GONE;
		else
			mmc_execute(queue->drive, rq);
		finish(queue, rq);
	}
}

static bool in_list(const struct ring_tmr *tmr, uint16_t id)
{
	for (unsigned int i = 0; i < tmr->count; i++) {
		if (tmr->ids[i] == id)
			return true;
	}
	return false;
}

/*
 * The target core waits for the answers of the commands that it aborts and
 * ignores them. Don't execute these commands: the host can't see the result.
 */
static void abort_held(struct queue *queue, const struct ring_tmr *tmr)
{
	struct request *aborted = NULL, **at = &queue->held;

	/* The list of ids is in the ring: read all of it before an answer. */
	while (*at) {
		struct request *rq = *at;

		if (in_list(tmr, rq->id)) {
			*at = rq->next;
			rq->next = aborted;
			aborted = rq;
		} else {
			at = &rq->next;
		}
	}
	while (aborted) {
		struct request *rq = aborted;

		aborted = rq->next;
		rq->sense = SENSE_ABORTED;
		finish(queue, rq);
	}
}

static void serve_ring(struct queue *queue)
{
	struct ring_tmr tmr;
	struct request *rq;

	queue->no_memory = false;
	for (;;) {
		switch (ring_next(queue->ring, &rq, &tmr)) {
		case RING_COMMAND:
			execute(queue, rq);
			break;
		case RING_RESET:
			abort_held(queue, &tmr);
			media_reset(queue->drive, false);
			break;
		case RING_ABORT:
			abort_held(queue, &tmr);
			break;
		case RING_NO_MEMORY:
			queue->no_memory = true;
			return;
		case RING_EMPTY:
			return;
		}
	}
}

void queue_serve(struct queue *queue)
{
	serve_ring(queue);
	release_due(queue);
}

int queue_wait(const struct queue *queue)
{
	int64_t left;

	if (queue->no_memory)
		return RETRY_MS;
	if (!queue->held || queue->held->due == REQUEST_NEVER)
		return -1;
	left = queue->held->due - now_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

void queue_limit_hold(struct queue *queue, int64_t ms)
{
	int64_t limit = now_ms() + ms;

	for (struct request *rq = queue->held; rq; rq = rq->next) {
		if (rq->due > limit)
			rq->due = limit;
	}
}
