// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a request leaves in memory: with every code, and every kind of answer of
 * the drive, exactly the documented bytes of output and request change. All
 * memory around is filled first, with two different bytes in turn, so that a
 * byte that was not written shows.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"
#include "arena.h"
#include "processes.h"
#include "spec.h"

THEME("poison");

/* An answer can have a byte of either filling in it: it is asked for again. */
#define TIMES		6
#define NONCE_LBA	40U
#define MKB_LEN		65536U

static struct arena arena;

/* ---- one request ---- */

struct shot {
	const struct code_row *row;
	int fd;
	uint32_t in_len, out_len;
	uint8_t input[INPUT_MAX];
	uint64_t req, in, out;
};

/* Where everything lies: the output up to the end of its memory. */
static void lay_out(struct shot *shot, uint8_t poison)
{
	const struct place end = { AT_END, 1 }, normal = { AT_NORMAL, 77 },
			   read_only = { AT_RO, 5 }, big = { AT_BIG_END, 0 };
	bool mkb = shot->row->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK;
	struct sr_aacs_request user = { .status = 0, .information = 0 };

	arena_poison(&arena, poison, true);
	shot->req = arena_address(&arena, &normal, sizeof(user), 0, 0);
	shot->in = arena_address(&arena, &read_only, shot->in_len, 0, 0);
	shot->out = arena_address(&arena, mkb ? &big : &end, shot->out_len, 0, 0);
	user.in = shot->in;
	user.out = shot->out;
	user.in_len = shot->in_len;
	user.out_len = shot->out_len;
	/* The fields of the answer are filled as well. */
	memset(&user.status, poison, 8);
	arena_put(&arena, shot->in, shot->input, shot->in_len);
	arena_put(&arena, shot->req, &user, sizeof(user));
}

static struct answer fire(struct shot *shot, uint8_t poison)
{
	struct sr_aacs_request user;
	struct answer a;

	lay_out(shot, poison);
	errno = 0;
	a.ret = ioctl(shot->fd, shot->row->code, shot->req);
	a.error = a.ret ? errno : 0;
	arena_get(&arena, shot->req, &user, sizeof(user));
	a.status = user.status;
	a.information = user.information;
	return a;
}

/* What changed is: the status, information, and @len bytes of output. */
static void check_changes(const struct shot *shot, uint32_t len)
{
	uint64_t at;

	arena_allow(&arena, shot->req + offsetof(struct sr_aacs_request, status),
		    8);
	arena_allow(&arena, shot->out, len);
	at = arena_changed(&arena);
	if (at)
		FAIL("the byte at output %+lld, request %+lld was changed",
		     (long long)(at - shot->out), (long long)(at - shot->req));
}

/* ---- the drive ---- */

/* Where a nonce is to be read, there must be one. */
static void write_nonce(const struct drive *drive, int fd)
{
	uint8_t sector[SECTOR] = { 0 };
	struct sr_aacs_value value;
	struct host host;
	int disk;

	host_load(&host, fd);
	host_authenticate(&host);
	EXPECT(nonce_request(fd, IOCTL_AACS_GENERATE_BINDING_NONCE, host.agid,
			     NONCE_LBA, 1, &value), SUCCESS, 32);
	disk = open(drive->sr, O_RDWR | O_CLOEXEC);
	CHECK(disk >= 0);
	CHECK_EQ(pwrite(disk, sector, SECTOR, (off_t)NONCE_LBA * SECTOR), SECTOR);
	CHECK(!fsync(disk));
	close(disk);
	EXPECT(end_session(fd, host.agid), SUCCESS, 0);
}

/* The session and the input with which the request would succeed. */
static void prepare(struct shot *shot, const struct code_row *row, int fd)
{
	const uint32_t sectors = 1;
	const uint64_t extent[] = { NONCE_LBA, UINT64_MAX };

	memset(shot, 0, sizeof(*shot));
	shot->row = row;
	shot->fd = fd;
	shot->in_len = row->in;
	shot->out_len = row->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK ? MKB_LEN :
								       row->out;
	if (!row->session)
		return;
	if (row->code == IOCTL_AACS_END_SESSION) {
		uint32_t agid = start_session(fd);

		memcpy(shot->input, &agid, sizeof(agid));
		return;
	}
	CHECK(try_authenticate(fd, row->code, shot->input));
	if (!row->extent)
		return;
	memcpy(shot->input + 4, &sectors, sizeof(sectors));
	memcpy(shot->input + 8, extent, sizeof(extent));
}

/* ---- the rows ---- */

enum kind { RIGHT, OUT_SHORT, OUT_LONG, IN_SHORT, FAULT };

static const struct {
	const char *what;
	enum kind kind;
	const char *fault;	/* after the command */
	unsigned int less;	/* 1: all bytes but one come, 2: half of them */
	bool data;		/* for answers with data alone */
	uint32_t status;
} kinds[] = {
	{ "right", RIGHT, NULL, 0, false, SR_AACS_STATUS_SUCCESS },
	{ "output a byte too short", OUT_SHORT, NULL, 0, false, SR_AACS_STATUS_BUFFER_TOO_SMALL },
	{ "output a byte too long", OUT_LONG, NULL, 0, false, SR_AACS_STATUS_INVALID_BUFFER_SIZE },
	{ "input a byte too short", IN_SHORT, NULL, 0, false, SR_AACS_STATUS_INFO_LENGTH_MISMATCH },
	{ "all zero", FAULT, "zero", 0, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "a byte comes", FAULT, "short 1", 0, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "all but one byte come", FAULT, NULL, 1, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "half of it comes", FAULT, NULL, 2, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "length 0", FAULT, "length 0", 0, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "length 1", FAULT, "length 1", 0, true, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "hardware error", FAULT, "sense 4/44/00", 0, false, SR_AACS_STATUS_IO_DEVICE_ERROR },
	{ "medium error", FAULT, "sense 3/11/00", 0, false, SR_AACS_STATUS_DEVICE_DATA_ERROR },
};

#define KINDS		ARRAY_SIZE(kinds)

/* What has no output can't have one too short, and so on. */
static bool applies(unsigned int row)
{
	const struct code_row *code = &code_rows[row / KINDS];
	unsigned int kind = row % KINDS;

	switch (kinds[kind].kind) {
	case OUT_SHORT:
		return code->out;
	case OUT_LONG:
		return code->code != IOCTL_AACS_READ_MEDIA_KEY_BLOCK;
	case IN_SHORT:
		return code->in;
	default:
		return !kinds[kind].data || code->len;
	}
}

/* The table holds those that apply, in their order. */
static unsigned int nth(unsigned int n)
{
	unsigned int row;

	for (row = 0; row < CODE_ROWS * KINDS; row++) {
		if (applies(row) && !n--)
			break;
	}
	return row;
}

static unsigned int count_rows(void)
{
	unsigned int rows = 0;

	while (nth(rows) < CODE_ROWS * KINDS)
		rows++;
	return rows;
}

static const char *label(unsigned int n)
{
	static char text[96];
	unsigned int row = nth(n);

	snprintf(text, sizeof(text), "%s, %s", code_rows[row / KINDS].name,
		 kinds[row % KINDS].what);
	return text;
}

static void set_fault(const struct drive *drive, unsigned int row)
{
	const struct code_row *code = &code_rows[row / KINDS];
	unsigned int len = code->len, kind = row % KINDS;
	char text[64], words[32];

	if (kinds[kind].less)
		snprintf(words, sizeof(words), "short %u", kinds[kind].less ==
			 1 ? len - 1 : len / 2);
	else
		snprintf(words, sizeof(words), "%s", kinds[kind].fault);
	snprintf(text, sizeof(text), "%s %s", code->command, words);
	fault_set(drive, text);
}

static void twist(struct shot *shot, enum kind kind)
{
	switch (kind) {
	case OUT_SHORT:
		/* Of a media key block the least is what counts first. */
		if (shot->row->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
			shot->out_len = shot->row->out;
		shot->out_len--;
		break;
	case OUT_LONG:
		shot->out_len++;
		break;
	case IN_SHORT:
		shot->in_len--;
		break;
	default:
		break;
	}
}

static uint32_t wanted_status(unsigned int row)
{
	if (kinds[row % KINDS].kind == IN_SHORT &&
	    code_rows[row / KINDS].code == IOCTL_AACS_END_SESSION)
		return SR_AACS_STATUS_INVALID_PARAMETER;
	return kinds[row % KINDS].status;
}

/* Marks the bytes of the answer that are not poison. */
static void note_written(const struct shot *shot, uint8_t *written,
			 uint32_t len)
{
	for (uint32_t i = 0; i < len; i++) {
		uint8_t byte;

		arena_get(&arena, shot->out + i, &byte, 1);
		if (byte != arena.poison)
			written[i] = 1;
	}
}

OPEN_CASE(memory, "memory", .count = count_rows, .label = label, .seconds = 120)
{
	static uint8_t written[MKB_LEN];
	unsigned int row = nth(f->row);
	const struct code_row *code = &code_rows[row / KINDS];
	enum kind kind = kinds[row % KINDS].kind;
	uint32_t len = 0, information = 0;
	struct shot shot;

	arena_make(&arena);
	if (code->code == IOCTL_AACS_READ_BINDING_NONCE && kind == RIGHT)
		write_nonce(f->drive, f->fd);
	for (unsigned int i = 0; i < TIMES; i++) {
		prepare(&shot, code, f->fd);
		if (kind == RIGHT)
			len = information = shot.out_len;
		else if (kind == OUT_SHORT)
			information = code->out;
		twist(&shot, kind);
		if (kind == FAULT)
			set_fault(f->drive, row);
		EXPECT_STATUS(fire(&shot, i % 2 ? 0x5a : 0xa5),
			      wanted_status(row), information);
		check_changes(&shot, len);
		note_written(&shot, written, len);
		if (kind == FAULT)
			CHECK(fault_met(f->drive));
		EXPECT(end_session(f->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS,
		       0);
	}
	for (uint32_t i = 0; i < len; i++) {
		if (!written[i])
			FAIL("byte %u of the answer was never written", i);
	}
}

/* The last pack is shorter: what is behind it is zero, not what was there. */
CASE(padding, "a media key block's padding", .rows = 2)
{
	struct shot shot;
	uint8_t byte;

	arena_make(&arena);
	prepare(&shot, &code_rows[code_row(IOCTL_AACS_READ_MEDIA_KEY_BLOCK)],
		node_open(f->drive, O_RDWR));
	EXPECT(fire(&shot, f->row ? 0x5a : 0xa5), SUCCESS, MKB_LEN);
	arena_get(&arena, shot.out + MKB_LEN - 1, &byte, 1);
	CHECK_EQ(byte, 0);
}
