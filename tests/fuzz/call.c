// SPDX-License-Identifier: GPL-2.0-or-later
/* One ioctl, see call.h. */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call.h"
#include "files.h"

/* Values that the driver must overwrite. */
#define UNSEEN		0xdeadbeef

/* ---- before ---- */

static uint32_t own_session(const struct spec *spec)
{
	uint32_t held = slots[spec->slot].sessions & 15;

	/* The @session-th of them, counted around. */
	for (uint32_t i = 0; held && i < 4; i++) {
		if (held & 1U << ((spec->session + i) & 3))
			return (spec->session + i) & 3;
	}
	return spec->session;
}

static uint32_t session_of(const struct call *call)
{
	const struct spec *spec = call->spec;

	if (spec->session_kind == SESSION_OWN)
		return own_session(spec);
	if (spec->session_kind == SESSION_FOREIGN && call->claim)
		return call->claim & 3;
	return spec->session;
}

static void fill_input(struct call *call)
{
	const struct spec *spec = call->spec;
	uint32_t session = session_of(call);
	uint64_t handle;

	memcpy(call->input, spec->input, INPUT_MAX);
	memcpy(call->input, &session, sizeof(session));
	/* A request with a certificate has no handle. */
	if (call->row >= 0 && !code_rows[call->row].extent)
		return;
	handle = handle_number(spec->handle, spec->slot, spec->seed);
	memcpy(call->input + 16, &handle, sizeof(handle));
}

static uint8_t poison_of(const struct spec *spec)
{
	static const uint8_t poisons[] = { 0xa5, 0x5a, 0xff, 0x7f };

	/* All of memory is filled with each for a while. */
	return poisons[spec->number >> 5 & 3];
}

/* Writes everything to memory, the request structure last: it may overlap the rest. */
static void lay_out(struct call *call, struct arena *arena)
{
	const struct spec *spec = call->spec;
	struct sr_aacs_request *user = &call->user;
	uint32_t filled = spec->in_len < INPUT_MAX ? spec->in_len : INPUT_MAX;

	call->big = spec->out.kind >= AT_BIG && spec->out.kind <= AT_BIG_HALF;
	arena_poison(arena, poison_of(spec), call->big);
	call->req = arena_address(arena, &spec->req, sizeof(*user), 0, 0);
	user->in = arena_address(arena, &spec->in, spec->in_len, call->req, 0);
	user->out = arena_address(arena, &spec->out, spec->out_len, call->req,
				  user->in);
	user->in_len = spec->in_len;
	user->out_len = spec->out_len;
	user->status = UNSEEN;
	user->information = UNSEEN;
	call->raced = spec->race || arena_is_racy(arena, call->req) ||
		      arena_is_racy(arena, user->in) ||
		      arena_is_racy(arena, user->out);

	fill_input(call);
	arena_put(arena, user->in, call->input, filled);
	arena_put(arena, call->req, user, sizeof(*user));
	/* Read back the real contents: the pieces may overlap. */
	arena_get(arena, call->req, user, sizeof(*user));
	arena_get(arena, user->in, call->input, INPUT_MAX);
}

static void look_at_slot(struct call *call)
{
	struct slot *slot = &slots[call->spec->slot];

	call->slot = call->spec->slot;
	call->version = slot->version;
	call->fd = slot->fd;
	call->rights = slot->rights;
	call->drive = slot->drive;
	call->claim = shared->drives[call->drive].claim;
}

/* ---- afterwards ---- */

static unsigned int outcome_of(const struct call *call)
{
	int index = status_index(call->status);

	if (call->error == ENOTTY)
		return STATUSES;
	if (call->error == EFAULT && call->status != SR_AACS_STATUS_ACCESS_VIOLATION)
		return STATUSES + 1;
	if (call->error == EBADF)
		return STATUSES + 2;
	return index < 0 ? STATUSES + 3 : (unsigned int)index;
}

static void count(struct worker *worker, const struct call *call)
{
	struct worker_shared *ws = worker->shared;
	unsigned int row = call->row < 0 ? CODE_ROWS : (unsigned int)call->row;
	uint32_t session;

	ws->counts[row][outcome_of(call)]++;
	if (call->row < 0 || !call->claim || call->raced ||
	    call->spec->session_kind != SESSION_FOREIGN)
		return;
	memcpy(&session, call->input, sizeof(session));
	if (session == (call->claim & 3))
		ws->foreign[row]++;
}

static struct entry *journal_begin(struct worker *worker,
				   const struct spec *spec)
{
	struct worker_shared *ws = worker->shared;
	uint32_t head = ws->head;
	struct entry *e = &ws->ring[head % RING];

	e->state = ENTRY_NONE;
	e->spec = *spec;
	e->pid = (int)syscall(SYS_gettid);
	ws->head = head + 1;
	return e;
}

static void journal_call(struct entry *e, const struct call *call)
{
	e->req = call->req;
	e->in = call->user.in;
	e->out = call->user.out;
	e->in_len = call->user.in_len;
	e->out_len = call->user.out_len;
	memcpy(&e->session, call->input, sizeof(e->session));
	e->fd = call->fd;
	e->ret = 0;
	e->error = 0;
	e->status = UNSEEN;
	e->information = UNSEEN;
	e->state = ENTRY_BEGUN;
}

static void journal_end(struct entry *e, const struct call *call)
{
	e->ret = call->ret;
	e->error = call->error;
	e->status = call->status;
	e->information = call->information;
	e->state = ENTRY_ENDED;
}

static void read_answer(struct call *call, const struct arena *arena)
{
	struct sr_aacs_request now;

	call->status = UNSEEN;
	call->information = UNSEEN;
	if (arena_is_racy(arena, call->req))
		return;
	arena_get(arena, call->req, &now, sizeof(now));
	call->status = now.status;
	call->information = now.information;
}

void call_make(struct worker *worker, const struct spec *spec)
{
	struct entry *entry = journal_begin(worker, spec);
	struct arena *arena = &worker->arena;
	struct call call = { .spec = spec, .row = code_row(spec->code) };
	struct expect expect;
	bool racing = worker->racer && spec->race;

	if (spec->action != ACT_CALL && spec->action != ACT_AUTH)
		return;
	look_at_slot(&call);
	lay_out(&call, arena);
	expect = call_expect(&call, arena);
	journal_call(entry, &call);

	if (racing)
		racer_begin(worker->racer, arena, &call);
	errno = 0;
	call.ret = (int)syscall(SYS_ioctl, call.fd, spec->code, call.req);
	call.error = call.ret ? errno : 0;
	if (racing)
		racer_end(worker->racer);

	read_answer(&call, arena);
	journal_end(entry, &call);
	count(worker, &call);
	call_judge(&call, arena, &expect);
}
