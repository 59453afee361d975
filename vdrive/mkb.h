/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Media key blocks: from a file, or made up. */
#ifndef VDRIVE_MKB_H
#define VDRIVE_MKB_H

#include <stddef.h>
#include <stdint.h>

/*
 * Both hand back *len bytes in *mkb, for the caller to free(). Errors are
 * negative errno values: -EFBIG for more than DISC_MKB_MAX bytes, -ENODATA for
 * an empty file.
 */
int mkb_load(const char *file, uint8_t **mkb, size_t *len);

/*
 * A block of exactly @size bytes (DISC_MKB_MIN to DISC_MKB_MAX, else -EINVAL)
 * whose records have the types, order and lengths of a real one (AACS common
 * book, chapter 3) over made-up contents, zero-filled after the last record. The
 * same size gives the same block, and no two packs of it are alike.
 */
int mkb_generate(size_t size, uint8_t **mkb, size_t *len);

#endif /* VDRIVE_MKB_H */
