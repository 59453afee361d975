/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explains why a request to a drive failed, from the drive's answers and sysfs. */
#ifndef TOOLS_EXPLAIN_H
#define TOOLS_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

enum failure {
	FAILURE_REFUSED,	/* a request that the drive or its disc does not know */
	FAILURE_NOT_READY,	/* no disc, or not ready */
	FAILURE_NO_VALUE,	/* the disc has no such value */
	FAILURE_TIMEOUT,
	FAILURE_NO_AGID,
};

/*
 * Writes the cause and its repair to @text. May ask the drive /dev/srN, for ASK_MS
 * at most, but not if the request timed out. @generating: the request was
 * GENERATE_BINDING_NONCE.
 */
void explain_failure(enum failure failure, unsigned int number, bool generating,
		     char *text, size_t size);

#endif /* TOOLS_EXPLAIN_H */
