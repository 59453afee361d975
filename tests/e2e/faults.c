// SPDX-License-Identifier: GPL-2.0-or-later
/* Drives that answer with sense data, lie about lengths, or not at all. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("faults", .plain = true);

/* ---- sense data, as the table of Documentation/abi.rst has it ---- */

static const struct {
	const char *sense;
	uint32_t status;
} senses[] = {
	{ "1/17/01", SR_AACS_STATUS_SUCCESS },
	{ "5/6f/00", SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE },
	{ "5/6f/01", SR_AACS_STATUS_CSS_KEY_NOT_PRESENT },
	{ "5/6f/02", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "5/6f/03", SR_AACS_STATUS_CSS_SCRAMBLED_SECTOR },
	{ "5/6f/04", SR_AACS_STATUS_CSS_REGION_MISMATCH },
	{ "5/6f/05", SR_AACS_STATUS_CSS_RESETS_EXHAUSTED },
	{ "5/6f/06", SR_AACS_STATUS_COPY_PROTECTION_FAILURE },
	{ "5/55/00", SR_AACS_STATUS_INSUFFICIENT_RESOURCES },
	{ "5/24/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "5/20/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "5/2c/00", SR_AACS_STATUS_INVALID_DEVICE_REQUEST },
	{ "5/21/00", SR_AACS_STATUS_NONEXISTENT_SECTOR },
	{ "5/25/00", SR_AACS_STATUS_NO_SUCH_DEVICE },
	{ "5/30/01", SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ "5/30/02", SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ "2/30/01", SR_AACS_STATUS_UNRECOGNIZED_MEDIA },
	{ "2/3a/01", SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	{ "2/04/03", SR_AACS_STATUS_NO_MEDIA_IN_DEVICE },
	/* 2/04/01 is waited for: theme waiting. */
	{ "2/04/00", SR_AACS_STATUS_DEVICE_NOT_READY },
	{ "2/08/00", SR_AACS_STATUS_DEVICE_NOT_READY },
	{ "3/11/00", SR_AACS_STATUS_DEVICE_DATA_ERROR },
	{ "4/44/00", SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "6/28/00", SR_AACS_STATUS_VERIFY_REQUIRED },
	{ "6/29/00", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "6/29/02", SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED },
	{ "7/27/00", SR_AACS_STATUS_MEDIA_WRITE_PROTECTED },
	{ "7/30/00", SR_AACS_STATUS_MEDIA_WRITE_PROTECTED },
	{ "b/4e/00", SR_AACS_STATUS_IO_DEVICE_ERROR },
};

/* Met under an AGID; sent once, whatever it was. */
OPEN_CASE(sense, "sense under an AGID", ROWS(senses, sense))
{
	const char *sense = senses[f->row].sense;
	uint8_t in[116] = { 0 };
	uint32_t agid = start_session(f->fd);
	char line[32];

	memcpy(in, &agid, 4);
	ctl(f->drive, "fault a3:1 sense %s count 9", sense);
	snprintf(line, sizeof(line), "%s 0", sense);
	log_mark(f->drive);
	EXPECT(request(f->fd, IOCTL_AACS_SEND_CERTIFICATE, in, sizeof(in), NULL,
		       0), senses[f->row].status, 0);
	log_expect(f->drive, line_key(0xa3, agid, 0x01, 116, line));
	/*
	 * A unit attention or an empty tray means that all sessions are gone,
	 * 5/6F/02 here that this one is.
	 */
	if (sense[0] == '6' || !strncmp(sense, "2/3a", 4) ||
	    !strcmp(sense, "5/6f/02")) {
		CHECK_EQ(poll_now(f->fd), POLLPRI);
		EXPECT(end_session(f->fd, agid), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
		       0);
		log_expect_no_aacs(f->drive);
		raw_end(f->drive, agid);
	} else {
		CHECK_EQ(poll_now(f->fd), 0);
		EXPECT(end_session(f->fd, agid), SR_AACS_STATUS_SUCCESS, 0);
	}
}

/*
 * Without an AGID the module repeats a command after a unit attention and after a
 * refused media type, and after no other error.
 */
OPEN_CASE(sense_no_agid, "sense without an AGID", ROWS(senses, sense))
{
	const char *sense = senses[f->row].sense;
	uint32_t size = 0xa5a5a5a5;

	ctl(f->drive, "fault ad:83 sense %s", sense);
	if (sense[0] == '6' || !strncmp(sense, "5/24", 4) ||
	    !strncmp(sense, "5/30", 4)) {
		EXPECT(read_mkb_size(f->fd, &size), SR_AACS_STATUS_SUCCESS, 4);
		CHECK_EQ(size, 65536);
		CHECK_EQ(log_count(f->drive, "ad"), 2);
		return;
	}
	if (sense[0] == '1')
		/* As good, but without the data it is no answer. */
		EXPECT(read_mkb_size(f->fd, &size), SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	else
		EXPECT(read_mkb_size(f->fd, &size), senses[f->row].status, 0);
	CHECK_EQ(size, 0xa5a5a5a5);
	CHECK_EQ(log_count(f->drive, "ad"), 1);
}

/* ---- answers that are not what they should be ---- */

/* Those that need a drive which has authenticated are in lies.c. */
static const char *const lies[] = {
	"length 0000", "length 0005",
	"short 7", "short 4", "short 1", "zero",
};

static void untouched(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] != 0xa5)
			FAIL("byte %zu of the output was written", i);
	}
}

/* An AGID that isn't one: none is taken on, and the drive's is not lost. */
OPEN_CASE(lie_agid, "AGID answer with", NAMES(lies))
{
	uint32_t agid = 0xa5a5a5a5;

	ctl(f->drive, "fault a4:0 %s", lies[f->row]);
	EXPECT(try_start(f->fd, &agid), SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	CHECK_EQ(agid, 0xa5a5a5a5);
	EXPECT(end_session(f->fd, 0), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(f->fd, SR_AACS_END_ALL_SESSIONS), SR_AACS_STATUS_SUCCESS, 0);
	CHECK(agids_free(f->drive));
}

/* A length field that counts more than the format has. */
OPEN_CASE(longer_agid, "AGID answer with a longer length", .rows = 2)
{
	ctl(f->drive, "fault a4:0 length %s", f->row ? "ffff" : "0007");
	EXPECT(end_session(f->fd, start_session(f->fd)), SR_AACS_STATUS_SUCCESS, 0);
}

/* Formats that carry data under an AGID; only "zero" needs no state there. */
static const uint32_t data_codes[] = {
	IOCTL_AACS_GET_CERTIFICATE, IOCTL_AACS_GET_CHALLENGE_KEY,
	IOCTL_AACS_READ_VOLUME_ID, IOCTL_AACS_READ_SERIAL_NUMBER,
	IOCTL_AACS_READ_MEDIA_ID, IOCTL_AACS_READ_BINDING_NONCE,
	IOCTL_AACS_GENERATE_BINDING_NONCE,
};

static const char *data_label(unsigned int i)
{
	return code_name(data_codes[i]);
}

OPEN_CASE(zero, "all zero, good", .rows = ARRAY_SIZE(data_codes),
	  .label = data_label)
{
	uint32_t code = data_codes[f->row];
	uint32_t agid = start_session(f->fd), sectors = 1;
	uint8_t in[24] = { 0 }, out[112];

	memcpy(in, &agid, 4);
	memcpy(in + 4, &sectors, 4);
	memset(in + 16, 0xff, 8);
	memset(out, 0xa5, sizeof(out));
	ctl(f->drive, "fault %s zero", code >= IOCTL_AACS_READ_VOLUME_ID &&
	    code <= IOCTL_AACS_READ_MEDIA_ID ? "ad" : "a4");
	EXPECT(request(f->fd, code, in, code_in(code), out, code_out(code)),
	       SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	untouched(out, sizeof(out));
	/* Neither released nor bound: it did not succeed. */
	log_mark(f->drive);
	EXPECT(end_session(f->fd, agid), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(f->drive, line_end(agid));
}

/* The media key block: header, number of packs, each pack. */
OPEN_CASE(lie_mkb_size, "lying about the size of the block", .rows = 5)
{
	static const char *const mkb_lies[] = {
		"length 0000", "length 0001", "short 3", "short 1", "zero",
	};
	uint32_t size = 0xa5a5a5a5;

	ctl(f->drive, "fault ad:83 %s", mkb_lies[f->row]);
	EXPECT(read_mkb_size(f->fd, &size), SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	CHECK_EQ(size, 0xa5a5a5a5);
	CHECK_EQ(log_count(f->drive, "ad"), 1);
}

OPEN_CASE(lie_mkb, "lying about a pack", .rows = 9)
{
	static const char *const mkb_lies[] = {
		"length 0000", "length 0002", "length 8001", "length 8003",
		"length ffff", "short 1", "short 4", "short 32771", "zero",
	};
	static uint8_t out[65536];
	uint32_t layer = 0;

	memset(out, 0xa5, sizeof(out));
	ctl(f->drive, "fault ad:83 %s", mkb_lies[f->row]);
	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, out,
		       sizeof(out)), SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	untouched(out, sizeof(out));
}

static const char *const feature_names[] = {
	"zero", "short 7", "short 15", "length 0",
};

/* The feature itself: no request goes on without it. */
CASE(lie_feature, "lying about the feature", NAMES(feature_names))
{
	static const char *const feature_lies[] = {
		"zero", "short 7", "short 15", "length 0",
	};
	uint32_t size = 0xa5a5a5a5;
	int fd;

	sr_rebind(f->drive, feature_lies[f->row]);
	fd = node_open(f->drive, O_RDWR);
	log_mark(f->drive);
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_IO_DEVICE_ERROR, 0);
	CHECK_EQ(size, 0xa5a5a5a5);
	CHECK_EQ(log_count(f->drive, "ad"), 0);
	/* It is asked again. */
	ctl(f->drive, "faults clear");
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
}

/* ---- no answer ---- */

/*
 * The drive keeps silent. The target gives up after its five seconds, which is
 * "not ready"; the module itself never sends such a command again.
 */
OPEN_CASE(silent, "silent")
{
	uint32_t agid = start_session(f->fd);
	int64_t start = now_ms();

	ctl(f->drive, "fault a4:1 silent");
	EXPECT(use_agid(f->fd, IOCTL_AACS_GET_CERTIFICATE, agid),
	       SR_AACS_STATUS_DEVICE_NOT_READY, 0);
	CHECK(now_ms() - start < 15000);
	EXPECT(end_session(f->fd, agid), SR_AACS_STATUS_SUCCESS, 0);
}

/* A target that never gives up: the module's own timeout does. */
CASE(timeout, "timeout")
{
	static const char path[] = "/sys/module/sr_aacs/parameters/timeout";
	struct drive drive = drive_start("silent", 1024, "--command-timeout 0");
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(fd);
	int64_t start = now_ms();
	char before[16];
	struct answer a;

	read_line(path, before, sizeof(before));
	CHECK(!strcmp(before, "20"));
	CHECK(write_file(path, "2"));
	ctl(&drive, "fault a4:1 silent");
	a = use_agid(fd, IOCTL_AACS_GET_CERTIFICATE, agid);
	CHECK(write_file(path, before));
	EXPECT(a, SR_AACS_STATUS_IO_TIMEOUT, 0);
	CHECK(now_ms() - start >= 1900);
	CHECK(now_ms() - start < 15000);
	close(fd);
	drive_stop(&drive);
}

/* A slow drive is waited for, and others' requests wait their turn. */
OPEN_CASE(delay, "slow")
{
	int64_t start = now_ms();
	uint32_t size = 0;

	ctl(f->drive, "fault ad:83 delay 700");
	EXPECT(read_mkb_size(f->fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	CHECK(now_ms() - start >= 690);
	CHECK_EQ(size, 65536);
}
