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

/*
 * The order of the checks, and the status of each for a value one beyond the last
 * valid one. KUnit and the fuzzer's model have all lengths and values.
 */
#define ROW(code, in, out, first, sectors, lba, status, information)	\
	{ IOCTL_AACS_##code, in, out, first, sectors, lba,		\
	  SR_AACS_STATUS_##status, information }

static const struct row rows[] = {
	/* the input length before the output length ... */
	ROW(GET_CERTIFICATE, 3, 111, OWN, 1, 16, INFO_LENGTH_MISMATCH, 0),
	ROW(GENERATE_BINDING_NONCE, 23, 33, OWN, 1, 16, INFO_LENGTH_MISMATCH, 0),
	ROW(END_SESSION, 3, 1, OWN, 1, 16, INVALID_PARAMETER, 0),
	/* ... and both before what the input says */
	ROW(READ_MEDIA_KEY_BLOCK, 4, 7, 256, 0, 0, BUFFER_TOO_SMALL, 8),
	ROW(GET_CERTIFICATE, 4, 111, 4, 0, 0, BUFFER_TOO_SMALL, 112),
	ROW(GENERATE_BINDING_NONCE, 24, 33, 4, 256, 16, INVALID_BUFFER_SIZE, 0),
	/* lengths that would be negative numbers */
	ROW(GENERATE_BINDING_NONCE, 0xFFFFFFFF, 32, OWN, 1, 16, INFO_LENGTH_MISMATCH, 0),
	ROW(GENERATE_BINDING_NONCE, 24, 0xFFFFFFFF, OWN, 1, 16, INVALID_BUFFER_SIZE, 0),
	ROW(READ_MEDIA_KEY_BLOCK_SIZE, 4, 4, 256, 0, 0, INVALID_PARAMETER, 0),
	ROW(READ_MEDIA_KEY_BLOCK, 4, 65536, 256, 0, 0, INVALID_PARAMETER, 0),
	ROW(READ_BINDING_NONCE, 24, 32, OWN, 256, 16, INVALID_PARAMETER, 0),
	ROW(GENERATE_BINDING_NONCE, 24, 32, OWN, 256, 16, INVALID_PARAMETER, 0),
	ROW(READ_BINDING_NONCE, 24, 32, OWN, 1, 0x100000000, INVALID_PARAMETER, 0),
	ROW(GENERATE_BINDING_NONCE, 24, 32, OWN, 1, 0x100000000, INVALID_PARAMETER, 0),
};

static const char *row_label(unsigned int i)
{
	static char label[128];
	const struct row *row = &rows[i];

	snprintf(label, sizeof(label), "%s in %u out %u, %s %#x, %u at %#llx",
		 code_name(row->code), row->in_len, row->out_len, row->first ==
		 OWN ? "own" : "first", row->first == OWN ? 0 : row->first,
		 row->sectors, (unsigned long long)row->lba);
	return label;
}

/* The input structure; longer than all lengths in the table except the absurd ones. */
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

/* No command, no byte of output, and no change of an AGID. */
static void expect_refused(struct fixture *f, const struct row *row)
{
	static uint8_t out[65536], untouched[65536];
	int other = node_open(f->drive, O_RDWR);
	uint32_t mine = start_session(f->fd), theirs = 1;
	bool two = start_second_session(other, f->drive);
	char before[512];
	uint8_t in[128];

	snprintf(before, sizeof(before), "%s", ctl(f->drive, "agids"));
	fill(in, row, mine);
	memset(out, 0xa5, sizeof(out));
	memset(untouched, 0xa5, sizeof(untouched));
	log_mark(f->drive);
	EXPECT_STATUS(request(f->fd, row->code, in, row->in_len, out,
			      row->out_len), row->status, row->information);
	CHECK_MEM(out, untouched, sizeof(out));

	log_expect_silence(f->drive);
	if (strcmp(before, ctl(f->drive, "agids")))
		FAIL("AGIDs at the drive: before\n%safter\n%s", before,
		     ctl(f->drive, "agids"));
	/* Each session still belongs to the same file. */
	EXPECT(end_session(f->fd, theirs), CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(f->fd, mine), SUCCESS, 0);
	if (two)
		EXPECT(end_session(other, theirs), SUCCESS, 0);
	log_expect(f->drive, line_end(mine), two ? line_end(theirs) : NULL);
	close(other);
}

OPEN_CASE(row, "row", .rows = ARRAY_SIZE(rows), .label = row_label)
{
	expect_refused(f, &rows[f->row]);
}

#define MKB	IOCTL_AACS_READ_MEDIA_KEY_BLOCK

/* The lengths one less and one more, and the least SessionId that none can be. */
OPEN_CASE(limits, "limits of", .rows = CODES, .label = code_label)
{
	uint32_t code = all_codes[f->row], in = code_in(code), out = code_out(code);
	uint32_t length = code == IOCTL_AACS_END_SESSION ?
			  SR_AACS_STATUS_INVALID_PARAMETER :
			  SR_AACS_STATUS_INFO_LENGTH_MISMATCH;
	const struct {
		bool applies;
		struct row row;
	} limits[] = {
		{ in, { code, in - 1, out, OWN, 1, 16, length, 0 } },
		{ true, { code, in + 1, out, OWN, 1, 16, length, 0 } },
		{ out, { code, in, out - 1, OWN, 1, 16, SR_AACS_STATUS_BUFFER_TOO_SMALL, out } },
		{ code != MKB, { code, in, out + 1, OWN, 1, 16,
				 SR_AACS_STATUS_INVALID_BUFFER_SIZE, 0 } },
		{ in && code > IOCTL_AACS_START_SESSION,
		  { code, in, out, 4, 1, 16, SR_AACS_STATUS_INVALID_PARAMETER, 0 } },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(limits); i++)
		if (limits[i].applies)
			expect_refused(f, &limits[i].row);
}

/*
 * On a drive without AACS every code is SR_AACS_STATUS_INVALID_DEVICE_REQUEST, however
 * wrong its lengths are: that check comes first.
 */
OPEN_CASE(no_feature, "no AACS feature", .own = "--no-aacs", .rows = CODES,
	  .label = code_label)
{
	uint32_t code = all_codes[f->row];
	uint8_t in[128] = { 0 }, out[128];

	EXPECT(request(f->fd, code, in, code_in(code), out, code_out(code)),
	       INVALID_DEVICE_REQUEST, 0);
	EXPECT(request(f->fd, code, in, 77, out, 77), INVALID_DEVICE_REQUEST, 0);
	EXPECT(request(f->fd, code, in, 0, out, 0), INVALID_DEVICE_REQUEST, 0);
	CHECK_EQ(log_count(f->drive, "a3"), 0);
	CHECK_EQ(log_count(f->drive, "a4"), 0);
	CHECK_EQ(log_count(f->drive, "ad"), 0);
}

/* A drive that can't generate nonces: that one code alone is refused. */
OPEN_CASE(no_bng, "no binding nonces", .own = "--no-bng")
{
	uint32_t agid = start_session(f->fd), size = 0;

	log_mark(f->drive);
	EXPECT(use_agid(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, agid),
	       INVALID_DEVICE_REQUEST, 0);
	/* before the lengths, too */
	EXPECT(request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, NULL, 0, NULL, 0),
	       INVALID_DEVICE_REQUEST, 0);
	log_expect_silence(f->drive);
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	/* The session is not bound, and the drive has no key for it. */
	EXPECT(use_agid(f->fd, IOCTL_AACS_READ_BINDING_NONCE, agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(f->fd, agid), SUCCESS, 0);
}
