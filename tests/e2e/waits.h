/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The theme `waits`: for how long one program, drive or device waits for another. Shared
 * by the cases: the durations, programs that send a request and are killed, the figures.
 */
#ifndef E2E_WAITS_H
#define E2E_WAITS_H

#include "../fixture/fixture.h"

/* Durations of the drive and of other devices, in milliseconds. */
struct waits_times {
	unsigned int slow;	/* a slow command of the drive */
	unsigned int sg;	/* another program's SG_IO */
	unsigned int timeout;	/* the module's parameter, in seconds */
	unsigned int ready;	/* a drive becomes ready for longer than this */
	unsigned int packs;	/* of a media key block */
	unsigned int pack;	/* one of them */
	unsigned int disk;	/* one command of a slow disk */
	unsigned int freeze;	/* the kernel gives up suspending */
	unsigned int kills;	/* programs that are killed one after the other */
};

/* Those of `make test`, and those of `make waits`. */
extern const struct waits_times waits_short, waits_full;
#define waits	(cases_full ? &waits_full : &waits_short)

/* Seconds that a case may take: enough for waits_full and a module that waits. */
#define WAITS_SECONDS	300

/* Limits. An emulated guest may be slow, but not by a second. */
#define WAITS_NOTHING	1000
#define WAITS_SNAPSHOT	250

/*
 * Prints "# waits: WHAT: N s", and fails the case when it is more than @limit
 * milliseconds.
 */
void waits_report(int64_t took, int64_t limit, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* .own of a theme or case: the target never gives a command up by itself. */
#define WAITS_DRIVE	"--command-timeout 0"
/* The same with more options. */
struct drive waits_drive(const char *options);
/* Opens the drive and starts @count sessions. */
int waits_sessions(const struct drive *drive, unsigned int count);
/* The module's parameter; between two cases it is set to the default again. */
void waits_timeout(unsigned int seconds);

/* How many commands the drive's host has. */
unsigned int waits_busy(const struct drive *drive);

/*
 * For a new process: closes all that it has inherited but these two, so that
 * it keeps no file of others open.
 */
void waits_keep_only(int fd, int other);

/*
 * A program that makes one request on @fd, which it inherits, and ends with the
 * answer. @agid belongs to the codes that name one.
 */
struct asker {
	struct child child;
	int64_t since;
};

struct asker asker_start(int fd, uint32_t code, uint32_t agid);
/* The same, and returns once the drive has met the fault that holds it back. */
struct asker asker_held(struct drive *drive, const char *fault, int fd,
			uint32_t code, uint32_t agid);
/* The same, and returns once the program sleeps in the kernel. */
struct asker asker_blocked(int fd, uint32_t code, uint32_t agid);
/* Waits for the answer; returns its status, in *took the milliseconds. */
uint32_t asker_hear(struct asker *asker, int64_t *took);
/* True once it has an answer, or has ended. */
bool asker_answered(void *asker);

/* SIGKILL; returns the milliseconds until the program is gone. */
int64_t waits_kill(struct child *child);
/* True once the program, killed or not, is a zombie. */
bool waits_gone(void *child);

/* SG_IO by another program, through @path; ends with it. */
struct child waits_sg(const char *path, const uint8_t cdb[10],
		      unsigned int len, unsigned int timeout_ms);

#endif /* E2E_WAITS_H */
