// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocations fail while the module is loaded with a drive present, and while sr is
 * bound to a drive: any result must unload and unbind cleanly, and the next load or bind
 * must succeed.
 *
 * They don't fail while the SCSI core finds a drive: on failure 6.1's scsi_alloc_sdev()
 * tears down a device that it has not set up, and the kernel crashes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nth.h"

THEME("memory");

#define CLASS	"/sys/class/aacs"

/* Results besides the system call's own error. */
struct outcome {
	unsigned int no_node;	/* sr works, /dev/aacsN is not there */
	unsigned int no_sr;
};

static void end(const struct nth *nth, const struct outcome *outcome)
{
	char text[96];

	snprintf(text, sizeof(text), ", %u times no node, %u times no sr",
		 outcome->no_node, outcome->no_sr);
	/* Some of all allocations are the module's own. */
	if (soak_step() == 1)
		CHECK(outcome->no_node);
	nth_end(nth, text);
}

/* The node works, or does not exist. */
static void look(struct drive *drive, struct outcome *outcome)
{
	int fd = open(drive->aacs, O_RDWR | O_CLOEXEC);
	uint32_t size;

	if (fd < 0) {
		CHECK_EQ(errno, ENOENT);
		outcome->no_node++;
		return;
	}
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	close(fd);
}

CASE(insmod, "insmod", .seconds = PART_SECONDS)
{
	struct nth nth = nth_begin("insmod");
	struct outcome outcome = { 0 };
	int fd, error;

	fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	while (nth_next(&nth)) {
		CHECK_EQ(module_unload(), 0);
		nth_arm(&nth);
		error = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
		nth_disarm(&nth);
		if (error) {
			nth_failed(&nth, error);
			CHECK(path_missing(MODULE_LOADED));
			CHECK(path_missing(CLASS));
			CHECK(path_missing(f->drive->aacs));
		} else {
			look(f->drive, &outcome);
			CHECK_EQ(module_unload(), 0);
		}
		CHECK_EQ(module_load(), 0);
		expect_works(f->drive);
	}
	close(fd);
	CHECK(nth.failed);
	end(&nth, &outcome);
}

CASE(bind, "sr bound", .seconds = PART_SECONDS)
{
	struct nth nth = nth_begin("sr bound");
	struct outcome outcome = { 0 };

	while (nth_next(&nth)) {
		CHECK_EQ(sr_unbind(f->drive), 0);
		nth_arm(&nth);
		if (sr_bind(f->drive))
			nth.failed++;
		nth_disarm(&nth);
		if (sr_is_bound(f->drive)) {
			look(f->drive, &outcome);
			CHECK_EQ(sr_unbind(f->drive), 0);
		} else {
			outcome.no_sr++;
		}
		CHECK(path_missing(f->drive->aacs));
		CHECK_EQ(sr_bind(f->drive), 0);
		find_again(f->drive);
		expect_works(f->drive);
	}
	end(&nth, &outcome);
}
