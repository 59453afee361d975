// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks an answer against the expected one. */
#include <errno.h>
#include <string.h>

#include "../fixture/fixture.h"
#include "call.h"
#include "files.h"

#define POISON_RUN		8	/* bytes of poison in a row are no accident */
#define ANSWER(field)	(call->req + offsetof(struct sr_aacs_request, field))

static const char *name_of(uint32_t status)
{
	int i = status_index(status);

	return i < 0 ? "undocumented" : outcome_name((unsigned int)i);
}

/* No thread has closed or exchanged the file meanwhile. */
static bool same_file(const struct call *call)
{
	return !(call->version & 1) &&
	       slots[call->slot].version == call->version;
}

static bool success(const struct call *call)
{
	return call->ret == 0;
}

/* ---- memory ---- */

static bool is_own_answer(const struct call *call, uint64_t address)
{
	return address >= ANSWER(status) && address < call->req +
						      sizeof(call->user);
}

/* Every byte of the answer was written: no poison is left in it. */
static void judge_written(const struct call *call, const struct arena *arena)
{
	uint32_t run = 0, want = call->information < 4 ? 4 :
				 call->information < POISON_RUN ? call->information :
							   POISON_RUN;
	uint8_t byte;

	for (uint32_t i = 0; i < call->information; i++) {
		uint64_t at = call->user.out + i;

		arena_get(arena, at, &byte, 1);
		run = byte == arena->poison && !is_own_answer(call, at) ?
			      run + 1 : 0;
		if (run >= want)
			fuzz_fail("byte %u of the answer was not written", i);
	}
}

/* A media key block: the module writes it pack by pack. */
static bool in_packs(const struct call *call)
{
	return call->row >= 0 &&
	       code_rows[call->row].code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK;
}

static uint64_t max_answer(const struct call *call)
{
	return in_packs(call) ? MKB_MAX : code_rows[call->row].out;
}

static bool out_is_over_request(const struct call *call)
{
	return call->user.out + max_answer(call) > ANSWER(status) &&
	       call->user.out < call->req + sizeof(call->user);
}

/* Allows the bytes that a failed request may have written before its error. */
static uint64_t answer_in_part(const struct call *call,
			       const struct arena *arena)
{
	const struct drive_shared *drive = &shared->drives[call->drive];
	static _Thread_local uint8_t pack[SR_AACS_MKB_PACK_SIZE];
	uint64_t done = 0;

	if (call->raced || call->error == EFAULT ||
	    (in_packs(call) && out_is_over_request(call)))
		return max_answer(call);
	if (!in_packs(call) || call->user.out_len < drive->mkb_size)
		return 0;
	/* Whole packs, each with the drive's data. */
	for (; done < drive->mkb_size; done += sizeof(pack)) {
		arena_get(arena, call->user.out + done, pack, sizeof(pack));
		if (memcmp(pack, drive->mkb + done, sizeof(pack)))
			break;
	}
	return done;
}

/* Only allowed bytes have changed. */
static void judge_memory(const struct call *call, struct arena *arena,
			 const struct expect *expect)
{
	uint64_t out = 0, reach, at;

	if (expect->want != WANT_ERROR || call->raced || !same_file(call)) {
		reach = arena_reach(arena, ANSWER(status), true);
		arena_allow(arena, ANSWER(status), reach < 8 ? reach : 8);
		if (success(call) && !call->raced)
			out = call->information;
		else if (call->row >= 0)
			out = answer_in_part(call, arena);
		reach = arena_reach(arena, call->user.out, true);
		arena_allow(arena, call->user.out, out < reach ? out : reach);
	}
	at = arena_changed(arena);
	if (at)
		fuzz_fail("the byte at %#llx was changed (req %#llx, out %#llx, "
			  "ret %d, errno %d, status %#x %s, information %u)",
			  (unsigned long long)at, (unsigned long long)call->req,
			  (unsigned long long)call->user.out, call->ret,
			  call->error, call->status, name_of(call->status),
			  call->information);
}

/* ---- the values in the answer ---- */

static uint32_t answer32(const struct call *call, const struct arena *arena)
{
	uint32_t value;

	arena_get(arena, call->user.out, &value, sizeof(value));
	return value;
}

static void judge_answer(struct call *call, const struct arena *arena)
{
	const struct drive_shared *drive = &shared->drives[call->drive];
	static _Thread_local uint8_t mkb[MKB_MAX];
	uint32_t value;

	judge_written(call, arena);
	/* The status was written over it, or a fault may have changed it. */
	if (out_is_over_request(call) || drive->noisy)
		return;
	switch (code_rows[call->row].code) {
	case IOCTL_AACS_START_SESSION:
		value = answer32(call, arena);
		if (value > 3)
			fuzz_fail("START_SESSION gave session %#x", value);
		slots[call->slot].sessions |= 1U << value;
		if (call->claim && call->claim == drive->claim &&
		    value == (call->claim & 3))
			fuzz_fail("START_SESSION gave session %u, which another "
				  "process holds", value);
		break;
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE:
		value = answer32(call, arena);
		if (value != drive->mkb_size)
			fuzz_fail("the media key block has %u bytes, not %u",
				  drive->mkb_size, value);
		break;
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK:
		arena_get(arena, call->user.out, mkb, drive->mkb_size);
		for (uint32_t i = 0; i < drive->mkb_size; i++) {
			if (mkb[i] != drive->mkb[i])
				fuzz_fail("byte %u of the media key block is "
					  "%#x, not %#x", i, mkb[i],
					  drive->mkb[i]);
		}
		break;
	case IOCTL_AACS_END_SESSION:
		memcpy(&value, call->input, sizeof(value));
		slots[call->slot].sessions &= value < 4 ? ~(1U << value) : 0;
		break;
	}
}

/* ---- the status ---- */

/* For every request: status, errno and information must agree. */
static void judge_status(const struct call *call)
{
	int error;

	if (status_index(call->status) < 0)
		fuzz_fail("status %#x is not documented", call->status);
	error = errno_of(call->status);
	if (call->error != error || call->ret != (error ? -1 : 0))
		fuzz_fail("ret %d and errno %d beside status %#x %s", call->ret,
			  call->error, call->status, name_of(call->status));
	if (error && call->information &&
	    call->status != SR_AACS_STATUS_BUFFER_TOO_SMALL)
		fuzz_fail("information %u beside status %#x %s",
			  call->information, call->status,
			  name_of(call->status));
}

static bool claim_has_changed(const struct call *call)
{
	return shared->drives[call->drive].claim != call->claim;
}

static void judge_expected(const struct call *call,
			   const struct expect *expect)
{
	uint32_t information = 0;

	if (expect->want == WANT_STATUS) {
		if (call->status == expect->status &&
		    call->information == expect->information)
			return;
		fuzz_fail("answered %#x %s, information %u; wanted %#x %s, %u",
			  call->status, name_of(call->status),
			  call->information, expect->status,
			  name_of(expect->status), expect->information);
	}
	if (!(expect->statuses & 1U << status_index(call->status)))
		fuzz_fail("answered %#x %s, information %u: none of those that "
			  "are possible", call->status, name_of(call->status),
			  call->information);
	if (success(call))
		information = code_rows[call->row].out;
	if (call->information != information)
		fuzz_fail("information %u beside a success, not %u",
			  call->information, information);
}

static void judge_error(const struct call *call, const struct expect *expect)
{
	if (call->ret == -1 && call->error == expect->error)
		return;
	fuzz_fail("ret %d, errno %d; wanted -1, %d", call->ret, call->error,
		  expect->error);
}

/* If other threads interfere, nearly every answer is allowed, but no invalid one. */
static void judge_raced(const struct call *call)
{
	bool readable = call->spec->race == RACE_SESSION ||
			call->spec->race == RACE_BYTES ||
			call->spec->race == RACE_HANDLE;

	if (call->row >= 0 && same_file(call) &&
	    code_rows[call->row].code == IOCTL_AACS_GENERATE_BINDING_NONCE &&
	    !(call->rights & SLOT_WRITE) && call->ret == 0)
		fuzz_fail("a file that was not opened for writing generated a "
			  "binding nonce");
	if (call->ret != 0 && call->ret != -1)
		fuzz_fail("ret %d", call->ret);
	if (call->row >= 0 && call->fd >= 0 && same_file(call) && readable &&
	    call->error != EFAULT && !(call->rights & SLOT_PATH))
		judge_status(call);
}

void call_judge(struct call *call, struct arena *arena,
		const struct expect *expect)
{
	const struct drive_shared *drive = &shared->drives[call->drive];
	bool writable = arena_reach(arena, ANSWER(status), true) >= 8;

	judge_memory(call, arena, expect);
	if (call->raced || !same_file(call)) {
		judge_raced(call);
		return;
	}
	if (expect->want == WANT_ERROR) {
		judge_error(call, expect);
		return;
	}
	/* The answer itself can't be handed over. */
	if (!writable) {
		judge_error(call, &(struct expect){ .error = EFAULT });
		return;
	}
	judge_status(call);
	/* A drive that is being changed and disturbed can say anything. */
	if (expect->certain || (!drive->noisy && !claim_has_changed(call)))
		judge_expected(call, expect);
	if (success(call))
		judge_answer(call, arena);
}
