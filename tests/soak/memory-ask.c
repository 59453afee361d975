// SPDX-License-Identifier: GPL-2.0-or-later
/* A request while memory fails, see memory-ask.h. */
#include <errno.h>
#include <string.h>

#include "../fixture/extent.h"
#include "memory-ask.h"

#define MKB_SIZE	65536

/* Allocates nothing itself while allocations fail. */
struct buffers {
	uint8_t in[128];
	uint8_t out[MKB_SIZE];
	uint32_t in_len;
	uint32_t out_len;
};

static void authenticate_to(struct host *host, enum stage stage)
{
	if (stage >= GRANTED)
		host_start(host);
	if (stage >= HOST_CERTIFIED)
		EXPECT(host_send_certificate(host), SUCCESS, 0);
	if (stage >= DRIVE_CERTIFIED)
		EXPECT(host_get_certificate(host), SUCCESS, 112);
	if (stage >= KEY_READ)
		EXPECT(host_get_key(host), SUCCESS, 80);
	if (stage >= AUTHENTICATED)
		EXPECT(host_send_key(host), SUCCESS, 0);
}

static void fill_in(struct host *host, uint32_t code, uint64_t handle,
		    struct buffers *b)
{
	struct sr_aacs_send_certificate cert = { .session_id = host->agid };
	struct sr_aacs_send_challenge_key key = { .session_id = host->agid };
	struct sr_aacs_read_binding_nonce nonce = by_handle(host->agid, handle);
	uint32_t layer = 0;
	struct aacs_keypair pair;
	const void *in = &host->agid;

	b->in_len = code_in(code);
	b->out_len = code_out(code);
	switch (code) {
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK:
		b->out_len = MKB_SIZE;
		/* fall through */
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE:
		in = &layer;
		break;
	case IOCTL_AACS_SEND_CERTIFICATE:
		aacs_random(cert.certificate.nonce, AACS_NONCE_LEN);
		memcpy(cert.certificate.certificate, host->id.cert,
		       AACS_CERT_LEN);
		in = &cert;
		break;
	case IOCTL_AACS_SEND_CHALLENGE_KEY:
		CHECK_EQ(aacs_keypair_generate(&pair), 0);
		memcpy(key.challenge_key.point, pair.pub, AACS_POINT_LEN);
		CHECK_EQ(aacs_sign_challenge(&host->id.key, host->dn, pair.pub,
					     key.challenge_key.signature), 0);
		in = &key;
		break;
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		if (handle == ~0ULL) {
			nonce.start_lba = NONCE_LBA;
			nonce.number_of_sectors = 1;
		}
		in = &nonce;
		break;
	}
	memcpy(b->in, in, b->in_len);
	memset(b->out, 0xa5, b->out_len);
}

/* The answer is the drive's own. */
static void check_answer(const struct host *host, uint32_t code,
			 uint32_t lba, const struct buffers *b)
{
	struct sr_aacs_value value;

	memcpy(&value, b->out, sizeof(value));
	switch (code) {
	case IOCTL_AACS_READ_VOLUME_ID:
	case IOCTL_AACS_READ_SERIAL_NUMBER:
	case IOCTL_AACS_READ_MEDIA_ID:
		host_check_value(host, &value);
		break;
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		host_check_nonce(host, lba, &value);
		break;
	}
}

/* A media key block is written pack by pack; an error comes before the last. */
static void expect_untouched(uint32_t code, const struct buffers *b)
{
	uint32_t first = 0;

	if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		first = b->out_len - SR_AACS_MKB_PACK_SIZE;
	for (uint32_t i = first; i < b->out_len; i++) {
		if (b->out[i] != 0xa5)
			FAIL("byte %u of the output was written", i);
	}
}

/* What it was for goes with a request that can't be read or answered. */
static void begin_again(const struct drive *drive, struct host *host,
			const struct ask *ask, uint64_t handle,
			struct buffers *b)
{
	if (ask->code == IOCTL_AACS_START_SESSION)
		CHECK(agids_free(drive));
	EXPECT(end_session(host->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(drive));
	authenticate_to(host, ask->stage);
	fill_in(host, ask->code, handle, b);
}

void ask_without_memory(const struct drive *drive, struct host *host,
			const struct ask *ask, uint64_t handle, uint32_t lba,
			struct nth *nth, bool (*allowed)(uint32_t status))
{
	bool started = ask->code == IOCTL_AACS_START_SESSION;
	bool held = !ask->spends && (started || ask->stage != NO_SESSION);
	static struct buffers b;
	uint32_t information;
	struct answer a;

	authenticate_to(host, ask->stage);
	fill_in(host, ask->code, handle, &b);
	information = b.out_len;
	nth_arm(nth);
	a = request(host->fd, ask->code, b.in, b.in_len, b.out, b.out_len);
	nth_disarm(nth);
	nth->failed += a.ret != 0;
	if (a.ret && nth_copies_fail() && a.error == EFAULT) {
		begin_again(drive, host, ask, handle, &b);
		a = request(host->fd, ask->code, b.in, b.in_len, b.out,
			    b.out_len);
	} else if (a.ret) {
		if (!allowed(a.status))
			FAIL("allocation %u: status %#x", nth->n, a.status);
		EXPECT_STATUS(a, a.status, 0);
		expect_untouched(ask->code, &b);
		agids_expect(drive, ask->stage != NO_SESSION);
		CHECK_EQ(poll_now(host->fd), 0);
		a = request(host->fd, ask->code, b.in, b.in_len, b.out,
			    b.out_len);
	}
	EXPECT(a, SUCCESS, information);
	check_answer(host, ask->code, lba, &b);
	if (started)
		memcpy(&host->agid, b.out, 4);
	agids_expect(drive, held);
	if (held)
		EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
}
