// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The validation table of Windows' AACS requests, row by row: status,
 * information and errno, no command sent, the AGIDs as they were.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("validation", .plain = true);

#define OWN		0xFFFFFFF0U	/* the session that the case holds */

struct row {
	uint32_t code;
	uint32_t in_len, out_len;
	uint32_t first;		/* session or layer */
	uint32_t sectors;
	uint64_t lba;
	uint32_t status;
	uint32_t information;
};

/* A wrong length, a session or layer that would do. */
#define LENGTHS(code, in, out, status, information)			\
	{ IOCTL_AACS_##code, in, out, OWN, 1, 16,			\
	  SR_AACS_STATUS_##status, information }
#define LAYER(code, out, layer)						\
	{ IOCTL_AACS_##code, 4, out, layer, 0, 0,			\
	  SR_AACS_STATUS_INVALID_PARAMETER, 0 }
#define SESSION(code, in, out, id)					\
	{ IOCTL_AACS_##code, in, out, id, 1, 16,			\
	  SR_AACS_STATUS_INVALID_PARAMETER, 0 }
#define EXTENT(code, sectors, lba)					\
	{ IOCTL_AACS_##code, 24, 32, OWN, sectors, lba,			\
	  SR_AACS_STATUS_INVALID_PARAMETER, 0 }

static const struct row rows[] = {
	/* input length differs from the structure's */
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 0, 4, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 3, 4, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 5, 4, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_KEY_BLOCK, 0, 65536, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_KEY_BLOCK, 3, 65536, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_KEY_BLOCK, 8, 65536, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(START_SESSION, 4, 4, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(START_SESSION, 1, 4, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CERTIFICATE, 0, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CERTIFICATE, 115, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CERTIFICATE, 117, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CERTIFICATE, 0, 112, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CERTIFICATE, 3, 112, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CERTIFICATE, 5, 112, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CHALLENGE_KEY, 0, 80, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CHALLENGE_KEY, 3, 80, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GET_CHALLENGE_KEY, 5, 80, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CHALLENGE_KEY, 0, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CHALLENGE_KEY, 83, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(SEND_CHALLENGE_KEY, 85, 0, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_VOLUME_ID, 0, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_VOLUME_ID, 3, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_VOLUME_ID, 5, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_SERIAL_NUMBER, 3, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_SERIAL_NUMBER, 5, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_ID, 3, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_MEDIA_ID, 5, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_BINDING_NONCE, 0, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_BINDING_NONCE, 20, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_BINDING_NONCE, 23, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(READ_BINDING_NONCE, 25, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 0, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 20, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 23, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 25, 32, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 0xFFFFFFFF, 32, INFO_LENGTH_MISMATCH, 0),
	/* END_SESSION alone */
	LENGTHS(END_SESSION, 0, 0, INVALID_PARAMETER, 0),
	LENGTHS(END_SESSION, 3, 0, INVALID_PARAMETER, 0),
	LENGTHS(END_SESSION, 5, 0, INVALID_PARAMETER, 0),
	LENGTHS(END_SESSION, 8, 0, INVALID_PARAMETER, 0),
	/* output length too small */
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 4, 0, BUFFER_TOO_SMALL, 4),
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 4, 3, BUFFER_TOO_SMALL, 4),
	LENGTHS(READ_MEDIA_KEY_BLOCK, 4, 0, BUFFER_TOO_SMALL, 8),
	LENGTHS(READ_MEDIA_KEY_BLOCK, 4, 7, BUFFER_TOO_SMALL, 8),
	LENGTHS(START_SESSION, 0, 0, BUFFER_TOO_SMALL, 4),
	LENGTHS(START_SESSION, 0, 3, BUFFER_TOO_SMALL, 4),
	LENGTHS(GET_CERTIFICATE, 4, 0, BUFFER_TOO_SMALL, 112),
	LENGTHS(GET_CERTIFICATE, 4, 111, BUFFER_TOO_SMALL, 112),
	LENGTHS(GET_CHALLENGE_KEY, 4, 0, BUFFER_TOO_SMALL, 80),
	LENGTHS(GET_CHALLENGE_KEY, 4, 79, BUFFER_TOO_SMALL, 80),
	LENGTHS(READ_VOLUME_ID, 4, 0, BUFFER_TOO_SMALL, 32),
	LENGTHS(READ_VOLUME_ID, 4, 31, BUFFER_TOO_SMALL, 32),
	LENGTHS(READ_SERIAL_NUMBER, 4, 31, BUFFER_TOO_SMALL, 32),
	LENGTHS(READ_MEDIA_ID, 4, 31, BUFFER_TOO_SMALL, 32),
	LENGTHS(READ_BINDING_NONCE, 24, 0, BUFFER_TOO_SMALL, 32),
	LENGTHS(READ_BINDING_NONCE, 24, 31, BUFFER_TOO_SMALL, 32),
	LENGTHS(GENERATE_BINDING_NONCE, 24, 0, BUFFER_TOO_SMALL, 32),
	LENGTHS(GENERATE_BINDING_NONCE, 24, 31, BUFFER_TOO_SMALL, 32),
	/* output length larger than a fixed-size structure */
	LENGTHS(READ_MEDIA_KEY_BLOCK_SIZE, 4, 5, INVALID_BUFFER_SIZE, 0),
	LENGTHS(START_SESSION, 0, 5, INVALID_BUFFER_SIZE, 0),
	LENGTHS(END_SESSION, 4, 1, INVALID_BUFFER_SIZE, 0),
	LENGTHS(SEND_CERTIFICATE, 116, 1, INVALID_BUFFER_SIZE, 0),
	LENGTHS(GET_CERTIFICATE, 4, 113, INVALID_BUFFER_SIZE, 0),
	LENGTHS(GET_CHALLENGE_KEY, 4, 81, INVALID_BUFFER_SIZE, 0),
	LENGTHS(SEND_CHALLENGE_KEY, 84, 1, INVALID_BUFFER_SIZE, 0),
	LENGTHS(READ_VOLUME_ID, 4, 33, INVALID_BUFFER_SIZE, 0),
	LENGTHS(READ_SERIAL_NUMBER, 4, 33, INVALID_BUFFER_SIZE, 0),
	LENGTHS(READ_MEDIA_ID, 4, 33, INVALID_BUFFER_SIZE, 0),
	LENGTHS(READ_BINDING_NONCE, 24, 33, INVALID_BUFFER_SIZE, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 24, 33, INVALID_BUFFER_SIZE, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 24, 0xFFFFFFFF, INVALID_BUFFER_SIZE, 0),
	/* the order: the input length before the output length ... */
	LENGTHS(GET_CERTIFICATE, 3, 111, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(GENERATE_BINDING_NONCE, 23, 33, INFO_LENGTH_MISMATCH, 0),
	LENGTHS(END_SESSION, 3, 1, INVALID_PARAMETER, 0),
	/* ... and both before what the input says */
	{ IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 4, 7, 256, 0, 0,
	  SR_AACS_STATUS_BUFFER_TOO_SMALL, 8 },
	{ IOCTL_AACS_GET_CERTIFICATE, 4, 111, 4, 0, 0,
	  SR_AACS_STATUS_BUFFER_TOO_SMALL, 112 },
	{ IOCTL_AACS_GENERATE_BINDING_NONCE, 24, 33, 4, 256, 16,
	  SR_AACS_STATUS_INVALID_BUFFER_SIZE, 0 },
	/* layer > 255 */
	LAYER(READ_MEDIA_KEY_BLOCK_SIZE, 4, 256),
	LAYER(READ_MEDIA_KEY_BLOCK_SIZE, 4, 0xFFFFFFFF),
	LAYER(READ_MEDIA_KEY_BLOCK, 65536, 256),
	LAYER(READ_MEDIA_KEY_BLOCK, 65536, 0x80000000),
	/* SessionId out of range; 4 is where the Windows driver errs */
	SESSION(END_SESSION, 4, 0, 4),
	SESSION(END_SESSION, 4, 0, 0xFFFFFFFE),
	SESSION(SEND_CERTIFICATE, 116, 0, 4),
	SESSION(SEND_CERTIFICATE, 116, 0, 0xFFFFFFFF),
	SESSION(GET_CERTIFICATE, 4, 112, 4),
	SESSION(GET_CERTIFICATE, 4, 112, 0xFFFFFFFF),
	SESSION(GET_CHALLENGE_KEY, 4, 80, 4),
	SESSION(GET_CHALLENGE_KEY, 4, 80, 0xFFFFFFFF),
	SESSION(SEND_CHALLENGE_KEY, 84, 0, 4),
	SESSION(SEND_CHALLENGE_KEY, 84, 0, 0xFFFFFFFF),
	SESSION(READ_VOLUME_ID, 4, 32, 4),
	SESSION(READ_VOLUME_ID, 4, 32, 0x80000000),
	SESSION(READ_SERIAL_NUMBER, 4, 32, 4),
	SESSION(READ_MEDIA_ID, 4, 32, 4),
	SESSION(READ_BINDING_NONCE, 24, 32, 4),
	SESSION(READ_BINDING_NONCE, 24, 32, 0xFFFFFFFF),
	SESSION(GENERATE_BINDING_NONCE, 24, 32, 4),
	SESSION(GENERATE_BINDING_NONCE, 24, 32, 0xFFFFFFFF),
	/* NumberOfSectors > 255 */
	EXTENT(READ_BINDING_NONCE, 256, 16),
	EXTENT(READ_BINDING_NONCE, 0xFFFFFFFF, 16),
	EXTENT(GENERATE_BINDING_NONCE, 256, 16),
	EXTENT(GENERATE_BINDING_NONCE, 0xFFFFFFFF, 16),
	/* StartLba > 0xFFFFFFFF */
	EXTENT(READ_BINDING_NONCE, 1, 0x100000000),
	EXTENT(READ_BINDING_NONCE, 1, 0xFFFFFFFFFFFFFFFF),
	EXTENT(GENERATE_BINDING_NONCE, 1, 0x100000000),
	EXTENT(GENERATE_BINDING_NONCE, 1, 0xFFFFFFFFFFFFFFFF),
};

static const char *row_label(unsigned int i)
{
	static char label[128];
	const struct row *row = &rows[i];

	snprintf(label, sizeof(label), "%s in %u out %u, %s %#x, %u at %#llx",
		 code_name(row->code), row->in_len, row->out_len,
		 row->first == OWN ? "own" : "first", row->first == OWN ? 0 :
		 row->first, row->sectors, (unsigned long long)row->lba);
	return label;
}

/* The input structure; more than any length in the table but the absurd. */
static void fill(uint8_t in[128], const struct row *row, uint32_t session)
{
	uint32_t first = row->first == OWN ? session : row->first;
	uint64_t no_handle = ~0ULL;

	memset(in, 0, 128);
	if (row->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK ||
	    row->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE)
		first = row->first == OWN ? 0 : row->first;
	memcpy(in, &first, 4);
	if (code_in(row->code) == 24) {
		memcpy(in + 4, &row->sectors, 4);
		memcpy(in + 8, &row->lba, 8);
		memcpy(in + 16, &no_handle, 8);
	}
}

OPEN_CASE(row, "row", .rows = ARRAY_SIZE(rows), .label = row_label)
{
	static uint8_t out[65536], untouched[65536];
	int other = node_open(f->drive, O_RDWR);
	uint32_t mine = start_session(f->fd), theirs = 1;
	bool two = start_second_session(other, f->drive);
	char before[512];
	uint8_t in[128];
	struct answer a;

	snprintf(before, sizeof(before), "%s", ctl(f->drive, "agids"));
	fill(in, &rows[f->row], mine);
	memset(out, 0xa5, sizeof(out));
	memset(untouched, 0xa5, sizeof(untouched));
	log_mark(f->drive);

	a = request(f->fd, rows[f->row].code, in, rows[f->row].in_len, out,
		    rows[f->row].out_len);
	EXPECT(a, rows[f->row].status, rows[f->row].information);
	CHECK_MEM(out, untouched, sizeof(out));

	log_expect_silence(f->drive);
	if (strcmp(before, ctl(f->drive, "agids")))
		FAIL("AGIDs at the drive: before\n%safter\n%s", before,
		     ctl(f->drive, "agids"));
	/* They are still whose they were. */
	EXPECT(end_session(f->fd, theirs), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(f->fd, mine), SR_AACS_STATUS_SUCCESS, 0);
	if (two)
		EXPECT(end_session(other, theirs), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(f->drive, line_end(mine), two ? line_end(theirs) : NULL);
}

/*
 * On a drive without AACS every code is SR_AACS_STATUS_INVALID_DEVICE_REQUEST, however
 * wrong its lengths are: that check comes first.
 */
CASE(no_feature, "no AACS feature", .rows = CODES, .label = code_label)
{
	struct drive drive = drive_start("plain", 1024, "--no-aacs");
	uint32_t code = all_codes[f->row];
	uint8_t in[128] = { 0 }, out[128];
	int fd = node_open(&drive, O_RDWR);

	EXPECT(request(fd, code, in, code_in(code), out, code_out(code)),
	       SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	EXPECT(request(fd, code, in, 77, out, 77),
	       SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	EXPECT(request(fd, code, in, 0, out, 0),
	       SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	CHECK_EQ(log_count(&drive, "a3"), 0);
	CHECK_EQ(log_count(&drive, "a4"), 0);
	CHECK_EQ(log_count(&drive, "ad"), 0);
	close(fd);
	drive_stop(&drive);
}

/* A drive that can't generate nonces: that one code alone is refused. */
CASE(no_bng, "no binding nonces")
{
	struct drive drive = drive_start("nobng", 1024, "--no-bng");
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = start_session(fd), size = 0;

	log_mark(&drive);
	EXPECT(use_agid(fd, IOCTL_AACS_GENERATE_BINDING_NONCE, agid),
	       SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	/* before the lengths, too */
	EXPECT(request(fd, IOCTL_AACS_GENERATE_BINDING_NONCE, NULL, 0, NULL, 0),
	       SR_AACS_STATUS_INVALID_DEVICE_REQUEST, 0);
	log_expect_silence(&drive);
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	/* The session is not bound, and the drive has no key for it. */
	EXPECT(use_agid(fd, IOCTL_AACS_READ_BINDING_NONCE, agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(fd, agid), SR_AACS_STATUS_SUCCESS, 0);
	close(fd);
	drive_stop(&drive);
}
