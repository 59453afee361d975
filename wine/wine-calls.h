/* SPDX-License-Identifier: MIT */
/*
 * Wine's functions, called with C's calling convention. Wine up to 8 calls its Unix side
 * with Windows' convention, Wine 10 with C's; calls.c is compiled once for each, and
 * convention.c finds the one that this Wine has.
 */
#ifndef WINE_CALLS_H
#define WINE_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* A function of ntdll.so that table.c replaces. */
struct wine_hook {
	const char *name;
	void *hook;
	void **original;
};

#define WINE_HOOKS	3U

/**
 * struct wine_calls - one calling convention
 * @hooks: the functions to replace
 * @load: finds the other functions in ntdll.so; false if one is missing
 * @handle_to_fd: the descriptor behind a HANDLE, which the caller closes; an NTSTATUS
 * @set_completion: puts a packet into a completion port
 * @duplicate: another HANDLE for the same object in this process; an NTSTATUS
 * @close: closes a HANDLE
 */
struct wine_calls {
	const struct wine_hook *hooks;
	bool (*load)(void *ntdll);
	uint32_t (*handle_to_fd)(void *handle, uint32_t access, int *fd);
	void (*set_completion)(void *port, uintptr_t key, void *context, uint32_t status,
			       uintptr_t information);
	uint32_t (*duplicate)(void *handle, void **copy);
	void (*close)(void *handle);
};

extern const struct wine_calls wine_calls_windows, wine_calls_c;

/* The calls of this Wine; set before its first request. */
extern const struct wine_calls *wine_calls;

/* The convention of this NtQueryPerformanceCounter(), or NULL. */
const struct wine_calls *convention_of(void *query_performance_counter);

/**
 * table_replace() - put other functions into Wine's table of system calls
 * @ntdll: the library
 * @hooks: WINE_HOOKS functions; their originals are returned
 *
 * Changes nothing unless each function is in the table exactly once.
 *
 * Return: NULL, or a text that says what is unexpected.
 */
const char *table_replace(void *ntdll, const struct wine_hook *hooks);

#endif /* WINE_CALLS_H */
