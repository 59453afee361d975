/* SPDX-License-Identifier: MIT */
/*
 * Handles, and the objects behind them: drives, files and events.
 *
 * All handles of a process on one drive share one object: the module binds a
 * session to the open file that started it, but on Windows any handle may
 * continue it. Each handle has its own access rights, share mode and position.
 *
 * A child of fork() inherits no handle. libntdvd closes the child's descriptors,
 * which does not end the parent's sessions, and all handle values are invalid.
 * So a child can neither end its parent's sessions nor keep them alive after the
 * parent is killed. The child may open its own handles. exec() closes all. fork()
 * waits for CreateFile() and close() in other threads. Children of _Fork(),
 * vfork() or clone() must not call libntdvd before exec().
 *
 * All functions are thread-safe, but a thread must not be cancelled
 * (pthread_cancel()) in one of them. ntdvd_lock protects the table, the list of
 * objects and what they hold; no thread holds it during a system call that may
 * take long.
 */
#ifndef NTDVD_HANDLE_H
#define NTDVD_HANDLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "sys.h"

/* Access rights, as in bits 15:14 of an I/O control code. */
#define NTDVD_READ	1u
#define NTDVD_WRITE	2u
/* Matters only for share modes. */
#define NTDVD_DELETE	4u
#define NTDVD_ACCESS	(NTDVD_READ | NTDVD_WRITE | NTDVD_DELETE)
/* Every right that the file permits. */
#define NTDVD_MAXIMUM	8u

enum ntdvd_kind {
	NTDVD_DRIVE,
	NTDVD_FILE,
	NTDVD_EVENT,
};

struct ntdvd_object {
	struct ntdvd_object *next;
	unsigned int refs;	/* handles and calls under way */
	enum ntdvd_kind kind;

	/* a drive or a file */
	int fd;			/* of /dev/aacsN, or the file; -1: an event */
	struct ntdvd_node identity;
	bool writable;

	/* a drive */
	bool stale;		/* it is gone: no new handles */
	int disk_fd;		/* of /dev/srN, -1 until a request needs it */
	uintptr_t locker;	/* the handle that has locked the volume, or 0 */
	bool locking;		/* a thread is about to change locker */

	/* an event */
	bool set;
	bool manual_reset;
};

/* What CreateFile() asks for: NTDVD_* rights. */
struct ntdvd_wish {
	unsigned int access;
	unsigned int share;	/* rights that other handles may have */
};

/* A handle that a call uses: @object stays until ntdvd_handle_put(). */
struct ntdvd_ref {
	struct ntdvd_object *object;
	uintptr_t value;
	unsigned int access;
};

extern pthread_mutex_t ntdvd_lock;

/* Under ntdvd_lock: wait for ntdvd_changed(), which another thread calls. */
void ntdvd_wait_change(void);
void ntdvd_changed(void);

/* Returns a new object with one reference, not in the list; NULL: no memory. */
struct ntdvd_object *ntdvd_object_new(enum ntdvd_kind kind);
/* Under ntdvd_lock: adds an object to the list that fork() goes through. */
void ntdvd_object_list(struct ntdvd_object *object);
/* Under ntdvd_lock: returns the object after @last, or the first for NULL. */
struct ntdvd_object *ntdvd_object_next(struct ntdvd_object *last);
/* Drops a reference; closes and frees a listed object with the last one. */
void ntdvd_object_put(struct ntdvd_object *object);

/*
 * Between these two calls a thread may have descriptors that no listed object
 * has. fork() waits, so that its child finds all of them. Not under ntdvd_lock.
 */
void ntdvd_busy_begin(void);
void ntdvd_busy_end(void);

/*
 * Makes a handle that takes over the caller's reference on a listed object;
 * drops it on failure. *value is a multiple of 4 below 2^32, never 0. Returns a
 * Win32 code.
 */
uint32_t ntdvd_handle_make(struct ntdvd_object *object,
			   const struct ntdvd_wish *wish, uintptr_t *value);

/* Returns false if @value is not an open handle. */
bool ntdvd_handle_get(uintptr_t value, struct ntdvd_ref *ref);
void ntdvd_handle_put(struct ntdvd_ref *ref);
bool ntdvd_handle_is_open(uintptr_t value);

/*
 * Between these two calls a thread uses the handle's position, the first byte of
 * the next ReadFile(), and other threads wait for it. It is 0 if the handle is
 * closed.
 */
uint64_t ntdvd_position_begin(const struct ntdvd_ref *ref);
void ntdvd_position_end(const struct ntdvd_ref *ref, uint64_t position);

/*
 * Closes the handle, and the object with its last handle and reference. Returns
 * false if @value is not an open handle.
 */
bool ntdvd_handle_close(uintptr_t value);

#endif /* NTDVD_HANDLE_H */
