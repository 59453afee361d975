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

/* A drive that may take this long for a command. */
#define PATIENT		"--command-timeout 60"
#define WRITE_HELD	"2a delay 10000"

/* ---- the file can't be written out ---- */

CASE(not_written, "can't be written out", .rows = 2, .label = nonce_code_label)
{
	uint32_t code = nonce_codes[f->row];
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, (uint64_t)ext.file.fd);

	disc_dirty(&ext.file);
	log_mark(&ext.drive);
	fault_set(&ext.drive, "2a sense 3/0c/00 count 1000");
	EXPECT(ask_nonce(ext.fd, code, &in), IO_DEVICE_ERROR, 0);
	log_expect_no_aacs(&ext.drive);
	ctl(&ext.drive, "faults clear");

	/* The request was told of it; all others are told too. */
	CHECK(fsync(ext.file.fd) == -1 && errno == EIO);
	disc_dirty(&ext.file);
	extent_expect_file(&ext, code);
	CHECK(!fsync(ext.file.fd));
	extent_close(&ext);
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

CASE(session_gone, "session, while written out", ROWS(swaps, name),
     .seconds = 120)
{
	struct extent_fixture ext = extent_open(PATIENT);
	int other = node_open(&ext.drive, O_RDWR);
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, (uint64_t)ext.file.fd);
	struct async *a;

	disc_dirty(&ext.file);
	log_mark(&ext.drive);
	a = async_held(&ext.drive, WRITE_HELD, ext.fd, GENERATE, &in);
	EXPECT(end_session(ext.fd, ext.agid), SUCCESS, 0);
	if (swaps[f->row].by_other)
		CHECK_EQ(start_session(other), ext.agid);
	else if (swaps[f->row].again)
		CHECK_EQ(start_session(ext.fd), ext.agid);
	/* Not written yet, so all of that came in between. */
	CHECK_EQ(log_count(&ext.drive, "2a"), 0);
	EXPECT(async_answer(a, 60), CSS_KEY_NOT_ESTABLISHED, 0);
	async_untouched(a);
	CHECK(log_written(&ext.drive, ext.lba, ext.file.blocks, "a4:no"));
	if (swaps[f->row].again)
		log_expect(&ext.drive, line_end(ext.agid), line_grant());
	else
		log_expect(&ext.drive, line_end(ext.agid));

	/* The new session is as good as any. */
	if (!swaps[f->row].again)
		CHECK_EQ(start_session(ext.fd), ext.agid);
	if (swaps[f->row].by_other)
		ext.fd = other;
	log_mark(&ext.drive);
	extent_expect_file(&ext, GENERATE);
	extent_close(&ext);
}

/* ---- the program goes while the file is being written out ---- */

static void ask_and_wait(int tell, void *arg)
{
	struct extent_fixture *ext = arg;
	struct sr_aacs_read_binding_nonce in;
	int fd = node_open(&ext->drive, O_RDWR);

	in = by_handle(start_session(fd), (uint64_t)ext->file.fd);
	disc_dirty(&ext->file);
	child_tell(tell, in.session_id);
	ask_nonce(fd, GENERATE, &in);
}

CASE(killed, "program killed while written out", .seconds = 120)
{
	struct extent_fixture ext = extent_open(PATIENT);
	struct child child;
	uint32_t agid;

	/* The drive's only one, perhaps. */
	EXPECT(end_session(ext.fd, ext.agid), SUCCESS, 0);
	log_mark(&ext.drive);
	fault_set(&ext.drive, WRITE_HELD);
	child = child_start(ask_and_wait, &ext);
	agid = child_hear(&child);
	CHECK(wait_for(fault_met, &ext.drive, 20000));
	child_kill(&child);
	log_await(&ext.drive, line_end(agid), 1);
	log_expect(&ext.drive, line_grant(), line_end(agid));
	CHECK(agids_free(&ext.drive));
	CHECK_EQ(start_session(ext.fd), ext.agid);
	log_mark(&ext.drive);
	extent_expect_file(&ext, GENERATE);
	extent_close(&ext);
}
