/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes that disturb those that make calls. Each ends on shared->stop. */
#ifndef FUZZ_PROCESSES_H
#define FUZZ_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Holds a session of a drive, publishes its number, and after a while makes a complete
 * authentication and a transfer with it: the others must not be able to use the
 * session. Fails if any step fails.
 */
void keeper_run(unsigned int drive);

/* Changes, ejects, resets and disturbs those of @drives that are noisy. */
void noise_run(unsigned int drives, uint64_t seed);

/* Writes, cuts and lengthens a file on the mounted disc. */
void scribbler_run(const char *disc, uint64_t seed);

/*
 * AACS-Auth on this file up to the step before the request @code, so that it would
 * succeed; stores its input in @input, INPUT_MAX bytes. False on failure: others also
 * use the file and take AGIDs.
 */
bool try_authenticate(int fd, uint32_t code, uint8_t *input);

#endif /* FUZZ_PROCESSES_H */
