// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "debug.h"
#include "handle.h"
#include "status.h"
#include "sys.h"

/* The value of a handle: generation << 12 | slot << 2. */
#define SLOT_BITS	10
#define SLOTS		(1u << SLOT_BITS)
#define TAG_BITS	2
#define GENERATION_MAX	((1u << (32 - SLOT_BITS - TAG_BITS)) - 1)

struct ntdvd_file {
	struct ntdvd_file *next;
	unsigned int refs;	/* handles and calls under way */
	int fd;
	dev_t rdev;
	bool is_drive;
	bool writable;
	bool stale;		/* the drive is gone: no new handles */
};

struct slot {
	struct ntdvd_file *file;	/* NULL: free */
	uint32_t generation;		/* of the current or last handle */
	unsigned int access;
};

/* Protects everything in this file. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/*
 * Counts the threads between open() and adding the file to the list, or between
 * removing it and the end of close(). fork() waits until busy is 0 and blocks
 * other threads meanwhile, so that the child finds all descriptors in the list.
 * (With a rwlock busy threads could starve fork().)
 */
static unsigned int busy, forking;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static struct slot slots[SLOTS];
static struct ntdvd_file *files;
static unsigned int next_slot;

/* Under lock. */
static void enter_busy(void)
{
	while (forking)
		pthread_cond_wait(&changed, &lock);
	busy++;
}

/* Under lock. */
static void leave_busy(void)
{
	if (!--busy)
		pthread_cond_broadcast(&changed);
}

static void before_fork(void)
{
	pthread_mutex_lock(&lock);
	forking++;
	while (busy)
		pthread_cond_wait(&changed, &lock);
}

static void after_fork_in_parent(void)
{
	forking--;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

/* The child has one thread, which holds the lock. */
static void after_fork_in_child(void)
{
	unsigned int i;

	while (files) {
		struct ntdvd_file *file = files;

		files = file->next;
		ntdvd_sys->close(file->fd);
		free(file);
	}
	for (i = 0; i < SLOTS; i++)
		slots[i].file = NULL;
	forking = 0;
	pthread_cond_init(&changed, NULL);
	pthread_mutex_unlock(&lock);
}

static void watch_forks(void)
{
	pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/* Under lock. */
static struct slot *find_slot(uintptr_t value)
{
	struct slot *slot = &slots[(value >> TAG_BITS) % SLOTS];

	if (value > UINT32_MAX || value & ((1u << TAG_BITS) - 1))
		return NULL;
	if (!slot->file || slot->generation != value >> (SLOT_BITS + TAG_BITS))
		return NULL;
	return slot;
}

/*
 * Under lock. Uses the slots in turn, so that a closed handle's value is reused
 * as late as possible. The handle takes over the caller's reference.
 */
static bool fill_slot(struct ntdvd_file *file, unsigned int access,
		      uintptr_t *value)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		unsigned int number = (next_slot + i) % SLOTS;
		struct slot *slot = &slots[number];

		if (slot->file)
			continue;
		next_slot = number + 1;
		slot->file = file;
		slot->access = access;
		if (++slot->generation > GENERATION_MAX)
			slot->generation = 1;
		*value = (uintptr_t)slot->generation << (SLOT_BITS + TAG_BITS) |
			 number << TAG_BITS;
		return true;
	}
	return false;
}

/* Under lock. */
static void unlist(struct ntdvd_file *file)
{
	struct ntdvd_file **link = &files;

	while (*link != file)
		link = &(*link)->next;
	*link = file->next;
}

/* Not under lock: close() ends sessions at the drive and may take long. */
static void put_file(struct ntdvd_file *file)
{
	pthread_mutex_lock(&lock);
	if (--file->refs) {
		pthread_mutex_unlock(&lock);
		return;
	}
	/* First wait for fork(): its child must find the file in the list. */
	enter_busy();
	unlist(file);
	pthread_mutex_unlock(&lock);
	ntdvd_sys->close(file->fd);
	free(file);
	pthread_mutex_lock(&lock);
	leave_busy();
	pthread_mutex_unlock(&lock);
}

/* Under lock. Returns a reference on the drive's open file, or NULL. */
static struct ntdvd_file *find_drive(dev_t rdev)
{
	struct ntdvd_file *file;

	for (file = files; file; file = file->next) {
		if (!file->refs || !file->is_drive || file->stale ||
		    file->rdev != rdev)
			continue;
		if (ntdvd_sys->gone(file->fd)) {
			file->stale = true;
			continue;
		}
		file->refs++;
		return file;
	}
	return NULL;
}

/* Returns a descriptor or a negative errno value. */
static int open_node(const char *node, bool *writable)
{
	int fd = ntdvd_sys->open(node, O_RDWR);

	*writable = fd >= 0;
	if (fd == -EACCES || fd == -EPERM)
		fd = ntdvd_sys->open(node, O_RDONLY);
	return fd;
}

/* While busy. Opens the drive unless the process has it open. */
static int share_drive(const char *node, struct ntdvd_file *file,
		       struct ntdvd_file **shared)
{
	struct ntdvd_node identity;
	int err = ntdvd_sys->stat(node, &identity);

	if (err)
		return err;
	pthread_mutex_lock(&lock);
	*shared = find_drive(identity.rdev);
	pthread_mutex_unlock(&lock);
	if (*shared)
		return 0;

	file->fd = open_node(node, &file->writable);
	if (file->fd < 0)
		return file->fd;
	err = ntdvd_sys->fstat(file->fd, &identity);
	if (!err && !identity.is_device)
		err = -ENODEV;
	if (err) {
		ntdvd_sys->close(file->fd);
		return err;
	}
	file->rdev = identity.rdev;
	file->is_drive = true;

	/* Another thread may have been faster. */
	pthread_mutex_lock(&lock);
	*shared = find_drive(file->rdev);
	if (!*shared) {
		file->next = files;
		files = file;
		*shared = file;
	}
	pthread_mutex_unlock(&lock);
	if (*shared != file)
		ntdvd_sys->close(file->fd);
	return 0;
}

/* While busy. */
static int open_regular(const char *path, unsigned int access,
			struct ntdvd_file *file)
{
	static const int modes[] = { O_RDONLY, O_RDONLY, O_WRONLY, O_RDWR };
	struct ntdvd_node identity;
	int err;

	/* O_NONBLOCK: don't wait for the other end of a FIFO. */
	file->fd = ntdvd_sys->open(path, modes[access & 3] | O_NONBLOCK);
	if (file->fd < 0)
		return file->fd;
	err = ntdvd_sys->fstat(file->fd, &identity);
	if (!err && !identity.is_regular)
		err = -EISDIR;
	if (err) {
		ntdvd_sys->close(file->fd);
		return err;
	}
	pthread_mutex_lock(&lock);
	file->next = files;
	files = file;
	pthread_mutex_unlock(&lock);
	return 0;
}

/*
 * Makes a handle that takes over the caller's reference; drops it on failure.
 */
static uint32_t make_handle(struct ntdvd_file *file, unsigned int access,
			    uintptr_t *value)
{
	bool filled;

	pthread_mutex_lock(&lock);
	filled = fill_slot(file, access, value);
	pthread_mutex_unlock(&lock);
	if (filled)
		return ERROR_SUCCESS;
	ntdvd_debug("all %u handles are in use", SLOTS);
	put_file(file);
	return ERROR_TOO_MANY_OPEN_FILES;
}

/* Returns a new file with one reference and marks the thread busy. */
static struct ntdvd_file *begin_open(void)
{
	struct ntdvd_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->refs = 1;
	pthread_once(&fork_once, watch_forks);
	pthread_mutex_lock(&lock);
	enter_busy();
	pthread_mutex_unlock(&lock);
	return file;
}

static void end_open(void)
{
	pthread_mutex_lock(&lock);
	leave_busy();
	pthread_mutex_unlock(&lock);
}

uint32_t ntdvd_handle_open_drive(const char *node, unsigned int access,
				 uintptr_t *value)
{
	struct ntdvd_file *file = begin_open();
	struct ntdvd_file *shared = NULL;
	int err;

	if (!file)
		return ERROR_NOT_ENOUGH_MEMORY;
	err = share_drive(node, file, &shared);
	end_open();
	if (shared != file)
		free(file);
	if (err) {
		ntdvd_explain_open(node, -err);
		return ntdvd_open_error(-err);
	}
	if ((access & NTDVD_WRITE) && !shared->writable) {
		ntdvd_debug("%s: no permission to write, which this handle needs",
			    node);
		put_file(shared);
		return ERROR_ACCESS_DENIED;
	}
	return make_handle(shared, access, value);
}

uint32_t ntdvd_handle_open_path(const char *path, unsigned int access,
				uintptr_t *value)
{
	struct ntdvd_file *file = begin_open();
	int err;

	if (!file)
		return ERROR_NOT_ENOUGH_MEMORY;
	err = open_regular(path, access, file);
	end_open();
	if (err) {
		free(file);
		ntdvd_debug("%s: %s", path, err == -EISDIR ?
			    "not a regular file" : strerrordesc_np(-err));
		return ntdvd_open_error(-err);
	}
	return make_handle(file, access, value);
}

bool ntdvd_handle_get(uintptr_t value, struct ntdvd_ref *ref)
{
	struct slot *slot;

	pthread_mutex_lock(&lock);
	slot = find_slot(value);
	if (slot) {
		slot->file->refs++;
		ref->file = slot->file;
		ref->fd = slot->file->fd;
		ref->access = slot->access;
		ref->is_drive = slot->file->is_drive;
	}
	pthread_mutex_unlock(&lock);
	return slot;
}

void ntdvd_handle_put(struct ntdvd_ref *ref)
{
	put_file(ref->file);
}

bool ntdvd_handle_close(uintptr_t value)
{
	struct ntdvd_file *file = NULL;
	struct slot *slot;

	pthread_mutex_lock(&lock);
	slot = find_slot(value);
	if (slot) {
		file = slot->file;
		slot->file = NULL;
	}
	pthread_mutex_unlock(&lock);
	if (!file)
		return false;
	put_file(file);
	return true;
}
