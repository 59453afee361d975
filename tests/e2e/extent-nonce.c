// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces of files, with a host that has authenticated itself: the nonce
 * that was generated for a file is the file's, wherever the disc has been.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE);

#define READ		IOCTL_AACS_READ_BINDING_NONCE
#define GENERATE	IOCTL_AACS_GENERATE_BINDING_NONCE

/* What the request says of the extent of the file at @lba. */
enum naming { BY_HANDLE, BY_EXTENT };

static struct answer ask_for(struct host *host, uint32_t code,
			     enum naming naming, const struct disc_file *file,
			     uint32_t lba, struct sr_aacs_value *nonce)
{
	struct sr_aacs_read_binding_nonce in =
		by_handle(host->agid, (uint64_t)file->fd);

	if (naming == BY_EXTENT) {
		in.start_lba = lba;
		in.number_of_sectors = file->blocks;
		in.handle = ~0ULL;
	}
	return request(host->fd, code, &in, sizeof(in), nonce, sizeof(*nonce));
}

/* A nonce for the file, by the command that is right. */
static struct sr_aacs_value generate(struct host *host, struct drive *drive,
				     enum naming naming,
				     const struct disc_file *file,
				     uint32_t lba)
{
	struct sr_aacs_value nonce;

	host_authenticate(host);
	log_mark(drive);
	EXPECT(ask_for(host, GENERATE, naming, file, lba, &nonce), SUCCESS, 32);
	host_check_nonce(host, lba, &nonce);
	log_expect(drive, line_nonce(host->agid, 0x20, lba,
				     (uint8_t)file->blocks, "good 36"));
	EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
	log_expect(drive, line_end(host->agid));
	return nonce;
}

/* The file has this nonce, whichever way it is named. */
static void expect_nonce(struct host *host, struct drive *drive,
			 const struct disc_file *file, uint32_t lba,
			 const struct sr_aacs_value *nonce)
{
	for (enum naming naming = BY_HANDLE; naming <= BY_EXTENT; naming++) {
		struct sr_aacs_value again;

		host_authenticate(host);
		log_mark(drive);
		EXPECT(ask_for(host, READ, naming, file, lba, &again), SUCCESS,
		       32);
		host_check_nonce(host, lba, &again);
		if (memcmp(again.value, nonce->value, 16))
			FAIL("the nonce was %s and is %s",
			     hex(nonce->value, 16), hex(again.value, 16));
		log_expect(drive, line_nonce(host->agid, 0x21, lba,
					     (uint8_t)file->blocks, "good 36"),
			   line_end(host->agid));
	}
}

static void expect_none(struct host *host, struct drive *drive,
			const struct disc_file *file, uint32_t lba)
{
	struct sr_aacs_value nonce;

	host_authenticate(host);
	log_mark(drive);
	EXPECT(ask_for(host, READ, BY_HANDLE, file, lba, &nonce),
	       CSS_KEY_NOT_PRESENT, 0);
	log_expect(drive, line_nonce(host->agid, 0x21, lba,
				     (uint8_t)file->blocks, "5/6f/01 0"));
	EXPECT(end_session(host->fd, host->agid), SUCCESS, 0);
}

/* ---- UDF, read and written ---- */

#define FILE_PATH	DISC "/bound"

static const size_t sizes[] = { UDF_IN_ICB + 1, SECTOR, 5000, LONGEST };

static const char *size_label(unsigned int i)
{
	static char label[32];

	snprintf(label, sizeof(label), "%zu bytes", sizes[i]);
	return label;
}

static void mount_again(struct drive *drive, struct disc_file *file)
{
	disc_mount(drive, DISC, "udf", 0);
	file->fd = disc_fd(FILE_PATH, O_RDWR);
}

CASE(udf, "kept with a file on UDF", .rows = ARRAY_SIZE(sizes),
     .label = size_label, .seconds = 120)
{
	struct drive drive = disc_drive("extent", "udf.img", "");
	struct sr_aacs_value nonce;
	struct disc_file file;
	struct host host;
	uint32_t lba;

	host_load(&host, node_open(&drive, O_RDWR));
	disc_mount(&drive, DISC, "udf", 0);
	file = disc_create(FILE_PATH, sizes[f->row]);
	disc_sync(&file);
	lba = disc_lba(&file);
	CHECK_EQ(disc_find(&drive, &file), lba);

	nonce = generate(&host, &drive, BY_HANDLE, &file, lba);
	expect_none(&host, &drive, &file, lba);
	disc_rewrite(&file);
	expect_nonce(&host, &drive, &file, lba, &nonce);
	disc_sync(&file);
	expect_nonce(&host, &drive, &file, lba, &nonce);

	close(file.fd);
	disc_umount(DISC);
	mount_again(&drive, &file);
	expect_nonce(&host, &drive, &file, lba, &nonce);

	close(file.fd);
	disc_umount(DISC);
	ctl(&drive, "eject");
	ctl(&drive, "insert");
	mount_again(&drive, &file);
	expect_nonce(&host, &drive, &file, lba, &nonce);

	close(file.fd);
	disc_umount(DISC);
	close(host.fd);
	drive_stop(&drive);
	drive = drive_start("extent", 1, "");
	host.fd = node_open(&drive, O_RDWR);
	mount_again(&drive, &file);
	expect_nonce(&host, &drive, &file, lba, &nonce);

	CHECK_EQ(disc_find(&drive, &file), lba);
	close(file.fd);
	disc_umount(DISC);
	close(host.fd);
	drive_stop(&drive);
}

/* Written and not synced: what GENERATE writes out is before the nonce. */
CASE(udf_dirty, "a file that is not on the disc yet")
{
	struct drive drive = disc_drive("extent", "udf.img", "");
	struct sr_aacs_value nonce;
	struct disc_file file;
	struct host host;
	uint32_t lba;

	host_load(&host, node_open(&drive, O_RDWR));
	disc_mount(&drive, DISC, "udf", 0);
	file = disc_create(FILE_PATH, 5000);
	lba = disc_lba(&file);
	nonce = generate(&host, &drive, BY_HANDLE, &file, lba);
	CHECK_EQ(disc_find(&drive, &file), lba);
	/* Else it would be there now: the write came after the nonce. */
	disc_sync(&file);
	expect_none(&host, &drive, &file, lba);
	disc_rewrite(&file);
	expect_nonce(&host, &drive, &file, lba, &nonce);
	close(file.fd);
	disc_umount(DISC);
	drive_stop(&drive);
}

/* The nonce is used up: refused before anything is written out. */
EXTENT_CASE(bound, "bound already", .rows = 2, .label = nonce_code_label)
{
	struct sr_aacs_read_binding_nonce in = by_file(f);
	struct sr_aacs_value nonce;
	struct host host;

	host_load(&host, f->fd);
	host.agid = f->agid;
	host_authenticate_session(&host);
	EXPECT(ask_for(&host, GENERATE, BY_HANDLE, f->file, f->lba, &nonce),
	       SUCCESS, 32);
	CHECK_EQ(pwrite(f->file->fd, "dirty", 5, 0), 5);
	log_mark(f->drive);
	EXPECT(ask_nonce(f->fd, nonce_codes[f->row], &in),
	       INVALID_DEVICE_STATE, 0);
	/* With every handle. */
	in.handle = 1000000;
	EXPECT(ask_nonce(f->fd, nonce_codes[f->row], &in),
	       INVALID_DEVICE_STATE, 0);
	CHECK_EQ(log_count(f->drive, "2a"), 0);
	log_expect_no_aacs(f->drive);
}

/* ---- ISO 9660, read ---- */

static const char *const iso_files[] = { ISO_SECTOR, ISO_PARTIAL, ISO_LONGEST };

static const char *iso_label(unsigned int i)
{
	static char label[64];

	snprintf(label, sizeof(label), "%s, generated by %s",
		 strrchr(iso_files[i / 2], '/') + 1, i % 2 ? "extent" :
		 "handle");
	return label;
}

/* As a program that masters discs does it, past the file system. */
static void write_sectors(const struct drive *drive, uint32_t lba,
			  const struct disc_file *file)
{
	size_t len = (size_t)file->blocks * SECTOR;
	int fd = disc_fd(drive->sr, O_RDWR | O_DIRECT);
	uint8_t *buf;

	CHECK(!posix_memalign((void **)&buf, 4096, len));
	memset(buf, 0, len);
	memcpy(buf, file->data, file->size);
	CHECK_EQ(pwrite(fd, buf, len, (off_t)lba * SECTOR), len);
	CHECK(!fsync(fd));
	close(fd);
	free(buf);
}

CASE(iso, "kept with a file on ISO 9660", .rows = 2 * ARRAY_SIZE(iso_files),
     .label = iso_label)
{
	struct drive drive = disc_drive("extent", "iso9660.img", "");
	struct sr_aacs_value nonce;
	struct disc_file file;
	struct host host;
	uint32_t lba;

	host_load(&host, node_open(&drive, O_RDWR));
	disc_mount(&drive, DISC, "iso9660", MS_RDONLY);
	file = disc_open(iso_files[f->row / 2]);
	lba = disc_lba(&file);
	CHECK_EQ(disc_find(&drive, &file), lba);
	expect_none(&host, &drive, &file, lba);
	nonce = generate(&host, &drive, f->row % 2 ? BY_EXTENT : BY_HANDLE, &file,
			 lba);
	close(file.fd);
	/* From 6.8 on a kernel may refuse to write past what is mounted. */
	disc_umount(DISC);
	write_sectors(&drive, lba, &file);
	disc_mount(&drive, DISC, "iso9660", MS_RDONLY);
	file.fd = disc_fd(iso_files[f->row / 2], O_RDONLY);
	expect_nonce(&host, &drive, &file, lba, &nonce);
	close(file.fd);
	disc_umount(DISC);
	drive_stop(&drive);
}

/* ---- the disc goes under the mount ---- */

static void change(const struct drive *drive)
{
	ctl(drive, "change");
}

static void change_seen(const struct drive *drive)
{
	ctl(drive, "change");
	sr_look(drive);
}

static void eject(const struct drive *drive)
{
	ctl(drive, "eject force");
}

static const struct {
	const char *name;
	void (*cause)(const struct drive *drive);
	bool dirty;
} changes[] = {
	{ "changed", change, false },
	{ "changed, and sr has seen it", change_seen, false },
	{ "ejected by force", eject, false },
	{ "changed, the file written to", change, true },
	{ "changed, and sr has seen it, the file written to", change_seen, true },
	{ "ejected by force, the file written to", eject, true },
};

static const char *change_label(unsigned int i)
{
	static char label[128];

	snprintf(label, sizeof(label), "%s: %s", changes[i / 2].name,
		 code_name(nonce_codes[i % 2]));
	return label;
}

/* The session is from before the change: there is no nonce. */
static void expect_lost(unsigned int row, struct answer a)
{
	switch (a.status) {
	case SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED:
	case SR_AACS_STATUS_VERIFY_REQUIRED:
		break;
	case SR_AACS_STATUS_NO_MEDIA_IN_DEVICE:
		CHECK(changes[row / 2].cause == eject);
		break;
	case SR_AACS_STATUS_IO_DEVICE_ERROR:
		/* What is written out is the first to meet it. */
		CHECK(changes[row / 2].dirty);
		break;
	default:
		EXPECT(a, CSS_KEY_NOT_ESTABLISHED, 0);
	}
	EXPECT_STATUS(a, a.status, 0);
}

EXTENT_CASE_GONE(change, "disc", .rows = 2 * ARRAY_SIZE(changes),
		 .label = change_label, .seconds = 120)
{
	uint32_t code = nonce_codes[f->row % 2];
	struct sr_aacs_read_binding_nonce in = by_file(f);
	struct host host;
	char good[80];

	host_load(&host, f->fd);
	host.agid = f->agid;
	host_authenticate_session(&host);
	if (changes[f->row / 2].dirty)
		CHECK_EQ(pwrite(f->file->fd, "dirty", 5, 0), 5);
	log_mark(f->drive);
	changes[f->row / 2].cause(f->drive);
	for (int i = 0; i < 2; i++)
		expect_lost(f->row, ask_nonce(f->fd, code, &in));
	snprintf(good, sizeof(good), "%s",
		 line_nonce(f->agid, nonce_format(code), f->lba,
			    (uint8_t)f->file->blocks, "good"));
	CHECK_EQ(log_count(f->drive, good), 0);
	CHECK(agids_free(f->drive));
	close(f->file->fd);
	disc_umount(DISC);
	close(f->fd);
	drive_stop(f->drive);
}
