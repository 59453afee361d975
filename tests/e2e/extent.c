// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces for a file by its handle: the extent in the command, the write-out
 * before it, and requests that are refused without a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE, .plain = true);

/* ---- the extent of a file ---- */

static const size_t sizes[] = {
	UDF_IN_ICB + 1, SECTOR, SECTOR + 1, 5000, LONGEST - 1, LONGEST,
};

static const char *size_label(unsigned int i)
{
	static char label[32];

	snprintf(label, sizeof(label), "%zu bytes", sizes[i]);
	return label;
}

EXTENT_CASE(size, "UDF", .rows = ARRAY_SIZE(sizes), .label = size_label)
{
	struct disc_file file = disc_create(DISC "/new", sizes[f->row]);
	struct sr_aacs_read_binding_nonce in =
		by_handle(f->agid, (uint64_t)file.fd);
	uint32_t lba;

	disc_sync(&file);
	lba = disc_lba(&file);
	CHECK_EQ(disc_find(f->drive, &file), lba);
	log_mark(f->drive);
	for (int i = 0; i < 2; i++)
		extent_expect(f, nonce_codes[i], &in, lba, file.blocks);
}

static const struct {
	const char *path;
	uint32_t blocks;
} iso_files[] = {
	{ ISO_ONE_BYTE, 1 }, { ISO_SECTOR, 1 }, { ISO_PARTIAL, 3 },
	{ ISO_LONGEST, 255 },
};

static const char *iso_label(unsigned int i)
{
	return strrchr(iso_files[i].path, '/') + 1;
}

CASE(iso, "ISO 9660", .rows = ARRAY_SIZE(iso_files), .label = iso_label)
{
	static struct disc_file file;
	static struct drive drive;
	struct sr_aacs_read_binding_nonce in;

	drive = disc_drive("extent", "iso9660.img", "");
	disc_mount(&drive, DISC, "iso9660", MS_RDONLY);
	file = disc_open(iso_files[f->row].path);
	CHECK_EQ(file.blocks, iso_files[f->row].blocks);
	f->drive = &drive;
	f->file = &file;
	f->lba = disc_lba(&file);
	if (file.size > 1)
		CHECK_EQ(disc_find(&drive, &file), f->lba);
	f->fd = node_open(&drive, O_RDWR);
	f->agid = start_session(f->fd);
	log_mark(f->drive);
	for (int i = 0; i < 2; i++) {
		extent_expect_file(f, nonce_codes[i]);
		in = by_handle(f->agid,
			       (uint64_t)disc_fd(ISO_EMPTY, O_RDONLY));
		EXPECT(ask_nonce(f->fd, nonce_codes[i], &in),
		       INVALID_PARAMETER, 0);
		in = by_handle(f->agid,
			       (uint64_t)disc_fd(ISO_TOO_LONG, O_RDONLY));
		EXPECT(ask_nonce(f->fd, nonce_codes[i], &in),
		       INVALID_PARAMETER, 0);
		log_expect_no_aacs(f->drive);
	}
	extent_end(f);
}

/* ---- other ways to have the file open ---- */

static uint64_t read_only(struct fixture *f)
{
	return (uint64_t)disc_fd(DISC "/file", O_RDONLY);
}

static uint64_t appending(struct fixture *f)
{
	return (uint64_t)disc_fd(DISC "/file", O_RDWR | O_APPEND);
}

static uint64_t garbage_above(struct fixture *f)
{
	return 0x55aa55aa00000000 | (uint64_t)f->file->fd;
}

static uint64_t ones_above(struct fixture *f)
{
	return 0xffffffff00000000 | (uint64_t)f->file->fd;
}

static uint64_t unlinked(struct fixture *f)
{
	CHECK(!unlink(DISC "/file"));
	return (uint64_t)f->file->fd;
}

static uint64_t linked(struct fixture *f)
{
	CHECK(!link(DISC "/file", DISC "/link"));
	return (uint64_t)disc_fd(DISC "/link", O_RDONLY);
}

static uint64_t high_number(struct fixture *f)
{
	CHECK_EQ(dup2(f->file->fd, 900), 900);
	return 900;
}

static uint64_t at_its_end(struct fixture *f)
{
	CHECK_EQ(lseek(f->file->fd, 0, SEEK_END), f->file->size);
	return (uint64_t)f->file->fd;
}

/* The disk that the file is on is the same at another mount point. */
static uint64_t bound_elsewhere(struct fixture *f)
{
	mkdir(OTHER_DISC, 0755);
	CHECK(!mount(DISC, OTHER_DISC, NULL, MS_BIND, NULL));
	return (uint64_t)disc_fd(OTHER_DISC "/file", O_RDONLY);
}

static const struct {
	const char *name;
	uint64_t (*handle)(struct fixture *f);
} ways[] = {
	{ "for reading only", read_only },
	{ "for appending", appending },
	{ "garbage in the handle's upper half", garbage_above },
	{ "ones in the handle's upper half", ones_above },
	{ "without a name any more", unlinked },
	{ "by its second name", linked },
	{ "a high descriptor", high_number },
	{ "read to its end", at_its_end },
	{ "by another mount point", bound_elsewhere },
};

EXTENT_CASE(way, "file open", ROWS(ways, name))
{
	struct sr_aacs_read_binding_nonce in =
		by_handle(f->agid, ways[f->row].handle(f));
	off_t at = lseek(f->file->fd, 0, SEEK_CUR);

	for (int i = 0; i < 2; i++)
		extent_expect(f, nonce_codes[i], &in, f->lba,
			    f->file->blocks);
	CHECK_EQ(lseek(f->file->fd, 0, SEEK_CUR), at);
	umount2(OTHER_DISC, MNT_DETACH);
}

/* READ_BINDING_NONCE needs /dev/aacsN open only for reading. */
EXTENT_CASE(node_read_only, "node open for reading")
{
	struct sr_aacs_read_binding_nonce in = by_file(f);
	int all = f->fd;

	EXPECT(end_session(all, f->agid), SUCCESS, 0);
	f->fd = node_open(f->drive, O_RDONLY);
	in.session_id = f->agid = start_session(f->fd);
	log_mark(f->drive);
	extent_expect_file(f, IOCTL_AACS_READ_BINDING_NONCE);
	EXPECT(ask_nonce(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in),
	       ACCESS_DENIED, 0);
	log_expect_no_aacs(f->drive);
}

/* ---- data that are not on the disc yet ---- */

static void dirty_write(struct disc_file *file)
{
	disc_fill(file->data, file->size);
	CHECK_EQ(pwrite(file->fd, file->data, file->size, 0), file->size);
}

static uint8_t *map;

static void dirty_map(struct disc_file *file)
{
	map = mmap(NULL, file->size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   file->fd, 0);

	CHECK(map != MAP_FAILED);
	disc_fill(file->data, file->size);
	memcpy(map, file->data, file->size);
}

static void dirty_new(struct disc_file *file)
{
	close(file->fd);
	free(file->data);
	*file = disc_create(DISC "/new", LONGEST);
}

static const struct {
	const char *name;
	void (*dirty)(struct disc_file *file);
} dirts[] = {
	{ "written to", dirty_write },
	{ "written to through a mapping", dirty_map },
	{ "a new file", dirty_new },
};

static const char *dirty_label(unsigned int i)
{
	static char label[80];

	snprintf(label, sizeof(label), "%s: %s", dirts[i / 2].name,
		 code_name(nonce_codes[i % 2]));
	return label;
}

EXTENT_CASE(dirty, "not on the disc yet", .rows = 2 * ARRAY_SIZE(dirts),
	    .label = dirty_label)
{
	uint32_t code = nonce_codes[f->row % 2];
	struct sr_aacs_read_binding_nonce in;
	char command[80];

	dirts[f->row / 2].dirty(f->file);
	in = by_handle(f->agid, (uint64_t)f->file->fd);
	EXPECT(ask_nonce(f->fd, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	f->lba = disc_lba(f->file);
	CHECK_EQ(disc_find(f->drive, f->file), f->lba);
	snprintf(command, sizeof(command), "%s",
		 line_nonce(f->agid, nonce_format(code), f->lba,
			    (uint8_t)f->file->blocks, "5/6f/02 0"));
	CHECK(log_written(f->drive, f->lba, f->file->blocks, command));
	log_expect(f->drive, command);
	if (map)
		CHECK(!munmap(map, f->file->size));
}

/* The module writes nothing out for a caller without a session, or for a bad request. */
EXTENT_CASE(not_written, "not written out in vain", .rows = 2,
	    .label = nonce_code_label)
{
	uint32_t code = nonce_codes[f->row];
	struct sr_aacs_read_binding_nonce in = by_file(f);
	int other = node_open(f->drive, O_RDWR);
	uint8_t out[33];

	dirty_write(f->file);
	EXPECT(ask_nonce(other, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	in.session_id = f->agid ^ 1;
	EXPECT(ask_nonce(f->fd, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	in.session_id = 4;
	EXPECT(ask_nonce(f->fd, code, &in), INVALID_PARAMETER, 0);
	in.session_id = f->agid;
	EXPECT(request(f->fd, code, &in, sizeof(in), out, 31),
	       BUFFER_TOO_SMALL, 32);
	EXPECT(request(f->fd, code, &in, sizeof(in), out, 33),
	       INVALID_BUFFER_SIZE, 0);
	EXPECT(request(f->fd, code, &in, sizeof(in) - 1, out, 32),
	       INFO_LENGTH_MISMATCH, 0);
	/* The module checks the session before the file. */
	in.handle = 1000000;
	EXPECT(ask_nonce(other, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	CHECK_EQ(log_count(f->drive, "2a"), 0);
	log_expect_no_aacs(f->drive);
	extent_expect_file(f, code);
}

/* ---- an explicit extent: the handle doesn't matter ---- */

EXTENT_CASE(explicit, "an explicit extent beside",
	    LABELS("a file of the disc", "a directory", "nothing open"))
{
	struct sr_aacs_read_binding_nonce in = {
		.session_id = f->agid, .start_lba = 5, .number_of_sectors = 3,
	};

	switch (f->row) {
	case 0:
		in.handle = (uint64_t)f->file->fd;
		break;
	case 1:
		in.handle = (uint64_t)disc_fd(DISC, O_RDONLY);
		break;
	case 2:
		in.handle = 1000000;
		break;
	}
	dirty_write(f->file);
	for (int i = 0; i < 2; i++)
		extent_expect(f, nonce_codes[i], &in, 5, 3);
	CHECK_EQ(log_count(f->drive, "2a"), 0);
}
