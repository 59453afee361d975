// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces for a file by its handle: which extent goes to the drive, what
 * is written out before, and what is refused without a command.
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

CASE(size, "UDF", .rows = ARRAY_SIZE(sizes), .label = size_label)
{
	struct extent_fixture ext = extent_open("");
	struct disc_file file = disc_create(DISC "/new", sizes[f->row]);
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, (uint64_t)file.fd);
	uint32_t lba;

	disc_sync(&file);
	lba = disc_lba(&file);
	CHECK_EQ(disc_find(&ext.drive, &file), lba);
	log_mark(&ext.drive);
	for (int i = 0; i < 2; i++)
		extent_expect(&ext, nonce_codes[i], &in, lba, file.blocks);
	extent_close(&ext);
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
	struct extent_fixture ext = {
		.drive = disc_drive("extent", "iso9660.img", "")
	};
	struct sr_aacs_read_binding_nonce in;

	disc_mount(&ext.drive, DISC, "iso9660", MS_RDONLY);
	ext.file = disc_open(iso_files[f->row].path);
	CHECK_EQ(ext.file.blocks, iso_files[f->row].blocks);
	ext.lba = disc_lba(&ext.file);
	if (ext.file.size > 1)
		CHECK_EQ(disc_find(&ext.drive, &ext.file), ext.lba);
	ext.fd = node_open(&ext.drive, O_RDWR);
	ext.agid = start_session(ext.fd);
	log_mark(&ext.drive);
	for (int i = 0; i < 2; i++) {
		extent_expect_file(&ext, nonce_codes[i]);
		in = by_handle(ext.agid,
			       (uint64_t)disc_fd(ISO_EMPTY, O_RDONLY));
		EXPECT(ask_nonce(ext.fd, nonce_codes[i], &in),
		       INVALID_PARAMETER, 0);
		in = by_handle(ext.agid,
			       (uint64_t)disc_fd(ISO_TOO_LONG, O_RDONLY));
		EXPECT(ask_nonce(ext.fd, nonce_codes[i], &in),
		       INVALID_PARAMETER, 0);
		log_expect_no_aacs(&ext.drive);
	}
	extent_close(&ext);
}

/* ---- other ways to have the file open ---- */

static uint64_t read_only(struct extent_fixture *ext)
{
	return (uint64_t)disc_fd(DISC "/file", O_RDONLY);
}

static uint64_t appending(struct extent_fixture *ext)
{
	return (uint64_t)disc_fd(DISC "/file", O_RDWR | O_APPEND);
}

static uint64_t garbage_above(struct extent_fixture *ext)
{
	return 0x55aa55aa00000000 | (uint64_t)ext->file.fd;
}

static uint64_t ones_above(struct extent_fixture *ext)
{
	return 0xffffffff00000000 | (uint64_t)ext->file.fd;
}

static uint64_t unlinked(struct extent_fixture *ext)
{
	CHECK(!unlink(DISC "/file"));
	return (uint64_t)ext->file.fd;
}

static uint64_t linked(struct extent_fixture *ext)
{
	CHECK(!link(DISC "/file", DISC "/link"));
	return (uint64_t)disc_fd(DISC "/link", O_RDONLY);
}

static uint64_t high_number(struct extent_fixture *ext)
{
	CHECK_EQ(dup2(ext->file.fd, 900), 900);
	return 900;
}

static uint64_t at_its_end(struct extent_fixture *ext)
{
	CHECK_EQ(lseek(ext->file.fd, 0, SEEK_END), ext->file.size);
	return (uint64_t)ext->file.fd;
}

/* The disk that the file is on is the same at another mount point. */
static uint64_t bound_elsewhere(struct extent_fixture *ext)
{
	mkdir(OTHER_DISC, 0755);
	CHECK(!mount(DISC, OTHER_DISC, NULL, MS_BIND, NULL));
	return (uint64_t)disc_fd(OTHER_DISC "/file", O_RDONLY);
}

static const struct {
	const char *name;
	uint64_t (*handle)(struct extent_fixture *ext);
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

CASE(way, "file open", ROWS(ways, name))
{
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, ways[f->row].handle(&ext));
	off_t at = lseek(ext.file.fd, 0, SEEK_CUR);

	for (int i = 0; i < 2; i++)
		extent_expect(&ext, nonce_codes[i], &in, ext.lba,
			    ext.file.blocks);
	CHECK_EQ(lseek(ext.file.fd, 0, SEEK_CUR), at);
	umount2(OTHER_DISC, MNT_DETACH);
	extent_close(&ext);
}

/* Reading needs no more of /dev/aacsN than reading. */
CASE(node_read_only, "node open for reading")
{
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, (uint64_t)ext.file.fd);
	int all = ext.fd;

	EXPECT(end_session(all, ext.agid), SUCCESS, 0);
	ext.fd = node_open(&ext.drive, O_RDONLY);
	in.session_id = ext.agid = start_session(ext.fd);
	log_mark(&ext.drive);
	extent_expect_file(&ext, IOCTL_AACS_READ_BINDING_NONCE);
	EXPECT(ask_nonce(ext.fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in),
	       ACCESS_DENIED, 0);
	log_expect_no_aacs(&ext.drive);
	extent_close(&ext);
}

/* ---- what is not on the disc yet ---- */

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

CASE(dirty, "not on the disc yet", .rows = 2 * ARRAY_SIZE(dirts),
     .label = dirty_label)
{
	uint32_t code = nonce_codes[f->row % 2];
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in;
	char command[80];

	dirts[f->row / 2].dirty(&ext.file);
	in = by_handle(ext.agid, (uint64_t)ext.file.fd);
	EXPECT(ask_nonce(ext.fd, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	ext.lba = disc_lba(&ext.file);
	CHECK_EQ(disc_find(&ext.drive, &ext.file), ext.lba);
	snprintf(command, sizeof(command), "%s",
		 line_nonce(ext.agid, nonce_format(code), ext.lba,
			    (uint8_t)ext.file.blocks, "5/6f/02 0"));
	CHECK(log_written(&ext.drive, ext.lba, ext.file.blocks, command));
	log_expect(&ext.drive, command);
	if (map)
		CHECK(!munmap(map, ext.file.size));
	extent_close(&ext);
}

/* Nothing is written out for one who has no session, or asks wrongly. */
CASE(not_written, "not written out in vain", .rows = 2,
     .label = nonce_code_label)
{
	struct extent_fixture ext = extent_open("");
	uint32_t code = nonce_codes[f->row];
	struct sr_aacs_read_binding_nonce in =
		by_handle(ext.agid, (uint64_t)ext.file.fd);
	int other = node_open(&ext.drive, O_RDWR);
	uint8_t out[33];

	dirty_write(&ext.file);
	EXPECT(ask_nonce(other, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	in.session_id = ext.agid ^ 1;
	EXPECT(ask_nonce(ext.fd, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	in.session_id = 4;
	EXPECT(ask_nonce(ext.fd, code, &in), INVALID_PARAMETER, 0);
	in.session_id = ext.agid;
	EXPECT(request(ext.fd, code, &in, sizeof(in), out, 31),
	       BUFFER_TOO_SMALL, 32);
	EXPECT(request(ext.fd, code, &in, sizeof(in), out, 33),
	       INVALID_BUFFER_SIZE, 0);
	EXPECT(request(ext.fd, code, &in, sizeof(in) - 1, out, 32),
	       INFO_LENGTH_MISMATCH, 0);
	/* The session comes before the file, as does its absence. */
	in.handle = 1000000;
	EXPECT(ask_nonce(other, code, &in), CSS_KEY_NOT_ESTABLISHED, 0);
	CHECK_EQ(log_count(&ext.drive, "2a"), 0);
	log_expect_no_aacs(&ext.drive);
	extent_expect_file(&ext, code);
	extent_close(&ext);
}

/* ---- an explicit extent: the handle doesn't matter ---- */

static const char *const explicit_names[] = {
	"a file of the disc", "a directory", "nothing open",
};

CASE(explicit, "an explicit extent beside", NAMES(explicit_names))
{
	struct extent_fixture ext = extent_open("");
	struct sr_aacs_read_binding_nonce in = {
		.session_id = ext.agid, .start_lba = 5, .number_of_sectors = 3,
	};

	switch (f->row) {
	case 0:
		in.handle = (uint64_t)ext.file.fd;
		break;
	case 1:
		in.handle = (uint64_t)disc_fd(DISC, O_RDONLY);
		break;
	case 2:
		in.handle = 1000000;
		break;
	}
	dirty_write(&ext.file);
	for (int i = 0; i < 2; i++)
		extent_expect(&ext, nonce_codes[i], &in, 5, 3);
	CHECK_EQ(log_count(&ext.drive, "2a"), 0);
	extent_close(&ext);
}
