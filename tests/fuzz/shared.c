// SPDX-License-Identifier: GPL-2.0-or-later
/* What is shared, see shared.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "shared.h"

struct shared *shared;
_Thread_local int fuzz_thread = -1;

void shared_make(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		perror("fuzz: mmap");
		exit(2);
	}
	shared->failed_thread = -1;
}

void fuzz_fail(const char *fmt, ...)
{
	int none = 0;
	va_list ap;

	if (atomic_compare_exchange_strong(&shared->failed, &none, 1)) {
		va_start(ap, fmt);
		vsnprintf(shared->message, sizeof(shared->message), fmt, ap);
		va_end(ap);
		shared->failed_thread = fuzz_thread;
		atomic_store(&shared->failed, 2);
	}
	_exit(3);
}

/* ---- statuses ---- */

static const struct {
	uint32_t status;
	const char *name;
} statuses[STATUSES] = {
#define STATUS(name, error) { SR_AACS_STATUS_##name, #name },
#include "../lib/statuses.def"
#undef STATUS
};

int status_index(uint32_t status)
{
	for (int i = 0; i < STATUSES; i++) {
		if (statuses[i].status == status)
			return i;
	}
	return -1;
}

const char *outcome_name(unsigned int outcome)
{
	static const char *const others[] = {
		"ENOTTY", "EFAULT", "EBADF", "unseen"
	};

	return outcome < STATUSES ? statuses[outcome].name :
				    others[outcome - STATUSES];
}

/* ---- journals ---- */

static void print_entry(FILE *to, const struct entry *e)
{
	static const char *const states[] = { "", "UNDER WAY", "ended" };
	int known = status_index(e->status);
	char text[512];

	spec_describe(&e->spec, text, sizeof(text));
	fprintf(to, "    %s", text);
	if (e->spec.action == ACT_CALL || e->spec.action == ACT_AUTH)
		fprintf(to, " | pid %d fd %d req %#llx in %#llx len %#x out "
			"%#llx len %#x session %#x | %s ret %d errno %d "
			"status %#x %s information %u",
			e->pid, e->fd, (unsigned long long)e->req,
			(unsigned long long)e->in, e->in_len,
			(unsigned long long)e->out, e->out_len, e->session,
			states[e->state], e->ret, e->error, e->status,
			known < 0 ? "" : outcome_name((unsigned int)known),
			e->information);
	fputc('\n', to);
}

#define OTHERS		6	/* lines of those that have not failed */

void journal_print(FILE *to, unsigned int workers)
{
	for (unsigned int w = 0; w < workers; w++) {
		struct worker_shared *ws = &shared->workers[w];
		bool failed = shared->failed_thread == (int)w;
		uint32_t head = ws->head, lines = failed ? RING : OTHERS;

		fprintf(to, "  journal of thread %u (%llu calls%s):\n", w,
			(unsigned long long)ws->calls,
			failed ? ", FAILED" : ws->done ? ", done" : "");
		for (uint32_t i = head < lines ? 0 : head - lines; i < head; i++)
			print_entry(to, &ws->ring[i % RING]);
	}
}
