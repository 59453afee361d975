// SPDX-License-Identifier: MIT
/* The completion ports of files, see completion.h. */
#include <stdbool.h>
#include <stdlib.h>

#include "completion.h"
#include "nt.h"
#include "request.h"
#include "section.h"
#include "wine-calls.h"

struct completion {
	struct completion *next;
	void *file;
	void *port;	/* a duplicate of its HANDLE; NULL: only @skip is known */
	uintptr_t key;
	bool skip;	/* no packet for a request that succeeds immediately */
};

static struct completion *completions;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Context: @lock held. */
static struct completion **find(void *file)
{
	struct completion **at = &completions;

	while (*at && (*at)->file != file)
		at = &(*at)->next;
	return at;
}

/* Context: @lock held. NULL if there is no memory. */
static struct completion *find_or_add(void *file)
{
	struct completion **at = find(file);

	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (*at)
			(*at)->file = file;
	}
	return *at;
}

void completion_note(void *file, uint32_t class, const void *data, uint32_t len)
{
	const struct nt_completion *set = data;
	struct completion *c;
	void *port = NULL;
	sigset_t signals;

	if (class != NT_COMPLETION_INFORMATION && class != NT_NOTIFICATION_INFORMATION)
		return;
	if (!request_is_drive(file))
		return;
	if (class == NT_COMPLETION_INFORMATION &&
	    (len < sizeof(*set) || wine_calls->duplicate(set->port, &port)))
		return;

	section_enter(&lock, &signals);
	c = find_or_add(file);
	if (c && class == NT_NOTIFICATION_INFORMATION) {
		c->skip = *(const uint32_t *)data & NT_SKIP_PORT_ON_SUCCESS;
	} else if (c) {
		/* A file keeps its first port: Wine has refused a second one. */
		c->port = port;
		c->key = set->key;
		port = NULL;
	}
	section_leave(&lock, &signals);
	if (port)
		wine_calls->close(port);
}

void completion_forget(void *file)
{
	struct completion **at, *c = NULL;
	sigset_t signals;

	/* Most processes have no completion port. */
	if (!__atomic_load_n(&completions, __ATOMIC_RELAXED))
		return;
	section_enter(&lock, &signals);
	at = find(file);
	if (*at) {
		c = *at;
		*at = c->next;
	}
	section_leave(&lock, &signals);
	if (c && c->port)
		wine_calls->close(c->port);
	free(c);
}

void completion_post(void *file, void *context, uint32_t status, uintptr_t information)
{
	uintptr_t key = 0;
	void *port = NULL;
	struct completion *c;
	sigset_t signals;

	section_enter(&lock, &signals);
	c = *find(file);
	/* Meanwhile another thread may close the file and its port. */
	if (c && c->port && !c->skip && !wine_calls->duplicate(c->port, &port))
		key = c->key;
	section_leave(&lock, &signals);
	if (!port)
		return;
	wine_calls->set_completion(port, key, context, status, information);
	wine_calls->close(port);
}
