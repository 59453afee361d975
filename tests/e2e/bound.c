// SPDX-License-Identifier: GPL-2.0-or-later
/* After GENERATE_BINDING_NONCE: the AGID is bound, END_SESSION alone is left. */
#include <fcntl.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("bound");

static struct setup begin(void)
{
	struct setup s = host_setup();
	struct sr_aacs_value nonce;

	host_authenticate(&s.host);
	EXPECT(nonce_request(s.host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     s.host.agid, 200, 1, &nonce), SUCCESS, 32);
	host_check_nonce(&s.host, 200, &nonce);
	log_mark(&s.drive);
	return s;
}

/* Anything else is refused without a command, END_SESSION works. */
CASE(bound, "refuses", .rows = 9, .label = agid_code_label)
{
	struct setup s = begin();

	EXPECT(use_agid(s.host.fd, agid_codes[f->row], s.host.agid),
	       INVALID_DEVICE_STATE, 0);
	log_expect_silence(&s.drive);
	agids_expect(&s.drive, 1);
	EXPECT(end_session(s.host.fd, s.host.agid), SUCCESS, 0);
	log_expect(&s.drive, line_end(s.host.agid));
	CHECK(agids_free(&s.drive));
	EXPECT(use_agid(s.host.fd, agid_codes[f->row], s.host.agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&s.drive);
}

/* Another file sees nothing of that state. */
CASE(bound_others, "to another file", .rows = 10, .label = agid_code_label)
{
	struct setup s = begin();
	int other = node_open(&s.drive, O_RDWR);

	EXPECT(use_agid(other, agid_codes[f->row], s.host.agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&s.drive);
	EXPECT(end_session(s.host.fd, s.host.agid), SUCCESS, 0);
}

CASE(bound_end_all, "END_ALL")
{
	struct setup s = begin();

	EXPECT(end_session(s.host.fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	log_expect_ends(&s.drive, 0, NULL);
	CHECK(agids_free(&s.drive));
}

CASE(bound_close, "close")
{
	struct setup s = begin();

	close(s.host.fd);
	log_await(&s.drive, line_end(0), 1);
	log_expect(&s.drive, line_end(0));
	CHECK(agids_free(&s.drive));
}

/* It is lost like any other when the disc goes. */
CASE(bound_change, "medium change")
{
	struct setup s = begin();

	ctl(&s.drive, "change");
	sr_look(&s.drive);
	expect_poll(s.host.fd, POLLPRI, 5000);
	log_mark(&s.drive);
	EXPECT(end_session(s.host.fd, s.host.agid), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(&s.drive);
}
