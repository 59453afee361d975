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

static struct setup begin(void)
{
	struct setup s = host_setup();

	request_program = "e2e32";
	host_authenticate(&s.host);
	log_expect(&s.drive, line_grant(), HOST_LINES(0));
	return s;
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

CASE(value, "value", .rows = 3, .label = value_label)
{
	struct setup s = begin();
	struct sr_aacs_value value;
	uint32_t agid = 0;

	EXPECT(request(s.host.fd, values[f->row].code, &agid, 4, &value,
		       sizeof(value)), SUCCESS, 32);
	host_check_value(&s.host, &value);
	log_expect(&s.drive, line_structure(0, values[f->row].format, 0, 0, 36,
					    "good 36"), line_end(0));
}

/* INVALID_HANDLE_VALUE has four bytes there; what is above is not looked at. */
CASE(nonce, "binding nonce, handle", .rows = 3)
{
	static const uint64_t handles[] = {
		0x00000000FFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x55AA55AAFFFFFFFF,
	};
	struct sr_aacs_read_binding_nonce in = {
		.number_of_sectors = 32, .start_lba = 0x1230,
		.handle = handles[f->row],
	};
	struct setup s = begin();
	struct sr_aacs_value nonce;

	EXPECT(request(s.host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), SUCCESS, 32);
	host_check_nonce(&s.host, 0x1230, &nonce);
	log_expect(&s.drive, line_nonce(0, 0x20, 0x1230, 32, "good 36"));
	EXPECT(request(s.host.fd, IOCTL_AACS_READ_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), INVALID_DEVICE_STATE,
	       0);
	log_expect_silence(&s.drive);
	EXPECT(end_session(s.host.fd, 0), SUCCESS, 0);
	log_expect(&s.drive, line_end(0));
}

/* A file of the disc, with any value above the half that counts. */
CASE(file, "binding nonce, file", .rows = 3)
{
	static const uint64_t above[] = {
		0, 0xFFFFFFFF00000000, 0x55AA55AA00000000,
	};
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in;
	struct sr_aacs_value nonce;
	struct host host;

	host_load(&host, ext.fd);
	host.agid = ext.agid;
	request_program = "e2e32";
	host_authenticate_session(&host);
	in = by_handle(ext.agid, (uint64_t)ext.file.fd | above[f->row]);
	CHECK(!fcntl(ext.file.fd, F_SETFD, 0));
	log_mark(&ext.drive);
	EXPECT(request(ext.fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), SUCCESS, 32);
	host_check_nonce(&host, ext.lba, &nonce);
	log_expect(&ext.drive, line_nonce(ext.agid, 0x20, ext.lba,
					  (uint8_t)ext.file.blocks, "good 36"));
	extent_close(&ext);
}

CASE(mkb, "media key block")
{
	int fd = node_open(f->drive, O_RDONLY);
	static uint8_t here[65536], there[65536];
	uint32_t layer = 0, size = 0;

	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, here,
		       sizeof(here)), SUCCESS, sizeof(here));
	request_program = "e2e32";
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(size, sizeof(here));
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, there,
		       sizeof(there)), SUCCESS, sizeof(there));
	CHECK_MEM(here, there, sizeof(here));
}
