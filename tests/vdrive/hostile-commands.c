// SPDX-License-Identifier: GPL-2.0-or-later
/* Random commands, which the drive takes from a ring as it does from the kernel's. */
#include <stdlib.h>
#include <string.h>

#include "../../vdrive/mmc.h"
#include "hostile.h"

#define PIECES_MAX	4
#define IN_FLIGHT_MAX	64	/* held back by faults */

struct commands_seen commands_seen;

/* ---- the ring: it has one event at a time ---- */

static struct {
	enum ring_event event;
	struct request *rq;
	uint16_t *ids;		/* of the abort, in memory of their size */
	unsigned int id_count;
	uint16_t last_id;
	bool faults;		/* the drive has some */
	unsigned int session;	/* commands that may use the host's session */
} now;

/* The ids of an abort are valid until the next call. */
static void forget_ids(void)
{
	free(now.ids);
	now.ids = NULL;
}

enum ring_event ring_next(struct ring *ring, struct request **rq,
			  struct ring_tmr *tmr)
{
	enum ring_event event = now.event;

	now.event = RING_EMPTY;
	if (event == RING_EMPTY)
		forget_ids();
	*rq = now.rq;
	*tmr = (struct ring_tmr){ now.ids, now.id_count };
	return event;
}

void ring_answer(struct ring *ring, struct request *rq)
{
	bool good = sense_good(rq->sense) && !rq->busy;

	forget_ids();
	commands_seen.answered++;
	commands_seen.good += good;
	commands_seen.too_much += rq->moved > rq->xfer;
	/* The fault `fake` moves data on an error, as it is meant to. */
	commands_seen.despite_error += !good && rq->moved && !now.faults;
	for (unsigned int i = 0; i < rq->iov_cnt; i++)
		free(rq->iov[i].iov_base);
	free(rq);
}

static void serve(struct queue *queue, enum ring_event event)
{
	now.event = event;
	now.faults = queue->drive->faults;
	queue_serve(queue);
}

/* ---- a command ---- */

/* A command that the drive has, mostly. */
static uint8_t an_opcode(struct prng *prng)
{
	static const uint8_t session[] = { 0xa4, 0xa4, 0xad, 0x2a, 0xaa, 0x28 };
	uint8_t opcode;

	if (now.session && now.session-- % 2)
		return PRNG_PICK(prng, session);
	do {
		opcode = (uint8_t)prng_below(prng, 256);
	} while (!mmc_knows(opcode) && prng_below(prng, 500));
	return opcode;
}

static uint8_t a_byte(struct prng *prng)
{
	/* Pages of INQUIRY and MODE SENSE, the largest numbers. */
	static const uint8_t some[] = { 0x2a, 0x3f, 0x7f, 0x80, 0x83, 0xff };

	switch (prng_below(prng, 6)) {
	case 0:
		return PRNG_PICK(prng, some);
	case 1:
		return (uint8_t)prng_below(prng, 256);
	case 2:
	case 3:
		return (uint8_t)prng_below(prng, 4);
	default:
		return 0;
	}
}

/*
 * Zeros, but for the length and one other byte: what most commands check first is
 * right then.
 */
static void make_plain(struct prng *prng, struct request *rq)
{
	uint8_t *cdb = rq->cdb, length = rq->cdb_len == 6 ? 3 : rq->cdb_len == 10 ? 7 : 8;

	cdb[length] = prng_below(prng, 2) ? a_byte(prng) : 0;
	cdb[length + 1] = a_byte(prng);
	cdb[1 + prng_below(prng, rq->cdb_len - 1U)] = a_byte(prng);
}

static void make_cdb(struct prng *prng, struct request *rq)
{
	static const uint8_t len[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };
	static const uint8_t format[] = { 0x00, 0x01, 0x02, 0x20, 0x21, 0x38, 0x3f };
	uint8_t *cdb = rq->cdb;

	cdb[0] = an_opcode(prng);
	rq->cdb_len = len[cdb[0] >> 5];
	if (prng_below(prng, 2))
		make_plain(prng, rq);
	else
		for (int i = 1; i < rq->cdb_len; i++)
			cdb[i] = a_byte(prng);
	if ((cdb[0] == 0xa3 || cdb[0] == 0xa4) && prng_below(prng, 4)) {
		cdb[6] = prng_below(prng, 2) ? 1 : cdb[6];
		cdb[7] = AACS_KEY_CLASS;
		cdb[10] = (uint8_t)(prng_below(prng, 4) << 6 | PRNG_PICK(prng, format));
	}
	if (cdb[0] == 0xad && prng_below(prng, 2)) {
		cdb[7] = (uint8_t)(0x80 + prng_below(prng, 8));
		cdb[10] = (uint8_t)(prng_below(prng, 4) << 6);
	}
}

/* The initiator's buffer, in uneven pieces of memory of just their size. */
static void make_pieces(struct prng *prng, struct request *rq)
{
	size_t max = prng_below(prng, 3) ? 300 : 1 << 16;

	rq->iov_cnt = prng_below(prng, PIECES_MAX + 1);
	for (unsigned int i = 0; i < rq->iov_cnt; i++) {
		size_t len = prng_below(prng, (uint32_t)(max / PIECES_MAX));
		uint8_t *base = malloc(len);

		if (!base)
			abort();
		for (size_t j = 0; j < len; j++)
			base[j] = j < 128 ? a_byte(prng) : (uint8_t)j;
		rq->iov[i] = (struct iovec){ base, len };
		rq->xfer += len;
	}
}

static void a_command(struct prng *prng, struct queue *queue)
{
	now.rq = calloc(1, sizeof(*now.rq) + PIECES_MAX * sizeof(now.rq->iov[0]));
	if (!now.rq)
		abort();
	now.rq->id = ++now.last_id;
	make_cdb(prng, now.rq);
	make_pieces(prng, now.rq);
	commands_seen.given++;
	serve(queue, RING_COMMAND);
}

/* ---- what happens between commands ---- */

/* Aborts some of the commands that are in flight, and some that are not. */
static void abort_some(struct prng *prng, struct queue *queue, enum ring_event event)
{
	now.id_count = 0;
	now.ids = malloc((2 * IN_FLIGHT_MAX + 1) * sizeof(now.ids[0]));
	if (!now.ids)
		abort();
	for (struct request *rq = queue->held; rq; rq = rq->next) {
		if (prng_below(prng, 4))
			now.ids[now.id_count++] = rq->id;
	}
	now.ids[now.id_count++] = (uint16_t)prng_next(prng);
	now.ids = realloc(now.ids, now.id_count * sizeof(now.ids[0]));
	if (!now.ids)
		abort();
	serve(queue, event);
}

/* A host brings an AGID to some state, for the commands that follow. */
static void authenticate(struct prng *prng, struct queue *queue)
{
	struct host h = { .id = fixture.host, .drive = queue->drive->aacs };

	for (uint8_t agid = 0; agid < AACS_AGIDS_MAX; agid++)
		host_report_key(&h, 0x3f, (struct fields){ .agid = agid });
	host_run(&h, prng_below(prng, 2) ? SPENT : 1 + prng_below(prng, STAGES - 1));
	now.session = 40;
	host_forget_answer(&h);
}

static void something_else(struct prng *prng, struct queue *queue)
{
	switch (prng_below(prng, 1000)) {
	case 0:
		abort_some(prng, queue, RING_RESET);
		break;
	case 1:
		abort_some(prng, queue, RING_ABORT);
		break;
	case 2:
		serve(queue, RING_NO_MEMORY);
		break;
	case 3:
	case 4:
	case 5:
		authenticate(prng, queue);
		break;
	}
	(void)queue_wait(queue);
}

void hostile_commands(struct prng *prng, struct queue *queue, unsigned int count)
{
	while (count--) {
		a_command(prng, queue);
		something_else(prng, queue);
		if (commands_seen.given - commands_seen.answered == IN_FLIGHT_MAX)
			hostile_commands_end(queue);
	}
}

void hostile_commands_end(struct queue *queue)
{
	queue_limit_hold(queue, 0);
	serve(queue, RING_EMPTY);
}
