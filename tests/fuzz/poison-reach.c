// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is left in memory by a code that is not one of the thirteen, and by a
 * request or an output out of reach.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "../fixture/fixture.h"
#include "arena.h"

THEME("poison");

static struct arena arena;

OPEN_CASE(untouched, "nothing is touched", .rows = 2)
{
	static const struct {
		uint32_t code;
		uint16_t place;
		int error;
	} rows[] = {
		{ 0x003350BC, AT_NORMAL, ENOTTY },
		{ 0x003310C0, AT_NORMAL, ENOTTY },
		{ IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, AT_NONE, EFAULT },
		{ IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, AT_HALF_NONE, EFAULT },
		{ IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, AT_HALF_EOF, EFAULT },
	};
	struct sr_aacs_request user = { 0 };
	struct place place;
	uint64_t req;

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		place = (struct place){ rows[i].place, 11 };
		arena_make(&arena);
		arena_poison(&arena, f->row ? 0x5a : 0xa5, false);
		req = arena_address(&arena, &place, sizeof(user), 0, 0);
		arena_put(&arena, req, &user, sizeof(user));
		CHECK_EQ(ioctl(f->fd, rows[i].code, req), -1);
		CHECK_EQ(errno, rows[i].error);
		CHECK_EQ(arena_changed(&arena), 0);
	}
}

/* The answer can't be handed over: the session that was begun is ended. */
OPEN_CASE(out_of_reach, "the output is out of reach", .rows = 6)
{
	static const uint16_t places[] = {
		AT_NONE, AT_RO, AT_BOGUS, AT_HALF_NONE, AT_HALF_RO, AT_HALF_EOF
	};
	struct place place = { places[f->row], 3 }, normal = { AT_NORMAL, 9 };
	struct sr_aacs_request user = { 0 };
	uint64_t req;

	arena_make(&arena);
	arena_poison(&arena, 0xa5, false);
	req = arena_address(&arena, &normal, sizeof(user), 0, 0);
	user.out = arena_address(&arena, &place, 4, 0, 0);
	user.out_len = 4;
	arena_put(&arena, req, &user, sizeof(user));
	CHECK_EQ(ioctl(f->fd, IOCTL_AACS_START_SESSION, req), -1);
	CHECK_EQ(errno, EFAULT);
	arena_get(&arena, req, &user, sizeof(user));
	CHECK_EQ(user.status, SR_AACS_STATUS_ACCESS_VIOLATION);
	CHECK_EQ(user.information, 0);
	arena_allow(&arena, req + offsetof(struct sr_aacs_request, status), 8);
	arena_allow(&arena, user.out, arena_reach(&arena, user.out, true));
	CHECK_EQ(arena_changed(&arena), 0);
	CHECK(agids_free(f->drive));
}
