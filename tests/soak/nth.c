// SPDX-License-Identifier: GPL-2.0-or-later
/* The n-th allocation of a system call fails, see nth.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nth.h"

#define NTH_MAX		20000
#define EACH		32	/* at any scale */
#define PASSES		3

#define FAULTS		"/sys/kernel/debug/"
#define USERCOPY	"fail_usercopy/verbose"

static int nth_fd = -1;
static bool copies_fail;

struct nth nth_begin(const char *what)
{
	static const struct {
		const char *path, *value;
	} settings[] = {
		/* GFP_KERNEL fails too, single pages do; the log stays readable. */
		{ "failslab/ignore-gfp-wait", "N" },
		{ "failslab/verbose", "0" },
		{ "fail_page_alloc/ignore-gfp-wait", "N" },
		{ "fail_page_alloc/ignore-gfp-highmem", "N" },
		{ "fail_page_alloc/min-order", "0" },
		{ "fail_page_alloc/verbose", "0" },
		{ USERCOPY, "0" },
	};
	char path[96];

	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		case_skip("this kernel has no fault injection");
	copies_fail = access(FAULTS USERCOPY, F_OK) == 0;
	for (size_t i = 0; i < ARRAY_SIZE(settings) - !copies_fail; i++) {
		snprintf(path, sizeof(path), FAULTS "%s", settings[i].path);
		if (!write_file(path, settings[i].value))
			FAIL("%s: %m", path);
	}
	/* A page of the program's own is no part of it. */
	CHECK(!mlockall(MCL_CURRENT | MCL_FUTURE));
	return (struct nth){
		.what = what, .passes = PASSES,
		.progress = progress_start(what, 0),
	};
}

bool nth_next(struct nth *nth)
{
	progress_at(&nth->progress, nth->n);
	if (nth->through) {
		if (!--nth->passes)
			return false;
		nth->n = 0;
	}
	nth->n += nth->n < EACH ? 1 : soak_step();
	if (nth->n > NTH_MAX)
		FAIL("%s: there is no end of allocations", nth->what);
	return true;
}

static ssize_t write_nth(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	return pwrite(nth_fd, text, len, 0);
}

void nth_arm(const struct nth *nth)
{
	CHECK(write_nth(nth->n) > 0);
}

/* Where copies fail too, that may be the one here. */
void nth_disarm(struct nth *nth)
{
	char text[16] = "1";
	int err = errno;

	if (pread(nth_fd, text, sizeof(text) - 1, 0) <= 0)
		CHECK_EQ(errno, EFAULT);
	if (write_nth(0) < 0)
		CHECK(write_nth(0) > 0);
	errno = err;
	nth->through = atoi(text) > 0;
	nth->tried += !nth->through;
}

bool nth_copies_fail(void)
{
	return copies_fail;
}

void nth_failed(struct nth *nth, int error)
{
	if (error != ENOMEM && (!copies_fail || error != EFAULT))
		FAIL("allocation %u: %s", nth->n, strerror(error));
	nth->failed++;
}

void nth_end(const struct nth *nth, const char *more)
{
	bool looked;

	if (nth->failed > nth->tried)
		FAIL("%s: failed %u times, %u times for want of memory",
		     nth->what, nth->failed, nth->tried);
	looked = expect_no_leaks();
	figures("%s: %u allocations failed, %u times the call%s%s",
		nth->what, nth->tried, nth->failed, more,
		looked ? "" : "; no kmemleak");
}
