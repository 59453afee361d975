/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The open files of a process: nodes of the module, and other files. */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "spec.h"

#define SLOTS		8
#define SLOTS_SHARED	2	/* the last: one open file for all processes */
#define HANDLES		48

/*
 * An open node. Other threads may close it at any time: its values are valid for a
 * call if @version is even before the call and the same afterwards.
 */
struct slot {
	_Atomic uint32_t version;
	atomic_int fd;			/* -1: none */
	_Atomic uint8_t drive;
	_Atomic uint8_t rights;		/* SLOT_* */
	_Atomic uint32_t sessions;	/* a mask of those granted to it */
};

#define SLOT_READ	1
#define SLOT_WRITE	2
#define SLOT_PATH	4	/* O_PATH: takes no ioctl */

extern struct slot slots[SLOTS];

/* Before the processes start: opens the shared files and the socket to send files. */
void files_make_shared(unsigned int drives);
/* In each process: its slots, and all kinds of files as Handle. @disc: a
 * directory on a mounted disc, or NULL. */
void files_make(unsigned int drives, unsigned int first_drive,
		const char *disc, bool quiet);
/*
 * fork(). The kernel copies the table of files and the memory one after the
 * other, so that without a lock a child could have a number and not its file.
 */
pid_t files_fork(void);
void slot_open(unsigned int n, unsigned int drive, unsigned int mode);
void slot_close(unsigned int n);
void slot_dup(unsigned int from, unsigned int to);
void slot_send(unsigned int n);
void slot_receive(unsigned int n);
/* Calls poll(), and operations that a node must refuse; fails if it does not. */
void slot_poll(unsigned int n, uint64_t seed);
void slot_other(unsigned int n, uint64_t seed);

/* The value for Handle; any @n is valid. */
uint64_t handle_number(unsigned int n, unsigned int slot, uint64_t seed);
/* Replaces the file behind handle 0. */
void handle_change(uint64_t seed);

#endif /* FUZZ_FILES_H */
