// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory, see arena.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"

enum { NO = PROT_NONE, RO = PROT_READ, RW = PROT_READ | PROT_WRITE };

/* The view of the small area; its last page is beyond the end of the file. */
static const int small_rights[ARENA_PAGES + 1] = {
	NO, RW, RW, NO, RW, RO, NO, RW, RW
};

/* Pages of the kind that a place needs. */
#define AFTER_NONE	1	/* the first two are of the same kind */
#define BEFORE_NONE	2
#define BEFORE_RO	4
#define READ_ONLY	5
#define OUT_OF_REACH	6
#define BEFORE_EOF	7

bool arena_no_truncation;

static void no_memory(const char *what)
{
	fprintf(stderr, "fuzz: %s: %s\n", what, strerror(errno));
	_exit(2);
}

/* @rights: of the @pages of the view; NULL: all but the last. */
static void area_make(struct area *area, size_t len, const int *rights,
		      size_t pages)
{
	area->len = len;
	area->fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (area->fd < 0 || ftruncate(area->fd, (off_t)len))
		no_memory("memfd");
	area->alias = mmap(NULL, len, RW, MAP_SHARED, area->fd, 0);
	area->view = mmap(NULL, pages * ARENA_PAGE, RW, MAP_SHARED, area->fd, 0);
	if (area->alias == MAP_FAILED || area->view == MAP_FAILED)
		no_memory("mmap");
	for (size_t i = 0; i < pages; i++) {
		int prot = rights ? rights[i] : i + 1 < pages ? RW : NO;

		if (prot != RW && mprotect(area->view + i * ARENA_PAGE,
					   ARENA_PAGE, prot))
			no_memory("mprotect");
	}
}

static void area_free(struct area *area, size_t pages)
{
	munmap(area->alias, area->len);
	munmap(area->view, pages * ARENA_PAGE);
	close(area->fd);
}

void arena_make(struct arena *arena)
{
	memset(arena, 0, sizeof(*arena));
	area_make(&arena->small, ARENA_SIZE, small_rights, ARENA_PAGES + 1);
	area_make(&arena->big, ARENA_BIG, NULL, ARENA_BIG / ARENA_PAGE + 1);
	area_make(&arena->racy, ARENA_RACY, NULL, ARENA_RACY / ARENA_PAGE + 1);
	area_make(&arena->file, ARENA_RACY, NULL, ARENA_RACY / ARENA_PAGE + 1);
	arena->before = mmap(NULL, ARENA_SIZE + ARENA_BIG, RW,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena->before == MAP_FAILED)
		no_memory("mmap");
}

void arena_free(struct arena *arena)
{
	area_free(&arena->small, ARENA_PAGES + 1);
	area_free(&arena->big, ARENA_BIG / ARENA_PAGE + 1);
	area_free(&arena->racy, ARENA_RACY / ARENA_PAGE + 1);
	area_free(&arena->file, ARENA_RACY / ARENA_PAGE + 1);
	munmap(arena->before, ARENA_SIZE + ARENA_BIG);
}

/* ---- places ---- */

static uint64_t page(const struct arena *arena, unsigned int n)
{
	return (uintptr_t)arena->small.view + (uint64_t)n * ARENA_PAGE;
}

/* @len bytes somewhere in @size bytes from @start on, if they fit. */
static uint64_t within(uint64_t start, uint32_t size, uint32_t len,
		       uint16_t at)
{
	return len >= size ? start : start + at % (size - len + 1);
}

/* Across @edge, at least a byte on either side if there are two. */
static uint64_t across(uint64_t edge, uint32_t len, uint16_t at)
{
	uint32_t inside = len > 1 ? 1 + at % (len - 1) : 1;

	return edge - (inside < ARENA_PAGE ? inside : ARENA_PAGE);
}

static uint64_t up_to(uint64_t edge, uint32_t len, uint32_t room)
{
	return edge - (len < room ? len : room);
}

static uint64_t bogus(uint16_t at)
{
	static const uint64_t bases[] = {
		0, 8, 0xfff, 0x10000, 0x7fffffffeff0, 0x7fffffffffff,
		0x800000000000, 0x8000000000000000, 0xffff888000000000,
		0xffffffff81000000, 0xffffffff00000000, 0xfffffffffffffff0,
		0xffffffffffffffff, 0xdeadbeef, 0x100000000, 0x60000000,
	};

	return bases[at % (sizeof(bases) / sizeof(bases[0]))];
}

uint64_t arena_address(const struct arena *arena, const struct place *place,
		       uint32_t len, uint64_t req, uint64_t in)
{
	uint64_t big = (uintptr_t)arena->big.view;
	uint16_t at = place->at;

	switch (place->kind) {
	case AT_NORMAL:
		return within(page(arena, AFTER_NONE), 2 * ARENA_PAGE, len, at);
	case AT_END:
		return up_to(page(arena, (at & 1 ? BEFORE_NONE : BEFORE_EOF) + 1),
			     len, ARENA_PAGE);
	case AT_BEGIN:
		return page(arena, at & 1 ? AFTER_NONE : BEFORE_EOF);
	case AT_HALF_NONE:
		return across(page(arena, BEFORE_NONE + 1), len, at);
	case AT_HALF_EOF:
		return across(page(arena, BEFORE_EOF + 1), len, at);
	case AT_HALF_RO:
		return across(page(arena, BEFORE_RO + 1), len, at);
	case AT_RO:
		return within(page(arena, READ_ONLY), ARENA_PAGE, len, at);
	case AT_NONE:
		return within(page(arena, OUT_OF_REACH), ARENA_PAGE, len, at);
	case AT_BOGUS:
		return bogus(at);
	case AT_REQ:
		return req - 16 + at % 64;
	case AT_IN:
		return at & 0x100 ? in : in - 16 + at % 128;
	case AT_BIG:
		return within(big, ARENA_BIG, len, at);
	case AT_BIG_END:
		return up_to(big + ARENA_BIG, len, ARENA_BIG);
	case AT_BIG_HALF:
		return up_to(big + ARENA_BIG, len, ARENA_BIG) + 1 + at % 8192;
	case AT_RACY:
		return within((uintptr_t)arena->racy.view, ARENA_RACY, len, at);
	default:
		return within((uintptr_t)arena->file.view, ARENA_RACY, len, at);
	}
}

static bool inside(const struct area *area, uint64_t address)
{
	uint64_t start = (uintptr_t)area->view;

	return address >= start && address < start + area->len;
}

bool arena_is_racy(const struct arena *arena, uint64_t address)
{
	return inside(&arena->racy, address) || inside(&arena->file, address);
}

static const struct area *area_at(const struct arena *arena, uint64_t address)
{
	const struct area *areas[] = {
		&arena->small, &arena->big, &arena->racy, &arena->file
	};

	for (int i = 0; i < 4; i++) {
		if (inside(areas[i], address))
			return areas[i];
	}
	return NULL;
}

uint64_t arena_reach(const struct arena *arena, uint64_t address, bool write)
{
	const struct area *area = area_at(arena, address);
	int need = write ? PROT_WRITE : PROT_READ;
	uint64_t at, end;

	if (!area)
		return 0;
	at = address - (uintptr_t)area->view;
	if (area != &arena->small)
		return area->len - at;
	end = at;
	while (end < ARENA_SIZE && small_rights[end / ARENA_PAGE] & need)
		end = (end / ARENA_PAGE + 1) * ARENA_PAGE;
	return end - at;
}

/* ---- contents ---- */

/* What there is of @len bytes at @address in our own mapping. */
static uint8_t *alias_of(const struct arena *arena, uint64_t address,
			 uint32_t *len)
{
	const struct area *area = area_at(arena, address);
	uint64_t at;

	if (!area)
		return NULL;
	at = address - (uintptr_t)area->view;
	if (*len > area->len - at)
		*len = (uint32_t)(area->len - at);
	return area->alias + at;
}

/* Where that is in @before; NULL for the memory that others change. */
static uint8_t *before_of(const struct arena *arena, const uint8_t *alias)
{
	size_t at = (size_t)(alias - arena->small.alias);

	if (alias >= arena->small.alias && at < ARENA_SIZE)
		return arena->before + at;
	at = (size_t)(alias - arena->big.alias);
	if (alias >= arena->big.alias && at < ARENA_BIG)
		return arena->before + ARENA_SIZE + at;
	return NULL;
}

static void fill_all(struct arena *arena)
{
	memset(arena->small.alias, arena->poison, ARENA_SIZE);
	memset(arena->big.alias, arena->poison, ARENA_BIG);
	memset(arena->before, arena->poison, ARENA_SIZE + ARENA_BIG);
	arena->filled = true;
	arena->dirt_count = 0;
}

/* Restores only changed bytes: most calls change few. */
void arena_poison(struct arena *arena, uint8_t poison, bool big)
{
	arena->big_used = big;
	if (!arena->filled || arena->poison != poison) {
		arena->poison = poison;
		fill_all(arena);
		return;
	}
	for (unsigned int i = 0; i < arena->dirt_count; i++) {
		uint32_t len = arena->dirt[i].len;
		uint8_t *at = alias_of(arena, arena->dirt[i].address, &len);
		uint8_t *before = at ? before_of(arena, at) : NULL;

		if (!before)
			continue;
		memset(at, poison, len);
		memset(before, poison, len);
	}
	arena->dirt_count = 0;
}

static void soil(struct arena *arena, uint64_t address, uint32_t len)
{
	if (arena->dirt_count == ARENA_DIRT) {
		arena->filled = false;
		return;
	}
	arena->dirt[arena->dirt_count].address = address;
	arena->dirt[arena->dirt_count++].len = len;
}

void arena_put(struct arena *arena, uint64_t address, const void *data,
	       uint32_t len)
{
	uint8_t *to = alias_of(arena, address, &len);
	uint8_t *before = to ? before_of(arena, to) : NULL;

	if (to)
		memcpy(to, data, len);
	if (before) {
		memcpy(before, data, len);
		soil(arena, address, len);
	}
}

void arena_get(const struct arena *arena, uint64_t address, void *data,
	       uint32_t len)
{
	const uint8_t *from;

	memset(data, arena->poison, len);
	from = alias_of(arena, address, &len);
	if (from)
		memcpy(data, from, len);
}

void arena_allow(struct arena *arena, uint64_t address, uint64_t len)
{
	uint32_t there = len > ARENA_BIG ? ARENA_BIG : (uint32_t)len;
	const uint8_t *now = alias_of(arena, address, &there);
	uint8_t *before = now && there ? before_of(arena, now) : NULL;

	if (!before)
		return;
	memcpy(before, now, there);
	soil(arena, address, there);
}

static uint64_t first_difference(const struct area *area, const uint8_t *before)
{
	if (!memcmp(area->alias, before, area->len))
		return 0;
	for (size_t i = 0;; i++) {
		if (area->alias[i] != before[i])
			return (uintptr_t)area->view + i;
	}
}

uint64_t arena_changed(const struct arena *arena)
{
	uint64_t at = first_difference(&arena->small, arena->before);

	if (!at && arena->big_used)
		at = first_difference(&arena->big, arena->before + ARENA_SIZE);
	return at;
}

/* ---- changes during a call ---- */

void arena_protect(const struct arena *arena, int prot)
{
	mprotect(arena->racy.view, ARENA_RACY, prot);
}

void arena_unmap(const struct arena *arena, bool away)
{
	uint8_t *at = arena->racy.view;

	/* Never a hole that another thread's mapping could fill. */
	mmap(at, ARENA_RACY, away ? NO : RW,
	     away ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED :
		    MAP_SHARED | MAP_FIXED,
	     away ? -1 : arena->racy.fd, 0);
}

void arena_truncate(const struct arena *arena, size_t len)
{
	if (!arena_no_truncation && ftruncate(arena->file.fd, (off_t)len))
		no_memory("ftruncate");
}

void arena_restore(const struct arena *arena)
{
	arena_truncate(arena, ARENA_RACY);
	arena_unmap(arena, false);
}
