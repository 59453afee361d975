// SPDX-License-Identifier: GPL-2.0-or-later
/* The ABI: values from a drive that has authenticated, and memory out of reach. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "../fixture/host.h"

THEME("abi");

/*
 * Nor can what the drive binds or releases the AGID for. Bound to a nonce that
 * no program knows it would only be in the way: it is ended. Either way it is free
 * at the drive and no session any more, without having been lost.
 */
CASE(value_no_output, "value can't be handed over",
     LABELS("GENERATE_BINDING_NONCE, no page",
	    "GENERATE_BINDING_NONCE, read-only page", "READ_VOLUME_ID, no page",
	    "READ_VOLUME_ID, read-only page"))
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	bool generate = f->row < 2;
	uint32_t code = generate ? IOCTL_AACS_GENERATE_BINDING_NONCE :
				   IOCTL_AACS_READ_VOLUME_ID;
	void *out = page(protections[f->row % 2]);
	struct sr_aacs_value *value = out;
	struct host host;
	struct answer a;

	host_load(&host, node_open(f->drive, O_RDWR));
	host_authenticate(&host);
	log_mark(f->drive);
	if (generate)
		a = nonce_request(host.fd, code, host.agid, 200, 1, value);
	else
		a = request(host.fd, code, &host.agid, 4, value,
			    sizeof(*value));
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK_EQ(a.status, SR_AACS_STATUS_ACCESS_VIOLATION);
	CHECK_EQ(a.information, 0);
	CHECK(agids_free(f->drive));
	log_expect(f->drive, generate ? line_nonce(0, 0x20, 200, 1, "good 36") :
		   line_structure(0, 0x80, 0, 0, 36, "good 36"), line_end(0));
	CHECK_EQ(poll_now(host.fd), 0);
	EXPECT(end_session(host.fd, host.agid), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(f->drive);
	/* The next session is a good one. */
	host_authenticate(&host);
	EXPECT(end_session(host.fd, host.agid), SUCCESS, 0);
}
