/* SPDX-License-Identifier: MIT */
/*
 * /dev/aacsN. On Windows an AGID belongs to no handle, so a process has one descriptor
 * for each drive, which all its handles share.
 */
#ifndef WINE_DRIVE_H
#define WINE_DRIVE_H

#include <stdint.h>

struct drive_node;

/**
 * drive_get() - the descriptor for a drive
 * @number: N of srN
 * @node: returned on success; pass it to drive_put()
 *
 * Opens /dev/aacsN at the first request and after the drive was unplugged, for reading
 * and writing, or else for reading. On failure prints the reason on standard error, once
 * for each drive.
 *
 * Return: an NTSTATUS: SUCCESS; INVALID_DEVICE_REQUEST: there is no such node;
 * NO_SUCH_DEVICE: there was one; ACCESS_DENIED; INSUFFICIENT_RESOURCES.
 */
uint32_t drive_get(unsigned int number, struct drive_node **node);
void drive_put(struct drive_node *node);
int drive_fd(const struct drive_node *node);

#endif /* WINE_DRIVE_H */
