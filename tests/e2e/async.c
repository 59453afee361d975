// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "async.h"
#include "harness.h"

static void *ask(void *arg)
{
	struct async *a = arg;

	a->answer = request(a->fd, a->code, a->in, code_in(a->code), a->out,
			    code_out(a->code));
	return NULL;
}

struct async *async_start(int fd, uint32_t code, const void *in)
{
	struct async *a = calloc(1, sizeof(*a));

	CHECK(a);
	CHECK(code_in(code) <= sizeof(a->in));
	a->fd = fd;
	a->code = code;
	if (code_in(code))
		memcpy(a->in, in, code_in(code));
	memset(a->out, 0xa5, sizeof(a->out));
	CHECK(!pthread_create(&a->thread, NULL, ask, a));
	return a;
}

struct async *async_held(struct drive *drive, const char *fault, int fd,
			 uint32_t code, const void *in)
{
	struct async *a;

	fault_set(drive, fault);
	a = async_start(fd, code, in);
	CHECK(wait_for(fault_met, drive, 10000));
	return a;
}

struct answer async_answer(struct async *a, unsigned int seconds)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += seconds;
	if (pthread_timedjoin_np(a->thread, NULL, &end))
		FAIL("%s has not come back", code_name(a->code));
	return a->answer;
}

void async_untouched(const struct async *a)
{
	for (size_t i = 0; i < sizeof(a->out); i++) {
		if (a->out[i] != 0xa5)
			FAIL("byte %zu of the output was written", i);
	}
}
