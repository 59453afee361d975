// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every code does its task, with a host that really authenticates; compares each
 * command in the drive's log as a whole.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("codes");

#define GRANT	line_grant()

/* What the disc's FILE.aacs says of @key; 16 bytes. */
static void disc_says(const char *key, uint8_t value[16])
{
	FILE *f = fopen("/run/discs/disc0.img.aacs", "re");
	size_t len = strlen(key);
	char line[256];

	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, key, len) || line[len] != ' ')
			continue;
		for (int i = 0; i < 16; i++) {
			unsigned int byte;

			CHECK_EQ(sscanf(line + len + 1 + 2 * i, "%2x", &byte),
				 1);
			value[i] = (uint8_t)byte;
		}
		fclose(f);
		return;
	}
	FAIL("the disc has no %s", key);
}

HOST_CASE(mkb_size, "READ_MEDIA_KEY_BLOCK_SIZE")
{
	uint32_t size = 0;

	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	CHECK_EQ(size, 65536);
	log_expect(f->drive, line_structure(0, 0x83, 0, 0, 4, "good 4"));
}

/* The default block: one full pack, and 4096 bytes of another, then zeros. */
HOST_CASE(mkb, "READ_MEDIA_KEY_BLOCK")
{
	static uint8_t block[65536], zero[28672];
	uint32_t layer = 0;

	memset(block, 0xa5, sizeof(block));
	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4,
		       block, sizeof(block)), SUCCESS, 65536);
	log_expect(f->drive, line_structure(0, 0x83, 0, 0, 32772, "good 32772"),
		   line_structure(0, 0x83, 0, 1, 32772, "good 32772"));
	CHECK_MEM(block + 36864, zero, sizeof(zero));
}

/* The layer goes where it belongs; this drive's discs have the one. */
HOST_CASE(layer, "media key block of another layer", .rows = 3)
{
	static const uint32_t layers[] = { 1, 2, 255 };
	const char *size, *pack;
	uint8_t buf[64];

	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
		       &layers[f->row], 4, buf, 4), INVALID_DEVICE_REQUEST, 0);
	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK,
		       &layers[f->row], 4, buf, sizeof(buf)),
	       INVALID_DEVICE_REQUEST, 0);
	/* The module repeats each command once, after reading the profile. */
	size = line_structure(0, 0x83, (uint8_t)layers[f->row], 0, 4, "5/24/00 0");
	pack = line_structure(0, 0x83, (uint8_t)layers[f->row], 0, 32772,
			      "5/24/00 0");
	log_expect(f->drive, size, size, pack, pack);
}

HOST_CASE(start_end, "START_SESSION, END_SESSION")
{
	for (uint32_t i = 0; i < f->drive->agids; i++) {
		CHECK_EQ(start_session(f->fd), i);
		log_expect(f->drive, GRANT);
	}
	for (uint32_t i = f->drive->agids; i-- > 0;) {
		EXPECT(end_session(f->fd, i), SUCCESS, 0);
		log_expect(f->drive, line_end(i));
	}
	CHECK(agids_free(f->drive));
}

/* Each step under each AGID: the two bits stand where they belong. */
HOST_CASE(authentication, "authentication under AGID", .rows = 4)
{
	char state[64];

	need_agids(f->drive, f->row + 1);
	for (unsigned int i = 0; i < f->row; i++)
		CHECK_EQ(start_session(f->fd), i);
	log_mark(f->drive);
	host_start(f->host);
	CHECK_EQ(f->host->agid, f->row);
	log_expect(f->drive, GRANT);

	EXPECT(host_send_certificate(f->host), SUCCESS, 0);
	log_expect(f->drive, line_key(0xa3, f->row, 0x01, 116, "good 116"));
	EXPECT(host_get_certificate(f->host), SUCCESS, 112);
	log_expect(f->drive, line_key(0xa4, f->row, 0x01, 116, "good 116"));
	EXPECT(host_get_key(f->host), SUCCESS, 80);
	log_expect(f->drive, line_key(0xa4, f->row, 0x02, 84, "good 84"));
	EXPECT(host_send_key(f->host), SUCCESS, 0);
	log_expect(f->drive, line_key(0xa3, f->row, 0x02, 84, "good 84"));

	snprintf(state, sizeof(state), "%u authenticated", f->row);
	CHECK(strstr(ctl(f->drive, "agids"), state));
	EXPECT(end_session(f->fd, f->row), SUCCESS, 0);
	log_expect(f->drive, line_end(f->row));
}

static const struct {
	const char *name;
	uint32_t code;
	uint8_t format;
	const char *key;
} values[] = {
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, 0x80, "volume-id" },
	{ "READ_SERIAL_NUMBER", IOCTL_AACS_READ_SERIAL_NUMBER, 0x81, "serial-number" },
	{ "READ_MEDIA_ID", IOCTL_AACS_READ_MEDIA_ID, 0x82, "media-id" },
};

static const char *value_label(unsigned int i)
{
	static char label[64];

	snprintf(label, sizeof(label), "%s of AGID %u", values[i / 4].name,
		 i % 4);
	return label;
}

/* Value and MAC; the AGID is released, at the drive too. */
HOST_CASE(value, "protected value", .rows = 12, .label = value_label)
{
	uint32_t agid = f->row % 4, code = values[f->row / 4].code;
	struct sr_aacs_value value;
	uint8_t want[16];

	need_agids(f->drive, agid + 1);
	for (unsigned int i = 0; i < agid; i++)
		CHECK_EQ(start_session(f->fd), i);
	host_authenticate(f->host);
	CHECK_EQ(f->host->agid, agid);
	log_mark(f->drive);
	EXPECT(request(f->fd, code, &agid, 4, &value, sizeof(value)),
	       SUCCESS, 32);
	log_expect(f->drive, line_structure(agid, values[f->row / 4].format, 0,
					    0, 36, "good 36"), line_end(agid));
	host_check_value(f->host, &value);
	disc_says(values[f->row / 4].key, want);
	CHECK_MEM(value.value, want, 16);
	agids_expect(f->drive, agid);

	EXPECT(request(f->fd, code, &agid, 4, &value, sizeof(value)),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_silence(f->drive);
}

/* LBA and block count stand in the CDB as asked for. */
static const struct {
	uint32_t lba, blocks;
} extents[] = {
	{ 0, 1 }, { 16, 1 }, { 0x1234, 32 }, { 1, 255 }, { 16383, 1 },
	{ 0x0102, 3 },
};

static const char *extent_label(unsigned int i)
{
	static char label[64];

	snprintf(label, sizeof(label), "%u blocks at %#x", extents[i].blocks,
		 extents[i].lba);
	return label;
}

HOST_CASE(generate, "binding nonce", .rows = ARRAY_SIZE(extents),
	  .label = extent_label)
{
	uint32_t lba = extents[f->row].lba, blocks = extents[f->row].blocks;
	uint8_t count = (uint8_t)blocks;
	struct sr_aacs_value nonce;

	host_authenticate(f->host);
	log_expect(f->drive, GRANT, HOST_LINES(0));
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, 0,
			     lba, blocks, &nonce), SUCCESS, 32);
	log_expect(f->drive, line_nonce(0, 0x20, lba, count, "good 36"));
	host_check_nonce(f->host, lba, &nonce);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	log_expect(f->drive, line_end(0));

	/* Nothing was written there: the disc has no nonce for it. */
	host_authenticate(f->host);
	log_mark(f->drive);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_READ_BINDING_NONCE, 0, lba,
			     blocks, &nonce), CSS_KEY_NOT_PRESENT, 0);
	log_expect(f->drive, line_nonce(0, 0x21, lba, count, "5/6f/01 0"));
	/* It failed, so the session is still there. */
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
}

/* INVALID_HANDLE_VALUE of a 32-bit program, with anything above it. */
HOST_CASE(handle, "INVALID_HANDLE_VALUE", .rows = 3)
{
	static const uint64_t handles[] = {
		0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x12345678FFFFFFFF,
	};
	struct sr_aacs_read_binding_nonce in = {
		.number_of_sectors = 1, .start_lba = 77,
		.handle = handles[f->row],
	};
	struct sr_aacs_value nonce;

	host_authenticate(f->host);
	log_mark(f->drive);
	EXPECT(request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
		       sizeof(in), &nonce, sizeof(nonce)), SUCCESS, 32);
	log_expect(f->drive, line_nonce(0, 0x20, 77, 1, "good 36"));
	host_check_nonce(f->host, 77, &nonce);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
}

/* An extent that the disc doesn't have; both codes, the session survives. */
HOST_CASE(outside, "extent off the disc", .rows = 3)
{
	static const uint32_t lbas[] = { 16384, 0x7FFFFFFF, 0xFFFFFFFF };
	struct sr_aacs_value nonce;

	host_authenticate(f->host);
	log_mark(f->drive);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_READ_BINDING_NONCE, 0,
			     lbas[f->row], 1, &nonce), NONEXISTENT_SECTOR, 0);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, 0,
			     lbas[f->row], 1, &nonce), NONEXISTENT_SECTOR, 0);
	log_expect(f->drive, line_nonce(0, 0x21, lbas[f->row], 1, "5/21/00 0"),
		   line_nonce(0, 0x20, lbas[f->row], 1, "5/21/00 0"));
	/* Not bound by a request that failed. */
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, 0, 5,
			     1, &nonce), SUCCESS, 32);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
}

/* The feature is asked for when the drive appears, and not after a change. */
CASE(feature, "GET CONFIGURATION", .own = "--agids 3")
{
	static const char ask[] = "4602010d000000001000 good 16";
	uint32_t size;
	int fd;

	f->drive->mark = 0;
	fd = node_open(f->drive, O_RDWR);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	/* Twice if sr's first event came after the first answer. */
	CHECK(log_count(f->drive, ask) >= 1);
	log_mark(f->drive);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	CHECK_EQ(log_count(f->drive, ask), 0);
	ctl(f->drive, "change");
	/* It is this request's command that meets the change. */
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
	/* The new disc may have another profile. */
	CHECK_EQ(log_count(f->drive, ask), 1);
}
