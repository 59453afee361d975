// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that race with the case, see soak.h. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "soak.h"

#define WAIT_MS		30000

struct shared *shared;
static pid_t racers[RACERS_MAX];
static unsigned int racer_count;

void racers_start(unsigned int count, void (*work)(unsigned int number))
{
	CHECK(count <= RACERS_MAX);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	fflush(stdout);
	racer_count = count;
	for (unsigned int i = 0; i < count; i++) {
		racers[i] = fork();
		CHECK(racers[i] >= 0);
		if (!racers[i]) {
			srandom(i + 1);
			work(i);
			_exit(0);
		}
	}
}

void racers_check(void)
{
	int status;

	for (unsigned int i = 0; i < racer_count; i++) {
		if (waitpid(racers[i], &status, WNOHANG))
			FAIL("program %u has ended (%#x)", i, status);
	}
}

void racers_stop(void)
{
	int status;

	shared->stop = true;
	for (unsigned int i = 0; i < racer_count; i++) {
		CHECK(waitpid(racers[i], &status, 0) == racers[i]);
		if (status)
			FAIL("program %u has failed (%#x)", i, status);
	}
	racer_count = 0;
}

void wait_beyond(const atomic_uint *number, unsigned int than)
{
	int64_t end = now_ms() + WAIT_MS;

	while (*number <= than) {
		racers_check();
		if (now_ms() > end)
			FAIL("what programs count stays at %u", than);
		pause_us(100);
	}
}
