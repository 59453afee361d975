/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The drives of this machine: names, attributes, and reasons why one can't be used. */
#ifndef TOOLS_DRIVE_H
#define TOOLS_DRIVE_H

#include <stdbool.h>
#include <stddef.h>

#define DRIVES_MAX	1024
#define ATTRIBUTE_SIZE	128

/* Why a drive can't be used, and how to repair that: one line. */
struct why {
	int err;		/* positive errno */
	char text[512];
};

/*
 * Finds the number N of /dev/aacsN and /dev/srN. Takes D:, \\.\D:, CdRom0 (as
 * libntdvd does, by NTDVD_DRIVES or in the order of the nodes), /dev/aacsN, /dev/srN,
 * aacsN, srN, N and links to a node. Uses only the name, and for a letter or a link
 * the nodes.
 */
bool drive_find(const char *name, unsigned int *number, struct why *why);

/* Checks whether sr_aacs is loaded and has this drive. */
bool drive_present(unsigned int number, struct why *why);

/*
 * Checks whether /dev/aacsN can be opened with @mode (R_OK, W_OK): module, drive,
 * node, permission. Sends no command.
 */
bool drive_usable(unsigned int number, int mode, struct why *why);

/* If there is no sr_aacs, names the missing part in *why and returns false. */
bool drive_module_loaded(struct why *why);

/* The numbers of the drives of sr_aacs, in ascending order; -1 without the module. */
int drive_list(unsigned int numbers[DRIVES_MAX]);

/* The same of /dev/srN, with or without sr_aacs. */
int drive_disks(unsigned int numbers[DRIVES_MAX]);

/* One line of a file below /sys/class/aacs/aacsN; a negative errno value on error. */
int drive_attribute(unsigned int number, const char *name,
		    char value[ATTRIBUTE_SIZE]);
/* The same as a number: -ENODATA if the drive has not answered yet. */
int drive_number_attribute(unsigned int number, const char *name);

/* The release of the running kernel. */
void drive_kernel_release(char *release, size_t size);
/*
 * The module's file that modprobe would load, into @path: true if there is one.
 */
bool drive_module_file(const char *release, char *path, size_t size);

#endif /* TOOLS_DRIVE_H */
