/* SPDX-License-Identifier: MIT */
/*
 * Maps drive names to nodes.
 *
 * \\.\CdRomN is /dev/aacsN. Letters go to the existing nodes in the order of N:
 * D: is the first node, even if that is /dev/aacs3. Each CreateFile() looks
 * again.
 *
 * The environment variable NTDVD_DRIVES overrides this:
 *
 *	NTDVD_DRIVES=E:=/dev/aacs1,F:=/dev/aacs0,CdRom0=/dev/aacs1
 *
 * It is a comma-separated list of names without \\.\ and paths of nodes. If it
 * is not empty, only its letters exist; a CdRomN that it lacks is still
 * /dev/aacsN. The first entry for a name counts; malformed entries are skipped,
 * with a message. Set-user-id programs ignore the variable.
 */
#ifndef NTDVD_DRIVES_H
#define NTDVD_DRIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "name.h"

/*
 * Copies the path of the node for @name, which is not a path, to @node (@size
 * bytes). Returns false if there is no such drive.
 */
bool ntdvd_drives_find(const struct ntdvd_name *name, char *node, size_t size);

/* The letters that are drives, as a mask: bit 0 is A:, and so on. */
uint32_t ntdvd_drives_letters(void);

#endif /* NTDVD_DRIVES_H */
