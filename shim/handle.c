// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include <windows.h>

#include "debug.h"
#include "disk.h"
#include "event.h"
#include "handle.h"

/* The value of a handle: generation << 12 | slot << 2. */
#define SLOT_BITS	10
#define SLOTS		(1u << SLOT_BITS)
#define TAG_BITS	2
#define GENERATION_MAX	((1u << (32 - SLOT_BITS - TAG_BITS)) - 1)

struct slot {
	struct ntdvd_object *object;	/* NULL: free */
	uint32_t generation;		/* of the current or last handle */
	struct ntdvd_wish granted;
	uint64_t position;
	bool position_used;		/* by a thread */
};

pthread_mutex_t ntdvd_lock = PTHREAD_MUTEX_INITIALIZER;
/*
 * Counts the threads between ntdvd_busy_begin() and ntdvd_busy_end(). fork()
 * waits until busy is 0 and blocks other threads meanwhile, so that the child
 * finds all descriptors in the list. (With a rwlock, busy threads could starve
 * fork().)
 */
static unsigned int busy, forking;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static struct slot slots[SLOTS];
static struct ntdvd_object *objects;
static unsigned int next_slot;

void ntdvd_wait_change(void)
{
	pthread_cond_wait(&changed, &ntdvd_lock);
}

void ntdvd_changed(void)
{
	pthread_cond_broadcast(&changed);
}

/* Under ntdvd_lock. */
static void enter_busy(void)
{
	while (forking)
		ntdvd_wait_change();
	busy++;
}

/* Under ntdvd_lock. */
static void leave_busy(void)
{
	if (!--busy)
		ntdvd_changed();
}

static void watch_forks(void);

void ntdvd_busy_begin(void)
{
	pthread_once(&fork_once, watch_forks);
	pthread_mutex_lock(&ntdvd_lock);
	enter_busy();
	pthread_mutex_unlock(&ntdvd_lock);
}

void ntdvd_busy_end(void)
{
	pthread_mutex_lock(&ntdvd_lock);
	leave_busy();
	pthread_mutex_unlock(&ntdvd_lock);
}

static void close_object(struct ntdvd_object *object)
{
	if (object->disk_fd >= 0)
		ntdvd_sys->close(object->disk_fd);
	if (object->fd >= 0)
		ntdvd_sys->close(object->fd);
	free(object);
}

static void before_fork(void)
{
	pthread_mutex_lock(&ntdvd_lock);
	forking++;
	while (busy)
		ntdvd_wait_change();
}

static void after_fork_in_parent(void)
{
	forking--;
	ntdvd_changed();
	pthread_mutex_unlock(&ntdvd_lock);
}

/* The child has one thread, which holds the lock. */
static void after_fork_in_child(void)
{
	unsigned int i;

	while (objects) {
		struct ntdvd_object *object = objects;

		objects = object->next;
		close_object(object);
	}
	for (i = 0; i < SLOTS; i++)
		slots[i].object = NULL;
	forking = 0;
	pthread_cond_init(&changed, NULL);
	ntdvd_event_init();
	pthread_mutex_unlock(&ntdvd_lock);
}

static void watch_forks(void)
{
	ntdvd_event_init();
	pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

struct ntdvd_object *ntdvd_object_new(enum ntdvd_kind kind)
{
	struct ntdvd_object *object = calloc(1, sizeof(*object));

	pthread_once(&fork_once, watch_forks);
	if (!object)
		return NULL;
	object->refs = 1;
	object->kind = kind;
	object->fd = -1;
	object->disk_fd = -1;
	return object;
}

void ntdvd_object_list(struct ntdvd_object *object)
{
	object->next = objects;
	objects = object;
}

struct ntdvd_object *ntdvd_object_next(struct ntdvd_object *last)
{
	return last ? last->next : objects;
}

/* Under ntdvd_lock. */
static void unlist(struct ntdvd_object *object)
{
	struct ntdvd_object **link = &objects;

	while (*link != object)
		link = &(*link)->next;
	*link = object->next;
}

/* close() ends sessions at the drive and may take long. */
void ntdvd_object_put(struct ntdvd_object *object)
{
	pthread_mutex_lock(&ntdvd_lock);
	if (--object->refs) {
		pthread_mutex_unlock(&ntdvd_lock);
		return;
	}
	/* First wait for fork(): its child must find the object in the list. */
	enter_busy();
	unlist(object);
	pthread_mutex_unlock(&ntdvd_lock);
	close_object(object);
	ntdvd_busy_end();
}

/* Under ntdvd_lock. */
static struct slot *find_slot(uintptr_t value)
{
	struct slot *slot = &slots[(value >> TAG_BITS) % SLOTS];

	if (value > UINT32_MAX || value & ((1u << TAG_BITS) - 1))
		return NULL;
	if (!slot->object || slot->generation != value >> (SLOT_BITS + TAG_BITS))
		return NULL;
	return slot;
}

static bool same_file(const struct ntdvd_object *a, const struct ntdvd_object *b)
{
	if (a == b)
		return true;
	return a->kind == NTDVD_FILE && b->kind == NTDVD_FILE &&
	       a->identity.dev == b->identity.dev &&
	       a->identity.ino == b->identity.ino;
}

/*
 * Under ntdvd_lock. Windows' rule: a handle without any of these rights does not
 * count; each of the others must share the rights that the rest have.
 */
static bool shares(const struct ntdvd_object *object,
		   const struct ntdvd_wish *wish)
{
	unsigned int i;

	if (object->kind == NTDVD_EVENT || !(wish->access & NTDVD_ACCESS))
		return true;
	for (i = 0; i < SLOTS; i++) {
		const struct slot *slot = &slots[i];

		if (!slot->object || !(slot->granted.access & NTDVD_ACCESS) ||
		    !same_file(slot->object, object))
			continue;
		if (wish->access & NTDVD_ACCESS & ~slot->granted.share ||
		    slot->granted.access & NTDVD_ACCESS & ~wish->share)
			return false;
	}
	return true;
}

/*
 * Under ntdvd_lock. Uses the slots in turn, so that a closed handle's value is
 * reused as late as possible. The handle takes over the caller's reference.
 */
static bool fill_slot(struct ntdvd_object *object,
		      const struct ntdvd_wish *wish, uintptr_t *value)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		unsigned int number = (next_slot + i) % SLOTS;
		struct slot *slot = &slots[number];

		if (slot->object)
			continue;
		next_slot = number + 1;
		slot->object = object;
		slot->granted = *wish;
		slot->position = 0;
		slot->position_used = false;
		if (++slot->generation > GENERATION_MAX)
			slot->generation = 1;
		*value = (uintptr_t)slot->generation << (SLOT_BITS + TAG_BITS) |
			 number << TAG_BITS;
		return true;
	}
	return false;
}

uint32_t ntdvd_handle_make(struct ntdvd_object *object,
			   const struct ntdvd_wish *wish, uintptr_t *value)
{
	uint32_t error = ERROR_SUCCESS;

	pthread_mutex_lock(&ntdvd_lock);
	if (!shares(object, wish))
		error = ERROR_SHARING_VIOLATION;
	else if (!fill_slot(object, wish, value))
		error = ERROR_TOO_MANY_OPEN_FILES;
	pthread_mutex_unlock(&ntdvd_lock);
	if (!error)
		return ERROR_SUCCESS;
	ntdvd_debug(error == ERROR_SHARING_VIOLATION ?
		    "another handle of this process does not share the file" :
		    "all handles are in use");
	ntdvd_object_put(object);
	return error;
}

bool ntdvd_handle_get(uintptr_t value, struct ntdvd_ref *ref)
{
	struct slot *slot;

	pthread_mutex_lock(&ntdvd_lock);
	slot = find_slot(value);
	if (slot) {
		slot->object->refs++;
		ref->object = slot->object;
		ref->value = value;
		ref->access = slot->granted.access;
	}
	pthread_mutex_unlock(&ntdvd_lock);
	return slot;
}

void ntdvd_handle_put(struct ntdvd_ref *ref)
{
	ntdvd_object_put(ref->object);
}

bool ntdvd_handle_is_open(uintptr_t value)
{
	bool open;

	pthread_mutex_lock(&ntdvd_lock);
	open = find_slot(value);
	pthread_mutex_unlock(&ntdvd_lock);
	return open;
}

uint64_t ntdvd_position_begin(const struct ntdvd_ref *ref)
{
	uint64_t position = 0;
	struct slot *slot;

	pthread_mutex_lock(&ntdvd_lock);
	while ((slot = find_slot(ref->value)) && slot->position_used)
		ntdvd_wait_change();
	if (slot) {
		slot->position_used = true;
		position = slot->position;
	}
	pthread_mutex_unlock(&ntdvd_lock);
	return position;
}

void ntdvd_position_end(const struct ntdvd_ref *ref, uint64_t position)
{
	struct slot *slot;

	pthread_mutex_lock(&ntdvd_lock);
	slot = find_slot(ref->value);
	if (slot) {
		slot->position = position;
		slot->position_used = false;
	}
	ntdvd_changed();
	pthread_mutex_unlock(&ntdvd_lock);
}

bool ntdvd_handle_close(uintptr_t value)
{
	struct ntdvd_object *object = NULL;
	struct slot *slot;

	pthread_mutex_lock(&ntdvd_lock);
	slot = find_slot(value);
	if (slot) {
		object = slot->object;
		slot->object = NULL;
		/* Wakes the threads that wait for its position. */
		ntdvd_changed();
	}
	pthread_mutex_unlock(&ntdvd_lock);
	if (!object)
		return false;
	if (object->kind == NTDVD_DRIVE)
		ntdvd_disk_unlock(object, value);
	ntdvd_object_put(object);
	return true;
}
