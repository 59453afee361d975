/* SPDX-License-Identifier: MIT */
/*
 * Which node a drive name stands for.
 *
 * \\.\CdRomN is /dev/aacsN. The letters go from D: on to the nodes /dev/aacsN
 * that there are, in the order of N: the first one is D: even if it is
 * /dev/aacs3. They are looked up anew at every CreateFile().
 *
 * The environment variable NTDVD_DRIVES overrides that:
 *
 *	NTDVD_DRIVES=E:=/dev/aacs1,F:=/dev/aacs0,CdRom0=/dev/aacs1
 *
 * a list, separated by commas, of names as they stand behind \\.\ and the path
 * of a node. Once it is set, to anything but nothing, only the letters in it
 * exist; a CdRomN that is not in it is /dev/aacsN still. Of two entries for one
 * name the first counts; what is no such entry is skipped (NTDVD_DEBUG says
 * so). Set-user-id programs don't look at it.
 */
#ifndef NTDVD_DRIVES_H
#define NTDVD_DRIVES_H

#include <stdbool.h>
#include <stddef.h>

#include "name.h"

/*
 * Puts the path of the node into @node (@size bytes). @name is a letter or a
 * CdRom. Returns false when there is no such drive.
 */
bool ntdvd_drives_find(const struct ntdvd_name *name, char *node, size_t size);

#endif /* NTDVD_DRIVES_H */
