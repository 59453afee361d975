/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answers to a capture's commands: their length, and the parts that identify a drive. */
#ifndef TOOLS_CAPTURE_ANSWER_H
#define TOOLS_CAPTURE_ANSWER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of a CDB, by its opcode's group (SPC-4 4.2.5.1). */
size_t capture_cdb_len(const uint8_t *cdb);

/*
 * Bytes of the answer @data to @cdb, up to @len. Some host adapters can't count the
 * bytes that a drive sends and report the whole buffer, so the length field decides.
 */
size_t capture_answer_len(const uint8_t *cdb, const uint8_t *data, size_t len);

/*
 * Blanks the parts of the answer @data to @cdb that identify the drive or its disc,
 * and the vendor-specific parts, since some drives repeat their serial number
 * there. Text becomes spaces, the rest zeros; zeros stay. Returns a description of
 * the blanked parts, or NULL.
 */
const char *capture_blank(const uint8_t *cdb, uint8_t *data, size_t len);

#endif /* TOOLS_CAPTURE_ANSWER_H */
