/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory for a call. Every page is mapped twice: once for the caller (the view),
 * with some pages that can't be written, read or reached at all, and once for the
 * fuzzer, always readable and writable.
 */
#ifndef FUZZ_ARENA_H
#define FUZZ_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec.h"

#define ARENA_PAGE	4096U
#define ARENA_PAGES	8U	/* without the last of the view, beyond the end */
#define ARENA_SIZE	(ARENA_PAGES * ARENA_PAGE)
#define ARENA_BIG	(20U * ARENA_PAGE)
#define ARENA_RACY	(2U * ARENA_PAGE)
#define ARENA_DIRT	16U

/* A piece of memory, with both mappings; without a mapping the fields are 0. */
struct area {
	uint8_t *view;
	uint8_t *alias;
	size_t len;		/* of the alias; the view has a page more */
	int fd;
};

struct arena {
	struct area small, big;
	struct area racy, file;	/* changed by other threads during a call */
	uint8_t *before;	/* of small and big, as it should be now */
	uint8_t poison;
	bool filled, big_used;
	/* What differs from the filling, in the views. */
	struct { uint64_t address; uint32_t len; } dirt[ARENA_DIRT];
	unsigned int dirt_count;
};

/* Maps all of it; exits if there is no memory. */
void arena_make(struct arena *arena);
void arena_free(struct arena *arena);

/* The address of @place for @len bytes. */
uint64_t arena_address(const struct arena *arena, const struct place *place,
		       uint32_t len, uint64_t req, uint64_t in);
/* How many bytes from @address on can be read or written. */
uint64_t arena_reach(const struct arena *arena, uint64_t address, bool write);
/* True for memory that other threads change during the call. */
bool arena_is_racy(const struct arena *arena, uint64_t address);

/* Fills all of it with @poison. @big: the big memory is used as well. */
void arena_poison(struct arena *arena, uint8_t poison, bool big);
/* Writes bytes to the mapped memory, even if the caller can't write there. */
void arena_put(struct arena *arena, uint64_t address, const void *data,
	       uint32_t len);
/* Reads bytes; those that are not mapped become @poison. */
void arena_get(const struct arena *arena, uint64_t address, void *data,
	       uint32_t len);
/* These bytes may have any value. */
void arena_allow(struct arena *arena, uint64_t address, uint64_t len);
/* An address that has changed without permission, or 0. */
uint64_t arena_changed(const struct arena *arena);

/*
 * The changes by a racing thread. It may get SIGBUS. On User Mode Linux truncating a
 * mapped file gives a lockdep report about flush_tlb_mm(), so it is not done there.
 */
extern bool arena_no_truncation;

void arena_protect(const struct arena *arena, int prot);
void arena_unmap(const struct arena *arena, bool away);
void arena_truncate(const struct arena *arena, size_t len);
/* Whole and mapped again, after the last two. */
void arena_restore(const struct arena *arena);

#endif /* FUZZ_ARENA_H */
