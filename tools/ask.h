/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a drive by /dev/srN, for a limited time. A process of its own waits for the
 * drive: no command is cut short, which would make the kernel reset the drive.
 */
#ifndef TOOLS_ASK_H
#define TOOLS_ASK_H

#include <stdbool.h>
#include <sys/types.h>

#define ASK_MS	2000	/* how long users wait, mostly */

struct ask_answer {
	/*
	 * Each is a negative errno value if it is not known: -ETIMEDOUT no answer in time,
	 * -EACCES no permission, -EAGAIN the drive is not ready, -ENODATA the drive has no
	 * such feature.
	 */
	int disc;	/* 1: a disc is in, 0: not */
	int aacs;	/* 1: and it is an AACS disc, 0: not */
	int free;	/* a bit for each AGID that is free */
};

struct ask {
	pid_t pid;
	int fd;
	long long deadline;
	struct ask_answer answer;
};

/*
 * Starts to ask /dev/srN for its disc, and with @agids for the AGIDs that are free: it
 * takes them and gives them back. Ask several drives at once.
 */
void ask_start(struct ask *ask, unsigned int number, bool agids, int ms);
/* Waits for the answer, until @ms milliseconds after the start. */
struct ask_answer ask_finish(struct ask *ask);

/* Why an answer is not known. */
const char *ask_error(int err);

#endif /* TOOLS_ASK_H */
