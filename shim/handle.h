/* SPDX-License-Identifier: MIT */
/*
 * Handles and their kernel files.
 *
 * All handles of a process on one drive share one kernel file: the module binds
 * a session to the file that started it, but on Windows any handle may continue
 * it. Each handle has its own access rights.
 *
 * A child of fork() inherits no handle. Its descriptors are closed, which does
 * not end the parent's sessions, and all handle values are invalid; so a child
 * can neither end its parent's sessions nor keep them alive after the parent is
 * killed. The child may open its own handles. exec() closes everything. fork()
 * waits for CreateFile() and close() in other threads. Children of _Fork(),
 * vfork() or clone() must not call libntdvd before exec().
 *
 * All functions are thread-safe. The lock protects look-ups in the table; no
 * thread holds it during a system call that may take long.
 */
#ifndef NTDVD_HANDLE_H
#define NTDVD_HANDLE_H

#include <stdbool.h>
#include <stdint.h>

/* Access rights, as in bits 15:14 of an I/O control code. */
#define NTDVD_READ	1u
#define NTDVD_WRITE	2u

struct ntdvd_file;

/* A handle that a call uses: @file stays open until ntdvd_handle_put(). */
struct ntdvd_ref {
	struct ntdvd_file *file;
	int fd;
	unsigned int access;
	bool is_drive;
};

/*
 * Open the drive at @node, or the regular file at @path, with the rights
 * @access (NTDVD_*), and set *value to the handle: a multiple of 4 below 2^32,
 * never 0. Return a Win32 code.
 */
uint32_t ntdvd_handle_open_drive(const char *node, unsigned int access,
				 uintptr_t *value);
uint32_t ntdvd_handle_open_path(const char *path, unsigned int access,
				uintptr_t *value);

/* Returns false if @value is not an open handle. */
bool ntdvd_handle_get(uintptr_t value, struct ntdvd_ref *ref);
void ntdvd_handle_put(struct ntdvd_ref *ref);

/*
 * Closes the handle, and the kernel file with its last handle and reference.
 * Returns false if @value is not an open handle.
 */
bool ntdvd_handle_close(uintptr_t value);

#endif /* NTDVD_HANDLE_H */
