// SPDX-License-Identifier: GPL-2.0-or-later
/* The generator, see spec.h. */
#include <string.h>

#include <linux/sr_aacs.h>

#include "spec.h"

const struct code_row code_rows[CODE_ROWS] = {
#define CODE(name, in, out, use, command, len, ...) \
	{ IOCTL_AACS_##name, #name, in, out, use >= AGID, use == EXTENT, \
	  command, len },
#include "../lib/codes.def"
#undef CODE
};

/* How often each code comes; those that keep the drive busy come less often. */
static const uint8_t code_weight[CODE_ROWS] = {
	6, 2, 3, 8, 6, 10, 8, 6, 8, 8, 8, 12, 12
};

/* The first step of an authentication, and how far one goes: not often far. */
#define STEP		4

static const uint8_t step_weight[CODE_ROWS - STEP] = {
	20, 10, 2, 2, 1, 1, 1, 1, 1
};

int code_row(uint64_t code)
{
	for (int i = 0; i < CODE_ROWS; i++) {
		if (code_rows[i].code == (uint32_t)code)
			return i;
	}
	return -1;
}

static unsigned int weighted(struct prng *prng, const void *weights,
			     unsigned int count, size_t size)
{
	unsigned int sum = 0, at, i;

#define WEIGHT(i) (size == 1 ? ((const uint8_t *)weights)[i] :		\
			       ((const uint16_t *)weights)[i])
	for (i = 0; i < count; i++)
		sum += WEIGHT(i);
	at = prng_below(prng, sum);
	for (i = 0; at >= WEIGHT(i); i++)
		at -= WEIGHT(i);
#undef WEIGHT
	return i;
}

/* ---- codes ---- */

/*
 * Some numbers never reach the driver: the file system layer handles them itself, and
 * some (freezing a file system) would do harm.
 */
static bool is_vfs_code(uint32_t code)
{
	switch (code >> 8 & 0xff) {
	case 0x00:
	case 0x12:
	case 0x15:
	case 0x54:
	case 'X':
	case 'f':
	case 0x94:
		return true;
	default:
		return false;
	}
}

static uint64_t strange_code(struct prng *prng, uint32_t code)
{
	static const uint32_t bits[] = {
		0x4000, 0x8000, 0xC000, 1, 2, 3, 0x10000, 0x80000000,
		0x40000000, 0xC0000000,
	};
	uint32_t other;

	switch (prng_below(prng, 5)) {
	case 0:
		return code + prng_below(prng, 17) - 8;
	case 1:
		return code ^ PRNG_PICK(prng, bits);
	case 2:
		other = 0x00330000 | prng_below(prng, 0x10000);
		break;
	case 3:
		other = (uint32_t)prng_next(prng);
		break;
	default:
		/* Only the low half counts. */
		return code | prng_next(prng) << 32;
	}
	return is_vfs_code(other) ? code + 4 : other;
}

/* ---- lengths and places ---- */

static uint32_t strange_len(struct prng *prng, uint32_t right)
{
	static const uint32_t lens[] = {
		0, 1, 2, 3, 4, 7, 8, 9, 20, 23, 24, 25, 31, 32, 33, 80, 83, 84,
		85, 112, 115, 116, 117, 128, 2048, 4096, 32768, 65535, 65536,
		0x10000000, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff,
	};

	switch (prng_below(prng, 4)) {
	case 0:
		return right + 1;
	case 1:
		return right - 1;
	case 2:
		return PRNG_PICK(prng, lens);
	default:
		return (uint32_t)prng_next(prng) >> prng_below(prng, 32);
	}
}

static struct place place_of(struct prng *prng, enum place_kind kind)
{
	return (struct place){
		.kind = kind, .at = (uint16_t)prng_next(prng)
	};
}

static struct place strange_place(struct prng *prng, enum place_kind last)
{
	return place_of(prng, 1 + prng_below(prng, last));
}

/* ---- the input ---- */

static void put32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void make_extent(struct spec *spec, struct prng *prng)
{
	static const uint64_t lbas[] = {
		0, 1, 16, 100, 16383, 16384, 0x7fffffff, 0xfffffffe, 0xffffffff,
		0x100000000, 0x8000000000000000, 0xffffffffffffffff,
	};
	static const uint32_t counts[] = {
		0, 1, 1, 1, 2, 254, 255, 256, 0x100, 0x10001, 0x7fffffff,
		0xfffffffe, 0xffffffff,
	};

	put64(spec->input + 16, prng_next(prng));
	if (spec->names_file) {
		put32(spec->input + 4, 0xffffffff);
		put64(spec->input + 8, 0xffffffffffffffff);
	} else if (prng_permille(prng, 500)) {
		put32(spec->input + 4, 1 + prng_below(prng, 8));
		put64(spec->input + 8, prng_below(prng, 4000));
	} else {
		put32(spec->input + 4, PRNG_PICK(prng, counts));
		put64(spec->input + 8, PRNG_PICK(prng, lbas));
	}
}

static void make_input(struct spec *spec, struct prng *prng, bool right,
		       const struct code_row *row,
		       const struct spec_range *range)
{
	static const uint32_t numbers[] = {
		0, 1, 2, 3, 4, 5, 255, 256, 0x7fffffff, 0x80000000, 0xfffffffe,
		0xffffffff,
	};

	for (unsigned int i = 0; i + 8 <= INPUT_MAX; i += 8)
		put64(spec->input + i, prng_next(prng));
	spec->session_kind = prng_below(prng, 10) < 6 ? SESSION_OWN :
			     prng_below(prng, 10) < 6 ? SESSION_FOREIGN :
							SESSION_NUMBER;
	if (row && !row->session)
		spec->session_kind = SESSION_NUMBER;
	if (right && row && !row->session)
		spec->session = 0;
	else if (row && row->code == IOCTL_AACS_END_SESSION)
		spec->session = prng_permille(prng, 200) ? 0xffffffff :
					PRNG_PICK(prng, numbers);
	else if (prng_permille(prng, 800))
		spec->session = prng_below(prng, 4);
	else
		spec->session = prng_permille(prng, 900) ?
					PRNG_PICK(prng, numbers) :
					(uint32_t)prng_next(prng);
	spec->names_file = prng_permille(prng, 500);
	spec->handle = (uint8_t)prng_below(prng, range->handles);
	make_extent(spec, prng);
}

/* ---- a call ---- */

static void make_race(struct spec *spec, struct prng *prng)
{
	spec->race = 1 + prng_below(prng, RACES - 1);
	switch (spec->race) {
	case RACE_BYTES:
	case RACE_SESSION:
		spec->in.kind = AT_RACY;
		break;
	case RACE_REQUEST:
		spec->req.kind = AT_RACY;
		spec->out.kind = AT_RACY;
		break;
	case RACE_PROTECT:
	case RACE_UNMAP:
		/* At least one of them, often all. */
		if (prng_permille(prng, 500))
			spec->req.kind = AT_RACY;
		if (prng_permille(prng, 700))
			spec->in.kind = AT_RACY;
		spec->out.kind = AT_RACY;
		break;
	case RACE_TRUNCATE:
		if (prng_permille(prng, 300))
			spec->req.kind = AT_FILE;
		spec->in.kind = AT_FILE;
		spec->out.kind = AT_FILE;
		break;
	case RACE_HANDLE:
		spec->names_file = true;
		make_extent(spec, prng);
		break;
	}
}

/*
 * A call that would succeed. In every other one the session changes during the call, so
 * that a second read of it shows.
 */
static void make_auth(struct spec *spec, struct prng *prng)
{
	spec->session_kind = SESSION_OWN;
	if (prng_permille(prng, 500)) {
		spec->race = RACE_SESSION;
		spec->in.kind = AT_RACY;
	}
}

static void make_lengths(struct spec *spec, struct prng *prng,
			 const struct code_row *row,
			 const struct spec_range *range)
{
	spec->in_len = row->in;
	spec->out_len = row->out;
	if (row->code != IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		return;
	/* It can be too small by little or much, and too large. */
	spec->out_len = range->mkb_size;
	spec->out = place_of(prng, AT_BIG + prng_below(prng, 3));
	if (prng_permille(prng, 300))
		spec->out_len = prng_below(prng, 2 * range->mkb_size);
}

static void make_call(struct spec *spec, struct prng *prng,
		      const struct spec_range *range)
{
	bool right = spec->action == ACT_AUTH || prng_permille(prng, 150);
	const struct code_row *row;
	unsigned int n;

	n = weighted(prng, code_weight, CODE_ROWS, 1);
	if (spec->action == ACT_AUTH)
		n = STEP + weighted(prng, step_weight, CODE_ROWS - STEP, 1);
	row = &code_rows[n];
	if (range->only && code_row(range->only) >= 0)
		row = &code_rows[code_row(range->only)];
	spec->code = row->code;
	spec->req = place_of(prng, AT_NORMAL);
	spec->in = place_of(prng, AT_NORMAL);
	spec->out = place_of(prng, AT_NORMAL);
	make_lengths(spec, prng, row, range);
	make_input(spec, prng, right, row, range);
	if (spec->action == ACT_AUTH)
		make_auth(spec, prng);
	else if (prng_permille(prng, 30))
		make_race(spec, prng);
	if (right)
		return;

	/* In most calls one value is wrong, in some several, in some none. */
	if (prng_permille(prng, 150) && !range->only)
		spec->code = strange_code(prng, row->code);
	if (prng_permille(prng, 250))
		spec->in_len = strange_len(prng, row->in);
	if (prng_permille(prng, 300))
		spec->out_len = strange_len(prng, spec->out_len);
	if (spec->race)
		return;
	if (prng_permille(prng, 120))
		spec->req = strange_place(prng, AT_BOGUS);
	if (prng_permille(prng, 200))
		spec->in = strange_place(prng, AT_REQ);
	if (prng_permille(prng, 250))
		spec->out = strange_place(prng, AT_IN);
}

/* ---- the rest ---- */

static const uint16_t action_weight[ACTIONS] = {
	[ACT_CALL] = 9400, [ACT_AUTH] = 50, [ACT_OPEN] = 120, [ACT_CLOSE] = 20,
	[ACT_DUP] = 30, [ACT_SEND] = 40, [ACT_RECEIVE] = 40, [ACT_POLL] = 180,
	[ACT_OTHER] = 100, [ACT_FORK] = 5, [ACT_KILL] = 3,
};

void spec_make(struct spec *spec, struct prng *prng,
	       const struct spec_range *range)
{
	memset(spec, 0, sizeof(*spec));
	spec->action = weighted(prng, action_weight, ACTIONS, 2);
	spec->slot = (uint8_t)prng_below(prng, range->slots);
	spec->other_slot = (uint8_t)prng_below(prng, range->slots);
	spec->drive = (uint8_t)prng_below(prng, range->drives);
	spec->mode = (uint8_t)prng_below(prng, 20);
	spec->seed = prng_next(prng);
	if (spec->action == ACT_CALL || spec->action == ACT_AUTH)
		make_call(spec, prng, range);
}

uint64_t spec_hash(uint64_t hash, const struct spec *spec)
{
	const uint8_t *p = (const uint8_t *)spec;
	uint64_t word;
	size_t i;

	/* No padding shows: the structure was zeroed. */
	for (i = 0; i + 8 <= sizeof(*spec); i += 8) {
		memcpy(&word, p + i, 8);
		hash = prng_mix(hash ^ word) + 0x9e3779b97f4a7c15;
	}
	return hash;
}
