/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discs with a file system on them: images of the host's making, mounts, files,
 * and where on the disc a file is. Everything here fails the case when it
 * doesn't work.
 */
#ifndef E2E_DISC_FS_H
#define E2E_DISC_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab.h"

/* Where discs are mounted; the harness unmounts them after the case. */
#define DISC		"/tmp/disc"
#define OTHER_DISC	"/tmp/other-disc"

/* The longest file that a binding nonce can be for. */
#define LONGEST		(255 * SECTOR)

/* In the image iso9660.img, each with different contents in every sector. */
#define ISO_EMPTY	DISC "/empty.bin"
#define ISO_ONE_BYTE	DISC "/onebyte.bin"
#define ISO_SECTOR	DISC "/sector.bin"
#define ISO_PARTIAL	DISC "/partial.bin"	/* 5000 bytes */
#define ISO_LONGEST	DISC "/longest.bin"
#define ISO_TOO_LONG	DISC "/toolong.bin"	/* a byte more */

/* udf.img keeps files of up to so many bytes in their ICBs. */
#define UDF_IN_ICB	1832

/* A drive of the case's own, with a fresh copy of the image @file. */
struct drive disc_drive(const char *name, const char *file,
			const char *options);
void disc_mount(const struct drive *drive, const char *where, const char *type,
		unsigned long flags);
void disc_umount(const char *where);
/* Unmounts what a case has left mounted, used or not. */
void disc_tidy(void);
/* Is the disc mounted, or in use by whatever else wants it alone? */
bool disc_in_use(const struct drive *drive);

struct disc_file {
	int fd;			/* O_RDWR, or O_RDONLY for disc_open() */
	size_t size;
	uint8_t *data;
	uint32_t blocks;
};

/* A new file of @size bytes, no two of its sectors alike; not synced. */
struct disc_file disc_create(const char *path, size_t size);
/* A file that is there, and what it has in it. */
struct disc_file disc_open(const char *path);
/* Writes its contents once more where they are, and syncs. */
void disc_rewrite(const struct disc_file *file);
/* Gives it other contents, which are not on the disc yet. */
void disc_dirty(const struct disc_file *file);
void disc_sync(const struct disc_file *file);
/* Different contents in every sector, and at each call. */
void disc_fill(uint8_t *data, size_t size);
/* Opens it, or makes it if the flags say so. */
int disc_fd(const char *path, int flags);

/* The LBA of the file's @n-th sector, by FIBMAP; 0 for none. */
uint32_t disc_block(int fd, unsigned int n);
/* The LBA of a file that is in one piece, by FIBMAP. */
uint32_t disc_lba(const struct disc_file *file);
/*
 * The LBA where these contents are on the disc, by looking for them on all of
 * it: they are there once, in one piece, and zeros up to the sector's end.
 */
uint32_t disc_find(const struct drive *drive, const struct disc_file *file);

#endif /* E2E_DISC_FS_H */
