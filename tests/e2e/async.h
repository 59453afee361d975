/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request in a thread of its own, for what happens to it on its way. */
#ifndef E2E_ASYNC_H
#define E2E_ASYNC_H

#include <pthread.h>
#include <stdint.h>

#include "lab.h"

struct async {
	pthread_t thread;
	int fd;
	uint32_t code;
	uint8_t in[128];
	uint8_t out[256];
	struct answer answer;
};

/* @in has the size that belongs to the code. The thread is never freed. */
struct async *async_start(int fd, uint32_t code, const void *in);
/* The same, and returns once the drive holds a command back by @fault. */
struct async *async_held(struct drive *drive, const char *fault, int fd,
			 uint32_t code, const void *in);
/* The answer, which must come within @seconds. */
struct answer async_answer(struct async *a, unsigned int seconds);
/* Fails the case if anything was put into the output. */
void async_untouched(const struct async *a);

#endif /* E2E_ASYNC_H */
