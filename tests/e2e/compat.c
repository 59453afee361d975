// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A whole authentication and every protected transfer asked for by a program of
 * 32 bits: each request goes through e2e32 on the same open file, and what
 * comes out is checked here.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"
#include "../fixture/extent.h"

THEME("compat", .no_uml = true);

static void begin(struct fixture *f)
{
	host_begin(f);

	request_by = request_by_e2e32;
	host_authenticate(f->host);
	log_expect(f->drive, line_grant(), HOST_LINES(0));
}

static const struct {
	uint32_t code;
	uint8_t format;
} values[] = {
	{ IOCTL_AACS_READ_VOLUME_ID, 0x80 },
	{ IOCTL_AACS_READ_SERIAL_NUMBER, 0x81 },
	{ IOCTL_AACS_READ_MEDIA_ID, 0x82 },
};

static const char *value_label(unsigned int i)
{
	return code_name(values[i].code);
}

CASE(value, "value", .begin = begin, .rows = 3, .label = value_label)
{
	struct sr_aacs_value value;
	uint32_t agid = 0;

	EXPECT(request(f->fd, values[f->row].code, &agid, 4, &value,
		       sizeof(value)), SUCCESS, 32);
	host_check_value(f->host, &value);
	log_expect(f->drive, line_structure(0, values[f->row].format, 0, 0, 36,
					    "good 36"), line_end(0));
}

/* INVALID_HANDLE_VALUE has four bytes there; what is above is not looked at. */
CASE(nonce, "binding nonce, handle", .begin = begin, .rows = 3)
{
	static const uint64_t handles[] = {
		0x00000000FFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x55AA55AAFFFFFFFF,
	};
	struct sr_aacs_read_binding_nonce in = {
		.number_of_sectors = 32, .start_lba = 0x1230,
		.handle = handles[f->row],
	};
	struct sr_aacs_value nonce;

	EXPECT(request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), SUCCESS, 32);
	host_check_nonce(f->host, 0x1230, &nonce);
	log_expect(f->drive, line_nonce(0, 0x20, 0x1230, 32, "good 36"));
	EXPECT(request(f->fd, IOCTL_AACS_READ_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), INVALID_DEVICE_STATE,
	       0);
	log_expect_silence(f->drive);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	log_expect(f->drive, line_end(0));
}

/* A file of the disc, with any value above the half that counts. */
EXTENT_CASE(file, "binding nonce, file", .rows = 3)
{
	static const uint64_t above[] = {
		0, 0xFFFFFFFF00000000, 0x55AA55AA00000000,
	};
	struct sr_aacs_read_binding_nonce in;
	struct sr_aacs_value nonce;
	struct host host;

	host_load(&host, f->fd);
	host.agid = f->agid;
	request_by = request_by_e2e32;
	host_authenticate_session(&host);
	in = by_handle(f->agid, (uint64_t)f->file->fd | above[f->row]);
	CHECK(!fcntl(f->file->fd, F_SETFD, 0));
	log_mark(f->drive);
	EXPECT(request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), SUCCESS, 32);
	host_check_nonce(&host, f->lba, &nonce);
	log_expect(f->drive, line_nonce(f->agid, 0x20, f->lba,
					  (uint8_t)f->file->blocks, "good 36"));
}

CASE(mkb, "media key block")
{
	int fd = node_open(f->drive, O_RDONLY);
	static uint8_t here[65536], there[65536];
	uint32_t layer = 0, size = 0;

	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, here,
		       sizeof(here)), SUCCESS, sizeof(here));
	request_by = request_by_e2e32;
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(size, sizeof(here));
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, there,
		       sizeof(there)), SUCCESS, sizeof(there));
	CHECK_MEM(here, there, sizeof(here));
}
