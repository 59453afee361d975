// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Handles that name no extent: refused without a command, and the session goes
 * on.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE, .plain = true);

/* After each refusal: the session still does what is right. */
static void expect_goes_on(struct fixture *f, uint32_t code)
{
	struct sr_aacs_read_binding_nonce in = {
		.session_id = f->agid, .start_lba = 16,
		.number_of_sectors = 1, .handle = ~0ULL,
	};

	log_expect_no_aacs(f->drive);
	extent_expect_file(f, code);
	extent_expect(f, code, &in, 16, 1);
}

/* ---- descriptors ---- */

/* A number that nothing else gets meanwhile. */
static int closed(struct fixture *f)
{
	CHECK_EQ(dup2(f->file->fd, 300), 300);
	close(300);
	return 300;
}

static int directory(struct fixture *f)
{
	CHECK(!mkdir(DISC "/directory", 0755));
	return disc_fd(DISC "/directory", O_RDONLY | O_DIRECTORY);
}

static int root_directory(struct fixture *f)
{
	return disc_fd(DISC, O_RDONLY | O_DIRECTORY);
}

static int pipe_end(struct fixture *f)
{
	int fds[2];

	CHECK(!pipe(fds));
	return fds[0];
}

static int fifo_on_disc(struct fixture *f)
{
	CHECK(!mkfifo(DISC "/fifo", 0644));
	return disc_fd(DISC "/fifo", O_RDWR);
}

static int disk_node(struct fixture *f)
{
	return disc_fd(f->drive->sr, O_RDONLY | O_NONBLOCK);
}

static int aacs_node(struct fixture *f)
{
	return f->fd;
}

static int path_only(struct fixture *f)
{
	return disc_fd(DISC "/file", O_PATH);
}

static int symlink_itself(struct fixture *f)
{
	CHECK(!symlink("file", DISC "/symlink"));
	return disc_fd(DISC "/symlink", O_PATH | O_NOFOLLOW);
}

/* Of a disc that is the same to the last byte, in another drive. */
static int other_drives(struct fixture *f)
{
	struct drive other = disc_drive("other", "udf.img", "");
	struct disc_file file;

	disc_mount(&other, OTHER_DISC, "udf", 0);
	file = disc_create(OTHER_DISC "/file", 5000);
	disc_sync(&file);
	CHECK(disc_lba(&file) != 0);
	return file.fd;
}

static int in_memory(struct fixture *f)
{
	struct disc_file file = disc_create("/run/e2e-file", 5000);

	unlink("/run/e2e-file");
	return file.fd;
}

static int in_proc(struct fixture *f)
{
	return disc_fd("/proc/version", O_RDONLY);
}

static int write_only(struct fixture *f)
{
	return disc_fd(DISC "/file", O_WRONLY);
}

static int empty(struct fixture *f)
{
	struct disc_file file = disc_create(DISC "/new", 0);

	return file.fd;
}

/* Without a block of its own, whether or not that is on the disc yet. */
static int in_icb(size_t size, bool sync)
{
	struct disc_file file = disc_create(DISC "/new", size);

	if (sync)
		disc_sync(&file);
	CHECK_EQ(disc_block(file.fd, 0), 0);
	return file.fd;
}

static int one_byte(struct fixture *f)
{
	return in_icb(1, true);
}

static int longest_in_icb(struct fixture *f)
{
	return in_icb(UDF_IN_ICB, true);
}

static int dirty_in_icb(struct fixture *f)
{
	return in_icb(100, false);
}

static int too_long(struct fixture *f)
{
	struct disc_file file = disc_create(DISC "/new", LONGEST + 1);

	disc_sync(&file);
	CHECK(disc_lba(&file) != 0);
	return file.fd;
}

/* Two files that grow in turns. */
static int fragmented(struct fixture *f)
{
	struct disc_file sector = disc_create(DISC "/sector", SECTOR);
	int fd = -1, pieces = 0;

	for (int i = 0; i < 8; i++) {
		static const char *const paths[] = {
			DISC "/new", DISC "/new2"
		};

		for (int j = 0; j < 2; j++) {
			/* A close gives back what was allocated ahead. */
			fd = disc_fd(paths[j], O_RDWR | O_CREAT | O_APPEND);
			CHECK_EQ(write(fd, sector.data, SECTOR), SECTOR);
			CHECK(!fsync(fd));
			close(fd);
		}
	}
	fd = disc_fd(DISC "/new", O_RDWR);
	for (unsigned int i = 0; i < 8; i++) {
		CHECK(disc_block(fd, i) != 0);
		if (i && disc_block(fd, i) != disc_block(fd, i - 1) + 1)
			pieces++;
	}
	CHECK(pieces > 0);
	return fd;
}

/* Of three sectors the one that was never written is @hole. */
static int with_hole(unsigned int hole)
{
	struct disc_file sector = disc_create(DISC "/sector", SECTOR);
	int fd = disc_fd(DISC "/new", O_RDWR | O_CREAT);

	for (unsigned int i = 0; i < 3; i++) {
		if (i != hole)
			CHECK_EQ(pwrite(fd, sector.data, SECTOR, i * SECTOR),
				 SECTOR);
	}
	CHECK(!ftruncate(fd, 3 * SECTOR));
	CHECK(!fsync(fd));
	for (unsigned int i = 0; i < 3; i++)
		CHECK_EQ(disc_block(fd, i) == 0, i == hole);
	return fd;
}

static int hole_first(struct fixture *f)
{
	return with_hole(0);
}

static int hole_inside(struct fixture *f)
{
	return with_hole(1);
}

static int hole_last(struct fixture *f)
{
	return with_hole(2);
}

/* A file of one sector, which was never written. */
static int hole_only(struct fixture *f)
{
	int fd = disc_fd(DISC "/new", O_RDWR | O_CREAT);

	CHECK(!ftruncate(fd, SECTOR));
	CHECK(!fsync(fd));
	CHECK_EQ(disc_block(fd, 0), 0);
	return fd;
}

#define CHILDS_FD	200

static void hold_open(int tell, void *arg)
{
	CHECK_EQ(dup2(disc_fd(arg, O_RDONLY), CHILDS_FD), CHILDS_FD);
	child_tell(tell, CHILDS_FD);
	pause();
}

/* What another process has open. */
static struct child child;

static int childs(struct fixture *f)
{
	child = child_start(hold_open, (void *)(DISC "/file"));
	return (int)child_hear(&child);
}

#define NO_BLOCKS	"the file system names no blocks of the file"

static const struct {
	const char *name;
	int (*open)(struct fixture *f);
	const char *why;	/* in a debug message */
} handles[] = {
	{ "closed", closed, "not an open file" },
	{ "a directory on the disc", directory, "not a regular file" },
	{ "the disc's root", root_directory, "not a regular file" },
	{ "a pipe", pipe_end, "not a regular file" },
	{ "a FIFO on the disc", fifo_on_disc, "not a regular file" },
	{ "the disk", disk_node, "not a regular file" },
	{ "the node itself", aacs_node, "not a regular file" },
	{ "open for its path only", path_only, "not an open file" },
	{ "a symbolic link itself", symlink_itself, "not an open file" },
	{ "another drive's file", other_drives, "the file is not on this drive's disc" },
	{ "a file in memory", in_memory, "the file is not on this drive's disc" },
	{ "a file of /proc", in_proc, "the file is not on this drive's disc" },
	{ "open for writing only", write_only, "the file is not open for reading" },
	{ "an empty file", empty, "the file is empty" },
	{ "a byte in its ICB", one_byte, NO_BLOCKS },
	{ "all that fits into its ICB", longest_in_icb, NO_BLOCKS },
	{ "in its ICB, not synced", dirty_in_icb, NO_BLOCKS },
	{ "a byte too long", too_long, "the file is longer than 255 sectors" },
	{ "fragmented", fragmented, "the file is fragmented" },
	{ "a hole at the start", hole_first, "the file has a hole" },
	{ "a hole inside", hole_inside, "the file has a hole" },
	{ "a hole at the end", hole_last, "the file has a hole" },
	{ "nothing but a hole", hole_only, "the file has a hole" },
	{ "another process's", childs, "not an open file" },
};

/* The file is there for the caller, but what it asks for is not allowed. */
static uint32_t status_of(unsigned int row)
{
	return handles[row].open == write_only ? SR_AACS_STATUS_ACCESS_DENIED :
						 SR_AACS_STATUS_INVALID_PARAMETER;
}

EXTENT_CASE(handle, "refused", ROWS(handles, name))
{
	struct sr_aacs_read_binding_nonce in =
		by_handle(f->agid, (uint64_t)handles[f->row].open(f));

	log_mark(f->drive);
	extent_listen(f);
	for (int i = 0; i < 2; i++) {
		EXPECT_STATUS(ask_nonce(f->fd, nonce_codes[i], &in),
			      status_of(f->row), 0);
		expect_goes_on(f, nonce_codes[i]);
	}
	CHECK_EQ(extent_heard(f, handles[f->row].why), 2);
	if (child.pid)
		child_kill(&child);
}
