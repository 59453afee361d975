// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lying lengths in answers that the drive gives after authentication: each
 * format with each lie is SR_AACS_STATUS_IO_DEVICE_ERROR, and no byte comes out. A length
 * field that counts more bytes than the format has is no lie.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("lies");

/* What is sent before, so that the drive would answer properly. */
enum steps { CERTIFICATE, CERTIFICATES, ALL };

static const struct {
	uint32_t code;
	const char *target;	/* of the fault */
	unsigned int len;	/* of the data, header included */
	enum steps steps;
} formats[] = {
	{ IOCTL_AACS_GET_CERTIFICATE, "a4:1", 116, CERTIFICATE },
	{ IOCTL_AACS_GET_CHALLENGE_KEY, "a4:2", 84, CERTIFICATES },
	{ IOCTL_AACS_READ_VOLUME_ID, "ad:80", 36, ALL },
	{ IOCTL_AACS_READ_SERIAL_NUMBER, "ad:81", 36, ALL },
	{ IOCTL_AACS_READ_MEDIA_ID, "ad:82", 36, ALL },
	{ IOCTL_AACS_GENERATE_BINDING_NONCE, "a4:20", 36, ALL },
};

enum lie {
	LENGTH_ZERO, LENGTH_LESS, LENGTH_MORE, LENGTH_MOST, SHORT_ONE_LESS,
	SHORT_HEADER, SHORT_ONE, ALL_ZERO, LIES
};

static void make_lie(char *buf, size_t max, unsigned int format, enum lie lie)
{
	const char *target = formats[format].target;
	unsigned int len = formats[format].len;

	switch (lie) {
	case LENGTH_ZERO:
		snprintf(buf, max, "%s length 0", target);
		break;
	case LENGTH_LESS:
		snprintf(buf, max, "%s length %x", target, len - 3);
		break;
	case LENGTH_MORE:
		snprintf(buf, max, "%s length %x", target, len - 1);
		break;
	case LENGTH_MOST:
		snprintf(buf, max, "%s length ffff", target);
		break;
	case SHORT_ONE_LESS:
		snprintf(buf, max, "%s short %u", target, len - 1);
		break;
	case SHORT_HEADER:
		snprintf(buf, max, "%s short 4", target);
		break;
	case SHORT_ONE:
		snprintf(buf, max, "%s short 1", target);
		break;
	default:
		snprintf(buf, max, "%s zero", target);
		break;
	}
}

static const char *lie_label(unsigned int row)
{
	static char label[96], lie[64];

	make_lie(lie, sizeof(lie), row / LIES, row % LIES);
	snprintf(label, sizeof(label), "%s, %s",
		 code_name(formats[row / LIES].code), lie);
	return label;
}

CASE(lie, "lie", .rows = ARRAY_SIZE(formats) * LIES, .label = lie_label)
{
	uint32_t code = formats[f->row / LIES].code;
	enum steps steps = formats[f->row / LIES].steps;
	uint8_t in[24] = { 0 }, out[112], clean[112];
	uint32_t sectors = 1;
	struct host host;
	char lie[64];

	host_load(&host, node_open(f->drive, O_RDWR));
	host_start(&host);
	EXPECT(host_send_certificate(&host), SR_AACS_STATUS_SUCCESS, 0);
	if (steps >= CERTIFICATES)
		EXPECT(host_get_certificate(&host), SR_AACS_STATUS_SUCCESS, 112);
	if (steps >= ALL) {
		EXPECT(host_get_key(&host), SR_AACS_STATUS_SUCCESS, 80);
		EXPECT(host_send_key(&host), SR_AACS_STATUS_SUCCESS, 0);
	}
	memcpy(in, &host.agid, 4);
	memcpy(in + 4, &sectors, 4);
	memset(in + 16, 0xff, 8);
	memset(out, 0xa5, sizeof(out));
	memset(clean, 0xa5, sizeof(clean));
	make_lie(lie, sizeof(lie), f->row / LIES, f->row % LIES);
	ctl(f->drive, "fault %s", lie);
	log_mark(f->drive);
	if (f->row % LIES == LENGTH_MORE || f->row % LIES == LENGTH_MOST) {
		EXPECT(request(host.fd, code, in, code_in(code), out,
			       code_out(code)), SR_AACS_STATUS_SUCCESS, code_out(code));
		CHECK(memcmp(out, clean, code_out(code)));
		close(host.fd);
		CHECK(agids_free(f->drive));
		return;
	}
	EXPECT(request(host.fd, code, in, code_in(code), out, code_out(code)),
	       SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	CHECK_MEM(out, clean, sizeof(out));
	/* One command, not a second try. */
	CHECK_EQ(log_count(f->drive, "a"), 1);
	/* The file still holds it: neither released nor bound. */
	EXPECT(end_session(host.fd, host.agid), SR_AACS_STATUS_SUCCESS, 0);
	CHECK(agids_free(f->drive));
}
