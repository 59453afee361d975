/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a drive through /dev/srN, for a limited time. A separate process waits for the
 * drive, so that no command is aborted: the kernel would reset the drive then.
 */
#ifndef TOOLS_ASK_H
#define TOOLS_ASK_H

#include <stdbool.h>
#include <sys/types.h>

#define ASK_MS	2000	/* the usual limit */

struct ask_answer {
	/*
	 * Each is a negative errno value if it is not known: -ETIMEDOUT: no answer in
	 * time; -EACCES: no permission; -EAGAIN: the drive is not ready; -ENODATA: the
	 * drive has no such feature.
	 */
	int disc;	/* 1: the drive has a disc, 0: it has no disc */
	int aacs;	/* 1: it is an AACS disc, 0: it is not */
	int free;	/* a bit for each AGID that is free */
};

struct ask {
	pid_t pid;
	int fd;
	long long deadline;
	struct ask_answer answer;
};

/*
 * Starts to ask /dev/srN for its disc, and if @agids is set for the free AGIDs: it
 * takes them and gives them back. Several drives can be asked at the same time.
 */
void ask_start(struct ask *ask, unsigned int number, bool agids, int ms);
/* Waits for the answer, until @ms milliseconds after the start. */
struct ask_answer ask_finish(struct ask *ask);

/* Describes the errno value in place of an answer. */
const char *ask_error(int err);

#endif /* TOOLS_ASK_H */
