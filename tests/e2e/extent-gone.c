// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces for a file that can't be written out, and for a session or a
 * program that goes while it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../fixture/async.h"
#include "../fixture/fixture.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE, .plain = true);

#define GENERATE	IOCTL_AACS_GENERATE_BINDING_NONCE

#define WRITE_HELD	"2a delay 10000"

/* ---- the file can't be written out ---- */

EXTENT_CASE(not_written, "can't be written out", .rows = 2,
	    .label = nonce_code_label)
{
	uint32_t code = nonce_codes[f->row];
	struct sr_aacs_read_binding_nonce in = by_file(f);

	disc_dirty(f->file);
	log_mark(f->drive);
	fault_set(f->drive, "2a sense 3/0c/00 count 1000");
	EXPECT(ask_nonce(f->fd, code, &in), IO_DEVICE_ERROR, 0);
	log_expect_no_aacs(f->drive);
	ctl(f->drive, "faults clear");

	/* The request was told of it; all others are told too. */
	CHECK(fsync(f->file->fd) == -1 && errno == EIO);
	disc_dirty(f->file);
	extent_expect_file(f, code);
	CHECK(!fsync(f->file->fd));
}

/* ---- the session goes while the file is being written out ---- */

static const struct {
	const char *name;
	bool again, by_other;
} swaps[] = {
	{ "ended", false, false },
	{ "ended and granted again", true, false },
	{ "ended and granted to another", true, true },
};

EXTENT_CASE(session_gone, "session, while written out", ROWS(swaps, name),
	    .seconds = 120)
{
	int other = node_open(f->drive, O_RDWR);
	struct sr_aacs_read_binding_nonce in = by_file(f);
	struct async *a;

	disc_dirty(f->file);
	log_mark(f->drive);
	a = async_held(f->drive, WRITE_HELD, f->fd, GENERATE, &in);
	EXPECT(end_session(f->fd, f->agid), SUCCESS, 0);
	if (swaps[f->row].by_other)
		CHECK_EQ(start_session(other), f->agid);
	else if (swaps[f->row].again)
		CHECK_EQ(start_session(f->fd), f->agid);
	/* Not written yet, so all of that came in between. */
	CHECK_EQ(log_count(f->drive, "2a"), 0);
	EXPECT(async_answer(a, 60), CSS_KEY_NOT_ESTABLISHED, 0);
	async_untouched(a);
	CHECK(log_written(f->drive, f->lba, f->file->blocks, "a4:no"));
	if (swaps[f->row].again)
		log_expect(f->drive, line_end(f->agid), line_grant());
	else
		log_expect(f->drive, line_end(f->agid));

	/* The new session is as good as any. */
	if (!swaps[f->row].again)
		CHECK_EQ(start_session(f->fd), f->agid);
	if (swaps[f->row].by_other)
		f->fd = other;
	log_mark(f->drive);
	extent_expect_file(f, GENERATE);
}

/* ---- the program goes while the file is being written out ---- */

static void ask_and_wait(int tell, void *arg)
{
	struct fixture *f = arg;
	struct sr_aacs_read_binding_nonce in;
	int fd = node_open(f->drive, O_RDWR);

	in = by_handle(start_session(fd), (uint64_t)f->file->fd);
	disc_dirty(f->file);
	child_tell(tell, in.session_id);
	ask_nonce(fd, GENERATE, &in);
}

EXTENT_CASE(killed, "program killed while written out", .seconds = 120)
{
	struct child child;
	uint32_t agid;

	/* The drive's only one, perhaps. */
	EXPECT(end_session(f->fd, f->agid), SUCCESS, 0);
	log_mark(f->drive);
	fault_set(f->drive, WRITE_HELD);
	child = child_start(ask_and_wait, f);
	agid = child_hear(&child);
	CHECK(wait_for(fault_met, f->drive, 20000));
	child_kill(&child);
	log_await(f->drive, line_end(agid), 1);
	log_expect(f->drive, line_grant(), line_end(agid));
	CHECK(agids_free(f->drive));
	CHECK_EQ(start_session(f->fd), f->agid);
	log_mark(f->drive);
	extent_expect_file(f, GENERATE);
}
