// SPDX-License-Identifier: GPL-2.0-or-later
/* Single requests against the same commands by SG_IO. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench.h"

THEME("requests", .seconds = BENCH_SECONDS, .own = NO_LOG);

static void start(struct bench *bench)
{
	bench->agid = start_session(bench->fd);
}

static void end(struct bench *bench)
{
	EXPECT(end_session(bench->fd, bench->agid), SUCCESS, 0);
}

static void start_and_end(struct bench *bench)
{
	start(bench);
	end(bench);
}

static void read_size(struct bench *bench)
{
	uint32_t size, layer = 0;

	bench->answer = request(bench->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
				&layer, sizeof(layer), &size, sizeof(size));
}

static void check_size(struct bench *bench)
{
	EXPECT(bench->answer, SUCCESS, 4);
}

static void read_volume_id(struct bench *bench)
{
	struct sr_aacs_value value;

	bench->answer = request(bench->fd, IOCTL_AACS_READ_VOLUME_ID, &bench->agid,
				sizeof(bench->agid), &value, sizeof(value));
}

/* By SG_IO the session must be ended with a command of its own. */
static void read_volume_id_and_end(struct bench *bench)
{
	read_volume_id(bench);
	end(bench);
}

static void check_refused(struct bench *bench)
{
	CHECK(bench->answer.ret);
	end(bench);
}

static void check_value(struct bench *bench)
{
	CHECK(!bench->answer.ret);
}

static void authenticate(struct bench *bench)
{
	host_authenticate(bench->host);
	bench->agid = bench->host->agid;
}

static void generate_nonce(struct bench *bench)
{
	struct sr_aacs_value value;

	bench->answer = nonce_request(bench->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
				      bench->agid, 16, 1, &value);
}

static void check_nonce(struct bench *bench)
{
	CHECK(!bench->answer.ret);
	end(bench);
}

static void nonce_session(struct bench *bench)
{
	authenticate(bench);
	generate_nonce(bench);
	check_nonce(bench);
}

/* A length that the module refuses, against a code that it does not know. */
static void wrong_length(struct bench *bench)
{
	uint8_t in[4] = { 0 };
	struct sr_aacs_request req = { .in = (uintptr_t)in, .in_len = 3 };

	bench->answer.ret = ioctl(bench->ways[OURS].fd, IOCTL_AACS_READ_VOLUME_ID, &req);
}

static void wrong_code(struct bench *bench)
{
	struct sr_aacs_request req = { 0 };

	bench->answer.ret = ioctl(bench->ways[OURS].fd, 0x1234, &req);
}

static void check_failed(struct bench *bench)
{
	CHECK(bench->answer.ret);
}

static void open_and_close(const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	CHECK(fd >= 0);
	close(fd);
}

static void open_aacs(struct bench *bench)
{
	open_and_close(bench->drive.aacs);
}

static void open_sg(struct bench *bench)
{
	open_and_close(bench->drive.sg);
}

/* The device /dev/null: its open does nothing. */
static void open_null(struct bench *bench)
{
	(void)bench;
	open_and_close("/dev/null");
}

static void run_bindnonce(struct bench *bench)
{
	char out[512], name[24];

	snprintf(name, sizeof(name), "\\\\.\\CdRom%d", bench->drive.number);
	if (RUN(out, sizeof(out), "bindnonce", name))
		FAIL("bindnonce: %s", out);
}

/* Rounds with an authentication: its cryptography takes long in an emulated guest. */
#define AUTHENTICATED	100

#define ROW(name, count, before, timed, after, ...)			\
	{ .ours = { (name), (count), (before), (timed), (after) }, __VA_ARGS__ }
#define AGAINST(before, timed, after)					\
	.other = { "", 0, (before), (timed), (after) }

static const struct row {
	struct work ours, other;	/* without @other it is the same work */
	int way;
} rows[] = {
	ROW("START_SESSION", 1000, NULL, start, end),
	ROW("END_SESSION", 1000, start, end, NULL),
	ROW("START_SESSION, END_SESSION", 1000, NULL, start_and_end, NULL),
	ROW("READ_MEDIA_KEY_BLOCK_SIZE", 1000, NULL, read_size, check_size),
	ROW("refused by the drive", 1000, start, read_volume_id, check_refused),
	ROW("READ_VOLUME_ID and its end", AUTHENTICATED, authenticate, read_volume_id, check_value,
	    AGAINST(authenticate, read_volume_id_and_end, NULL)),
	ROW("GENERATE_BINDING_NONCE", AUTHENTICATED, authenticate, generate_nonce,
	    check_nonce),
	ROW("session with a nonce", AUTHENTICATED, NULL, nonce_session, NULL),
	ROW("session with a nonce, libntdvd", AUTHENTICATED, NULL, nonce_session, NULL,
	    .way = NTDVD),
	ROW("refused by validation / ENOTTY", 10000, NULL, wrong_length, check_failed,
	    AGAINST(NULL, wrong_code, check_failed)),
	ROW("open and close / null", 10000, NULL, open_aacs, NULL,
	    AGAINST(NULL, open_null, NULL)),
	ROW("open and close / sgN", 10000, NULL, open_aacs, NULL,
	    AGAINST(NULL, open_sg, NULL)),
};

CASE(measured, "measured", ROWS(rows, ours.name))
{
	const struct row *row = &rows[f->row];
	struct bench bench = { 0 };

	bench_open(&bench, f->drive);
	bench_run(&bench, &row->ours, row->way,
		  row->other.timed ? &row->other : &row->ours, SG_IO_WAY);
}

/* The first rows above: the drive that answers immediately knows their commands. */
CASE(null_drive, "null drive", .rows = 4, .names = &rows[0].ours.name,
     .stride = sizeof(rows[0]))
{
	struct bench bench = { .prefix = "null drive: " };
	struct drive drive = { .number = (int)guest_drives() + 1 };
	char out[256];

	if (RUN(out, sizeof(out), "insmod", "/lib/sr_aacs/null_drive.ko"))
		FAIL("insmod: %s", out);
	snprintf(drive.aacs, sizeof(drive.aacs), "/dev/aacs%d", drive.number);
	CHECK(wait_for(path_exists, drive.aacs, 5000));
	drive_find(&drive);
	bench_open(&bench, &drive);
	bench_run(&bench, &rows[f->row].ours, OURS, &rows[f->row].ours, SG_IO_WAY);
	close(bench.ways[OURS].fd);
	close(bench.ways[SG_IO_WAY].fd);
	if (RUN(out, sizeof(out), "rmmod", "null_drive"))
		FAIL("rmmod: %s", out);
}

/* As a whole process, against the session that it makes. */
CASE(bindnonce, "bindnonce")
{
	static const struct work program = {
		"bindnonce / session by SG_IO", AUTHENTICATED, NULL, run_bindnonce, NULL,
	};
	static const struct work session = { "", 0, NULL, nonce_session, NULL };
	struct bench bench = { 0 };

	bench_open(&bench, f->drive);
	bench_run(&bench, &program, OURS, &session, SG_IO_WAY);
}
