// SPDX-License-Identifier: MIT
/*
 * Wine's table of system calls: an array of pointers to functions in a writable segment
 * of ntdll.so, which Wine's loader may have made read-only again.
 */
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "wine-calls.h"

struct range {
	uintptr_t start, end;
};

/* The parts of ntdll.so: its code, its data, and the read-only part. */
struct image {
	const void *inside;	/* an address in it */
	struct range code, data, read_only;
};

static bool within(const struct range *range, uintptr_t address)
{
	return address >= range->start && address < range->end;
}

static int find_image(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct image *image = arg, found = { .inside = image->inside };

	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *phdr = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + phdr->p_vaddr;
		struct range range = { start, start + phdr->p_memsz };

		if (phdr->p_type == PT_GNU_RELRO)
			found.read_only = range;
		else if (phdr->p_type == PT_LOAD && (phdr->p_flags & PF_X))
			found.code = range;
		else if (phdr->p_type == PT_LOAD && (phdr->p_flags & PF_W))
			found.data = range;
	}
	if (!within(&found.code, (uintptr_t)image->inside))
		return 0;
	*image = found;
	return 1;
}

/* Returns the only pointer to @function between two addresses, or NULL. */
static void **find_once(void **from, void **end, const void *function)
{
	void **found = NULL;

	for (; from < end; from++) {
		if (*from != function)
			continue;
		if (found)
			return NULL;
		found = from;
	}
	return found;
}

/* Extends @slot to the array around it: words that all point to code. */
static void array_around(const struct image *image, void **slot, void ***from, void ***end)
{
	*from = slot;
	*end = slot + 1;
	while ((uintptr_t)(*from - 1) >= image->data.start &&
	       within(&image->code, (uintptr_t)(*from)[-1]))
		(*from)--;
	while ((uintptr_t)(*end + 1) <= image->data.end &&
	       within(&image->code, (uintptr_t)**end))
		(*end)++;
}

/* Writes a slot. The loader has made the whole pages of the read-only part read-only. */
static bool write_slot(const struct image *image, void **slot, void *function)
{
	uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE), page = (uintptr_t)slot & -size;
	bool read_only = page >= (image->read_only.start & -size) &&
			 page < (image->read_only.end & -size);

	if (read_only && mprotect((void *)page, size, PROT_READ | PROT_WRITE))
		return false;
	*slot = function;
	return !read_only || !mprotect((void *)page, size, PROT_READ);
}

const char *table_replace(void *ntdll, const struct wine_hook *hooks)
{
	void **first, **from, **end, **slot[WINE_HOOKS];
	struct image image = { .inside = dlsym(ntdll, hooks[0].name) };

	if (!image.inside || !dl_iterate_phdr(find_image, &image))
		return "ntdll.so has no NtDeviceIoControlFile()";
	first = (void **)((image.data.start + sizeof(void *) - 1) & -sizeof(void *));
	first = find_once(first, (void **)(image.data.end & -sizeof(void *)),
			  image.inside);
	if (!first)
		return "ntdll.so does not have NtDeviceIoControlFile() once in its data";
	array_around(&image, first, &from, &end);
	for (unsigned int i = 0; i < WINE_HOOKS; i++) {
		*hooks[i].original = dlsym(ntdll, hooks[i].name);
		slot[i] = *hooks[i].original ?
			find_once(from, end, *hooks[i].original) : NULL;
		if (!slot[i])
			return "the table of system calls in ntdll.so is not as expected";
	}
	for (unsigned int i = 0; i < WINE_HOOKS; i++) {
		if (write_slot(&image, slot[i], hooks[i].hook))
			continue;
		while (i--)
			write_slot(&image, slot[i], *hooks[i].original);
		return "the table of system calls can't be written";
	}
	return NULL;
}
