/* SPDX-License-Identifier: MIT */
/*
 * Handles, and the kernel files behind them.
 *
 * All handles of the process on one drive share one kernel file, since a
 * session belongs to the kernel file that began it, while on Windows any
 * handle may go on with it. Each handle has its own access rights.
 *
 * A child made by fork() gets none of them: its descriptors are closed, which
 * leaves the parent's sessions alone (they end when the last descriptor is
 * closed), and the handles that it inherited are invalid. So a child can't
 * end its parent's sessions, nor keep them alive when the parent is killed. It
 * may open handles of its own. Nothing is kept across exec(). fork() waits for
 * a CreateFile() or a closing that another thread has under way. Children made
 * by _Fork(), vfork() or a bare clone() must not call libntdvd before exec().
 *
 * Every function may be called by any thread at any time. The lock is held
 * for table look-ups only, never while the kernel is busy.
 */
#ifndef NTDVD_HANDLE_H
#define NTDVD_HANDLE_H

#include <stdbool.h>
#include <stdint.h>

/* Access rights, as in bits 15:14 of an I/O control code. */
#define NTDVD_READ	1u
#define NTDVD_WRITE	2u

struct ntdvd_file;

/* A handle in use: @file stays open until ntdvd_handle_put(). */
struct ntdvd_ref {
	struct ntdvd_file *file;
	int fd;
	unsigned int access;
	bool is_drive;
};

/*
 * Opens the drive at @node, or the regular file at @path, with the rights
 * @access (NTDVD_*). The value of the handle, never 0, goes to *value; it is a
 * multiple of 4 below 2^32. Returns a Win32 code.
 */
uint32_t ntdvd_handle_open_drive(const char *node, unsigned int access,
				 uintptr_t *value);
uint32_t ntdvd_handle_open_path(const char *path, unsigned int access,
				uintptr_t *value);

/* Returns false when @value is no open handle. */
bool ntdvd_handle_get(uintptr_t value, struct ntdvd_ref *ref);
void ntdvd_handle_put(struct ntdvd_ref *ref);

/*
 * Makes the handle invalid; its kernel file is closed with the last handle and
 * the last reference on it. Returns false when @value is no open handle.
 */
bool ntdvd_handle_close(uintptr_t value);

#endif /* NTDVD_HANDLE_H */
