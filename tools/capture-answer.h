/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long the answers to a capture's commands are, and what of them identifies a drive. */
#ifndef TOOLS_CAPTURE_ANSWER_H
#define TOOLS_CAPTURE_ANSWER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of a CDB, by its opcode's group (SPC-4 4.2.5.1). */
size_t capture_cdb_len(const uint8_t *cdb);

/*
 * Bytes of the answer @data to @cdb, up to @len: host adapters that can't count
 * what a drive has sent report the whole buffer, so its length field decides.
 */
size_t capture_answer_len(const uint8_t *cdb, const uint8_t *data, size_t len);

/*
 * Blanks what identifies the drive or its disc in the answer @data to @cdb, and
 * the vendor-specific parts, where some drives repeat their serial number. Text
 * becomes spaces, all else zeros; zeros stay. Returns what was blanked, or NULL.
 */
const char *capture_blank(const uint8_t *cdb, uint8_t *data, size_t len);

#endif /* TOOLS_CAPTURE_ANSWER_H */
