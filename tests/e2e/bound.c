// SPDX-License-Identifier: GPL-2.0-or-later
/* After GENERATE_BINDING_NONCE: the AGID is bound, END_SESSION alone is left. */
#include <fcntl.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("bound");

static void begin(struct fixture *f)
{
	struct sr_aacs_value nonce;

	host_begin(f);
	host_authenticate(f->host);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     f->host->agid, 200, 1, &nonce), SUCCESS, 32);
	host_check_nonce(f->host, 200, &nonce);
	log_mark(f->drive);
}

/* Anything else is refused without a command, END_SESSION works. */
CASE(bound, "refuses", .begin = begin, .rows = 9, .label = agid_code_label)
{
	EXPECT(use_agid(f->fd, agid_codes[f->row], f->host->agid),
	       INVALID_DEVICE_STATE, 0);
	log_expect_silence(f->drive);
	agids_expect(f->drive, 1);
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
	log_expect(f->drive, line_end(f->host->agid));
	CHECK(agids_free(f->drive));
	EXPECT(use_agid(f->fd, agid_codes[f->row], f->host->agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
}

/* Another file sees nothing of that state. */
CASE(bound_others, "to another file", .begin = begin, .rows = 10,
     .label = agid_code_label)
{
	int other = node_open(f->drive, O_RDWR);

	EXPECT(use_agid(other, agid_codes[f->row], f->host->agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
}

CASE(bound_end_all, "END_ALL", .begin = begin)
{
	EXPECT(end_session(f->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	log_expect_ends(f->drive, 0, NULL);
	CHECK(agids_free(f->drive));
}

CASE(bound_close, "close", .begin = begin)
{
	close(f->fd);
	log_await(f->drive, line_end(0), 1);
	log_expect(f->drive, line_end(0));
	CHECK(agids_free(f->drive));
}

/* It is lost like any other when the disc goes. */
CASE(bound_change, "medium change", .begin = begin)
{
	ctl(f->drive, "change");
	sr_look(f->drive);
	expect_poll(f->fd, POLLPRI, 5000);
	log_mark(f->drive);
	EXPECT(end_session(f->fd, f->host->agid), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(f->drive);
}
