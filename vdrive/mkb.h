/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Media key blocks, from a file or generated. */
#ifndef VDRIVE_MKB_H
#define VDRIVE_MKB_H

#include <stddef.h>
#include <stdint.h>

/*
 * Both functions return *len bytes in *mkb, which the caller frees with free(),
 * or a negative errno value: -EFBIG for more than DISC_MKB_MAX bytes, -ENODATA
 * for an empty file.
 */
int mkb_load(const char *file, uint8_t **mkb, size_t *len);

/*
 * Generates a block of @size bytes (DISC_MKB_MIN to DISC_MKB_MAX, else
 * -EINVAL). Its records have the types, order and lengths of a real block (AACS
 * common book, chapter 3) and made-up contents; zeros follow the last record.
 * The same size gives the same block; no two packs of a block are equal.
 */
int mkb_generate(size_t size, uint8_t **mkb, size_t *len);

#endif /* VDRIVE_MKB_H */
