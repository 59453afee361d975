// SPDX-License-Identifier: GPL-2.0-or-later
/* After GENERATE_BINDING_NONCE: the AGID is bound, END_SESSION alone is left. */
#include <fcntl.h>
#include <unistd.h>

#include "harness.h"
#include "host.h"

static struct setup begin(void)
{
	struct setup s = host_setup();
	struct sr_aacs_value nonce;

	host_authenticate(&s.host);
	EXPECT(nonce_request(s.host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     s.host.agid, 200, 1, &nonce), SR_AACS_STATUS_SUCCESS, 32);
	host_check_nonce(&s.host, 200, &nonce);
	log_mark(&s.drive);
	return s;
}

/* Anything else is refused without a command, END_SESSION works. */
static void test_bound(unsigned int row)
{
	struct setup s = begin();

	EXPECT(use_agid(s.host.fd, agid_codes[row], s.host.agid),
	       SR_AACS_STATUS_INVALID_DEVICE_STATE, 0);
	log_expect_silence(&s.drive);
	agids_expect(&s.drive, 1);
	EXPECT(end_session(s.host.fd, s.host.agid), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&s.drive, line_end(s.host.agid));
	CHECK(agids_free(&s.drive));
	EXPECT(use_agid(s.host.fd, agid_codes[row], s.host.agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&s.drive);
}

/* Another file sees nothing of that state. */
static void test_bound_others(unsigned int row)
{
	struct setup s = begin();
	int other = node_open(&s.drive, O_RDWR);

	EXPECT(use_agid(other, agid_codes[row], s.host.agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(&s.drive);
	EXPECT(end_session(s.host.fd, s.host.agid), SR_AACS_STATUS_SUCCESS, 0);
}

static void test_bound_end_all(unsigned int row)
{
	struct setup s = begin();

	(void)row;
	EXPECT(end_session(s.host.fd, SR_AACS_END_ALL_SESSIONS),
	       SR_AACS_STATUS_SUCCESS, 0);
	log_expect_ends(&s.drive, 0, NULL);
	CHECK(agids_free(&s.drive));
}

static void test_bound_close(unsigned int row)
{
	struct setup s = begin();

	(void)row;
	close(s.host.fd);
	log_await(&s.drive, line_end(0), 1);
	log_expect(&s.drive, line_end(0));
	CHECK(agids_free(&s.drive));
}

/* It is lost like any other when the disc goes. */
static void test_bound_change(unsigned int row)
{
	struct setup s = begin();

	(void)row;
	ctl(&s.drive, "change");
	sr_look(&s.drive);
	expect_poll(s.host.fd, POLLPRI, 5000);
	log_mark(&s.drive);
	EXPECT(end_session(s.host.fd, s.host.agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(&s.drive);
}

static const struct e2e_case cases[] = {
	{ "refuses", test_bound, 9, agid_code_label, 0 },
	{ "to another file", test_bound_others, 10, agid_code_label, 0 },
	{ "END_ALL", test_bound_end_all, 0, NULL, 0 },
	{ "close", test_bound_close, 0, NULL, 0 },
	{ "medium change", test_bound_change, 0, NULL, 0 },
};

E2E_THEME(bound, cases);
